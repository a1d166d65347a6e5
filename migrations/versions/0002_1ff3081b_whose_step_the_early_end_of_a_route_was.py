"""whose step the early end of a route was."""

import sqlalchemy as sa
from alembic import op

revision = '0002_1ff3081b'
down_revision = '0001_dd4a9779'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table('routes', schema=None) as batch_op:
        batch_op.add_column(sa.Column('ended_by_id', sa.Integer(), nullable=True, comment='whose step the early end was'))
        batch_op.create_foreign_key(batch_op.f('fk_routes_ended_by_id'), 'people', ['ended_by_id'], ['id'])


def downgrade() -> None:
    """Take them back to the one before."""
    with op.batch_alter_table('routes', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_routes_ended_by_id'), type_='foreignkey')
        batch_op.drop_column('ended_by_id')
