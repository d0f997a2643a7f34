"""Two closed questions against each other, in people. For officials only, as selections are."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, FilteredRelation, OuterRef, Q, QuerySet
from django_scopes import scopes_disabled

from consultations.models import Answer, Consultation
from consultations.questions.questionnaire import Question
from consultations.results.keeping import kept
from consultations.results.selecting import Selection


@dataclass(frozen=True)
class Crossed:
    """Two questions against each other: ``cells[row][column]`` people; the bases are people, each counted once."""

    rows: list[tuple[str, str]]
    columns: list[tuple[str, str]]
    cells: list[list[int]]
    row_bases: list[int]
    column_bases: list[int]
    base: int
    one_each: bool


def cross(
    consultation: Consultation, row: Question, column: Question, selection: Selection, *, now: datetime
) -> Crossed:
    """Those who answered both questions, by their choices; what was counted before is not counted again."""
    one_each = "multiple_choice" not in {row.type, column.type}
    asked = {"row": row.id, "column": column.id, "of": selection.query()}
    found, _at = kept(consultation, asked, lambda: _count(consultation, row, column, selection, one_each), now=now)
    counted = {(a, b): n for a, b, n in found["pairs"]}
    rows, columns, base = found["rows"], found["columns"], found["base"]
    return Crossed(
        rows=[(choice.id, choice.text) for choice in row.choices],
        columns=[(choice.id, choice.text) for choice in column.choices],
        cells=[[counted.get((a.id, b.id), 0) for b in column.choices] for a in row.choices],
        row_bases=[rows.get(choice.id, 0) for choice in row.choices],
        column_bases=[columns.get(choice.id, 0) for choice in column.choices],
        base=base,
        one_each=one_each,
    )


def _count(
    consultation: Consultation, row: Question, column: Question, selection: Selection, one_each: bool
) -> dict[str, Any]:
    """One query; three more where somebody can stand in several cells."""
    with scopes_disabled():  # Every query is within this one consultation.
        given, others = (_given(consultation, question, selection) for question in (row, column))
        counted = _pairs(given, column)
        if one_each:
            rows, columns = _margins(counted)
            base = sum(counted.values())
        else:
            rows, columns, base = _bases(given, column), _bases(others, row), _people(given, column)
    return {"pairs": [[a, b, n] for (a, b), n in counted.items()], "rows": rows, "columns": columns, "base": base}


def _margins(counted: Mapping[tuple[str, str], int]) -> tuple[Counter[str], Counter[str]]:
    rows, columns = Counter(), Counter()
    for (a, b), n in counted.items():
        rows[a] += n
        columns[b] += n
    return rows, columns


def _given(consultation: Consultation, question: Question, selection: Selection) -> QuerySet[Answer]:
    """The choices in one question of those selected."""
    given = Answer.objects.filter(consultation=consultation, counted=True, question=question.id, choice__gt="")
    return given.filter(submission__in=selection.submissions(consultation).values("pk")) if selection else given


def _answered(other: Question) -> Exists:
    return Exists(Answer.objects.filter(submission=OuterRef("submission"), question=other.id, choice__gt=""))


def _pairs(given: QuerySet[Answer], column: Question) -> dict[tuple[str, str], int]:
    """People by their two choices: each given choice beside each of the same submission's choices in the other question."""
    beside = FilteredRelation(
        "submission__answers", condition=Q(submission__answers__question=column.id, submission__answers__choice__gt="")
    )
    rows = given.annotate(beside=beside).filter(beside__isnull=False).order_by().values_list("choice", "beside__choice")
    return {(a, b): n for a, b, n in rows.annotate(n=Count("pk"))}


def _bases(given: QuerySet[Answer], other: Question) -> dict[str, int]:
    return dict(given.filter(_answered(other)).order_by().values_list("choice").annotate(n=Count("pk")))


def _people(given: QuerySet[Answer], other: Question) -> int:
    return given.filter(_answered(other)).order_by().values("submission").distinct().count()
