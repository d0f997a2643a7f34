"""People by what they answered in several questions at once, grouped by the database: cells, never responses, reach Python."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, FilteredRelation, Q, QuerySet
from django_scopes import scopes_disabled

from consultations.models import Consultation, Submission
from consultations.questions.questionnaire import Question
from consultations.results.keeping import kept

ONE_EACH = ("single_choice", "scale")

Choices = tuple[str, ...]  # in each background question; '' where it was passed by


@dataclass(frozen=True)
class Cells:
    """``people`` by their choices in the background; ``answered`` those of them who answered the question, and ``answers``
    by choices, row and choice what they answered."""

    people: dict[Choices, int]
    answered: dict[Choices, int]
    answers: dict[tuple[Choices, str, str], int]


def count_cells(
    consultation: Consultation, background: Sequence[Question], question: Question, *, now: datetime
) -> Cells:
    """Of all that are in the tally; what was counted before is not counted again, and people once for all questions."""
    ids, size = [each.id for each in background], len(background)
    several = question.type not in ONE_EACH

    def count_people() -> list:
        with scopes_disabled():  # Every query is within this one consultation.
            by, tallied = _beside(consultation, ids)
            return _grouped(tallied, *by)

    def count_answers() -> dict[str, Any]:
        with scopes_disabled():
            return _answers(consultation, ids, question.id, several=several)

    people, _at = kept(consultation, {"people": ids}, count_people, now=now)
    found, _at = kept(consultation, {"cells": ids, "of": question.id}, count_answers, now=now)
    return Cells(
        people={tuple(row[:size]): row[size] for row in people},
        answered={tuple(row[:size]): row[size] for row in found["answered"]},
        answers={(tuple(row[:size]), row[size], row[size + 1]): row[size + 2] for row in found["answers"]},
    )


def _answers(consultation: Consultation, background: list[str], question: str, *, several: bool) -> dict[str, Any]:
    """One query; one more where somebody can have given several answers, so that people are counted and not ticks."""
    by, tallied = _beside(consultation, background)
    of = Q(answers__question=question, answers__choice__gt="")
    given = tallied.annotate(of=FilteredRelation("answers", condition=of)).filter(of__isnull=False)
    answers = _grouped(given, *by, "of__row", "of__choice")
    if several:
        answered = _plain(given.order_by().values_list(*by).annotate(n=Count("pk", distinct=True)))
    else:
        summed: Counter[Choices] = Counter()
        for *choices, _row, _choice, n in answers:
            summed[tuple(choices)] += n
        answered = [[*choices, n] for choices, n in summed.items()]
    return {"answered": answered, "answers": answers}


def _beside(consultation: Consultation, background: list[str]) -> tuple[list[str], QuerySet[Submission]]:
    """The submissions in the tally, each beside its choice in every background question, if it has one."""
    found = Submission.objects.filter(consultation=consultation, tallied=True)
    for n, question in enumerate(background):
        of = Q(answers__question=question, answers__choice__gt="")
        found = found.annotate(**{f"beside{n}": FilteredRelation("answers", condition=of)})
    return [f"beside{n}__choice" for n in range(len(background))], found


def _grouped(rows: QuerySet, *by: str) -> list[list]:
    return _plain(rows.order_by().values_list(*by).annotate(n=Count("pk")))


def _plain(rows: QuerySet) -> list[list]:
    return [["" if value is None else value for value in row] for row in rows]
