"""The day a route ended, and notices without names."""

import sqlalchemy as sa
from alembic import op

revision = '0006_a05fc3fc'
down_revision = '0005_3fc5e99f'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table('routes', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_routes_ended_by_id'), type_='foreignkey')
        batch_op.drop_column('ended_by_id')
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
        batch_op.add_column(sa.Column('ended_by_id', sa.Integer(), nullable=True, comment='whose step the early end was'))
        batch_op.create_foreign_key(batch_op.f('fk_routes_ended_by_id'), 'people', ['ended_by_id'], ['id'])
