"""Hiding parts of one text in the admin: brackets in a box, a preview of what the public will read, and the decision."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.enums import ModerationState
from consultations.models import Answer, Decision, Flag
from consultations.moderation.decisions import NotDecided, decide, mark_of, shown_name
from consultations.moderation.forms import RedactionForm
from consultations.moderation.redaction import Unmarked, brackets_for, mark, read_marked, shown_text
from consultations.moderation.text_view import TextView, is_gone

SUGGESTED = ("personal_number", "phone", "email", "address", "name")


class RedactView(TextView):
    """The brackets that the box begins with are those of the last decision, or else of the flags: suggestions, no more."""

    template_name = "consultations/admin/moderation_redact.html"
    page_title = gettext_lazy("Hide parts")

    def get(self, request, pk):
        answer = self._answer(pk)
        if is_gone(answer):
            return self._gone()
        last = Decision.objects.filter(answer=answer).order_by("-n").first()
        spans = last.redactions if last and last.redactions else _suggested(answer)
        initial = {"marked": mark(answer.text, spans), "hides_name": bool(last and last.hides_name)}
        return self._box(answer, RedactionForm(initial=initial), last=last)

    def post(self, request, pk):
        answer, form = self._answer(pk), RedactionForm(request.POST)
        if is_gone(answer):
            return self._gone()
        if not form.is_valid():
            return self._box(answer, form, status=422)
        said = form.cleaned_data
        try:
            spans = read_marked(said.pop("marked"), answer.text)
            if "preview" in request.POST:
                return self._box(answer, form, spans=spans)
            _demand_something(spans, said["hides_name"])
            published = {"state": ModerationState.PUBLISHED, "redactions": spans, "now": request.arrived_at}
            decide(answer, by=request.user, **published, **said)
        except Unmarked as problem:
            form.add_error("marked", str(problem))
        except NotDecided as refusal:
            form.add_error("explanation" if refusal.is_slip else None, str(refusal))
        else:
            return self._next(answer, ModerationState.PUBLISHED)
        return self._box(answer, form, status=422)

    def _box(self, answer: Answer, form: RedactionForm, *, last=None, spans=None, status: int = 200):
        last = last or Decision.objects.filter(answer=answer).order_by("-n").first()
        context = self.get_context_data(
            answer=answer,
            form=form,
            seen=form.data.get("seen") or mark_of(answer, last.n if last else 0),
            name=shown_name(answer),
            brackets=brackets_for(answer.text),
            preview=None if spans is None else shown_text(answer.text, spans),
            back_url=self.address("moderation_text", answer.pk),
        )
        return self.render_to_response(context, status=status)

    def get_breadcrumbs_items(self):
        above = {"url": self.address("moderation_text", self.kwargs["pk"]), "label": _("A text")}
        items = super().get_breadcrumbs_items()
        return [*items[:-1], above, items[-1]]

    def _gone(self):
        super()._gone()
        return redirect(self.address("moderation_queue"))


def _suggested(answer: Answer) -> list[tuple[int, int]]:
    flags = Flag.objects.filter(answer=answer, rule__in=SUGGESTED)
    return list(flags.values_list("start", "end"))


def _demand_something(spans, hides_name: bool) -> None:
    if not spans and not hides_name:
        raise Unmarked(_("Put brackets round what is to be hidden, or publish the text whole."))
