"""How Alembic sees our tables; the connection comes from ``marshrut.database``, in its transaction."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context

from models import Base
from models.base import UTCDateTime


def render_item(kind: str, item: Any, _context: Any) -> str | Literal[False]:
    """Write our moment as the plain type it is in the database: a migration outlives the code of today."""
    if kind == "type" and isinstance(item, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
