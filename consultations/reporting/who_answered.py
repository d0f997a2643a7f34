"""Who answered, beside who lives there, in the admin; while it is open also who is missing, so that they can be sought out."""

from collections.abc import Sequence

from django.contrib.humanize.templatetags.humanize import intcomma
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from consultations.models import Consultation, PopulationReference, Tally
from consultations.models.log import write_log
from consultations.permissions import Act, may, may_anywhere
from consultations.questions.questionnaire import Questionnaire, read_version
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.points_in_words import one_decimal, with_sign
from consultations.results import tallies
from consultations.results.crossing import cross
from consultations.results.participation import Gap, GroupShare, Participation, gaps, largest, participation, people_in
from consultations.results.reference import Margin, Reference, reference_of, references_of
from consultations.results.selecting import Selection
from consultations.results.tallies import CountedResults

MOST_GAPS = 15
NEARLY_ALL = 0.8  # of those who are in a group of one question, who are in one of both


def who_answered(request, pk):
    """Each background question that there are population figures for, and the groups of whom few have answered."""
    consultation = find_consultation(request, pk, Act.READ_RESULTS)
    questionnaire = read_version(consultation.current, consultation.source_locale)
    reference = reference_of(consultation, questionnaire)
    counted = tallies.counts_of(consultation, now=request.arrived_at)
    shown = [
        _shown(participations(margin, counted, questionnaire), counted, questionnaire) for margin in reference.margins
    ]
    is_open = consultation.is_open(request.arrived_at)
    return render(
        request,
        "consultations/admin/who_answered.html",
        {
            "consultation": consultation,
            "reference": reference,
            "questions": shown,
            "is_open": is_open,
            "gaps": gaps_of(consultation, questionnaire, reference, counted, now=request.arrived_at)[:MOST_GAPS]
            if is_open
            else [],
            "may_choose": may(request.user, Act.KEEP_POPULATION, consultation),
            "may_keep": may_anywhere(request.user, Act.KEEP_POPULATION),
            "breadcrumbs_items": trail(consultation, here=_("Who answered?")),
            "header_title": _("Who answered?"),
            "header_icon": "group",
        },
    )


@require_POST
def choose_population(request, pk):
    """Of which municipality's population the consultation is held against, where it doesn't ask for the municipality."""
    consultation = find_consultation(request, pk, Act.KEEP_POPULATION)
    reference = reference_of(consultation, read_version(consultation.current, consultation.source_locale))
    area = request.POST.get("area", "")
    if area and area not in reference.areas:
        messages.error(request, _("Choose one of the municipalities in the list."))
    else:
        PopulationReference.objects.update_or_create(consultation=consultation, defaults={"area": area})
        write_log("population_chosen", by=request.user, at=request.arrived_at, consultation=consultation, area=area)
        messages.success(request, _("Saved."))
    return redirect("results_who", consultation.pk)


def participations(margin: Margin, counted: CountedResults, questionnaire: Questionnaire) -> Participation:
    """Of a one-way margin, from the tally."""
    question = questionnaire.question(margin.groupings[0].question)
    return participation(margin, _by_choice(counted, question.id), {c.id: c.text for c in question.choices})


def gaps_of(
    consultation: Consultation, questionnaire: Questionnaire, reference: Reference, counted: CountedResults, *, now
) -> list[Gap]:
    """Who is missing: by two questions at once where there are figures for that and nearly all answered both, else by one."""
    found, told = [], set()
    by_one = {margin.concepts[0]: people_in(margin, _by_group(margin, counted)) for margin in reference.margins}
    for margin in reference.pairs:
        row, column = (questionnaire.question(each.question) for each in margin.groupings)
        crossed = cross(consultation, row, column, Selection(), now=now)
        counts = {
            (a, b): n
            for (a, _label), line in zip(crossed.rows, crossed.cells, strict=True)
            for (b, _label), n in zip(crossed.columns, line, strict=True)
        }
        is_nearly_all = people_in(margin, counts) >= NEARLY_ALL * max(by_one[each] for each in margin.concepts)
        if is_nearly_all and (here := gaps(margin, counts)):
            found += here
            told |= set(margin.concepts)
    return largest([*found, *one_way_gaps(reference, counted, but=told)])


def one_way_gaps(reference: Reference, counted: CountedResults, *, but: set[str] = frozenset()) -> list[Gap]:
    """Asks the database for nothing."""
    return largest(
        gap
        for margin in reference.margins
        if margin.concepts[0] not in but
        for gap in gaps(margin, _by_group(margin, counted))
    )


def largest_gaps(several: Sequence[tuple[Consultation, Tally]]) -> list[Gap | None]:
    """Of each consultation the largest gap by one question, if there is any. Four queries in all."""
    asked = [
        (consultation, read_version(consultation.current, consultation.source_locale)) for consultation, _t in several
    ]
    counted = [CountedResults(tally.counts, tally.folded_at, is_complete=True) for _consultation, tally in several]
    pairs = zip(references_of(asked), counted, strict=True)
    return [next(iter(one_way_gaps(reference, counts)), None) for reference, counts in pairs]


def gap_in_words(gap: Gap) -> str:
    said = {"group": gap.label, "n": intcomma(gap.count), "expected": intcomma(gap.expected)}
    return _("%(group)s: %(n)s, expected %(expected)s") % said


def in_words(one: GroupShare) -> str:
    """How a group's share of the answers is to its share of the population, in a sentence."""
    said = {"group": one.label, "points": one_decimal(abs(one.difference))}
    if one.is_alike:
        return _("%(group)s: about as large a share of those who answered as of the population") % said
    if one.difference > 0:
        return _("%(group)s: %(points)s percentage points more among those who answered than in the population") % said
    return _("%(group)s: %(points)s percentage points fewer among those who answered than in the population") % said


def _shown(found: Participation, counted: CountedResults, questionnaire: Questionnaire) -> dict:
    question = questionnaire.question(found.margin.groupings[0].question)
    counts = counted.counts_of(question.id)
    unlike = [one for one in found.groups if not one.is_alike]
    first = sorted(unlike, key=lambda one: -abs(one.difference))[:3]
    return {
        "question": question,
        "asked": counts.asked,
        "answered": counts.answered,
        "found": found,
        "rows": [_row(one) for one in found.groups],
        "sentences": [] if found.has_too_few else [in_words(one) for one in first],
    }


def _row(one: GroupShare) -> dict:
    return {
        "group": one,
        "share": one_decimal(100 * one.share),
        "of_population": one_decimal(100 * one.of_population),
        "difference": with_sign(one.difference),
    }


def _by_choice(counted: CountedResults, question: str) -> dict[str, int]:
    return {choice: n for (_row, choice), n in counted.counts_of(question).cells.items()}


def _by_group(margin: Margin, counted: CountedResults) -> dict[tuple[str], int]:
    return {(choice,): n for choice, n in _by_choice(counted, margin.groupings[0].question).items()}
