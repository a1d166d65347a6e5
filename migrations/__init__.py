"""Migrations of the database, by Alembic; ``python -m marshrut.migration "what changes"`` writes the next one."""
