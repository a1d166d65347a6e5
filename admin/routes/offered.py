"""What the forms of a route offer and how an activity is saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from admin.addresses import optional_number
from admin.routes.forms import ActivityForm
from admin.work import context, read, run
from locales import catalog
from models.routes import ActivityCategory, RouteModel
from services import catalogue, routes
from services.routes import ActivityLine, CuratorLine, RouteCard
from services.words import word

_ = catalog("admin").gettext
n_ = catalog("admin").ngettext


def offered_terms(card: RouteCard) -> dict[str, Any]:
    """Term, first day, model and curator as they stand."""
    return {
        "model": (card.model or RouteModel.a).value, "starts_on": card.starts_on or context().today,
        "term_months": str(card.term_months or ""), "curator_id": str(card.curator_id or ""),
        "curator_reason": card.curator_reason,
    }  # fmt: skip


def months() -> list[tuple[str, str]]:
    """The terms a route may have, in words."""
    shortest, longest = context().region.route_months
    return [(str(one), n_("{n} month", "{n} months", one)) for one in range(shortest, longest + 1)]


def curators(route_id: int) -> list[tuple[str, str]]:
    """Everyone whom some model lets be the curator; the step itself refuses one who does not fit the model chosen."""
    found = {one.id: one for model in RouteModel for one in read(routes.curators, route_id=route_id, model=model)}
    return curator_choices(sorted(found.values(), key=lambda line: line.load))


def curator_choices(found: Sequence[CuratorLine]) -> list[tuple[str, str]]:
    """Curators to choose from, each with how much work they have and whether it is much."""
    return [
        (str(one.id), " · ".join(filter(None, (
            one.name, word(one.kind) if one.kind else "", n_("{n} route", "{n} routes", one.load), _load_words(one),
        ))))
        for one in found
    ]  # fmt: skip


def _load_words(one: CuratorLine) -> str:
    if one.overloaded:
        return _("too many: a reason is needed")
    return _("already many") if one.heavy else ""


def taken_from_catalogue() -> dict[str, Any]:
    """What of the catalogue is being taken: the address says."""
    return {f"{name}_id": value for name in ("programme", "event") if (value := optional_number(name)) is not None}


def offered_activity(card: RouteCard, row: ActivityLine | None, taken: dict[str, Any]) -> dict[str, Any]:
    """What the form of an activity begins with: the activity, or what is taken from the catalogue."""
    if row is not None:
        return {
            "category": row.category.value, "title": row.title, "place": row.place, "starts_on": row.starts_on,
            "ends_on": row.ends_on, "deficit_ids": [str(one.id) for one in row.deficits],
        }  # fmt: skip
    if "programme_id" in taken:
        one = read(catalogue.programme, programme_id=taken["programme_id"])
        return {"category": ActivityCategory.knowledge.value, "title": one.title, "place": one.place,
                "starts_on": one.starts_on, "ends_on": one.ends_on}  # fmt: skip
    if "event_id" in taken:
        event = read(catalogue.event, event_id=taken["event_id"])
        return {"category": event.category.value, "title": event.title, "place": event.place,
                "starts_on": event.starts_on, "ends_on": event.ends_on}  # fmt: skip
    return {}


def save_activity(
    card: RouteCard, row: ActivityLine | None, form: ActivityForm, taken: dict[str, Any], kept: list[int]
) -> None:
    """Add the activity of the form, or change the one that is there."""
    chosen = [int(one) for one in form.deficit_ids.data if one.isdigit()] if form.deficit_ids else kept
    values: dict[str, Any] = {
        "category": ActivityCategory(form.category.data), "title": form.title.data, "place": form.place.data,
        "starts_on": form.starts_on.data, "ends_on": form.ends_on.data, "deficit_ids": chosen,
    }  # fmt: skip
    if row is not None:
        run(routes.edit_activity, activity_id=row.id, **values)
    else:
        run(routes.add_activity, route_id=card.id, **values, **taken)
