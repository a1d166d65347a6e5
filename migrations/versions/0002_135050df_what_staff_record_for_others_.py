"""What staff record for others, disclosures, the day a route ended."""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = '0002_135050df'
down_revision = '0001_dd4a9779'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    op.create_table('disclosures',
    sa.Column('route_id', sa.Integer(), nullable=False),
    sa.Column('recipient_id', sa.Integer(), nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['recipient_id'], ['people.id'], name=op.f('fk_disclosures_recipient_id')),
    sa.ForeignKeyConstraint(['route_id'], ['routes.id'], name=op.f('fk_disclosures_route_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_disclosures')),
    info={'confidential': True}
    )
    with op.batch_alter_table('disclosures', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_disclosures_recipient_id'), ['recipient_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_disclosures_route_id'), ['route_id'], unique=False)
        batch_op.create_index('uq_disclosures_living', ['route_id', 'recipient_id'], unique=True, sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('way', sa.Enum('chat', 'phone', 'paper', 'letter', 'in_person', name='way', native_enum=False, create_constraint=True, length=40), nullable=False, server_default='chat'))
        batch_op.add_column(sa.Column('recorded_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_evidence_recorded_by_id'), 'people', ['recorded_by_id'], ['id'])
    # What stood there before came in the chat; from now on whoever writes a row says how.
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.alter_column('way', server_default=None)

    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index('ix_notices_status', ['status'], unique=False)

    # SQLite writes a table anew, so that its text is the one the models have.
    made_anew: Literal['always', 'never'] = 'always' if op.get_bind().dialect.name == 'sqlite' else 'never'
    with op.batch_alter_table('routes', schema=None, recreate=made_anew) as batch_op:
        batch_op.add_column(sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True, comment='completed or ended early; erasing leaves it'))
    op.execute("UPDATE routes SET ended_at = status_at WHERE status IN ('completed', 'ended_early')")
    _forget_names()


def _forget_names() -> None:
    """Facts of these notices held names, by which nobody could be erased; those still to be sent are not worded anew."""
    notices = sa.table('notices', sa.column('kind'), sa.column('status'), sa.column('facts', sa.JSON()), sa.column('text'))
    kinds = ('ward_released', 'route_left', 'employment_changed', 'person_renamed', 'consent_recorded')
    ours = notices.c.kind.in_(kinds)
    op.execute(sa.update(notices).where(ours, notices.c.status.in_(('pending', 'sending'))).values(status='cancelled'))
    op.execute(sa.update(notices).where(ours).values(facts={}, text=None))


def downgrade() -> None:
    """Take them back to the one before."""
    with op.batch_alter_table('routes', schema=None) as batch_op:
        batch_op.drop_column('ended_at')

    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index('ix_notices_status')

    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_evidence_recorded_by_id'), type_='foreignkey')
        batch_op.drop_column('recorded_by_id')
        batch_op.drop_column('way')

    with op.batch_alter_table('disclosures', schema=None) as batch_op:
        batch_op.drop_index('uq_disclosures_living', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_disclosures_route_id'))
        batch_op.drop_index(batch_op.f('ix_disclosures_recipient_id'))

    op.drop_table('disclosures')
