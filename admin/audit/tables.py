"""What tables, acts and doors of the audit are called, and which are worth a line; a test holds the lists complete."""

from __future__ import annotations

from locales import Text, catalog

_ = catalog("admin").lazy

ACTS: dict[str, Text] = {
    "create": _("entered"),
    "update": _("changed"),
    "delete": _("deleted"),
    "lock_out": _("locked out after mistakes"),
    "import": _("loaded from a table"),
}
STEP = _("a step taken")

TABLES: dict[str, Text] = {
    "centres": _("centre"),
    "people": _("person"),
    "accounts": _("account"),
    "link_codes": _("code for the chat"),
    "municipalities": _("municipality"),
    "stored_files": _("file"),
    "telegram_chats": _("Telegram chat"),
    "applications": _("application"),
    "organizations": _("organisation"),
    "personal_data_consents": _("consent to the processing of personal data"),
    "employments": _("place of work"),
    "grants": _("role"),
    "invites": _("invitation of a school"),
    "participations": _("participation"),
    "appointments": _("appointment"),
    "consents": _("consent to take part"),
    "contact_attempts": _("contact attempt"),
    "participation_blocks": _("block of the application"),
    "result_looks": _("look at a result"),
    "results": _("result"),
    "routes": _("route"),
    "activities": _("activity"),
    "agreements": _("agreement of the route"),
    "assessments": _("assessment"),
    "block_scores": _("score of a block"),
    "found_deficits": _("found deficit"),
    "activity_deficits": _("deficit of an activity"),
    "disclosures": _("opening of a route to somebody"),
    "deadlines": _("deadline"),
    "evidence": _("evidence"),
    "health": _("health of the system"),
    "codifiers": _("codifier"),
    "deficits": _("deficit of the codifier"),
    "programmes": _("training programme"),
    "programme_deficits": _("deficit of a programme"),
    "events": _("event"),
    "event_deficits": _("deficit of an event"),
    "conversations": _("conversation"),
    "messages": _("message"),
    "outside_steps": _("step outside the chat"),
    "imports": _("import of a workbook"),
    "instruments": _("assessment instrument"),
    "items": _("task of an instrument"),
    "variants": _("variant of an instrument"),
}

#: Tables whose rows come along with a step that has a row of its own.
PARTS = frozenset(
    {
        "participation_blocks",
        "block_scores",
        "found_deficits",
        "activity_deficits",
        "programme_deficits",
        "event_deficits",
        "deadlines",
        "stored_files",
    }
)

#: Rows whose number alone would tell of a result how it came out; the result they belong to has a row of its own.
COUNTED = frozenset({"block_scores", "found_deficits", "activity_deficits"})

DOORS: dict[str, Text] = {
    "admin": _("back office"),
    "bot": _("chat"),
    "system": _("by itself"),
    "scheduler": _("by itself"),
}
