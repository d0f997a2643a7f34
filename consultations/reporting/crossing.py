"""Two closed questions against each other, in the admin: counts, shares with their intervals, and a test of independence."""

from dataclasses import dataclass
from decimal import Decimal

from django.shortcuts import render
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from consultations.models.log import write_log
from consultations.permissions import Act
from consultations.questions.questionnaire import Question, read_version
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.filtering import filter_form, in_words
from consultations.results import tallies
from consultations.results.crossing import Crossed, cross
from consultations.results.selecting import Selection, closed_questions
from consultations.results.statistics import Independence, independence, wilson

PER_CENT = 100
SMALLEST = Decimal("0.001")


@dataclass(frozen=True)
class Cell:
    """``count`` people; shares of the row and of the column in whole per cent; the interval of the row's share."""

    count: int
    of_row: int | None
    of_column: int | None
    interval: tuple[int, int] | None


def crossing(request, pk):
    """The table of the two questions that the address names, for those that it selects; else only the choice of them."""
    consultation = find_consultation(request, pk, Act.READ_RESULTS)
    questionnaire = read_version(consultation.current, consultation.source_locale)
    offered = closed_questions(questionnaire)
    selection = Selection.read(request.GET, questionnaire)
    row, column = (_chosen(offered, request.GET.get(name, "")) for name in ("row", "column"))
    context = {
        "consultation": consultation,
        "offered": offered,
        "row": row,
        "column": column,
        "same": row is not None and row == column,
        "filter": filter_form(selection, consultation, questionnaire),
        "selection": selection,
        "selected": in_words(selection, questionnaire),
        "breadcrumbs_items": trail(consultation, here=_("Two questions against each other")),
        "header_title": _("Two questions against each other"),
        "header_icon": "table",
    }
    if row and column and row != column:
        tallies.counts_of(consultation, now=request.arrived_at)
        crossed = cross(consultation, row, column, selection, now=request.arrived_at)
        context |= {"crossed": crossed, "lines": _lines(crossed), "test": _test(crossed)}
        context["p"] = p_in_words(context["test"].p) if context["test"] else ""
        asked = {"row": row.id, "column": column.id}
        write_log("results_crossed", by=request.user, at=request.arrived_at, consultation=consultation, **asked)
    return render(request, "consultations/admin/results_cross.html", context)


def _chosen(offered: list[Question], id: str) -> Question | None:  # noqa: A002
    return next((question for question in offered if question.id == id), None)


def _lines(crossed: Crossed) -> list[tuple[str, list[Cell], int]]:
    """For each choice of the row's question its label, its cells and how many chose it."""
    return [
        (label, [_cell(n, base, of) for n, of in zip(counts, crossed.column_bases, strict=True)], base)
        for (_id, label), counts, base in zip(crossed.rows, crossed.cells, crossed.row_bases, strict=True)
    ]


def _cell(count: int, row: int, column: int) -> Cell:
    low, high = wilson(count, row) if row else (0.0, 1.0)
    return Cell(
        count,
        round(PER_CENT * count / row) if row else None,
        round(PER_CENT * count / column) if column else None,
        (round(PER_CENT * low), round(PER_CENT * high)) if row else None,
    )


def p_in_words(p: float) -> str:
    """As it is written: never nought."""
    return f"< {number_format(SMALLEST, 3)}" if p < float(SMALLEST) else number_format(p, 3)


def _test(crossed: Crossed) -> Independence | None:
    """Only where each person stands in one cell: ticks are not independent of each other."""
    return independence(crossed.cells) if crossed.one_each else None
