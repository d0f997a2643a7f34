"""“To do today” on the admin's start page: what waits for this person, and nothing that they may not see.

Each part gives few lines, the most urgent first, and how many there are in all; a part without lines is left out.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.admin.ui.components import Component
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import policy_registry

from consultations.enums import ModerationState
from consultations.models import Consultation
from consultations.moderation.queue import MOST, count_texts
from consultations.permissions import Act, consultations_for, scope_of, steered_by
from consultations.reporting.who_answered import gap_in_words, largest_gaps
from home.translating import State, status_of
from home.translation_report import editable_sources, may_see_report

LINES = 5
SOON = timedelta(days=14)
DUE = timedelta(days=30)
# Wagtail's own lists of the same.
REPLACED = {"user_objects_in_workflow_moderation", "workflow_objects_to_moderate"}


@dataclass(frozen=True)
class Line:
    text: str
    url: str
    note: str = ""
    is_late: bool = False


@dataclass(frozen=True)
class Part:
    heading: str
    lines: list[Line] = field(default_factory=list)
    total: int = 0

    @property
    def more(self) -> int:
        return self.total - len(self.lines)


class TodayPanel(Component):
    name = "today"
    template_name = "consultations/admin/today.html"
    order = 50

    def get_context_data(self, parent_context):
        request = parent_context["request"]
        parts = parts_for(request.user, now=request.arrived_at)
        return {"parts": parts, "name": request.user.first_name or request.user.get_username()}

    class Media:
        css = {"all": ["css/results.css"]}


def put_today_first(request, panels):
    panels[:] = [TodayPanel(), *(panel for panel in panels if getattr(panel, "name", "") not in REPLACED)]


def parts_for(user, *, now: datetime) -> list[Part]:
    """What waits for the user, most urgent first."""
    found = [
        texts_waiting(user),
        feedback_promised(user, now=now),
        closing_and_opening(user, now=now),
        few_answers(user, now=now),
        reviews_waiting(user),
        in_review(user),
        own_drafts(user),
        translations_out_of_date(user),
    ]
    return [part for part in found if part.lines]


def texts_waiting(user) -> Part:
    """Only a number, and only of consultations that the user moderates."""
    heading = _("Texts to review")
    moderated = list(consultations_for(user, Act.MODERATE).values_list("pk", flat=True))
    if not moderated:
        return Part(heading)
    with scope_of(user, Act.MODERATE):
        n = count_texts(ModerationState.WAITING, moderated)
    if n == 0:
        return Part(heading)
    words = ngettext("%(n)d text waits to be reviewed", "%(n)d texts wait to be reviewed", n) % {"n": n}
    words = _("More than %(n)d texts wait to be reviewed") % {"n": MOST} if n > MOST else words
    return Part(heading, [Line(words, reverse("moderation_queue"))], 1)


def feedback_promised(user, *, now: datetime) -> Part:
    """Feedback that is late, or promised within a month, after the consultation has closed."""
    last = timezone.localdate(now + DUE)
    waiting = _own(user).filter(closes__lte=now, decided_at=None, source_page__feedback_due__lte=last)
    giving = set(consultations_for(user, Act.GIVE_FEEDBACK).values_list("pk", flat=True))
    found = list(waiting.order_by("source_page__feedback_due", "pk"))
    lines = [_promise(one, may_give=one.pk in giving, today=timezone.localdate(now)) for one in found[:LINES]]
    return Part(_("Feedback promised"), lines, len(found))


def closing_and_opening(user, *, now: datetime) -> Part:
    opening = Q(opens__gt=now, opens__lte=now + SOON)
    closing = Q(opens__lte=now, closes__gt=now, closes__lte=now + SOON)
    found = list(_own(user).filter(opening | closing, decided_at=None))
    found.sort(key=lambda one: one.next_change(now))
    lines = [_change(one, now) for one in found[:LINES]]
    return Part(_("Opens or closes soon"), lines, len(found))


def few_answers(user, *, now: datetime) -> Part:
    """Open consultations in which some group is far from its share: the largest gap of each, from the tally alone."""
    own = consultations_for(user, Act.NOTE_OUTREACH).values("pk")
    mine = Consultation.objects.open(now).filter(pk__in=own, current__isnull=False, tally__isnull=False)
    found = list(mine.select_related("source_page", "current", "tally").order_by("closes", "pk")[:LINES])
    if not found:
        return Part(_("Few answers so far"))
    gaps = zip(found, largest_gaps([(one, one.tally) for one in found]), strict=True)
    lines = [Line(str(one), reverse("results_who", args=[one.pk]), gap_in_words(gap)) for one, gap in gaps if gap]
    return Part(_("Few answers so far"), lines, len(lines))


def reviews_waiting(user) -> Part:
    """Pages that others have asked the user to look at before they are published."""
    states = TaskState.objects.reviewable_by(user).select_related("workflow_state__requested_by")
    found = list(states.prefetch_related("workflow_state__content_object").order_by("started_at"))
    found = [state for state in found if isinstance(state.workflow_state.content_object, Page)]
    return Part(_("Pages to review"), [_review(state.workflow_state) for state in found[:LINES]], len(found))


def in_review(user) -> Part:
    """What the user has sent for review, and what came back with changes to make."""
    states = WorkflowState.objects.active().filter(requested_by=user).order_by("created_at")
    found = [s for s in states.prefetch_related("content_object") if isinstance(s.content_object, Page)]
    return Part(_("You have sent for review"), [_sent(state) for state in found[:LINES]], len(found))


def own_drafts(user) -> Part:
    drafts = Page.objects.filter(has_unpublished_changes=True, latest_revision__user=user, alias_of=None)
    drafts = drafts.exclude(pk__in=_pages_in_review(user)).order_by("-latest_revision_created_at")
    found = list(drafts.only("pk", "title", "draft_title", "latest_revision_created_at"))
    lines = [
        Line(one.draft_title or one.title, _edit(one), _on(one.latest_revision_created_at)) for one in found[:LINES]
    ]
    return Part(_("Your drafts"), lines, len(found))


def translations_out_of_date(user) -> Part:
    heading = _("Translations out of date")
    if not may_see_report(user) or not policy_registry.get_by_type(Page).user_has_permission(user, "change"):
        return Part(heading)
    rows = [row for row in status_of(editable_sources(user)) if row.is_at(State.OLD)]
    lines = [
        Line(
            row.source.title,
            cell.url,
            ", ".join(c.locale.get_display_name() for c in row.cells if c.state == State.OLD),
        )
        for row in rows[:LINES]
        for cell in [next(cell for cell in row.cells if cell.state == State.OLD)]
    ]
    return Part(heading, lines, len(rows))


def _own(user):
    """The consultations whose times and promises the user answers for."""
    steered = steered_by(user).values("pk")
    return Consultation.objects.filter(pk__in=steered, current__isnull=False).select_related("source_page")


def _promise(consultation: Consultation, *, may_give: bool, today) -> Line:
    due = consultation.source_page.feedback_due
    url = reverse("feedback_index" if may_give else "clock", args=[consultation.pk])
    note = _("promised by %(day)s") % {"day": date_format(due, "j F")}
    return Line(str(consultation), url, note, is_late=due < today)


def _change(consultation: Consultation, now: datetime) -> Line:
    moment = date_format(timezone.localtime(consultation.next_change(now)), "j F H:i")
    words = _("opens %(moment)s") if consultation.opens > now else _("closes %(moment)s")
    note = words % {"moment": moment}
    note = f"{note} ({_('paused')})" if consultation.paused else note
    return Line(str(consultation), reverse("clock", args=[consultation.pk]), note)


def _review(state: WorkflowState) -> Line:
    by = state.requested_by
    note = _("from %(name)s") % {"name": by.get_full_name() or by.get_username()} if by else ""
    return Line(state.content_object.get_admin_display_title(), _edit(state.content_object), note)


def _sent(state: WorkflowState) -> Line:
    needs_changes = state.status == WorkflowState.STATUS_NEEDS_CHANGES
    note = _("came back: changes are asked for") if needs_changes else _("waits for a second pair of eyes")
    return Line(state.content_object.get_admin_display_title(), _edit(state.content_object), note)


def _pages_in_review(user) -> list[int]:
    states = WorkflowState.objects.active().filter(requested_by=user)
    return [int(pk) for pk in states.values_list("object_id", flat=True) if pk.isdigit()]


def _edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _on(moment: datetime | None) -> str:
    return date_format(timezone.localtime(moment), "j F") if moment else ""
