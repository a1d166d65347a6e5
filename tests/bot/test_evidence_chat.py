"""Evidence beside a mark in the chat: brought by the teacher, seen by the curator, never by the school."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import pytest
import sqlalchemy as sa

from bot.routes.calls import AttachTo, MarkEarly
from models.people import Way
from models.routes import Activity, CuratorView, Evidence, EvidenceKind, Route, RouteStatus
from services import files, routes
from tests.bot.town import Town, has, heard, taps

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
PDF = b"%PDF-1.4 certificate"


def evidence(town: Town) -> Sequence[Evidence]:
    """What is beside the activities, taken away or not."""
    return town.chat.look(lambda session: session.scalars(sa.select(Evidence).order_by(Evidence.id)).all())


def first(town: Town) -> int:
    """The first activity."""
    return town.chat.look(lambda session: session.scalars(sa.select(sa.func.min(Activity.id))).one())


async def open_attaching(town: Town) -> None:
    """The teacher is asked for evidence of the first activity."""
    await town.teacher.send("/start")
    await taps(town.teacher, "🧭 Открыть мероприятие", "📎 Приложить фото или файл")


@pytest.mark.rule("SM-IOM-5.10")
async def test_photo_document_link_and_words_come_beside_the_activity(active: Town) -> None:
    await open_attaching(active)
    await active.teacher.send_file("me.png", PNG, kind="photo", caption="Это я")
    await active.teacher.send_file("сертификат.pdf", PDF)
    await active.chat.restart()
    await active.teacher.send("https://school.ru/seminar")
    await active.teacher.send("Выступила <b>с докладом</b>")
    kinds = [one.kind for one in evidence(active)]
    e = EvidenceKind
    assert kinds == [e.photo, e.words, e.file, e.link, e.words]
    assert "сертификат.pdf" in active.teacher.screen.text
    assert "Выступила <b>с докладом</b>" in active.teacher.screen.text
    await active.teacher.tap("‹ Назад")
    assert has(active.teacher.screen, "📎 Приложено (5)")


async def test_typing_ends_when_what_it_is_for_is_gone(active: Town) -> None:
    await open_attaching(active)
    with active.acting() as w:
        w.session.execute(sa.update(Route).values(status=RouteStatus.ended_early))
    await active.teacher.send("Мой доклад")
    await active.teacher.send("Ещё раз")
    assert "Сейчас бот ничего не спрашивал" in active.teacher.screen.text
    assert evidence(active) == []


@pytest.mark.rule("К-38")
async def test_the_curator_opens_the_file_and_confirms(active: Town) -> None:
    await open_attaching(active)
    await active.teacher.send_file("сертификат.pdf", PDF)
    await active.teacher.press(MarkEarly(activity_id=first(active)).pack())
    await active.curator.press(f"va:{first(active)}")
    await taps(active.curator, "📎 Приложено (1)", "Открыть 1. сертификат.pdf")
    assert active.curator.screen.raw["document"]["file_name"] == "сертификат.pdf"
    await taps(active.curator, "‹ Назад")
    assert not has(active.curator.screen, "Убрать")
    await taps(active.curator, "‹ Назад", "✅ Подтвердить")
    view = active.chat.look(lambda session: session.get_one(Activity, first(active)).view)
    assert view is CuratorView.confirmed


async def test_a_piece_is_taken_away_once_one_is_sure(active: Town) -> None:
    await open_attaching(active)
    await active.teacher.send("Была")
    await taps(active.teacher, "🗑 Убрать 1", "Да, убрать")
    assert evidence(active)[0].removed_at is not None
    assert "Пока ничего не приложено" in active.teacher.screen.text


async def test_what_cannot_be_taken_is_said_and_nothing_is_lost(active: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    await open_attaching(active)
    await active.teacher.send_file("cat.webp", b"x", kind="sticker")
    assert "можно прислать фото, документ, ссылку" in active.teacher.screen.text
    await active.teacher.send_file("virus.exe", b"MZ")
    assert "PDF, DOCX" in active.teacher.screen.text
    await active.teacher.send("https://нет")
    assert "https://" in active.teacher.screen.text
    monkeypatch.setattr(files, "SIZE_MAX", 10)
    before = len(active.chat.telegram.calls)
    await active.teacher.send_file("big.pdf", PDF)
    assert "слишком большой" in active.teacher.screen.text
    assert "getFile" not in [call.__api_method__ for call in active.chat.telegram.calls[before:]]
    monkeypatch.undo()
    await active.teacher.send("Теперь словами")
    assert [one.text for one in evidence(active)] == ["Теперь словами"]


@pytest.mark.rule("К-01")
async def test_the_school_sees_no_evidence(active: Town) -> None:
    await open_attaching(active)
    await active.teacher.send_file("тайна.pdf", PDF)
    piece = evidence(active)[0]
    number = first(active)
    for data in (f"va:{number}", f"ve:{number}", f"vf:{number}:{piece.file_id}", f"vr:{number}:{piece.id}:1"):
        await active.head.press(data)
    assert "тайна" not in heard(active.head)
    assert "Приложено" not in heard(active.head)
    assert not any("document" in shown.raw for shown in active.head.messages)
    assert evidence(active)[0].removed_at is None


async def test_a_file_that_nothing_asked_for_is_offered_to_the_activities_and_kept(active: Town) -> None:
    await active.teacher.send("/start")
    await active.teacher.send_file("сертификат.pdf", PDF, caption="За семинар")
    assert "К какому мероприятию его приложить" in active.teacher.screen.text
    assert evidence(active) == []
    await active.chat.restart()
    await active.teacher.press(AttachTo(activity_id=first(active)).pack())
    assert [(one.kind, one.activity_id) for one in evidence(active)] == [
        (EvidenceKind.file, first(active)),
        (EvidenceKind.words, first(active)),
    ]
    await active.teacher.send_file("me.png", PNG, kind="photo")
    assert evidence(active)[-1].kind is EvidenceKind.photo, "more may follow"
    await active.teacher.send("/start")
    await active.teacher.press(AttachTo(activity_id=first(active)).pack())
    assert len(evidence(active)) == 3, "an old button brings nothing again"


async def test_a_file_is_offered_also_after_words_and_one_that_cannot_be_taken_is_said_so(active: Town) -> None:
    await active.teacher.send("/start")
    await active.teacher.send("Вот мой сертификат")
    await active.teacher.send_file("virus.exe", b"MZ")
    await active.teacher.press(AttachTo(activity_id=first(active)).pack())
    assert "PDF, DOCX" in active.teacher.screen.text
    await active.teacher.send_file("сертификат.pdf", PDF)
    assert len(evidence(active)) == 1


async def test_words_typed_after_a_stray_file_go_along_with_it(active: Town) -> None:
    await active.teacher.send("/start")
    await active.teacher.send_file("сертификат.pdf", PDF)
    await active.teacher.send("Это за семинар")
    assert "Это за семинар" in active.teacher.screen.text
    await active.teacher.send_file("cat.webp", b"x", kind="sticker")
    assert "только текст" in active.teacher.screen.text
    await active.teacher.press(AttachTo(activity_id=first(active)).pack())
    assert [one.text for one in evidence(active)] == ["", "Это за семинар"]


async def test_pictures_of_an_album_are_put_beside_one_activity_together(active: Town) -> None:
    await active.teacher.send("/start")
    for number in (1, 2):
        await active.teacher.send_file(f"{number}.png", PNG + bytes([number]), kind="photo", album="7")
    assert "Вы прислали 2 файла" in active.teacher.screen.text
    await active.teacher.press(AttachTo(activity_id=first(active)).pack())
    assert len(evidence(active)) == 2


async def test_without_an_active_route_a_file_is_told_where_it_may_go(town: Town) -> None:
    await town.teacher.send("/start")
    await town.teacher.send_file("сертификат.pdf", PDF)
    assert "файлы прикладывают к мероприятиям действующего маршрута" in town.teacher.screen.text
    assert has(town.teacher.screen, "❓ Задать вопрос центру")


async def test_a_file_is_put_beside_nobody_elses_activity(active: Town) -> None:
    await active.curator.send("/start")
    await active.curator.send_file("чужое.pdf", PDF)
    await active.curator.press(AttachTo(activity_id=first(active)).pack())
    await active.head.press(AttachTo(activity_id=first(active)).pack())
    assert evidence(active) == []


async def test_what_staff_put_there_says_who_did(active: Town) -> None:
    number = first(active)
    with active.acting() as w:
        routes.record_evidence(w.session, w.curator, activity_id=number, way=Way.paper, text="Справка сдана")
    await active.teacher.send("/start")
    await taps(active.teacher, "🧭 Открыть мероприятие", "📎 Приложено (1)")
    assert "Справка сдана" in active.teacher.screen.text
    assert "приложено сотрудником: Ёлкина М. Л." in active.teacher.screen.text
    await active.teacher.send("Мой доклад")
    assert active.teacher.screen.text.count("приложено сотрудником") == 1


async def test_files_sent_one_after_another_go_together_and_a_new_start_begins_anew(active: Town) -> None:
    await active.teacher.send_file("первый.pdf", PDF)
    await active.teacher.send_file("второй.pdf", PDF + b"2", caption="Оба листа")
    assert "Вы прислали 2 файла" in active.teacher.screen.text
    assert "Оба листа" in active.teacher.screen.text
    await active.teacher.press(AttachTo(activity_id=first(active)).pack())
    assert [one.kind for one in evidence(active)] == [EvidenceKind.file, EvidenceKind.file, EvidenceKind.words]
    await active.teacher.send("/start")
    await active.teacher.send_file("третий.pdf", PDF + b"3")
    assert "Вы прислали 1 файл" in active.teacher.screen.text
