"""The bank of instruments of the demonstration: one in use, one before its experts, one still written."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from models.applications import DiagnosticForm
from models.instruments import InstrumentOrigin
from models.people import StaffKind
from services import instruments
from services.audit import acting
from services.context import Context
from services.instruments import ItemIn

#: How long before today a package was written, reviewed and approved.
WRITTEN, REVIEWED, APPROVED = timedelta(days=120), timedelta(days=100), timedelta(days=90)


def fill(session: Session, ctx: Context, script: dict[str, Any]) -> None:
    """Enter the instruments of the script and bring each as far as it says: draft, under_review or approved."""
    for row in script["instruments"]:
        _enter(session, ctx, row)
    acting(session, ctx)


def _enter(session: Session, ctx: Context, row: dict[str, Any]) -> None:
    written = _at(session, ctx, WRITTEN)
    number = instruments.save(
        session, written, title=row["title"], form=DiagnosticForm(row["form"]), staff_kind=StaffKind(row["staff_kind"]),
        subject=row.get("subject", ""), request=row["request"], origin=InstrumentOrigin(row["origin"]),
        follows_federal=True, meets_r201=row["until"] != "draft",
    ).id  # fmt: skip
    items = [ItemIn(one["block"], one["kind"], one["checks"]) for one in row["items"]]
    instruments.plan(session, written, instrument_id=number, items=items)
    for at, text in enumerate(row["variants"], start=1):
        instruments.write_variant(session, written, instrument_id=number, number=at, text=text)
    if row["until"] == "draft":
        return
    instruments.send_to_review(session, _at(session, ctx, REVIEWED), instrument_id=number, act=row["act"])
    if row["until"] == "approved":
        approved = _at(session, ctx, APPROVED)
        instruments.review(session, approved, instrument_id=number, good=True, conclusion=row["conclusion"])
        instruments.approve(session, approved, instrument_id=number)


def _at(session: Session, ctx: Context, back: timedelta) -> Context:
    moment = replace(ctx, now=ctx.now - back)
    acting(session, moment)
    return moment
