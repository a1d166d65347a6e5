"""Filling a profile in, by the person or by staff who serve them."""

from __future__ import annotations

from sqlalchemy.orm import Session

from locales import catalog
from models.base import fold
from models.people import Employment, Person, StaffKind
from models.places import Organization
from services import employments
from services.context import Context
from services.employments import checked_position, following, main_job, moving
from services.errors import Invalid, NotFound
from services.people.cards import PersonCard, card_of, mine, whose
from services.people.fields import ProfileField, checked_name, clear, fill, names_subject

_ = catalog("services").lazy


def edit_profile(
    session: Session, ctx: Context, *, field: ProfileField, text: str, person_id: int | None = None
) -> PersonCard:
    """Set a field of the actor's profile, or by staff of a person they serve, from typed text or a chosen code; raises
    Invalid and keeps what was there."""
    person = whose(session, ctx, person_id)
    before = person.full_name
    fill(ctx, person, field, text)
    if field is ProfileField.name:
        session.flush()
        moving.tell_renamed(session, ctx, person, before)
    return _saved(session, ctx, person)


def is_renaming(session: Session, ctx: Context, *, text: str) -> bool:
    """Whether a name the actor typed is another one while something under way bears theirs: a door asks first. Raises
    Invalid for what is no name, NotFound for a newcomer."""
    person, name = mine(session, ctx), checked_name(ctx, text)
    if not person.first_name or fold(name) == fold(person.full_name):
        return False
    return employments.bears_name(session, ctx)


def work_there_too(session: Session, ctx: Context, *, organization_id: int) -> PersonCard:
    """The actor also works at another place, in the same position as at the main one, which stays the main one; nothing
    under way changes. Raises Refused when they work there already."""
    person = mine(session, ctx)
    main = main_job(ctx, person)
    if main is None:
        raise Invalid(_("Please choose your school first."), "organization")
    employments.add_job(
        session, ctx, person_id=person.id, organization_id=organization_id, position=main.position,
        staff_kind=main.staff_kind,
    )  # fmt: skip
    return _saved(session, ctx, person)


def clear_field(session: Session, ctx: Context, *, field: ProfileField, person_id: int | None = None) -> PersonCard:
    """Leave a field of the actor's profile empty again, or by staff of a person they serve: what was entered by
    mistake, or is true no more. Raises Invalid for a field without which nobody can apply."""
    person = whose(session, ctx, person_id)
    clear(person, field)
    return _saved(session, ctx, person)


def choose_organization(session: Session, ctx: Context, *, organization_id: int) -> PersonCard:
    """Set the main place of work; raises NotFound for an unknown or closed organisation. What is under way goes along:
    a door asks first (``employments.what_moves``)."""
    person = mine(session, ctx)
    found = session.get(Organization, organization_id)
    if found is None or found.closed:
        raise NotFound(_("This organisation is not in the list any more. Please search again."))
    main = main_job(ctx, person)
    if main is None:
        person.employments.append(Employment(organization_id=found.id, organization=found, position="", main=True))
    elif main.organization_id != found.id:
        _change(session, ctx, person, main, found)
    return _saved(session, ctx, person)


def _change(session: Session, ctx: Context, person: Person, main: Employment, found: Organization) -> None:
    """Correct a school just typed, or, once the profile has been complete for a day or roles hang on the school, change
    it: what is under way follows, roles end."""
    known = person.registered_at is not None and ctx.region.today(person.registered_at) < ctx.today
    if known or ctx.actor.scopes:
        employments.change_school(session, ctx, person_id=person.id, organization_id=found.id)
        return
    old_id, main.organization_id, main.organization = main.organization_id, found.id, found
    session.flush()
    following.follow(session, ctx, person, old_id, found)


def choose_position(
    session: Session, ctx: Context, *, position: str, staff_kind: StaffKind, person_id: int | None = None
) -> PersonCard:
    """Set the position and staff kind at the main place of work; raises Invalid for an empty or over-long one."""
    person = whose(session, ctx, person_id)
    main = main_job(ctx, person)
    if main is None:
        raise Invalid(_("Please choose your school first."), "organization")
    main.position, main.staff_kind = checked_position(position), staff_kind
    return _saved(session, ctx, person)


def choose_subject(
    session: Session, ctx: Context, *, subject: str, chosen: bool, person_id: int | None = None
) -> PersonCard:
    """Add or take away a subject the person teaches; raises Invalid for one the region does not have."""
    person = whose(session, ctx, person_id)
    if subject not in {known.code for known in ctx.region.subjects}:
        raise Invalid(_("This subject is not in the list any more."), "subjects")
    others = [code for code in person.subjects if code != subject]
    person.subjects = [*others, subject] if chosen else others
    return _saved(session, ctx, person)


def teach_nothing(session: Session, ctx: Context) -> PersonCard:
    """The actor teaches no subject; raises Invalid for one whose position names a subject."""
    person = mine(session, ctx)
    main = main_job(ctx, person)
    if main is None or names_subject(ctx, main.position, main.staff_kind):
        raise Invalid(_("Please tap at least one subject: one in your position teaches something."), "subjects")
    person.subjects = []
    return _saved(session, ctx, person)


def _saved(session: Session, ctx: Context, person: Person) -> PersonCard:
    session.flush()
    card = card_of(ctx, person)
    if card.ready and person.registered_at is None:
        person.registered_at = ctx.now
        session.flush()
    return card
