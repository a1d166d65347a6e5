"""Migrations of the database, by Alembic; ``python -m migrations.make "what changes"`` writes the next one."""
