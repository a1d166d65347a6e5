"""Screens of first contact: what this is, and consent to the processing of personal data as a step of its own."""

from __future__ import annotations

from collections.abc import Sequence

from bot.home.calls import Help
from bot.people.calls import ConsentFile, EnterCode, GiveConsent, NotNow, ReadConsent
from bot.screens import Attachment, Button, Screen, home, ways_out
from bot.writing import chunks, clip, leaves, lines, note_line, phone_line, trouble_line, turns
from locales import catalog
from services.context import Document
from services.places import CentreLine

_ = catalog("bot").html
t = catalog("bot").gettext


def welcome_back() -> Screen:
    """For a chat that was linked to a profile before: one who registers anew would be counted twice."""
    text = lines(
        _("<b>Good day!</b>"),
        "",
        _("This chat was linked to a profile before. To go on with that profile, ask the centre for a code."),
        _("If you register anew, your applications and your route stay with the former profile."),
    )
    rows = [
        [Button(t("🔗 Link my former profile"), EnterCode())],
        [Button(t("☎️ Whom to call"), Help())],
        [Button(t("I am another person: begin anew"), ReadConsent())],
    ]
    return Screen(text, rows)


def welcome(note: str = "", *, school: str = "", invite: str = "", centres: Sequence[CentreLine] = ()) -> Screen:
    """What this is, and whom to call, for somebody we do not know yet; ``school``: where the link of ``invite`` says
    they work."""
    text = lines(
        note_line(note),
        _("<b>Good day!</b>"),
        _("You are invited by your school: {school}.", school=clip(school, 300)) if school else None,
        "",
        _(
            "Here a teacher finds out what is worth improving, and gets a personal plan of courses and seminars."
            " You apply here, get your result here and follow your plan here."
        ),
        "",
        _(
            "Your result is seen only by you, the specialists of the centre and the curator appointed to you."
            " Your school gets it only if you open your route to it yourself."
        ),
        "",
        _("First please read the consent to the processing of personal data. Then a few short questions."),
        *(["", *(phone_line(one.name, one.phone) for one in centres[:3])] if centres else []),
    )
    staff = [] if invite else [[Button(t("🔑 I am staff: enter a code"), EnterCode())]]
    read = [Button(t("📄 Read the consent"), ReadConsent(invite=invite))]
    return Screen(text, [read, *staff, [Button(t("❓ Help"), Help())]])


def consent(document: Document, page: int = 1, trouble: str = "", *, invite: str = "") -> Screen:
    """The full text with its version, in pages."""
    pages = leaves(chunks(document.text))
    page = min(page, len(pages))
    text = lines(
        trouble_line(trouble),
        _("<b>{title}</b>", title=document.title),
        _("<i>Version {version}. Page {page} of {pages}.</i>", version=document.version, page=page, pages=len(pages)),
        "",
        pages[page - 1],
    )
    rows = [
        turns(page, len(pages), lambda number: ReadConsent(page=number, invite=invite)),
        [Button(t("✅ I agree"), GiveConsent(version=document.version, invite=invite))],
        [Button(t("📎 Send as a file"), ConsentFile(invite=invite))],
        [Button(t("Not now"), NotNow()), home()],
    ]
    return Screen(text, rows)


def consent_file(file: Attachment, *, invite: str = "") -> Screen:
    """The same text as a file to keep, or to print and sign."""
    rows = [[Button(t("‹ Back to the consent"), ReadConsent(invite=invite))], [home()]]
    return Screen(_("The text of the consent, to keep or to print."), rows, document=file)


def not_now(centres: Sequence[CentreLine]) -> Screen:
    """Nothing is kept, and the door stays open."""
    text = lines(
        _("All right. We keep nothing about you."),
        "",
        _("Without the consent we cannot take an application here. You can come back at any time or call us:"),
        *(phone_line(centre.name, centre.phone) for centre in centres[:5]),
    )
    return Screen(text, [ways_out(ReadConsent())])
