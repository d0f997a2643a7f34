"""Searching the texts of a consultation, for officials. The address keeps the search; the log keeps that there was one, not for what."""

from django import forms
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe
from django_scopes import scope

from consultations.models import Answer, Consultation
from consultations.models.log import write_log
from consultations.permissions import Act
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question, read_version
from consultations.reporting.dashboard import find_consultation, trail
from consultations.results.searching import MOST, Found, Term, marked, search_texts, terms_of

PAGE = 50


class SearchForm(forms.Form):
    q = forms.CharField(
        label=gettext_lazy("Words"),
        max_length=200,
        help_text=gettext_lazy("All of them have to be there, in any form. In quotation marks: just so."),
    )
    question = forms.ChoiceField(label=gettext_lazy("Question"), required=False)
    shown = forms.ChoiceField(
        label=gettext_lazy("Texts"),
        required=False,
        choices=[("", gettext_lazy("All")), ("1", gettext_lazy("Published")), ("0", gettext_lazy("Not published"))],
    )

    def __init__(self, data, *, questions: list[Question]):
        super().__init__(data)
        self.fields["question"].choices = [("", _("All questions")), *((q.id, q.text) for q in questions)]


@require_safe
def search(request, pk):
    """Fifty texts at a time that have all the words, with the words marked."""
    consultation = find_consultation(request, pk, Act.READ_RESULTS)
    questionnaire = read_version(consultation.current, consultation.source_locale)
    questions = [question for question in questionnaire.questions if type_of(question).has_text(question)]
    form = SearchForm(request.GET if "q" in request.GET else None, questions=questions)
    context = {"consultation": consultation, "form": form, "questions": questions}
    if form.is_valid():
        context |= _found(request, consultation, form.cleaned_data, questions, questionnaire.locales)
    context |= {
        "breadcrumbs_items": trail(consultation, here=_("Search the texts")),
        "header_title": _("Search the texts"),
        "header_icon": "search",
    }
    return render(request, "consultations/admin/results_search.html", context)


def _found(request, consultation: Consultation, said: dict, questions: list[Question], locales) -> dict:
    terms = terms_of(said["q"], locales)
    if not terms:
        return {"found": Found((), is_all=True), "texts": []}
    published = {"1": True, "0": False}.get(said["shown"])
    asked = [said["question"]] if said["question"] else [question.id for question in questions]
    found = search_texts(consultation, terms, questions=asked, published=published)
    page = _page(request.GET.get("p", ""), len(found.ids))
    ids = found.ids[PAGE * (page - 1) : PAGE * page]
    texts = _texts(consultation, ids, terms, {question.id: question.text for question in questions})
    write_log(
        "texts_searched",
        by=request.user,
        at=request.arrived_at,
        consultation=consultation,
        found=len(found.ids),
        texts=len(texts),
    )
    more = request.GET.copy()
    more["p"] = str(page + 1)
    following = f"?{more.urlencode()}" if PAGE * page < len(found.ids) else ""
    return {"found": found, "most": MOST, "texts": texts, "following": following}


def _page(written: str, number: int) -> int:
    last = max(1, -(-number // PAGE))
    return (
        min(int(written), last)
        if written.isascii() and written.isdecimal() and 0 < len(written) < 6 and int(written)
        else 1
    )


def _texts(consultation: Consultation, ids, terms: list[Term], asked: dict[str, str]) -> list[tuple[Answer, str, list]]:
    """Each text with its question and its pieces, those that were looked for marked."""
    with scope(consultation=consultation):
        answers = Answer.objects.filter(pk__in=ids).select_related("submission").order_by("pk")
        return [(answer, asked.get(answer.question, ""), marked(answer.text, terms)) for answer in answers]
