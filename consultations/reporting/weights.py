"""Weighted beside unweighted, a question at a time, in the admin: what the weights cost, and what they cannot mend."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from consultations.models import Consultation
from consultations.models.log import write_log
from consultations.permissions import Act
from consultations.questions.questionnaire import Question, Questionnaire, read_version
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.points_in_words import one_decimal, with_sign
from consultations.results import tallies
from consultations.results.cells import count_cells
from consultations.results.participation import FEWEST
from consultations.results.reference import Reference, reference_of
from consultations.results.selecting import CLOSED, WITH_ROWS
from consultations.results.weighing import effective_answers, weigh, weighted_lines
from consultations.results.weighting import HIGHEST, LOWEST


def weights(request, pk):
    """The question that the address names, or the first; weighted to whatever population figures there are."""
    consultation = find_consultation(request, pk, Act.READ_RESULTS)
    questionnaire = read_version(consultation.current, consultation.source_locale)
    reference = reference_of(consultation, questionnaire)
    offered = weighable(questionnaire, reference)
    chosen = request.GET.get("question", "")
    question = next((each for each in offered if each.id == chosen), offered[0] if offered else None)
    context = {
        "consultation": consultation,
        "reference": reference,
        "offered": offered,
        "question": question,
        "breadcrumbs_items": trail(consultation, here=_("Weights")),
        "header_title": _("Weights"),
        "header_icon": "sliders",
    }
    if question and reference.margins:
        counted = tallies.counts_of(consultation, now=request.arrived_at)
        context |= {"has_too_few": counted.responses < FEWEST}
        if counted.responses >= FEWEST:
            context |= _weighted(consultation, questionnaire, reference, question, now=request.arrived_at)
            write_log(
                "results_weighted",
                by=request.user,
                at=request.arrived_at,
                consultation=consultation,
                question=question.id,
            )
    return render(request, "consultations/admin/weights.html", context)


def weighable(questionnaire: Questionnaire, reference: Reference) -> list[Question]:
    """Closed questions, but for those that the weights are made of."""
    made_of = {margin.groupings[0].question for margin in reference.margins}
    return [q for q in questionnaire.questions if q.type in CLOSED + WITH_ROWS and q.id not in made_of]


def _weighted(
    consultation: Consultation, questionnaire: Questionnaire, reference: Reference, question: Question, *, now
) -> dict:
    background = [questionnaire.question(margin.groupings[0].question) for margin in reference.margins]
    cells = count_cells(consultation, background, question, now=now)
    found = weigh(reference, background, cells.people)
    lines = weighted_lines(question, cells, found.weight)
    return {
        "weighing": found,
        "answered": sum(cells.answered.values()),
        "effective_answered": round(effective_answers(cells, found.weight)),
        "effective": round(found.effective),
        "effect": round(found.effect, 2),
        "lowest": LOWEST,
        "highest": HIGHEST,
        "miss": one_decimal(100 * found.weights.miss),
        "is_missed": found.weights.miss > 0.001,
        "made_of": [", ".join(questionnaire.question(g.question).text for g in m.groupings) for m in found.margins],
        "lines": [
            {
                "label": line.label,
                "count": line.count,
                "share": one_decimal(100 * line.share),
                "weighted": one_decimal(100 * line.weighted),
                "difference": with_sign(line.difference),
            }
            for line in lines
        ],
    }
