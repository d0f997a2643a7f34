"""Two coders on the same texts, in the admin: drawing the sample, and when both are done how far they agree."""

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from consultations.models import CodingSample, Consultation, Theme
from consultations.models.log import write_log
from consultations.permissions import Act, people_who_may
from consultations.questions.questionnaire import Question
from consultations.reporting.coding_view import as_id, ids
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.themes_view import find_question
from consultations.results.coding import NotCoded
from consultations.results.double_coding import SHARES, agreement, differences, draw_sample, how_far, sample_of, settle
from organisations.models import User

PAGE = 20


class SampleForm(forms.Form):
    second = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("The other coder"))
    share = forms.TypedChoiceField(
        coerce=int, initial=20, label=gettext_lazy("How much"), choices=[(share, f"{share} %") for share in SHARES]
    )


def comparing(request, pk, question):
    """The sample, what is done of it, and when both are done what they made of it; on POST draws or settles."""
    consultation = find_consultation(request, pk, Act.CODE_TEXTS)
    asked = find_question(consultation, question)
    sample = sample_of(consultation, asked)
    form = SampleForm(request.POST if request.POST.get("act") == "draw" else None)
    form.fields["second"].queryset = people_who_may(Act.CODE_TEXTS, consultation).exclude(pk=request.user.pk)
    if request.method == "POST" and _done(request, consultation, asked, sample, form):
        return redirect("results_comparing", consultation.pk, asked.id)
    context = {
        "consultation": consultation,
        "question": asked,
        "sample": sample,
        "form": form,
        "breadcrumbs_items": trail(consultation, here=_("Two coders")),
        "header_title": _("Two coders"),
        "header_icon": "group",
    }
    if sample:
        context["drawn"], context["by_first"], context["by_second"] = how_far(sample, asked)
    if sample and sample.finished_at:
        context |= _compared(consultation, sample, asked)
        read = len(context["differences"])
        write_log("texts_read", by=request.user, at=request.arrived_at, consultation=consultation, texts=read)
    return render(request, "consultations/admin/comparing.html", context)


def _compared(consultation: Consultation, sample: CodingSample, asked: Question) -> dict:
    """The figures, and the first differences with the names of the themes."""
    book = {theme.pk: theme for theme in Theme.objects.filter(consultation=consultation)}
    found = differences(sample, asked)

    def names(themes):
        return [theme.name for pk, theme in book.items() if pk in themes]

    return {
        "agreement": agreement(sample, asked),
        "unsettled": sum(one.settled is None for one in found),
        "more": max(0, len(found) - PAGE),
        "differences": [
            {
                "answer": one.answer,
                "first": names(one.first),
                "second": names(one.second),
                "is_settled": one.settled is not None,
                "themes": [
                    (theme, pk in (one.first & one.second if one.settled is None else one.settled))
                    for pk, theme in book.items()
                    if not theme.retired or pk in one.first | one.second
                ],
            }
            for one in found[:PAGE]
        ],
    }


def _done(request, consultation: Consultation, asked: Question, sample: CodingSample | None, form) -> bool:
    """Draws the sample or settles a difference; False where the page has to be shown again."""
    done = {"by": request.user, "now": request.arrived_at}
    try:
        if request.POST.get("act") == "draw" and form.is_valid():
            draw_sample(consultation, asked, **form.cleaned_data, **done)
            messages.success(request, _("The texts have been drawn. They come first when you code."))
            return True
        answer = as_id(request.POST.get("answer", ""))
        if sample and answer:
            settle(sample, asked, answer, themes=ids(request.POST.getlist("theme")), **done)
            messages.success(request, _("Settled."))
            return True
    except NotCoded as refusal:
        messages.error(request, str(refusal))
    return False
