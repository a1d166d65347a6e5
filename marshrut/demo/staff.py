"""The staff of the demonstration: accounts and roles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from marshrut.demo.places import Found
from models.accounts import Role
from services import accounts, passwords
from services.context import Context


def hire(session: Session, ctx: Context, rows: Sequence[dict[str, Any]], found: Found, *, password: str) -> None:
    """Open the accounts of the script and give their roles."""
    same = passwords.chosen(password)
    for row in rows:
        names = {key: row[key] for key in ("last_name", "first_name", "patronymic")}
        person_id = accounts.create_person(session, ctx, **names)
        accounts.create_account(session, ctx, person_id=person_id, email=row["email"], password=same)
        for role in row["roles"]:
            accounts.grant_role(
                session,
                ctx,
                person_id=person_id,
                role=Role(role),
                centre_id=found.get(row.get("centre", "")),
                organization_id=found.get(row.get("organization", "")),
            )
