"""Who put evidence beside a mark for another."""

import sqlalchemy as sa
from alembic import op

revision = '0004_3fc5e99f'
down_revision = '0003_bb24e35c'
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the tables to this revision."""
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.add_column(sa.Column('way', sa.Enum('chat', 'phone', 'paper', 'letter', 'in_person', name='way', native_enum=False, create_constraint=True, length=40), nullable=False, server_default='chat'))
        batch_op.add_column(sa.Column('recorded_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_evidence_recorded_by_id'), 'people', ['recorded_by_id'], ['id'])
    # What stood there before came in the chat; from now on whoever writes a row says how.
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.alter_column('way', server_default=None)


def downgrade() -> None:
    """Take them back to the one before."""
    with op.batch_alter_table('evidence', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_evidence_recorded_by_id'), type_='foreignkey')
        batch_op.drop_column('recorded_by_id')
        batch_op.drop_column('way')
