"""to whom a person opens the full card of a route."""

import sqlalchemy as sa
from alembic import op

revision = '0003_bb24e35c'
down_revision = '0002_1ff3081b'
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


def downgrade() -> None:
    """Take them back to the one before."""
    with op.batch_alter_table('disclosures', schema=None) as batch_op:
        batch_op.drop_index('uq_disclosures_living', sqlite_where=sa.text('revoked_at IS NULL'), postgresql_where=sa.text('revoked_at IS NULL'))
        batch_op.drop_index(batch_op.f('ix_disclosures_route_id'))
        batch_op.drop_index(batch_op.f('ix_disclosures_recipient_id'))

    op.drop_table('disclosures')
