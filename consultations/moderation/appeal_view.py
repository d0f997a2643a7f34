"""Authors' wishes for another look, in the admin: the list, and one of them with what it is about."""

from django import forms
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language, gettext_lazy
from wagtail.admin import messages

from consultations.enums import AppealState
from consultations.models import Appeal, Decision
from consultations.moderation.appeals import decide_appeal, is_standing
from consultations.moderation.decisions import NotDecided, mark_of
from consultations.moderation.views import ModerationView
from consultations.questions.questionnaire import read_version

MOST = 100


class AppealAnswerForm(forms.Form):
    outcome = forms.ChoiceField(choices=[("uphold", ""), ("overturn", "")], widget=forms.HiddenInput)
    seen = forms.CharField(max_length=100, required=False, widget=forms.HiddenInput)
    explanation = forms.CharField(
        label=gettext_lazy("Your answer to the author"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AppealsView(ModerationView):
    template_name = "consultations/admin/moderation_appeals.html"
    page_title = gettext_lazy("Another look")

    def get(self, request):
        appeals = Appeal.objects.filter(consultation__in=self.within).select_related("decision__by", "by")
        waiting = appeals.filter(state=AppealState.WAITING).order_by("due_on", "id")[:MOST]
        answered = appeals.exclude(state=AppealState.WAITING).order_by("-decided_at", "id")[:MOST]
        lists = [[(each, str(self.mine[each.consultation_id])) for each in found] for found in (waiting, answered)]
        return self.render_to_response(self.get_context_data(waiting=lists[0], answered=lists[1]))

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


class AppealView(ModerationView):
    template_name = "consultations/admin/moderation_appeal.html"
    page_title = gettext_lazy("Another look")

    def get(self, request, pk):
        return self._page(self._appeal(pk), AppealAnswerForm())

    def post(self, request, pk):
        appeal, form = self._appeal(pk), AppealAnswerForm(request.POST)
        if form.is_valid():
            said = {"seen": form.cleaned_data["seen"], "explanation": form.cleaned_data["explanation"]}
            overturn = form.cleaned_data["outcome"] == "overturn"
            try:
                found = decide_appeal(appeal, by=request.user, overturn=overturn, now=request.arrived_at, **said)
                messages.success(request, found.get_state_display())
                return redirect(self.address("moderation_appeals"))
            except NotDecided as refusal:
                form.add_error(None, str(refusal))
        return self._page(appeal, form, status=422)

    def _appeal(self, pk) -> Appeal:
        related = [
            "decision__answer__submission__version",
            "decision__by",
            "decision__policy",
            "consultation__source_page",
        ]
        return get_object_or_404(Appeal.objects.select_related(*related), pk=pk)

    def _page(self, appeal: Appeal, form, status: int = 200):
        answer, decision = appeal.decision.answer, appeal.decision
        question = answer and read_version(answer.submission.version, get_language()).question(answer.question)
        context = self.get_context_data(
            appeal=appeal,
            answer=answer,
            question=question,
            rule=decision.policy.rule(decision.reason, get_language()) if decision.policy else "",
            is_mine=decision.by_id == self.request.user.pk,
            is_standing=is_standing(decision),
            seen=mark_of(answer, Decision.objects.filter(answer=answer).count()) if answer else "",
            form=form,
        )
        return self.render_to_response(context, status=status)

    def get_breadcrumbs_items(self):
        above = {"url": self.address("moderation_appeals"), "label": self.page_title}
        return [*super().get_breadcrumbs_items(), above]
