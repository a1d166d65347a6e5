"""Files: what is taken is decided by the bytes, and opened only by a right."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from models.people import Employment, PersonalDataConsent, Way
from services import files, outside, routes
from services.errors import Invalid, NotFound
from tests.services.bringing import JPEG, PDF, keep
from tests.world import World


def office(folder: str, *more: str) -> bytes:
    """An office document as far as its list of parts tells."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in ("[Content_Types].xml", f"{folder}/main.xml", *more):
            archive.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (JPEG, "image/jpeg"),
        (b"\x89PNG\r\n\x1a\nrest", "image/png"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b"\x00\x00\x00\x18ftypheic", "image/heic"),
        (PDF, "application/pdf"),
        (office("word"), files.DOCX.media_type),
        (office("xl"), files.XLSX.media_type),
        (office("ppt"), files.PPTX.media_type),
    ],
)
def test_the_bytes_tell_what_a_file_is(content: bytes, media_type: str) -> None:
    assert files.inspect(content, original_name="whatever.txt").media_type == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"MZ\x90\x00 program", b"<html><script>", b"<svg xmlns=''>", b"#!/bin/sh\n", b"PK\x03\x04 broken",
        office("other"), office("word", "word/vbaProject.bin"), office("word", "xl/workbook.xml"), b"",
    ],
)  # fmt: skip
def test_a_foreign_file_is_refused_whatever_its_name(content: bytes) -> None:
    with pytest.raises(Invalid):
        files.inspect(content, original_name="scan.pdf")


def test_a_file_over_the_limit_is_refused_with_the_limit_in_words() -> None:
    with pytest.raises(Invalid) as refusal:
        files.refuse_size(files.SIZE_MAX + 1)
    assert "20" in str(refusal.value)
    files.refuse_size(files.SIZE_MAX)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\Анна\\урок.exe", "урок.jpg"),
        ("фото\u202egpj.exe", "фотоgpj.jpg"),
        ("", "file.jpg"),
        ("...", "file.jpg"),
        ("я" * 500 + ".jpg", "я" * files.NAME_MAX + ".jpg"),
    ],
)
def test_a_name_loses_its_path_and_hidden_signs_and_gets_the_true_ending(given: str, kept: str) -> None:
    assert files.inspect(JPEG, original_name=given).original_name == kept


def test_two_equal_files_lie_under_two_names_nobody_can_guess() -> None:
    one, other = (files.inspect(JPEG, original_name="a.jpg") for _number in range(2))
    assert one.sha256 == other.sha256
    assert one.stored_name != other.stored_name
    assert len(Path(one.stored_name).stem) == 32


def test_a_placed_file_is_found_again_and_leaves_no_part(tmp_path: Path, w: World) -> None:
    inspected = files.inspect(PDF, original_name="скан.pdf")
    files.place(tmp_path, inspected, PDF)
    card = files.register(w.session, w.teacher, inspected=inspected)
    assert files.path_of(tmp_path, card).read_bytes() == PDF
    assert not list(tmp_path.rglob("*.part"))


def test_what_was_placed_and_never_registered_is_told_apart(w: World) -> None:
    kept = files.register(w.session, w.teacher, inspected=files.inspect(PDF, original_name="a.pdf"))
    assert files.unregistered(w.session, w.ctx(None), stored_names=[kept.stored_name, "zz/lost.pdf"]) == ["zz/lost.pdf"]


def test_a_path_outside_the_folder_is_not_served(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("x")
    card = files.FileCard(1, "../secret", "a", "application/pdf", 1, None)  # type: ignore[arg-type]  # not read
    (tmp_path / "files").mkdir()
    with pytest.raises(NotFound):
        files.path_of(tmp_path / "files", card)


def test_a_file_that_belongs_to_nothing_is_its_owners_only(w: World) -> None:
    file_id = keep(w, w.teacher_id)
    assert files.open_file(w.session, w.teacher, file_id=file_id).original_name == "Фото.jpg"
    for ctx in (w.operator, w.planner, w.curator, w.head, w.ctx(None)):
        with pytest.raises(NotFound):
            files.open_file(w.session, ctx, file_id=file_id)


@pytest.mark.rule("К-01")
def test_evidence_opens_for_the_curator_and_the_centre_and_not_for_the_school(w: World) -> None:
    route_id = w.active_route()
    activity = routes.card(w.session, w.teacher, route_id=route_id).activities[0]
    file_id = keep(w, w.teacher_id)
    line = routes.attach_file(w.session, w.teacher, activity_id=activity.id, file_id=file_id)
    for ctx in (w.teacher, w.curator, w.planner, w.operator):
        assert files.may_read(w.session, ctx, file_id=file_id)
    assert not files.may_read(w.session, w.head, file_id=file_id)
    routes.remove_evidence(w.session, w.teacher, evidence_id=line.id)
    assert not files.may_read(w.session, w.curator, file_id=file_id)


def mark_on_paper(w: World, recorder_id: int) -> tuple[int, int]:
    """Staff record a mark from a paper card; returns the route and the scan."""
    route_id = w.active_route()
    activity = routes.card(w.session, w.planner, route_id=route_id).activities[0]
    scan = keep(w, recorder_id, PDF, "карта.pdf")
    routes.record_mark(w.session, w.ctx(recorder_id), activity_id=activity.id, way=Way.paper, on=w.today, scan_id=scan)
    w.session.commit()
    return route_id, scan


def works_in_the_school(w: World, person_id: int) -> None:
    """Somebody takes a job in the teacher's school."""
    w.session.add(Employment(person_id=person_id, organization_id=w.school_id, position="Методист"))
    w.session.commit()


@pytest.mark.rule("К-01")
def test_the_scan_of_a_mark_opens_for_the_curator_of_the_route_and_not_for_the_school(w: World) -> None:
    route_id, scan = mark_on_paper(w, w.planner_id)
    for ctx in (w.teacher, w.curator, w.planner, w.operator):
        assert files.may_read(w.session, ctx, file_id=scan)
        assert [one.scan_id for one in outside.of(w.session, ctx, route_id=route_id)] == [scan]
    assert not files.may_read(w.session, w.head, file_id=scan)
    with pytest.raises(NotFound):
        outside.of(w.session, w.head, route_id=route_id)


@pytest.mark.rule("К-55")
def test_a_curator_of_the_school_opens_no_paper_card_but_what_they_brought_themselves(w: World) -> None:
    route_id, scan = mark_on_paper(w, w.planner_id)
    works_in_the_school(w, w.curator_id)
    assert not files.may_read(w.session, w.curator, file_id=scan)
    assert outside.of(w.session, w.curator, route_id=route_id) == []


@pytest.mark.rule("К-55")
def test_the_centre_s_staff_who_work_in_the_school_open_no_paper_card_but_what_they_brought(w: World) -> None:
    route_id, scan = mark_on_paper(w, w.planner_id)
    for one_id in (w.planner_id, w.operator_id):
        works_in_the_school(w, one_id)
    assert not files.may_read(w.session, w.operator, file_id=scan)
    assert outside.of(w.session, w.operator, route_id=route_id) == []
    assert files.may_read(w.session, w.planner, file_id=scan)
    assert [one.scan_id for one in outside.of(w.session, w.planner, route_id=route_id)] == [scan]


def test_a_curator_opens_the_scan_they_attached_to_a_mark(w: World) -> None:
    route_id, scan = mark_on_paper(w, w.curator_id)
    works_in_the_school(w, w.curator_id)
    assert files.may_read(w.session, w.curator, file_id=scan)
    assert [one.scan_id for one in outside.of(w.session, w.curator, route_id=route_id)] == [scan]


def test_a_scan_of_a_consent_opens_for_the_person_and_their_centre(w: World) -> None:
    file_id = keep(w, w.operator_id, PDF, "согласие.pdf")
    consent = PersonalDataConsent(
        person_id=w.teacher_id, version="1", text="т", text_digest="0" * 64, way=Way.paper, given_at=w.now,
        scan_id=file_id,
    )  # fmt: skip
    w.session.add(consent)
    w.session.commit()
    assert [files.may_read(w.session, ctx, file_id=file_id) for ctx in (w.teacher, w.operator, w.planner)] == [True] * 3
    assert [files.may_read(w.session, ctx, file_id=file_id) for ctx in (w.head, w.curator)] == [False] * 2
