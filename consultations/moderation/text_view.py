"""One text in the admin: read in context with its flags, decide, go on to the next."""

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.enums import Consent, ModerationState, ReportState, ResponseState
from consultations.models import Answer, Decision, Flag, Review, TextReport
from consultations.models.log import write_log
from consultations.moderation import queue
from consultations.moderation.decisions import DecidedMeanwhile, NotDecided, decide, mark_of, shown_name
from consultations.moderation.flagging import flag_texts
from consultations.moderation.forms import DecisionForm
from consultations.moderation.marking import explained, parts_of
from consultations.moderation.redaction import shown_text
from consultations.moderation.reports import answer_reports
from consultations.moderation.sharing import ask_second_opinion, give_back, take
from consultations.moderation.translating import translations_of
from consultations.moderation.views import ModerationView
from consultations.questions.questionnaire import read_version


class TextView(ModerationView):
    template_name = "consultations/admin/moderation_text.html"
    page_title = gettext_lazy("A text")

    def get(self, request, pk):
        answer = self._answer(pk)
        if is_gone(answer):
            return self._gone()
        if not answer.flagged:
            flag_texts([answer.pk])
        self._log_reading(answer)
        return self._page(answer, DecisionForm())

    def post(self, request, pk):
        answer = self._answer(pk)
        if request.POST.get("share"):
            return self._share(answer, request.POST["share"])
        form = DecisionForm(request.POST)
        if not form.is_valid():
            return self._page(answer, form, status=422)
        try:
            decide(answer, by=request.user, now=request.arrived_at, **form.cleaned_data)
        except NotDecided as refusal:
            return self._refused(pk, form, refusal)
        return self._next(answer, ModerationState(form.cleaned_data["state"]))

    def _share(self, answer: Answer, what: str):
        """Taking a text, giving it back, asking for a second opinion; or going on to the next without deciding."""
        try:
            match what:
                case "take":
                    take(answer, by=self.request.user)
                case "give_back":
                    give_back(answer, by=self.request.user)
                case "opinion":
                    note, now = self.request.POST.get("note", ""), self.request.arrived_at
                    ask_second_opinion(answer, by=self.request.user, note=note, now=now)
                    messages.success(self.request, _("Another person will decide. The text stands in their queue."))
                    return self._go_on(answer)
                case "keep":
                    now = self.request.arrived_at
                    answer_reports(answer, by=self.request.user, state=ReportState.KEPT, now=now)
                    messages.success(self.request, _("The reports are answered. The text stays as it is."))
                    return self._go_on(answer)
                case "next":
                    return self._go_on(answer)
        except NotDecided as refusal:
            messages.warning(self.request, str(refusal))
        return redirect(self.address("moderation_text", answer.pk))

    def _answer(self, pk) -> Answer:
        """A text that may be published. What nobody agreed to publish is no moderator's business, and not found."""
        texts = Answer.objects.exclude(moderation=ModerationState.NONE)
        related = ["submission__response", "submission__version", "consultation__current", "consultation__source_page"]
        return get_object_or_404(texts.select_related(*related), pk=pk)

    def _log_reading(self, answer: Answer) -> None:
        """That somebody has read what the public may not."""
        last = Decision.objects.filter(answer=answer).order_by("-n").first()
        if answer.moderation == ModerationState.HIDDEN or (last and last.hides_parts):
            about = {"consultation": answer.consultation, "answer": str(answer.pk)}
            write_log("hidden_text_read", by=self.request.user, at=self.request.arrived_at, **about)

    def _refused(self, pk, form, refusal):
        answer = self._answer(pk)
        if is_gone(answer):
            return self._gone()
        form.add_error(None if isinstance(refusal, DecidedMeanwhile) else _field_of(form), str(refusal))
        return self._page(answer, form, status=409 if isinstance(refusal, DecidedMeanwhile) else 422)

    def _gone(self):
        messages.warning(self.request, _("The author has changed or withdrawn this text."))
        return redirect(self.address("moderation_queue"))

    def _next(self, answer, state: ModerationState):
        buttons = [messages.button(self.address("moderation_text", answer.pk), _("Back to it, to change it"))]
        messages.success(self.request, DONE[state], buttons=buttons)
        return self._go_on(answer)

    def _go_on(self, answer):
        following = queue.next_text(self.within, after=queue.Key.of(answer), narrow=self._for_me)
        if following is None or following == answer.pk:
            return redirect(self.address("moderation_queue"))
        return redirect(self.address("moderation_text", following))

    def _for_me(self, texts):
        """Not what the user has asked a second opinion on: another person decides."""
        asked = Review.objects.filter(answer=OuterRef("pk"), opinion_by=self.request.user)
        return self.narrow(texts).exclude(Exists(asked))

    def _page(self, answer: Answer, form: DecisionForm, status: int = 200):
        decisions = list(Decision.objects.filter(answer=answer).select_related("by").order_by("-n"))
        flags = list(Flag.objects.filter(answer=answer))
        asked = read_version(answer.submission.version, get_language())
        context = self.get_context_data(
            answer=answer,
            parts=parts_of(answer.text, flags),
            flags=explained(answer.text, flags),
            question=asked.question(answer.question),
            name=shown_name(answer),
            reports=TextReport.objects.filter(answer=answer, state=ReportState.WAITING)[:50],
            review=Review.objects.filter(answer=answer).select_related("assignee", "opinion_by").first(),
            last=decisions[0] if decisions else None,
            shown=shown_text(answer.text, decisions[0].redactions) if decisions else "",
            translations=translations_of(answer, decisions[0] if decisions else None),
            translate_url=self.address("moderation_translate", answer.pk),
            redact_url=self.address("moderation_redact", answer.pk),
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


DONE = {
    ModerationState.PUBLISHED: gettext_lazy("The text is published."),
    ModerationState.HIDDEN: gettext_lazy("The text is hidden. The reason is kept."),
    ModerationState.WAITING: gettext_lazy("The text waits again."),
}


def is_gone(answer: Answer) -> bool:
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
