"""Global search: folded, by the beginnings of words, within the scope of who asks, nothing for others."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
import sqlalchemy as sa

from models.accounts import Grant, Role
from models.applications import Application
from models.conversations import Desk
from models.people import Person
from models.places import Centre, Municipality, Organization
from models.routes import Route
from services import accounts, catalogue, conversations, directory, naming, passwords, routes, search
from services.context import Context
from services.errors import Denied
from services.search import Found
from tests import world
from tests.world import World, register


def administrator(w: World) -> Context:
    """An administrator acts."""
    person = Person(last_name="Админова", first_name="Вера", created_at=w.now, subjects=[], muted=[])
    w.session.add(person)
    w.session.flush()
    w.session.add(Grant(person_id=person.id, role=Role.administrator))
    w.session.commit()
    return w.ctx(person.id)


def found(w: World, ctx: Context, text: str, kind: Found = Found.people) -> Sequence[str]:
    """Titles of what was found of a kind."""
    groups = search.search(w.session, ctx, text=text)
    return [hit.title for group in groups if group.kind is kind for hit in group.hits]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("иванов", "Иванова Анна Петровна"),
        ("ИВАНОВА", "Иванова Анна Петровна"),
        ("петр анна", "Иванова Анна Петровна"),
        ("анна иван", "Иванова Анна Петровна"),
        ("елкина", "Ёлкина Мария Львовна"),
        ("ЁЛК", "Ёлкина Мария Львовна"),
        ("семен", "Петров Семён Ильич"),
        ("вано", "Иванова Анна Петровна"),
    ],
)
def test_people_are_found_by_the_beginnings_of_their_names(w: World, text: str, name: str) -> None:
    assert name in found(w, w.operator, text)


def test_a_name_changed_later_is_found_by_the_new_one(w: World) -> None:
    w.session.get_one(Person, w.teacher_id).last_name = "Ёжикова"
    w.session.commit()
    assert found(w, w.operator, "ежик") == ["Ёжикова Анна Петровна"]
    assert found(w, w.operator, "иванова") == []


@pytest.mark.parametrize("text", ["", "а", " ", "%", "_", "зззз", "\0\0", "и" * 5000, "ан' OR 1=1"])
def test_what_is_nobody_finds_nobody(w: World, text: str) -> None:
    assert found(w, w.operator, text) == []


def test_everybody_finds_within_their_scope_only(w: World) -> None:
    centre = Centre(name="Другой центр")
    town = Municipality(name="Другой район", centre=centre)
    school = Organization(name="Чужая школа", municipality=town)
    w.session.add_all([centre, town, school])
    w.session.flush()
    world.register(w.session, w.system, chat_id=7, name="Иванова Чужая", organization_id=school.id)
    w.session.commit()
    assert found(w, w.operator, "иванова") == ["Иванова Анна Петровна"]
    assert found(w, w.operator, "чужая", Found.organizations) == []
    assert found(w, w.head, "иванова") == ["Иванова Анна Петровна"]
    assert found(w, w.head, "ёлкина") == []
    for ctx in (w.curator, w.teacher):
        assert search.search(w.session, ctx, text="иванова") == []


def test_organisations_are_found_by_words_of_their_names(w: World) -> None:
    assert found(w, w.operator, "школа вязьмы", Found.organizations) == ["Средняя школа № 1 г. Вязьмы"]
    assert found(w, w.head, "школа", Found.organizations) == []


@pytest.mark.rule("К-01")
def test_numbers_lead_the_centre_to_applications_and_each_to_their_routes(w: World) -> None:
    route_id = w.active_route()
    number = w.session.scalars(sa.select(Application.incoming_number)).one()
    route = w.session.get_one(Route, route_id).number
    assert number is not None
    assert route is not None
    assert found(w, w.operator, number, Found.applications) == [f"{number} · Иванова Анна Петровна"]
    assert found(w, w.head, number, Found.applications) == []
    assert found(w, w.curator, number, Found.applications) == []
    for ctx in (w.operator, w.planner, w.curator, w.head):
        assert found(w, ctx, route.lower(), Found.routes) == [f"{route} · Иванова Анна Петровна"]
    assert search.search(w.session, w.teacher, text=route) == []
    told = str([search.search(w.session, w.head, text=text) for text in ("иванова", number, route)])
    assert world.CANARY_CODE not in told
    assert "анарейк" not in told


def test_more_is_said_when_there_is_more(w: World) -> None:
    for one in range(3):
        world.register(w.session, w.system, chat_id=50 + one, name="Сидорова Инна", organization_id=w.school_id)
    w.session.commit()
    group = search.search(w.session, w.operator, text="сидор", limit=2)[0]
    assert (len(group.hits), group.more) == (2, True)


def test_the_beginning_of_a_word_is_answered_by_an_index(w: World) -> None:
    bind = w.session.get_bind()
    query = sa.select(Person.id).where(naming.begins(w.session, Person.folded_first, "анн"))
    text = str(query.compile(bind, compile_kwargs={"literal_binds": True})).replace(":", "\\:")
    explain = "EXPLAIN QUERY PLAN"
    if bind.dialect.name == "postgresql":
        w.session.execute(sa.text("SET LOCAL enable_seqscan = off"))
        explain = "EXPLAIN"
    assert "ix_people_folded_first" in str(w.session.execute(sa.text(f"{explain} {text}")).all())


def listed(w: World, ctx: Context, text: str) -> list[str]:
    """Who stays in a list of people when this is typed above it."""
    query = sa.select(Person).where(search.named(w.session, ctx, text=text), directory.visible_people(ctx))
    return [person.full_name for person in w.session.scalars(query.order_by(Person.folded_name))]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("иванов", ["Иванова Анна Петровна"]),
        ("елк", ["Ёлкина Мария Львовна"]),
        ("  ЁЛКИНА   мар ", ["Ёлкина Мария Львовна"]),
        ("семён петр", ["Петров Семён Ильич"]),
        ("ильич петров семен", ["Петров Семён Ильич"]),
        ("вано", ["Иванова Анна Петровна"]),
        ("иванова мария", []),
    ],
)
def test_a_list_is_narrowed_as_the_search_finds(w: World, text: str, names: list[str]) -> None:
    assert listed(w, w.operator, text) == names


def test_a_beginning_goes_before_a_part_of_a_word(w: World) -> None:
    w.session.add(Person(last_name="Кованов", first_name="Пётр", created_at=w.now, subjects=[], muted=[]))
    w.session.commit()
    assert found(w, w.operator, "иван") == listed(w, w.operator, "иван") == ["Иванова Анна Петровна"]


@pytest.mark.parametrize("text", ["%", "_", "\0", "и" * 5000, "ан' OR 1=1", "зззз"])
def test_a_list_is_empty_for_what_is_nobody(w: World, text: str) -> None:
    assert listed(w, w.operator, text) == ([] if text.strip("\0") else listed(w, w.operator, ""))


@pytest.fixture
def namesakes(w: World) -> World:
    """One whose last name begins so, one whose first name does, two whose patronymics do."""
    for one, name in enumerate(
        ("Иванов Олег Петрович", "Абрамова Анна Ивановна", "Юрьев Иван Львович", "Белова Инна Ивановна"), 60
    ):
        world.register(w.session, w.system, chat_id=one, name=name, organization_id=w.school_id)
    w.session.commit()
    return w


IN_ORDER = [
    "Иванов Олег Петрович", "Иванова Анна Петровна", "Юрьев Иван Львович", "Абрамова Анна Ивановна",
    "Белова Инна Ивановна",
]  # fmt: skip


def test_a_last_name_goes_before_a_first_name_before_a_patronymic(namesakes: World) -> None:
    w = namesakes
    assert found(w, w.operator, "иван") == IN_ORDER
    rank = search.rank(w.session, w.operator, text="иван")
    query = sa.select(Person).where(search.named(w.session, w.operator, text="иван")).order_by(rank, Person.folded_name)
    assert [person.full_name for person in w.session.scalars(query)] == IN_ORDER
    group = search.search(w.session, w.operator, text="иван", limit=2)[0]
    assert ([hit.title for hit in group.hits], group.more) == (IN_ORDER[:2], True)


def test_an_account_is_opened_for_one_of_namesakes_told_apart_by_the_position(namesakes: World) -> None:
    w = namesakes
    admin = administrator(w)
    some = accounts.find_for_account(w.session, admin, text="иван")
    assert [line.name for line in some.lines][:2] == IN_ORDER[:2]
    assert not some.more
    assert some.lines[0].places == ("Учитель, Средняя школа № 1 г. Вязьмы",)
    for one in range(25):
        world.register(w.session, w.system, chat_id=90 + one, name="Иванова Инна", organization_id=w.school_id)
    w.session.commit()
    many = accounts.find_for_account(w.session, admin, text="иван")
    assert (len(many.lines), many.more) == (20, True)
    with pytest.raises(Denied):
        accounts.find_for_account(w.session, w.operator, text="иван")


@pytest.mark.parametrize(
    "text", ["0009-22", "000922", "+79990000922", "8 (999) 000-09-22", "8 999 000", "79990000922", "9990000922"]
)
def test_a_phone_is_found_whole_or_by_its_end_however_it_is_written(w: World, text: str) -> None:
    w.session.get_one(Person, w.teacher_id).phone = "+79990000922"
    w.session.commit()
    assert found(w, w.operator, text) == found(w, w.head, text) == ["Иванова Анна Петровна"]
    assert listed(w, w.operator, text) == ["Иванова Анна Петровна"]
    for ctx in (w.curator, administrator(w), w.teacher):
        assert found(w, ctx, text) == []


@pytest.mark.parametrize("text", ["922", "000921", "+7 999 000-09-23", "1/2026", "0009%22"])
def test_other_digits_find_no_phone(w: World, text: str) -> None:
    w.session.get_one(Person, w.teacher_id).phone = "+79990000922"
    w.session.commit()
    assert found(w, w.operator, text) == listed(w, w.operator, text) == []


def test_a_curator_finds_their_own_wards_by_name_and_nobody_elses(w: World) -> None:
    route_id = w.active_route()
    for text in ("иван", "анна", "ванов"):
        assert found(w, w.curator, text, Found.wards) == ["Иванова Анна Петровна"]
    hits = search.search(w.session, w.curator, text="иванова")[0].hits
    assert [hit.id for hit in hits] == [route_id]
    for ctx in (w.operator, w.planner, w.head, w.teacher):
        assert found(w, ctx, "иванова", Found.wards) == []
    w.session.get_one(Route, route_id).curator_id = None
    w.session.commit()
    assert search.search(w.session, w.curator, text="иванова") == []


def test_the_catalogue_is_found_by_those_who_keep_it_and_accounts_by_administrators(w: World) -> None:
    catalogue.save_programme(
        w.session, w.planner, title="Читательская грамотность", provider="Институт", hours=36, centre_id=w.centre_id
    )
    w.session.commit()
    admin = administrator(w)
    for ctx in (w.operator, w.planner, admin):
        assert found(w, ctx, "грамотн", Found.programmes) == ["Читательская грамотность"]
    for ctx in (w.head, w.curator, w.teacher):
        assert search.search(w.session, ctx, text="грамотн") == []
    assert found(w, admin, "админ", Found.accounts) == []
    accounts.create_account(
        w.session,
        admin,
        person_id=admin.actor.person_id or 0,
        email="first@example.org",
        password=passwords.generated(),
    )
    w.session.commit()
    for text in ("FIRST@", "админова", "вера адм"):
        assert found(w, admin, text, Found.accounts) == ["Админова Вера"]
        assert found(w, w.operator, text, Found.accounts) == []


def test_what_is_promised_is_what_may_be_found(w: World) -> None:
    assert search.kinds(w.head) == [Found.people, Found.routes]
    assert search.kinds(w.curator) == [Found.wards, Found.routes]
    assert search.kinds(w.teacher) == []
    assert Found.people not in search.kinds(administrator(w))


def test_lists_are_narrowed_by_the_beginnings_of_names_and_by_middles_where_none_begins_so(w: World) -> None:
    """The register of routes, a curator's list and the desk of questions."""
    ivanova, route = w.teacher_id, w.active_route()
    conversations.ask(w.session, w.teacher, text="Когда семинар?", route_id=route)
    w.teacher_id = register(w.session, w.system, chat_id=90, name="Сивакова Ольга Юрьевна", organization_id=w.school_id)
    second = w.active_route()
    conversations.ask(w.session, w.teacher, text="А мой?", route_id=second)
    w.session.commit()
    lists: dict[str, Callable[[str], list[str]]] = {
        "register": lambda text: [one.person for one in routes.register(w.session, w.planner, text=text)],
        "curated": lambda text: [one.person for one in routes.curated(w.session, w.curator, text=text)],
        "desk": lambda text: [
            one.person for one in conversations.desk(w.session, w.curator, desk=Desk.curator, text=text)
        ],
    }  # fmt: skip
    first = w.session.get_one(Person, ivanova).full_name
    for name, shown in lists.items():
        assert len(shown("")) == 2, name
        assert shown("ива") == [first], name
        assert shown("вако") == ["Сивакова Ольга Юрьевна"], name
        assert shown("зззз") == [], name
    assert sum(routes.register_counts(w.session, w.planner, text="ива").values()) == 1
