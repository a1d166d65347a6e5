"""Everybody there may be around a teacher's case, made of ``Role`` itself: a role that is added is on the stage."""

from __future__ import annotations

from dataclasses import dataclass

from models.accounts import Grant, Role
from models.places import Centre, Municipality, Organization
from services.accounts import SCOPES
from tests import world
from tests.world import World

#: Whom ``tests.world`` has already.
KNOWN = (Role.operator, Role.planner, Role.curator, Role.head)
#: Where a role is given in the tests, the first that it may be given in.
PREFERRED = ("centre", "organization", "region")
FIRST_CHAT = 2000
#: Names of one kind: how the person is called says nothing to a test.
GIVEN = "Ветрова Нина Павловна"


@dataclass(frozen=True)
class Member:
    """One of the cast: the number of their chat, their role, where it holds, and where they work."""

    chat_id: int
    role: Role | None
    scope: str
    strange: bool
    at_school: bool


def scope_of(role: Role) -> str:
    """Where a role is given in the tests."""
    return next(scope for scope in PREFERRED if scope in SCOPES[role])


def _members() -> dict[str, Member]:
    listed: list[tuple[str, Role | None, str, bool, bool]] = [
        (role.value, role, scope_of(role), False, scope_of(role) == "organization")
        for role in Role
        if role not in KNOWN
    ]
    listed += [
        (f"other_{role.value}", role, scope_of(role), True, False) for role in Role if scope_of(role) != "region"
    ]
    listed += [
        ("colleague", Role.curator, "centre", False, True),
        ("other_ward", Role.curator, "centre", False, False),
        ("other_teacher", None, "", False, True),
        ("strange_teacher", None, "", True, False),
    ]
    return {one[0]: Member(FIRST_CHAT + number, *one[1:]) for number, one in enumerate(listed)}


#: By name: each role there is, in its place; ``other_…``: the same role in another centre and another school;
#: ``colleague``: a curator who works in the teacher's school; ``other_ward``: a curator of somebody else.
MEMBERS = _members()
#: Who has nothing to do with the teacher's case.
STRANGERS = (*(name for name, one in MEMBERS.items() if one.strange), "colleague", "other_ward", "other_teacher")
#: Who has, by their role in the centre, the school or the region; those of ``tests.world`` among them.
STAFF = tuple(role.value for role in Role)


def gather(w: World) -> None:
    """Bring the cast in: each has a chat, a profile, work, and the role."""
    far = Centre(name="ЦНППМ Рославль", phone="+7 4812 11-11-11")
    w.session.add(far)
    w.session.flush()
    town = Municipality(name="Рославльский район", centre_id=far.id)
    w.session.add(town)
    w.session.flush()
    school = Organization(name="Рославльская школа", municipality_id=town.id)
    w.session.add(school)
    w.session.flush()
    for one in MEMBERS.values():
        place = school.id if one.strange else w.school_id if one.at_school else w.other_school_id
        person_id = world.register(w.session, w.system, chat_id=one.chat_id, name=GIVEN, organization_id=place)
        scopes = {
            "centre": {"centre_id": far.id if one.strange else w.centre_id},
            "organization": {"organization_id": school.id if one.strange else w.school_id},
        }
        if one.role is not None:
            w.session.add(Grant(person_id=person_id, role=one.role, **scopes.get(one.scope, {})))
    w.session.commit()
