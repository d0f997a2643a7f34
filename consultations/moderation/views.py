"""The moderator's pages in the admin: the queue, one text, and the log of decisions of a consultation."""

from functools import cached_property
from uuid import UUID

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import HeaderButton

from consultations.enums import Consent, ModerationState, ResponseState
from consultations.models import Answer, Decision, QuestionnaireVersion
from consultations.moderation import queue
from consultations.moderation.decisions import DecidedMeanwhile, NotDecided, decide, mark_of, shown_name
from consultations.moderation.forms import DECISIONS, DecisionForm
from consultations.permissions import Act, consultations_for, may_anywhere, scope_of
from consultations.questions.questionnaire import read_version

LOG_PAGE = 50


class ModerationView(WagtailAdminTemplateMixin, View):
    """A page that holds only what the user may moderate; 403 for those who may not moderate anything."""

    header_icon = "comment"

    def dispatch(self, request, *args, **kwargs):
        try:
            if not may_anywhere(request.user, Act.MODERATE):
                raise PermissionDenied
            with scope_of(request.user, Act.MODERATE):
                response = super().dispatch(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") else response
        except PermissionDenied:
            return render(request, "consultations/admin/moderation_refused.html", status=403)

    @cached_property
    def mine(self):
        """The consultations that the user may moderate, by id, the latest to close first."""
        found = consultations_for(self.request.user, Act.MODERATE).select_related("source_page")
        named = found.only("closes", "current", "source_page__title").order_by("-closes", "pk")
        return {consultation.pk: consultation for consultation in named}

    @cached_property
    def chosen(self):
        """The consultation that the address narrows the queue to, or None."""
        if not (wanted := self.request.GET.get("consultation")):
            return None
        try:
            return self.mine[UUID(wanted)]
        except (ValueError, KeyError) as unknown:
            raise Http404 from unknown

    @property
    def within(self) -> list[UUID]:
        return [self.chosen.pk] if self.chosen else list(self.mine)

    def address(self, name: str, *args, **query) -> str:
        """A page of moderation, narrowed as this one is."""
        asked = {"consultation": self.chosen.pk if self.chosen else None} | query
        asked = {key: value for key, value in asked.items() if value}
        return reverse(name, args=args) + (f"?{urlencode(asked)}" if asked else "")

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": reverse("moderation_queue"), "label": _("Moderation")}]


class QueueView(ModerationView):
    template_name = "consultations/admin/moderation_queue.html"
    page_title = gettext_lazy("Moderation")

    def get(self, request):
        state = request.GET.get("state", ModerationState.WAITING)
        if state not in DECISIONS:
            raise Http404
        after = queue.Key.read(request.GET.get("after", ""))
        found = queue.page_of_texts(state, self.within, after=after)
        rows, more = found[: queue.PAGE], found[queue.PAGE :]
        return self.render_to_response(
            self.get_context_data(
                state=ModerationState(state),
                tabs=[self._tab(each) for each in DECISIONS],
                rows=self._lines(rows),
                consultations=self.mine.values(),
                chosen=self.chosen,
                first_url=self.address("moderation_queue", state=state) if after else "",
                next_url=self._next_url(state, rows[-1]) if more else "",
            )
        )

    def _tab(self, state: ModerationState) -> dict:
        count = queue.count_texts(state, self.within)
        return {
            "state": state,
            "url": self.address("moderation_queue", state=state.value),
            "count": min(count, queue.MOST),
            "more": count > queue.MOST,
        }

    def _lines(self, rows: list[dict]) -> list[dict]:
        versions = {self.mine[row["consultation"]].current_id for row in rows}
        asked_in = {
            version.consultation_id: read_version(version, self.request.LANGUAGE_CODE)
            for version in QuestionnaireVersion.objects.filter(pk__in=versions)
        }
        return [self._line(row, asked_in[row["consultation"]].question(row["question"])) for row in rows]

    def _line(self, row: dict, question) -> dict:
        return row | {
            "title": str(self.mine[row["consultation"]]),
            "asked": question.text if question else "",
            "url": self.address("moderation_text", row["id"]),
        }

    def _next_url(self, state: str, row: dict) -> str:
        return self.address("moderation_queue", state=state, after=queue.Key(row["received_on"], row["id"]))

    def get_header_buttons(self):
        if self.chosen is None:
            return []
        url = reverse("moderation_log", args=[self.chosen.pk])
        return [HeaderButton(_("Log of decisions"), url=url, icon_name="history")]


class TextView(ModerationView):
    template_name = "consultations/admin/moderation_text.html"
    page_title = gettext_lazy("A text")

    def get(self, request, pk):
        answer = self._answer(pk)
        return self._gone() if _is_gone(answer) else self._page(answer, DecisionForm())

    def post(self, request, pk):
        answer = self._answer(pk)
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self._page(answer, form, status=422)
        try:
            decide(answer, by=request.user, now=request.arrived_at, **form.cleaned_data)
        except NotDecided as refusal:
            return self._refused(pk, form, refusal)
        return self._next(answer, ModerationState(form.cleaned_data["state"]))

    def _answer(self, pk) -> Answer:
        """A text that may be published. What nobody agreed to publish is no moderator's business, and not found."""
        texts = Answer.objects.exclude(moderation=ModerationState.NONE)
        related = ["submission__response", "submission__version", "consultation__current", "consultation__source_page"]
        return get_object_or_404(texts.select_related(*related), pk=pk)

    def _refused(self, pk, form, refusal):
        answer = self._answer(pk)
        if _is_gone(answer):
            return self._gone()
        form.add_error(None if isinstance(refusal, DecidedMeanwhile) else _field_of(form), str(refusal))
        return self._page(answer, form, status=409 if isinstance(refusal, DecidedMeanwhile) else 422)

    def _gone(self):
        messages.warning(self.request, _("The author has changed or withdrawn this text."))
        return redirect(self.address("moderation_queue"))

    def _next(self, answer, state: ModerationState):
        messages.success(self.request, DONE[state])
        following = queue.next_text(self.within, after=queue.Key.of(answer))
        if following is None or following == answer.pk:
            return redirect(self.address("moderation_queue"))
        return redirect(self.address("moderation_text", following))

    def _page(self, answer: Answer, form: DecisionForm, status: int = 200):
        decisions = list(Decision.objects.filter(answer=answer).select_related("by").order_by("-n"))
        asked = read_version(answer.submission.version, self.request.LANGUAGE_CODE)
        context = self.get_context_data(
            answer=answer,
            question=asked.question(answer.question),
            name=shown_name(answer),
            language=dict(settings.LANGUAGES).get(answer.submission.locale, answer.submission.locale),
            consent=Consent(answer.consent).label,
            state=ModerationState(answer.moderation),
            beside=[(asked.question(text.question), text) for text in _texts_beside(answer)],
            decisions=decisions,
            seen=mark_of(answer, decisions[0].n if decisions else 0),
            form=form,
        )
        return self.render_to_response(context, status=status)

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


class LogView(ModerationView):
    """All decisions on a consultation's texts, the latest first."""

    template_name = "consultations/admin/moderation_log.html"
    page_title = gettext_lazy("Log of decisions")
    header_icon = "history"

    def get(self, request, pk):
        if pk not in self.mine:
            raise Http404
        decisions = Decision.objects.filter(consultation=pk, carried_from=None).select_related("by", "answer")
        found = list(_before(decisions, request.GET.get("before")).order_by("-at", "-id")[: LOG_PAGE + 1])
        context = self.get_context_data(
            consultation=self.mine[pk],
            decisions=found[:LOG_PAGE],
            first_url=request.path if request.GET.get("before") else "",
            next_url=f"?{urlencode({'before': found[LOG_PAGE - 1].pk})}" if len(found) > LOG_PAGE else "",
        )
        return self.render_to_response(context)

    def get_page_subtitle(self):
        return str(self.mine[self.kwargs["pk"]])

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


DONE = {
    ModerationState.PUBLISHED: gettext_lazy("The text is published."),
    ModerationState.HIDDEN: gettext_lazy("The text is hidden. The reason is kept."),
    ModerationState.WAITING: gettext_lazy("The text waits again."),
}


def _is_gone(answer: Answer) -> bool:
    return not answer.counted or answer.submission.response.state != ResponseState.ACTIVE


def _texts_beside(answer: Answer):
    """The other texts of the same sending that may be published: never choices, nor texts for officials only."""
    texts = Answer.objects.filter(submission=answer.submission_id).exclude(moderation=ModerationState.NONE)
    return texts.exclude(pk=answer.pk).exclude(text="").order_by("id")


def _field_of(form: DecisionForm) -> str | None:
    """Where the moderator has to mend a refused decision."""
    if form.cleaned_data["state"] != ModerationState.HIDDEN:
        return None
    return "explanation" if form.cleaned_data["reason"] else "reason"


def _before(decisions, pk: str | None):
    """The decisions older than one of them; all of them where the id is no decision's."""
    try:
        last = decisions.filter(pk=UUID(pk)).first() if pk else None
    except ValueError:
        last = None
    if last is None:
        return decisions
    same_time = decisions.filter(at=last.at, id__lt=last.pk)
    return (decisions.filter(at__lt=last.at) | same_time).filter(at__lte=last.at)
