"""Accounts of the back office: opened, given roles in a scope, signed in to, linked to a Telegram chat."""

from services.accounts.choosing import PeopleFound, PersonLine, find_for_account
from services.accounts.grants import EMPTY, SCOPES, end_grant, grant_role
from services.accounts.link_codes import (
    IssuedCode,
    count_link_try,
    create_link_code,
    looks_like_code,
    may_help,
    redeem_link_code,
)
from services.accounts.opening import (
    AccountLine,
    change_email,
    create_account,
    create_person,
    first_administrator,
    set_active,
    set_password,
)
from services.accounts.sign_in import (
    LOCKED_FOR,
    MOST_FAILURES,
    Attempt,
    SignedIn,
    begin_sign_in,
    finish_sign_in,
    own_digest,
    signed_in,
)

__all__ = [
    "EMPTY",
    "LOCKED_FOR",
    "MOST_FAILURES",
    "SCOPES",
    "AccountLine",
    "Attempt",
    "IssuedCode",
    "PeopleFound",
    "PersonLine",
    "SignedIn",
    "begin_sign_in",
    "change_email",
    "count_link_try",
    "create_account",
    "create_link_code",
    "create_person",
    "end_grant",
    "find_for_account",
    "finish_sign_in",
    "first_administrator",
    "grant_role",
    "looks_like_code",
    "may_help",
    "own_digest",
    "redeem_link_code",
    "set_active",
    "set_password",
    "signed_in",
]
