"""Forms of a route: terms, an activity, answers of the parties, the curator's look at a mark."""

from __future__ import annotations

from admin.applications.forms import SaidForm, outside_ways, scan_field
from admin.fields import (
    ChoiceField,
    DayField,
    LineField,
    ListField,
    ScanField,
    TicksField,
    WordsField,
    brought,
    chosen,
    filled,
    given,
    short,
)
from admin.forms import PageForm, members
from locales import catalog
from models.people import Way
from models.routes import ActivityCategory, CuratorView, Party, RouteModel
from services.routes import CAUSES
from services.words import word

_ = catalog("admin").lazy
WORDS = 2000


class RouteTermsForm(PageForm):
    """Model, term, start and curator."""

    model = ChoiceField(_("Model"), choices=lambda: members(RouteModel), default=RouteModel.a.value)
    starts_on = DayField(_("First day"), [given])
    term_months = ListField(_("Term"), [chosen])
    curator_id = ListField(_("Curator"), [chosen])
    curator_reason = WordsField(
        _("Why this curator"), [short(500)], description=_("Needed where the curator has too many routes already")
    )


class CuratorForm(PageForm):
    """Another curator of a route."""

    curator_id = ListField(_("Curator"), [chosen])
    curator_reason = WordsField(
        _("Why this curator"), [short(500)], description=_("Needed where the curator has too many routes already")
    )


class SuspendForm(PageForm):
    """Why a route stands still."""

    reason = WordsField(
        _("Reason"), [filled(_("Please write why the route is suspended."), 1000)],
        description=_("The teacher, the centre and the curator read it, the school does not"),
    )  # fmt: skip


class EndForm(SaidForm):
    """Why a route ends before its time, and how the centre learned of it."""

    cause = ChoiceField(_("Why the route ends"), [chosen], choices=lambda: [(one.value, word(one)) for one in CAUSES])
    words = WordsField(_("Reason in words"), [filled(_("Please write why the route ends."), 1000)])
    way = ChoiceField(_("How it became known"), choices=outside_ways, default=Way.phone.value)
    on = DayField(_("On which day"), [given])
    scan = scan_field()


class UndoForm(PageForm):
    """Why a recorded mark is taken back."""

    note = WordsField(_("Why the mark is taken back"), [filled(_("Please write why the mark is taken back."), 1000)])


class ActivityForm(PageForm):
    """An activity of the route."""

    category = ChoiceField(_("Category"), choices=lambda: members(ActivityCategory),
                           default=ActivityCategory.knowledge.value)  # fmt: skip
    title = LineField(_("What"), [filled(most=300)])
    place = LineField(_("Where"), [short(300)])
    starts_on = DayField(_("First day"), [given])
    ends_on = DayField(_("Last day"), description=_("Empty: one day"))
    deficit_ids = TicksField(_("Deficits it works on"))


class PartyForm(PageForm):
    """A party's own answer; the button says whether it agrees."""

    comment = WordsField(_("What should be changed"), [short(WORDS)])


class RecordForm(SaidForm):
    """An answer that a party gave outside the chat."""

    # Nothing is chosen beforehand: what a person said is not to be written down by a slip.
    party = ChoiceField(_("Who answered"), [chosen], choices=lambda: members(Party))
    agreed = ChoiceField(
        _("What was answered"), [chosen], choices=lambda: [("1", _("Agrees")), ("0", _("Proposes changes"))]
    )
    way = ChoiceField(_("How it was said"), [chosen], choices=outside_ways)  # fmt: skip
    comment = WordsField(_("What should be changed"), [short(WORDS)])


class ApprovalForm(PageForm):
    """An approval that the head signed outside the chat; the paper itself is kept."""

    aliases = {"scan_id": "scan", "file": "scan", "approved_by_id": "approver"}
    approver = ChoiceField(_("Who approved"))
    way = ChoiceField(_("How it came"), choices=lambda: members(Way, Way.chat, Way.phone), default=Way.paper.value)
    on = DayField(_("Date of the signature"), [given])
    scan = ScanField(_("Scan of the signed page"), [brought], description=_("PDF or a picture"))
    note = WordsField(_("Note"), [short(1000)])


class RecordReturnForm(SaidForm):
    """A return that the head said outside the chat."""

    aliases = SaidForm.aliases | {"approved_by_id": "approver"}
    approver = ChoiceField(_("Who returned it"))
    reasons = WordsField(_("What should be changed"), [filled(_("Please write why the route is returned."), WORDS)])


class ReplyForm(PageForm):
    """The planner's answer to a proposal of changes."""

    aliases = {"text": "words"}
    party = ChoiceField(_("Whose proposal"))
    words = WordsField(_("What is done with it, and why"), [filled(_("Please write the answer."), WORDS)])


class ReturnForm(PageForm):
    """Why a route is returned."""

    reasons = WordsField(_("What should be changed"), [filled(_("Please write why the route is returned."), WORDS)])


class LookForm(PageForm):
    """The curator's question about a mark."""

    view = CuratorView.questioned
    comment = WordsField(_("Question to the teacher"), [filled(_("Please write what the question is."), WORDS)])


class EvidenceForm(PageForm):
    """What a teacher brought outside the chat to be put beside an activity: any of the three, at least one."""

    aliases = {"file": "scan", "scan_id": "scan"}
    way = ChoiceField(_("How it came"), choices=outside_ways, default=Way.paper.value)
    scan = ScanField(_("File"), description=_("PDF, a picture or an office document"))
    url = LineField(_("Link"), [short(1000)])
    text = WordsField(_("In words"), [short(WORDS)], description=_("What shows that the teacher took part"))


class MarkForm(SaidForm):
    """A mark the teacher made outside the chat."""

    note = WordsField(_("Note"), [short(WORDS)])
