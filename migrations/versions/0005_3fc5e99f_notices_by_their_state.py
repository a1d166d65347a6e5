"""Notices by their state."""

from alembic import op

revision = '0005_3fc5e99f'
down_revision = '0004_3fc5e99f'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.create_index('ix_notices_status', ['status'], unique=False)


def downgrade() -> None:
    """Take them back to the one before."""
    with op.batch_alter_table('notices', schema=None) as batch_op:
        batch_op.drop_index('ix_notices_status')
