"""The staff of the demonstration: accounts and roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy.orm import Session

from marshrut.demo.places import Found
from models.accounts import Role
from services import accounts
from services.audit import acting
from services.context import Actor, Context
from services.passwords import NewPassword


def hire(
    session: Session, ctx: Context, rows: Sequence[dict[str, Any]], found: Found, *, password: NewPassword
) -> dict[str, int]:
    """Open the accounts of the script, give their roles, link their chats; returns the people by e-mail."""
    hired = {}
    for row in rows:
        names = {key: row[key] for key in ("last_name", "first_name", "patronymic")}
        person_id = accounts.create_person(session, ctx, **names)
        accounts.create_account(session, ctx, person_id=person_id, email=row["email"], password=password)
        hired[row["email"]] = person_id
        for role in row["roles"]:
            accounts.grant_role(
                session,
                ctx,
                person_id=person_id,
                role=Role(role),
                centre_id=found.get(row.get("centre", "")),
                organization_id=found.get(row.get("organization", "")),
            )
        if "chat_id" in row:
            _link(session, ctx, person_id, row["chat_id"])
    acting(session, ctx)
    return hired


def _link(session: Session, ctx: Context, person_id: int, chat_id: int) -> None:
    me = replace(ctx, actor=Actor(person_id, (), "admin"))
    acting(session, me)
    issued = accounts.create_link_code(session, me)
    accounts.redeem_link_code(session, me, code=issued.code, chat_id=chat_id)
    acting(session, ctx)
