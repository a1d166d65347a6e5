"""Screens of what a teacher puts beside an activity: photo, document, link or words (annex 3, cl. 5.10)."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup

from bot.conversations.calls import Ask, Topic
from bot.routes.activity_rows import label_of
from bot.routes.calls import AttachTo, MyRoute, OpenActivity, OpenEvidence, OpenFile, RemoveEvidence
from bot.screens import Attachment, Button, Screen, home, ways_out
from bot.writing import clip, label, lines, note_line, trouble_line
from locales import catalog, dates
from models.routes import EvidenceKind
from services.context import Region
from services.routes import ActivityLine, EvidenceLine

_ = catalog("bot").html
_n = catalog("bot").nhtml
t = catalog("bot").gettext

K = EvidenceKind
TEXT_MAX = 250
SIGNPOSTS = {K.photo: "🖼", K.file: "📎", K.link: "🔗", K.words: "💬"}


def name_of(one: EvidenceLine) -> str:
    """What a piece of evidence is called."""
    if one.file is not None:
        return t("Photo") if one.kind is K.photo else one.file.original_name
    return one.text


def evidence_screen(
    line: ActivityLine, found: Sequence[EvidenceLine], region: Region, *, own: bool, note: str = "", trouble: str = ""
) -> Screen:
    """What is beside an activity; ``own``: the reader is the teacher and may add and take away."""
    asked = _(
        "Please send a photo, a document, a link, or write some words: whatever shows that you took part."
        " You may send several, one after another."
    )
    text = lines(
        note_line(note),
        trouble_line(trouble),
        _("<b>{title}</b>", title=clip(line.title, 300)),
        "",
        *(_piece(number, one, region) for number, one in enumerate(found, start=1)),
        None if found else _("Nothing is attached yet."),
        *(["", asked, _("<i>Your curator and the centre see it. Your school does not.</i>")] if own else []),
    )
    rows = [[*_open(number, one, line), *(_remove(number, one, line) if own else [])]
            for number, one in enumerate(found, start=1)]  # fmt: skip
    return Screen(text, [*rows, ways_out(OpenActivity(activity_id=line.id))])


def offer(found: Sequence[ActivityLine], count: int, words: str = "", trouble: str = "") -> Screen:
    """Beside which activity the files that were sent out of place are to be put, with the words that came along."""
    asked = _n("You sent {n} file. Beside which activity shall I put it?",
               "You sent {n} files. Beside which activity shall I put them?", count)  # fmt: skip
    seen = _("<i>Your curator and the centre see it. Your school does not.</i>")
    rows = [[Button(label_of(one, years=False), AttachTo(activity_id=one.id))] for one in found]
    more = _("If it is another activity, open it in “My route” and tap “Attach a photo or a file”.")
    said = _("💬 With the words: “{words}”", words=clip(words, 300)) if words else None
    text = lines(trouble_line(trouble), asked, said, seen, "", more)
    return Screen(text, [*rows, [Button(t("🧭 My route"), MyRoute())], [home()]])


def nowhere() -> Screen:
    """No activity is under way that a file could be put beside."""
    text = lines(
        _("I cannot take a file now: files are put beside the activities of an active route."),
        _("If the centre asks for a paper, please call it or write to it."),
    )
    return Screen(text, [[Button(t("❓ Ask the centre"), Ask(topic=Topic.centre))], [home()]])


def _piece(number: int, one: EvidenceLine, region: Region) -> Markup:
    day = dates.short_day(region.today(one.added_at))
    came = _("{day}, attached by staff: {who}", day=day, who=clip(one.recorded_by, 100)) if one.recorded_by else day
    return _("{number}. {signpost} {name} <i>({came})</i>", number=number, signpost=SIGNPOSTS[one.kind],
             name=clip(name_of(one), TEXT_MAX), came=came)  # fmt: skip


def _open(number: int, one: EvidenceLine, line: ActivityLine) -> list[Button]:
    if one.file is None:
        return []
    words = label(t("Open {number}. {name}", number=number, name=clip(name_of(one), 40)))
    return [Button(words, OpenFile(activity_id=line.id, file_id=one.file.id))]


def _remove(number: int, one: EvidenceLine, line: ActivityLine) -> list[Button]:
    to = RemoveEvidence(activity_id=line.id, evidence_id=one.id, sure=False)
    return [Button(t("🗑 Remove {number}", number=number), to)]


def ask_remove(activity_id: int, evidence_id: int, name: str) -> Screen:
    """Whether a piece of evidence is really to be taken away."""
    sure = RemoveEvidence(activity_id=activity_id, evidence_id=evidence_id, sure=True)
    rows = [
        [Button(t("Yes, remove"), sure)],
        [Button(t("No, keep it"), OpenEvidence(activity_id=activity_id))],
        [home()],
    ]
    return Screen(_("Remove “{name}”? Your mark stays.", name=clip(name, 200)), rows)


def file_screen(activity_id: int, file: Attachment, *, picture: bool) -> Screen:
    """A file as it was brought; ``picture``: shown at once."""
    rows = [ways_out(OpenEvidence(activity_id=activity_id))]
    told = clip(file.name, 200)
    text = _("{name}", name=told)
    return Screen(text, rows, photo=file) if picture else Screen(text, rows, document=file)
