"""Whether the hour of an attempt to reach is known."""

import sqlalchemy as sa
from alembic import op

revision = '0007_7ec3a8a0'
down_revision = '0006_a05fc3fc'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table('contact_attempts', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hour_known', sa.Boolean(), nullable=False, server_default=sa.true(), comment='else only the day of it was told'))
    # Of what was written down before nobody can say it any more: its hour stays.
    with op.batch_alter_table('contact_attempts', schema=None) as batch_op:
        batch_op.alter_column('hour_known', server_default=None)


def downgrade() -> None:
    """Take them back to the one before."""
    with op.batch_alter_table('contact_attempts', schema=None) as batch_op:
        batch_op.drop_column('hour_known')
