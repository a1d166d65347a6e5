"""Consents, their scans and what the teacher put beside a mark, as the centre and the curator find them on pages."""

from __future__ import annotations

import re

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from models.people import PersonalDataConsent
from models.routes import Activity
from services import files, routes
from tests.admin.test_intake_desk import PNG
from tests.admin.test_outside_papers import scan
from tests.admin.test_person_desk import newcomer
from tests.admin.walking import Walk, said
from tests.documents.reading import docx_text, pdf_text, squeezed

SCAN = re.compile(r'href="(/files/\?id=\d+)"')


def forget(walk: Walk) -> None:
    """As if the teacher had never consented."""
    teacher = walk.world.teacher_id
    with walk.site.session() as session:
        session.execute(sa.delete(PersonalDataConsent).where(PersonalDataConsent.person_id == teacher))
        session.commit()


def living(session: Session, person_id: int) -> list[PersonalDataConsent]:
    """The living consents of a person."""
    query = sa.select(PersonalDataConsent).where(
        PersonalDataConsent.person_id == person_id, PersonalDataConsent.withdrawn_at.is_(None)
    )
    return list(session.scalars(query))


@pytest.mark.rule("SM-FRM-2")
def test_the_sheet_of_consents_of_a_case_is_printed_with_its_subjects_and_blocks(walk: Walk) -> None:
    case, operator = walk.world.apply(), walk.client("operator")
    walk.sync()
    assert f"/case/consent/?id={case}&amp;file=docx" in walk.page(operator, f"/case/?id={case}")
    for kind, read in (("pdf", pdf_text), ("docx", docx_text)):
        text = read(operator.get(f"/case/consent/?id={case}&file={kind}").data)
        assert squeezed("Иванова Анна Петровна") in text
        assert squeezed("Предмет, по которому будет проходить диагностика") in text
    assert operator.get(f"/case/consent/?id={case}&file=exe").status_code == 404


def test_the_consents_of_a_case_stand_on_its_page(walk: Walk) -> None:
    case, operator = walk.world.apply(), walk.client("operator")
    walk.sync()
    card = walk.page(operator, f"/case/?id={case}").split('id="consents"')[1].split("</section>")[0]
    assert walk.world.system.region.participation_consent.version in card
    assert "действует" in card
    assert "Физика" in card


def test_a_written_application_and_its_consent_lead_to_their_scan(walk: Walk) -> None:
    operator, me = walk.client("operator"), walk.world.teacher_id
    form = {
        "way": "paper", "received_on": "2026-09-01", "form": "standardized", "subjects": "physics",
        "blocks": ["methods"], "wanted_from": "2026-09-01", "wanted_to": "2026-10-01", "note": "", "scan": scan(),
    }  # fmt: skip
    page = said(walk.post(operator, f"/intake/application/?id={me}", **form), operator)
    links = SCAN.findall(page)
    assert len(links) == 2
    assert operator.get(links[0]).data == PNG


def test_a_personal_data_consent_is_printed_for_a_person_and_blank_for_a_newcomer(walk: Walk) -> None:
    operator, me = walk.client("operator"), walk.world.teacher_id
    assert f"/consents/paper/?id={me}" in walk.page(operator, f"/people/details/?id={me}")
    filled = docx_text(operator.get(f"/consents/paper/?id={me}&file=docx").data)
    assert squeezed("Иванова Анна Петровна") in filled
    assert squeezed("Средняя школа № 1 г. Вязьмы") in filled
    assert "/newcomer/paper/" in walk.page(operator, "/newcomer/")
    blank = pdf_text(operator.get("/newcomer/paper/?file=pdf").data)
    assert squeezed(walk.world.system.region.personal_data_consent.text) in blank
    school = f"/newcomer/paper/?school={walk.world.school_id}&name=Новикова+Дарья&file=docx"
    assert squeezed("Новикова Дарья") in docx_text(operator.get(school).data)
    assert operator.get("/newcomer/paper/?school=99999&file=pdf").status_code == 404


def test_a_consent_on_paper_is_seen_on_the_page_of_the_person_with_its_scan(walk: Walk) -> None:
    operator = walk.client("operator")
    path = f"/newcomer/form/?school={walk.world.school_id}"
    page = said(walk.post(operator, path, **newcomer()), operator)
    link = SCAN.search(page)
    assert link
    assert operator.get(link[1]).data == PNG
    assert "на бумаге" in page
    assert "Орлова В. И." in page


def test_an_operator_sees_what_to_do_for_one_without_the_consent_and_does_it(walk: Walk) -> None:
    forget(walk)
    operator, me = walk.client("operator"), walk.world.teacher_id
    asked = walk.page(operator, f"/intake/application/?id={me}")
    assert f"/consents/record/?id={me}" in asked
    assert "У этого человека согласия нет" in asked
    details = walk.page(operator, f"/people/details/?id={me}")
    assert "не дано" in details
    assert f"/consents/record/?id={me}" in details
    form = {"way": "paper", "on": "2026-09-01", "scan": scan()}
    bare = walk.post(operator, f"/consents/record/?id={me}", **form | {"scan": ""}).get_data(as_text=True)
    assert "scan-error" in bare
    page = said(walk.post(operator, f"/consents/record/?id={me}", **form), operator)
    assert "Согласие записано" in page
    assert f"/consents/record/?id={me}" not in page, "a second consent to the same text is refused"
    assert f"/consents/record/?id={me}" not in walk.page(operator, f"/intake/application/?id={me}")
    again = walk.post(operator, f"/consents/record/?id={me}", **form | {"scan": scan()})
    assert "уже действует" in said(again, operator)
    with walk.site.session() as session:
        assert len(living(session, me)) == 1


def test_an_application_for_one_without_the_consent_is_refused_above_the_form(walk: Walk) -> None:
    forget(walk)
    operator, me = walk.client("operator"), walk.world.teacher_id
    form = {
        "way": "phone", "received_on": "2026-09-01", "form": "standardized", "subjects": "physics",
        "blocks": ["methods"], "wanted_from": "2026-09-01", "wanted_to": "2026-10-01", "note": "Звонила в обед",
    }  # fmt: skip
    page = walk.post(operator, f"/intake/application/?id={me}", **form).get_data(as_text=True)
    assert "Сначала запишите согласие" in page
    assert "Звонила в обед" in page


def test_a_withdrawal_is_previewed_and_recorded_by_the_operator_only(walk: Walk) -> None:
    walk.world.active_route()
    walk.sync()
    operator, me = walk.client("operator"), walk.world.teacher_id
    assert f"/consents/withdraw/?id={me}" in walk.page(operator, f"/people/details/?id={me}")
    assert "/consents/withdraw/" not in walk.page(walk.client("planner"), f"/people/details/?id={me}")
    assert "Досрочно завершится 1\u00a0маршрут." in walk.page(operator, f"/consents/withdraw/?id={me}")
    form = {"way": "letter", "on": walk.world.today.isoformat(), "note": "Письмо"}
    for name in ("planner", "head", "curator"):
        assert walk.post(walk.client(name), f"/consents/withdraw/?id={me}", **form).status_code == 403
    page = said(walk.post(operator, f"/consents/withdraw/?id={me}", **form | {"scan": scan()}), operator)
    assert "отозвано согласие" in page
    assert "Письмо" in page
    assert SCAN.search(page)
    with walk.site.session() as session:
        assert living(session, me) == []
    again = walk.post(operator, f"/consents/withdraw/?id={me}", **form | {"scan": scan()})
    assert "его уже отозвали" in said(again, operator)


def test_a_head_finds_no_consents_on_the_page_of_a_teacher(walk: Walk) -> None:
    page = walk.page(walk.client("head"), f"/people/details/?id={walk.world.teacher_id}")
    assert "/consents/" not in page


def marked(walk: Walk) -> tuple[int, int]:
    """An active route with a mark and all kinds of evidence beside it; returns the route and the activity."""
    world = walk.world
    route_id = world.active_route()
    activity = world.session.scalars(sa.select(Activity.id).where(Activity.route_id == route_id).limit(1)).one()
    for name, content in (("фото.png", PNG), ("диплом.pdf", b"%PDF-1.7 x")):
        looked = files.inspect(content, original_name=name)
        files.place(walk.site.options.files, looked, content)
        brought = files.register(world.session, world.teacher, inspected=looked)
        routes.attach_file(world.session, world.teacher, activity_id=activity, file_id=brought.id)
    routes.attach_link(world.session, world.teacher, activity_id=activity, url="https://school.ru/seminar")
    routes.attach_words(world.session, world.teacher, activity_id=activity, text="Выступила <b>с докладом</b>")
    routes.mark_activity(world.session, world.teacher, activity_id=activity, done=True)
    world.session.commit()
    walk.sync()
    return route_id, activity


@pytest.mark.rule("SM-IOM-5.10")
def test_the_curator_and_the_planner_see_the_evidence_where_they_decide(walk: Walk) -> None:
    route_id, activity = marked(walk)
    question = f"/curated/question/?id={route_id}&activity={activity}"
    for name, path in (("curator", f"/curated/route/?id={route_id}"), ("curator", question),
                       ("planner", f"/routes/route/?id={route_id}")):  # fmt: skip
        client = walk.client(name)
        page = walk.page(client, path)
        assert "диплом.pdf" in page
        assert 'href="https://school.ru/seminar" rel="noopener noreferrer nofollow"' in page
        assert "Выступила &lt;b&gt;с докладом&lt;/b&gt;" in page
        assert [client.get(link).data for link in SCAN.findall(page)] == [PNG, b"%PDF-1.7 x"]


@pytest.mark.rule("К-01")
def test_the_school_sees_no_evidence(walk: Walk) -> None:
    route_id, _activity = marked(walk)
    page = walk.page(walk.client("head"), f"/approvals/route/?id={route_id}")
    assert not [one for one in ("диплом", "school.ru", "докладом", "/files/") if one in page]


def test_the_scan_of_a_recorded_mark_stands_beside_it_for_the_curator_and_the_planner(walk: Walk) -> None:
    route_id = walk.world.active_route()
    walk.sync()
    curator = walk.client("curator")
    activity = re.search(
        r"/curated/mark/\?id=\d+&amp;activity=(\d+)", walk.page(curator, f"/curated/route/?id={route_id}")
    )
    assert activity
    form = {"way": "paper", "on": walk.world.today.isoformat(), "note": "С бумажной карты", "scan": scan()}
    page = said(walk.post(curator, f"/curated/mark/?id={route_id}&activity={activity[1]}", **form), curator)
    beside = page.split('class="beside"')[1].split("</ul>")[0]
    assert "С бумажной карты" in beside
    link = SCAN.search(beside)
    assert link
    assert curator.get(link[1]).data == PNG
    assert walk.client("planner").get(link[1]).data == PNG
    assert walk.client("head").get(link[1]).status_code == 404
