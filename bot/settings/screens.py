"""Screens of the settings, and the questions before what cannot be undone."""

from __future__ import annotations

from babel import Locale
from markupsafe import Markup

from bot.people.calls import ReadConsent
from bot.screens import Button, Home, Screen, home, ways_out
from bot.settings.calls import ChooseLanguage, Mute, OpenSettings, UnlinkChat, WithdrawConsent
from bot.writing import capital, lines, note_line
from locales import LANGUAGES, Text, catalog, dates
from services.context import Region
from services.notices import NoticeKind
from services.personal_data import Ending
from services.settings import Settings, Switch

_ = catalog("bot").html
_n = catalog("bot").nhtml
t = catalog("bot").gettext
lazy = catalog("bot").lazy

K = NoticeKind
#: What the notices that may be muted are called.
CALLED: dict[NoticeKind, Text] = {
    K.activity_soon: lazy("An activity is soon"),
    K.activity_passed: lazy("How did an activity go"),
    K.terms_await_answer: lazy("The proposed day awaits my answer"),
    K.assessment_tomorrow: lazy("My assessment is soon"),
    K.term_ends: lazy("My route comes to its end"),
    K.terms_accepted: lazy("The terms are agreed to"),
    K.round_may_close: lazy("A round of agreement may be closed"),
    K.question: lazy("A teacher's question"),
    K.agreement_due: lazy("A route awaits my agreement"),
    K.approval_due: lazy("A route awaits my approval"),
    K.deadline_near: lazy("A guideline comes near"),
    K.deadline_overdue: lazy("A guideline has passed"),
    K.route_answered: lazy("An answer about a route"),
    K.curator_digest: lazy("The curator's morning digest"),
}


def settings_screen(settings: Settings, region: Region, note: str = "") -> Screen:
    """The settings; a tap changes one."""
    given = settings.consented_at
    text = lines(
        note_line(note),
        _("<b>Settings</b>"),
        "",
        _("Tap a notice to switch it: 🔔 comes, 🔕 is off. All other notices come always: the order requires them."),
        "",
        _("Consent to the processing of personal data: given on {day}.", day=dates.day(region.today(given)))
        if given else _("There is no consent to the processing of personal data now."),
    )  # fmt: skip
    consent = Button(t("📄 Withdraw the consent"), WithdrawConsent(sure=False)) if given else _consent()
    rows = [
        *([_switch(one)] for one in settings.switches),
        [_language(code) for code in LANGUAGES if code != settings.language],
        [Button(t("🔗 Unlink this chat"), UnlinkChat(sure=False))],
        [consent],
        ways_out(Home()),
    ]
    return Screen(text, rows)


def _switch(one: Switch) -> Button:
    return Button(f"{'🔕' if one.muted else '🔔'} {CALLED[one.kind]}", Mute(kind=one.kind, muted=not one.muted))


def _language(code: str) -> Button:
    name = Locale.parse(code).get_display_name(code) or code
    return Button(f"🌐 {capital(name)}", ChooseLanguage(language=code))


def _consent() -> Button:
    return Button(t("📄 Read the consent"), ReadConsent())


def ask_unlink() -> Screen:
    """Whether this chat is really to be unlinked."""
    text = lines(
        _("<b>Unlink this chat?</b>"),
        "",
        _("• Notices and reminders will not come here any more."),
        _("• Applications, results and routes stay as they are: the centre will phone you."),
        _("• To come back, ask the centre for a code. Please do not register anew: you would be counted twice."),
    )
    rows = [
        [Button(t("Yes, unlink"), UnlinkChat(sure=True))],
        [Button(t("No, leave it"), OpenSettings())],
        [home()],
    ]
    return Screen(text, rows)


def unlinked() -> Screen:
    """The chat belongs to nobody now."""
    return Screen(_("The chat is unlinked. To link it again, ask the centre for a code and send: /link"), [[home()]])


def ask_withdraw(ending: Ending) -> Screen:
    """Whether the consent is really to be withdrawn, and what follows."""
    text = lines(
        _("<b>Withdraw the consent to the processing of personal data?</b>"),
        "",
        _("What follows:"),
        *_ends(ending),
        _("• What the order requires to be kept stays in the centre: results, and routes for a year after their end."),
        _("• The operator of the centre will be told. Your school will not be told why."),
        _("• You will not be able to apply until you consent again. You can do so at any time."),
        _("• What has ended does not come back by itself."),
    )
    rows = [
        [Button(t("Yes, withdraw the consent"), WithdrawConsent(sure=True))],
        [Button(t("No, leave it"), OpenSettings())],
        [home()],
    ]
    return Screen(text, rows)


def _ends(ending: Ending) -> list[Markup]:
    found = []
    if ending.applications:
        found.append(
            _n("• {n} application will be withdrawn.", "• {n} applications will be withdrawn.", ending.applications)
        )
    if ending.routes:
        found.append(_n("• {n} route will end early.", "• {n} routes will end early.", ending.routes))
    return found


def withdrawn() -> Screen:
    """The consent is withdrawn; the way back stands open."""
    text = lines(
        _("The consent is withdrawn. The operator of the centre has been told."),
        "",
        _("If you change your mind, read the consent and give it again."),
    )
    return Screen(text, [[_consent()], [home()]])
