"""One response at a time, for officials: the form as the resident saw it, in the version and language that was answered.

And the questions themselves, version by version, with what the editors noted of each.
"""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django_scopes import scope

from consultations.models import Consultation, QuestionnaireVersion, Response, Submission
from consultations.models.log import write_log
from consultations.permissions import Act, consultations_for, may, steered_by
from consultations.questions.printing import print_question
from consultations.questions.questionnaire import Condition, Question, Questionnaire, read_version
from consultations.reporting.dashboard import find_consultation, trail
from consultations.responding.forms import AnswerForm
from consultations.responding.paper import paper_form
from consultations.responding.paper_views import pdf_response
from consultations.responding.refilling import earlier_data
from consultations.responding.walking import walk_of

PAGE = 50


def responses(request, pk):
    """What came in, fifty at a time in random order: any page costs the same."""
    consultation = find_consultation(request, pk, Act.READ_RESULTS)
    with scope(consultation=consultation):
        found = Response.objects.select_related("current__version").order_by("pk")
        if after := _uuid(request.GET.get("after", "")):
            found = found.filter(pk__gt=after)
        page = list(found[: PAGE + 1])
    names = dict(settings.LANGUAGES)
    context = {
        "consultation": consultation,
        "responses": [
            (response, names.get(response.current.locale, response.current.locale)) for response in page[:PAGE]
        ],
        "following": str(page[PAGE - 1].pk) if len(page) > PAGE else "",
        "breadcrumbs_items": trail(consultation, here=_("Responses one by one")),
        "header_title": _("Responses one by one"),
        "header_icon": "doc-full",
    }
    return render(request, "consultations/admin/results_responses.html", context)


def response_seen(request, pk, response):
    """The filled-in form, with nothing to press. Reading it is logged."""
    consultation = find_consultation(request, pk, Act.READ_RESULTS)
    with scope(consultation=consultation):
        sent = Submission.objects.select_related("version", "response").filter(response=response).order_by("n")
        sendings = list(sent)
    shown = next((s for s in sendings if str(s.n) == request.GET.get("n", str(len(sendings)))), None)
    if shown is None:
        raise Http404
    write_log(
        "response_read", by=request.user, at=request.arrived_at, consultation=consultation, response=str(response)
    )
    questionnaire = read_version(shown.version, shown.locale)
    data = earlier_data(shown, questionnaire)
    context = _seen(consultation, shown, sendings) | {
        "may_delete": may(request.user, Act.DELETE, consultation),
        "fetches_of": consultation.pk,
    }  # in the language of the one who reads
    with translation.override(questionnaire.locale):
        form = AnswerForm(walk_of(questionnaire, data).sections, data=data, numbers=_numbers(questionnaire))
        return render(request, "consultations/admin/response_seen.html", context | {"form": form})


def questions(request, pk):
    """The questions on paper, with the notes: for the case, and for whoever has to explain why something was asked."""
    consultation = _found(request, pk)
    version = _version_asked_for(request, consultation)
    questionnaire = read_version(version, request.GET.get("language", "") or consultation.source_locale)
    context = {
        "consultation": consultation,
        "version": version,
        "versions": consultation.versions.order_by("-number"),
        "languages": [(code, dict(settings.LANGUAGES).get(code, code)) for code in questionnaire.locales],
        "language": get_language_info(questionnaire.locale),
        "sections": _printed(version, questionnaire),
        "breadcrumbs_items": trail(consultation, here=_("The questions")),
        "header_title": _("The questions"),
        "header_icon": "list-ul",
    }
    return render(request, "consultations/admin/results_questions.html", context)


def paper(request, pk):
    """The form to answer with a pen, in any version and language, at any time: to print and to lay out."""
    consultation = _found(request, pk)
    version = _version_asked_for(request, consultation)
    questionnaire = read_version(version, request.GET.get("language", "") or consultation.source_locale)
    page = _face(consultation.source_page, questionnaire.locale)
    made = paper_form(
        page,
        version,
        questionnaire.locale,
        address=request.build_absolute_uri(page.get_url(request)),
        large="large" in request.GET,
    )
    return pdf_response(made, name=f"{page.slug}-v{version.number}-{questionnaire.locale}.pdf")


def _version_asked_for(request, consultation: Consultation) -> QuestionnaireVersion:
    """The current one if none is said."""
    if number := request.GET.get("version", ""):
        if not number.isdecimal():
            raise Http404
        return get_object_or_404(consultation.versions, number=number)
    return consultation.current


@dataclass(frozen=True)
class PrintedQuestion:
    """A question as it stands on paper; ``shown_to`` says in words who is asked, '' for everybody."""

    number: int | None
    html: SafeString
    shown_to: str
    question: Question


def _printed(version: QuestionnaireVersion, questionnaire: Questionnaire) -> list[tuple]:
    numbers = _numbers(questionnaire)
    with translation.override(questionnaire.locale):
        printed = {item.id: print_question(item) for section in questionnaire.sections for item in section.items}
    return [
        (
            section,
            _in_words(section.shown_if, questionnaire),
            [
                PrintedQuestion(numbers.get(item.id), printed[item.id], _in_words(item.shown_if, questionnaire), item)
                for item in section.items
            ],
        )
        for section in questionnaire.sections
    ]


def _in_words(condition: Condition | None, questionnaire: Questionnaire) -> str:
    if condition is None:
        return ""
    asked = questionnaire.question(condition.question)
    texts = [choice.text for choice in asked.choices if choice.id in condition.choices] if asked else []
    said = {"question": asked.text if asked else "", "choices": ", ".join(texts)}
    if not texts:
        return _("Those who answered “%(question)s”.") % said
    return _("Those who answered “%(question)s” with: %(choices)s.") % said


def _seen(consultation: Consultation, shown: Submission, sendings: list[Submission]) -> dict:
    return {
        "consultation": consultation,
        "page": _face(consultation.source_page, shown.locale),
        "shown": shown,
        "sendings": sendings,
        "reader": get_language_info(translation.get_language() or settings.LANGUAGE_CODE),
        "words": {
            "title": _("A response as it was sent"),
            "notice": _(
                "You read a response as the resident saw the form. Nothing can be changed here. The reading is logged."
            ),
            "facts": _("Sent %(day)s, in version %(version)s of the questions. %(state)s.")
            % {
                "day": shown.received_at.strftime("%Y-%m-%d"),
                "version": shown.version.number,
                "state": shown.response.get_state_display(),
            },
            "back": _("Responses one by one"),
            "delete": _("Propose to delete one response"),
            "sendings": _("Sent several times; the last one counts:"),
        },
    }


def _face(page, locale: str):
    """The page in the language that was answered, for what stands round the form."""
    return page.get_translations(inclusive=True).filter(locale__language_code=locale).first() or page


def _found(request, pk) -> Consultation:
    """For those who read results, and for those who compose: the questions are no secret."""
    allowed = consultations_for(request.user, Act.READ_RESULTS).values("pk")
    found = Consultation.objects.select_related("source_page", "current").filter(current__isnull=False)
    return get_object_or_404(
        found.filter(pk__in=allowed) | found.filter(pk__in=steered_by(request.user).values("pk")), pk=pk
    )


def _numbers(questionnaire: Questionnaire) -> dict[str, int]:
    return {question.id: n for n, question in enumerate(questionnaire.questions, start=1)}


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
