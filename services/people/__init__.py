"""People and their profiles: first contact, consent to the processing of personal data, section 1 of the route card."""

from services.people.asking import asked_first, asked_on_sending, fields_of, first_question, left_to_ask, next_question
from services.people.cards import EmploymentLine, PersonCard, card, card_of, my_card
from services.people.consenting import (
    consent_to_personal_data,
    has_consented,
    has_withdrawn,
    keep_consent,
    person_of_chat,
    require_consent,
)
from services.people.editing import (
    choose_organization,
    choose_position,
    choose_subject,
    clear_field,
    edit_profile,
    is_renaming,
    teach_nothing,
    work_there_too,
)
from services.people.fields import (
    NAME_MAX,
    OPTIONAL,
    ProfileField,
    check_field,
    checked_name,
    fill,
    has_patronymic,
    names_subject,
)

__all__ = [
    "NAME_MAX",
    "OPTIONAL",
    "EmploymentLine",
    "PersonCard",
    "ProfileField",
    "asked_first",
    "asked_on_sending",
    "card",
    "card_of",
    "check_field",
    "checked_name",
    "choose_organization",
    "choose_position",
    "choose_subject",
    "clear_field",
    "consent_to_personal_data",
    "edit_profile",
    "fields_of",
    "fill",
    "first_question",
    "has_consented",
    "has_patronymic",
    "has_withdrawn",
    "is_renaming",
    "keep_consent",
    "left_to_ask",
    "my_card",
    "names_subject",
    "next_question",
    "person_of_chat",
    "require_consent",
    "teach_nothing",
    "work_there_too",
]
