"""People and their profiles: first contact, consent to the processing of personal data, section 1 of the route card."""

from services.people.cards import EmploymentLine, PersonCard, card, card_of, my_card
from services.people.consenting import (
    consent_to_personal_data,
    has_consented,
    has_withdrawn,
    keep_consent,
    person_of_chat,
    require_consent,
)
from services.people.editing import choose_organization, choose_position, choose_subject, edit_profile
from services.people.fields import NAME_MAX, POSITION_MAX, REQUIRED, ProfileField, checked_position, fill

__all__ = [
    "NAME_MAX",
    "POSITION_MAX",
    "REQUIRED",
    "EmploymentLine",
    "PersonCard",
    "ProfileField",
    "card",
    "card_of",
    "checked_position",
    "choose_organization",
    "choose_position",
    "choose_subject",
    "consent_to_personal_data",
    "edit_profile",
    "fill",
    "has_consented",
    "has_withdrawn",
    "keep_consent",
    "my_card",
    "person_of_chat",
    "require_consent",
]
