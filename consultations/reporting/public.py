"""The public pages of consultations: the list, and one consultation at any stage."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from config import registry
from config.kept import Kept
from config.page_cache import keep
from consultations.enums import Level, Stage
from consultations.models import Consultation, ConsultationPage
from consultations.questions.compile import compile_questionnaire
from consultations.questions.questionnaire import read_content
from consultations.questions.rewording import Rewording, asked_differently
from consultations.questions.scheduling import extension_note
from consultations.reporting.faces import Listed, listed, next_change_of
from consultations.reporting.shown import shown_of
from consultations.responding.forms import AnswerForm
from consultations.responding.paper import size_of_paper
from consultations.responding.paper_views import ANSWERABLE
from home.frame import is_public

LISTED_A_PAGE = 24
_runs = Kept(most=200)


@registry.shows("consultations.ConsultationPage")
def show_consultation(request, page: ConsultationPage):
    """One consultation. A preview shows the draft; everything else what is published."""
    if getattr(request, "is_preview", False):
        return _preview(request, page)
    if page.alias_of_id:  # A mirror: the consultation is at its own address only.
        return redirect(page.alias_of.specific.get_url(request))
    run = _runs.get(request, (get_language(), page.pk), lambda: _run_of(page))
    consultation = run.consultation
    now = request.arrived_at
    shown = shown_of(consultation, get_language(), now=now, after=request.GET.get("efter", ""), changes=run.changes)
    context = {"page": page, "consultation": consultation, "shown": shown, "level_means": level_means(page.level)}
    if shown.stage == Stage.OPEN:
        context["extended"], context["extended_in"] = run.extension
    if shown.stage in ANSWERABLE and not shown.is_elsewhere:
        context["paper_address"] = f"{request.path}papper.pdf"
        context["paper_size"] = size_of_paper(consultation.current, get_language())
    response = render(request, "consultations/consultation_page.html", context)
    return keep(response, until=consultation.next_change(now), now=now) if is_public(request, page) else response


@dataclass(frozen=True)
class Run:
    """What is the same for all visitors: the consultation, what is told of its last extension, and changes of meaning."""

    consultation: Consultation
    extension: tuple[str, str]
    changes: dict[str, list[Rewording]]


def _run_of(page: ConsultationPage) -> Run:
    consultation = _consultation_of(page)
    language = get_language()
    return Run(consultation, extension_note(consultation, language), asked_differently(consultation, language))


def _consultation_of(page: ConsultationPage) -> Consultation:
    """With its lead organisation, which every face of it shares. Raises Http404 before it was first published."""
    found = Consultation.objects.select_related("current", "source_page__organisation")
    consultation = found.filter(translation_key=page.translation_key, current__isnull=False).first()
    if consultation is None:
        raise Http404
    if consultation.source_page.organisation_id == page.organisation_id:
        page.organisation = consultation.source_page.organisation
    return consultation


def _preview(request, page: ConsultationPage):
    """The page, or the form, as its draft would be if it were published now. Nothing can be sent."""
    questionnaire = read_content(compile_questionnaire({page.locale.language_code: page}))
    if request.preview_mode == "form":
        numbers = {question.id: n for n, question in enumerate(questionnaire.questions, start=1)}
        form = AnswerForm(questionnaire.sections, numbers=numbers)
        return render(request, "consultations/preview_form.html", {"page": page, "form": form})
    context = {
        "page": page,
        "consultation": {"opens": page.opens, "closes": page.closes},
        "shown": {
            "stage": Stage.UPCOMING,
            "questionnaire": questionnaire,
            "number_of_questions": len(list(questionnaire.questions)),
        },
        "level_means": level_means(page.level),
    }
    return render(request, "consultations/consultation_page.html", context)


@registry.shows("consultations.ConsultationIndexPage")
def show_index(request, page):
    """All consultations of the language, or those at the stage that is asked for."""
    wanted = request.GET.get("skede", "")
    if wanted not in {"", *Stage.values}:
        raise Http404
    found: list[Listed] = listed(request, stage=wanted)
    context = {
        "page": page,
        "paged": Paginator(found, LISTED_A_PAGE).get_page(request.GET.get("sida", "1")),
        "wanted": wanted,
        "filters": [("", _("All")), *((stage.value, filter_label(stage)) for stage in Stage)],
    }
    response = render(request, "consultations/consultation_index_page.html", context)
    if getattr(request, "is_preview", False) or not is_public(request, page):
        return response
    return keep(response, until=next_change_of(request.arrived_at), now=request.arrived_at)


def filter_label(stage: Stage) -> str:
    """The stage's name in a list of several."""
    return {
        Stage.OPEN: _("Open now"),
        Stage.UPCOMING: _("Coming up"),
        Stage.CLOSED: _("Closed"),
        Stage.DECIDED: _("With feedback"),
    }[stage]


def level_means(level: str) -> str:
    """What the level promises, in the same words on every consultation."""
    return {
        Level.INFORMATION: _("We tell you what has been decided. Nothing can be changed by answering."),
        Level.CONSULTATION: _("You say what you think, and we weigh it in before the decision."),
        Level.DIALOGUE: _("We talk about it together, and exchange arguments before the decision."),
        Level.INVOLVEMENT: _("You take part in working out the proposal, over a longer time."),
        Level.CO_DECISION: _("You decide together with the municipality."),
    }[Level(level)]
