"""Accounts, sign-in and link codes, through the services on both databases."""

from __future__ import annotations

import dataclasses
from datetime import timedelta

import pytest
import sqlalchemy as sa

from models.accounts import Account, Grant, LinkCode, Role
from models.audit import AuditValue
from models.people import TelegramChat
from services import accounts, passwords
from services.audit import AuditedSession, acting
from services.context import Actor, Context
from services.errors import Denied, Invalid, NotFound, Refused
from services.rights import actor_of

Admin = tuple[accounts.AccountLine, str, Context]


@pytest.fixture
def admin(session: AuditedSession, system: Context) -> Admin:
    """The first administrator: the account, the generated password, and the context in which they act."""
    account, password = accounts.first_administrator(
        session, system, email="Admin@Example.test", last_name="Лебедева", first_name="Ирина"
    )
    session.commit()
    ctx = dataclasses.replace(system, actor=actor_of(session, account.person_id, system.today, "admin"))
    return account, password, ctx


def sign_in(session: AuditedSession, ctx: Context, password: str, minutes: int = 0) -> accounts.SignedIn | None:
    """Try to sign in as the administrator ``minutes`` after the start."""
    at = ctx.now + timedelta(minutes=minutes)
    attempt = accounts.begin_sign_in(session, ctx, email="admin@example.TEST ", at=at)
    session.commit()
    if attempt.locked_until or not passwords.matches(attempt.digest, password) or attempt.account_id is None:
        return None
    found = accounts.finish_sign_in(session, ctx, account_id=attempt.account_id, at=at)
    session.commit()
    return found


def test_the_first_administrator_signs_in_with_the_generated_password(
    session: AuditedSession, system: Context, admin: Admin
) -> None:
    account, password, _ctx = admin
    found = sign_in(session, system, password)
    assert found is not None
    assert (found.account_id, found.name) == (account.id, "Лебедева И.")


def test_a_second_first_administrator_is_refused(session: AuditedSession, system: Context, admin: Admin) -> None:
    with pytest.raises(Refused):
        accounts.first_administrator(session, system, email="b@example.test", last_name="Б", first_name="Б")


def test_only_a_digest_of_the_password_is_kept_and_none_in_the_audit(session: AuditedSession, admin: Admin) -> None:
    account, password, _ctx = admin
    digest = session.get_one(Account, account.id).password
    assert digest.startswith("$argon2id$")
    values = session.scalars(sa.select(AuditValue.after)).all()
    assert digest not in values
    assert password not in values


def test_five_failures_lock_even_the_right_password_out_and_the_lock_passes(
    session: AuditedSession, system: Context, admin: Admin
) -> None:
    _account, password, _ctx = admin
    assert [sign_in(session, system, "wrong") for _try in range(accounts.MOST_FAILURES)] == [None] * 5
    assert sign_in(session, system, password, minutes=14) is None
    assert sign_in(session, system, password, minutes=16) is not None


def test_after_a_lock_the_count_begins_anew(session: AuditedSession, system: Context, admin: Admin) -> None:
    _account, password, _ctx = admin
    for _try in range(accounts.MOST_FAILURES):
        sign_in(session, system, "wrong")
    assert sign_in(session, system, "wrong", minutes=16) is None
    assert sign_in(session, system, password, minutes=16) is not None


def test_a_success_forgets_the_failures(session: AuditedSession, system: Context, admin: Admin) -> None:
    _account, password, _ctx = admin
    for _round in range(3):
        for _try in range(accounts.MOST_FAILURES - 1):
            sign_in(session, system, "wrong")
        assert sign_in(session, system, password) is not None


def test_an_unknown_address_looks_like_a_wrong_password(session: AuditedSession, system: Context, admin: Admin) -> None:
    attempt = accounts.begin_sign_in(session, system, email="nobody@example.test", at=system.now)
    assert (attempt.account_id, attempt.digest, attempt.locked_until) == (None, None, None)
    assert passwords.matches(attempt.digest, "anything") is False


def test_a_closed_account_signs_nobody_in_and_ends_its_sessions(
    session: AuditedSession, system: Context, admin: Admin
) -> None:
    _account, _password, ctx = admin
    person_id = accounts.create_person(session, ctx, last_name="Орлов", first_name="Пётр")
    line = accounts.create_account(
        session, ctx, person_id=person_id, email="o@example.test", password=passwords.generated()
    )
    uniquifier = session.get_one(Account, line.id).fs_uniquifier
    assert accounts.signed_in(session, ctx, uniquifier=uniquifier) is not None
    accounts.set_active(session, ctx, account_id=line.id, active=False)
    assert accounts.signed_in(session, ctx, uniquifier=uniquifier) is None
    assert accounts.begin_sign_in(session, ctx, email="o@example.test", at=ctx.now).account_id is None
    with pytest.raises(NotFound):
        accounts.finish_sign_in(session, ctx, account_id=line.id, at=ctx.now)


def test_nobody_closes_their_own_account(session: AuditedSession, admin: Admin) -> None:
    account, _password, ctx = admin
    with pytest.raises(Refused):
        accounts.set_active(session, ctx, account_id=account.id, active=False)


def test_a_new_password_ends_the_sessions(session: AuditedSession, admin: Admin) -> None:
    account, _password, ctx = admin
    before = session.get_one(Account, account.id).fs_uniquifier
    accounts.set_password(session, ctx, account_id=account.id, password=passwords.chosen("новый длинный пароль"))
    assert accounts.signed_in(session, ctx, uniquifier=before) is None


def test_a_decomposed_letter_is_the_same_password() -> None:
    digest = passwords.chosen("Мой чайник кипит").digest
    assert passwords.matches(digest, "Мой чайник кипит".replace("й", "й"))


@pytest.mark.parametrize("password", [
    "короткий", "аааааааааааа", "a@example.test", "п" * 201, "password1234", "P@ssw0rd-2026", "пароль-пароль-1",
    "123456789012", "qwertyuiop12", "Йцукен123456", "kuznecova2026!", "Кузнецова1970", "example12345",
])  # fmt: skip
def test_a_weak_password_is_not_taken(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.chosen(password, email="kuznecova@example.test", name="Кузнецова О. И.")


@pytest.mark.parametrize("password", ["тихий вечер у реки", "vd7-Lm2-kQ9-ax", "пароль от сарая с дровами"])
def test_a_phrase_is_taken_whatever_words_are_in_it(password: str) -> None:
    assert passwords.chosen(password, email="kuznecova@example.test", name="Кузнецова О. И.").digest


def test_an_address_is_corrected_by_an_administrator(session: AuditedSession, system: Context, admin: Admin) -> None:
    account, password, ctx = admin
    with pytest.raises(Invalid):
        accounts.change_email(session, ctx, account_id=account.id, email="не адрес")
    with pytest.raises(Denied):
        accounts.change_email(session, dataclasses.replace(ctx, actor=Actor(account.person_id)),
                              account_id=account.id, email="b@example.test")  # fmt: skip
    assert accounts.change_email(session, ctx, account_id=account.id, email=" B@Example.test").email == "b@example.test"
    session.commit()
    assert sign_in(session, system, password) is None


def test_an_account_needs_a_free_and_sound_address(session: AuditedSession, admin: Admin) -> None:
    _account, _password, ctx = admin
    person_id = accounts.create_person(session, ctx, last_name="Орлов", first_name="Пётр")
    for email in ("admin@EXAMPLE.test", "no address"):
        with pytest.raises(Invalid) as refusal:
            accounts.create_account(session, ctx, person_id=person_id, email=email, password=passwords.generated())
        assert refusal.value.field == "email"


def test_a_role_is_given_only_where_it_can_hold(session: AuditedSession, admin: Admin) -> None:
    account, _password, ctx = admin
    with pytest.raises(Invalid):
        accounts.grant_role(session, ctx, person_id=account.person_id, role=Role.head)
    with pytest.raises(Refused):
        accounts.grant_role(session, ctx, person_id=account.person_id, role=Role.administrator)
    assert accounts.grant_role(session, ctx, person_id=account.person_id, role=Role.department) > 0


def test_an_ended_role_holds_no_more(session: AuditedSession, admin: Admin) -> None:
    account, _password, ctx = admin
    grant_id = accounts.grant_role(session, ctx, person_id=account.person_id, role=Role.department)
    assert actor_of(session, account.person_id, ctx.today, "admin").has(Role.department)
    accounts.end_grant(session, ctx, grant_id=grant_id)
    assert not actor_of(session, account.person_id, ctx.today, "admin").has(Role.department)


def test_an_administrator_keeps_their_own_role(session: AuditedSession, admin: Admin) -> None:
    account, _password, ctx = admin
    grant_id = session.scalars(sa.select(Grant.id).where(Grant.person_id == account.person_id)).one()
    with pytest.raises(Refused):
        accounts.end_grant(session, ctx, grant_id=grant_id)


def test_nobody_else_manages_accounts(session: AuditedSession, system: Context, admin: Admin) -> None:
    account, _password, _ctx = admin
    other = dataclasses.replace(system, actor=Actor(account.person_id, (), "admin"))
    with pytest.raises(Denied):
        accounts.create_person(session, other, last_name="А", first_name="Б")
    with pytest.raises(Denied):
        accounts.grant_role(session, other, person_id=account.person_id, role=Role.department)


def test_a_code_links_the_chat_once(session: AuditedSession, admin: Admin) -> None:
    account, _password, ctx = admin
    code = accounts.create_link_code(session, ctx).code
    newcomer = dataclasses.replace(ctx, actor=Actor(None, (), "bot"))
    acting(session, newcomer)
    typed = f" {code[:2].lower()} {code[2:]}."
    assert accounts.redeem_link_code(session, newcomer, code=typed, chat_id=77) == account.person_id
    assert session.scalars(sa.select(TelegramChat.person_id).where(TelegramChat.chat_id == 77)).one() == (
        account.person_id
    )
    with pytest.raises(Invalid):
        accounts.redeem_link_code(session, newcomer, code=code, chat_id=78)


def test_linking_again_moves_the_person_to_the_new_chat(session: AuditedSession, admin: Admin) -> None:
    _account, _password, ctx = admin
    for chat_id in (77, 78):
        accounts.redeem_link_code(session, ctx, code=accounts.create_link_code(session, ctx).code, chat_id=chat_id)
    assert session.scalars(sa.select(TelegramChat.chat_id)).all() == [78]


def test_a_new_code_replaces_the_old_and_an_old_one_expires(session: AuditedSession, admin: Admin) -> None:
    _account, _password, ctx = admin
    first, second = accounts.create_link_code(session, ctx), accounts.create_link_code(session, ctx)
    with pytest.raises(Invalid):
        accounts.redeem_link_code(session, ctx, code=first.code, chat_id=77)
    later = dataclasses.replace(ctx, now=second.expires_at)
    with pytest.raises(Invalid):
        accounts.redeem_link_code(session, later, code=second.code, chat_id=77)


def test_the_code_itself_is_kept_nowhere(session: AuditedSession, admin: Admin) -> None:
    _account, _password, ctx = admin
    code = accounts.create_link_code(session, ctx).code
    session.commit()
    assert code.replace("-", "") not in session.scalars(sa.select(LinkCode.code_digest)).all()


def test_a_role_that_opens_nothing_is_not_given(session: AuditedSession, admin: Admin) -> None:
    account, _password, ctx = admin
    with pytest.raises(Invalid):
        accounts.grant_role(session, ctx, person_id=account.person_id, role=Role.group_head, organization_id=1)
