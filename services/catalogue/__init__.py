"""The catalogue a planner draws from: programmes and events, with the deficits they work on (annex 3, cl. 5.6-5.9).

Those tags are reference data of the centre. A school never sees them, nor finds by them: the tag of what a teacher is
sent to would tell the deficit (К-01).
"""

from services.catalogue.cards import (
    EventCard,
    ProgrammeCard,
    event,
    programme,
    sees_tags,
    visible,
    visible_event,
    visible_programme,
)
from services.catalogue.entering import archive, check_event, check_programme, remove, save_event, save_programme
from services.catalogue.finding import find_events, find_programmes

__all__ = [
    "EventCard",
    "ProgrammeCard",
    "archive",
    "check_event",
    "check_programme",
    "event",
    "find_events",
    "find_programmes",
    "programme",
    "remove",
    "save_event",
    "save_programme",
    "sees_tags",
    "visible",
    "visible_event",
    "visible_programme",
]
