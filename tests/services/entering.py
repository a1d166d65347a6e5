"""Applications and scans that staff enter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from models.applications import (
    DiagnosticForm,
)
from models.people import Way
from services import applications, calendar
from tests.services.bringing import PDF, keep
from tests.world import World

BLOCKS = ["methods", "digital"]


def enter(w: World, **changes: Any) -> int:
    """The operator enters what the teacher asked for by phone; returns the participation."""
    given: dict[str, Any] = {
        "person_id": w.teacher_id, "form": DiagnosticForm.standardized, "subjects": ["physics"], "blocks": BLOCKS,
        "wanted_from": w.today, "wanted_to": w.today + timedelta(days=30), "way": Way.phone,
    }  # fmt: skip
    number = applications.enter_application(w.session, w.operator, **(given | changes))
    w.session.commit()
    return number


def scan(w: World, person_id: int) -> int:
    """Staff bring a scan; returns the file."""
    return keep(w, person_id, PDF, "скан.pdf")


def before(w: World, working_days: int) -> date:
    """So many working days ago."""
    return calendar.add_working_days(w.system.region, w.today, -working_days)
