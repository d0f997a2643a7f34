"""Counting: new submissions are folded into one row a consultation: results cost the same at any size.

The answers are grouped by the database; Python only adds. Each submission is counted once: the row is locked
while counting, and the submission is marked in the same transaction.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import TruncHour
from django.dispatch import receiver
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from config.registry import every_minute
from consultations.enums import Channel, IdentityLevel, ResponseState
from consultations.models import Answer, Consultation, DeletionOrder, QuestionnaireVersion, Submission, Tally
from consultations.questions.protocol import Counts, Table, type_of
from consultations.questions.questionnaire import Condition, Questionnaire, read_version
from consultations.questions.routing import conditions_on, ending_choices
from consultations.responding.signals import submission_left

BATCH = 5_000
MILLIONTHS = Decimal(10**6)  # Sums are kept as whole numbers of these, so that taking out undoes putting in.


@dataclass(frozen=True)
class CountedResults:
    """What has been counted up to ``counted_at``; ``is_complete`` is False while more waits to be folded."""

    counts: Mapping[str, Any]
    counted_at: datetime | None
    is_complete: bool

    @property
    def responses(self) -> int:
        return self.counts.get("responses", 0)

    @property
    def days(self) -> list[tuple[str, int]]:
        """Responses by day (YYYY-MM-DD), in order, days without any left out."""
        return sorted(self._summed(0).items())

    @property
    def hours(self) -> dict[str, int]:
        """Responses that came through the website, by hour (YYYY-MM-DDTHH)."""
        return self.counts.get("hours", {})

    @property
    def locales(self) -> list[tuple[str, int]]:
        return self._summed(1).most_common()

    @property
    def channels(self) -> list[tuple[str, int]]:
        return self._summed(2).most_common()

    @property
    def proved(self) -> list[tuple[str, str, int]]:
        """Responses that came with a proof, by its level and group, and last those that came without."""
        found = [(*key.split("|", 1), n) for key, n in sorted(self.counts.get("proved", {}).items())]
        without = self.responses - sum(n for _level, _stratum, n in found)
        return [*found, (IdentityLevel.OPEN, "", without)] if found else []

    def counts_of(self, question_id: str) -> Counts:
        found = self.counts.get("questions", {}).get(question_id, {})
        cells = {tuple(key.split("|", 1)): n for key, n in found.get("cells", {}).items()}
        sums = {tuple(key.split("|", 1)): n / MILLIONTHS for key, n in found.get("sums", {}).items()}
        return Counts(found.get("asked", 0), found.get("answered", 0), cells, sums)

    def tables(self, questionnaire: Questionnaire) -> list[Table]:
        """Every question of a questionnaire, counted, in its order. Choices that end the form are no lines."""
        ending = ending_choices(questionnaire)
        tables = [
            type_of(question).tally(question, self.counts_of(question.id)) for question in questionnaire.questions
        ]
        return [_without(table, ending.get(table.question.id, frozenset())) for table in tables]

    def _summed(self, place: int) -> Counter[str]:
        total: Counter[str] = Counter()
        for key, n in self.counts.get("days", {}).items():
            total[key.split("|")[place]] += n
        return total


def _without(table: Table, choices: frozenset[str]) -> Table:
    return replace(table, lines=tuple(line for line in table.lines if line.choice not in choices))


def counts_of(consultation: Consultation, *, now: datetime) -> CountedResults:
    """What has been answered so far. Folds what is new, one batch at most, and reads one row."""
    with scope(consultation=consultation):
        waiting = waiting_in(consultation)[: BATCH + 1].count()
    if waiting:
        fold(consultation, now=now)
    tally = Tally.objects.filter(pk=consultation.pk).first() or Tally(consultation=consultation)
    return CountedResults(tally.counts, tally.folded_at, is_complete=waiting <= BATCH)


def fold(consultation: Consultation, *, now: datetime, limit: int = BATCH) -> int:
    """Counts submissions that have not been, at most ``limit``. Gives how many were counted."""
    with transaction.atomic(), scope(consultation=consultation):
        tally = _locked(consultation)
        ids = list(waiting_in(consultation).values_list("pk", flat=True)[:limit])
        if ids:
            added = counts_in(Submission.objects.filter(pk__in=ids), Answer.objects.filter(submission__in=ids))
            _change(tally, added, now=now)
            Submission.objects.filter(pk__in=ids).update(tallied=True)
    return len(ids)


def fold_all(consultation: Consultation, *, now: datetime) -> None:
    while fold(consultation, now=now) == BATCH:
        pass


@every_minute
def fold_what_has_come(*, now: datetime | None = None) -> int:
    """Counts what is new, a batch a consultation, so that bursts are seen before somebody opens the results."""
    now = now or timezone.now()
    with scopes_disabled():  # All consultations: nobody sees what is counted but by their own scope.
        new = Submission.objects.filter(consultation=OuterRef("pk"), tallied=False)
        waiting = list(Consultation.objects.filter(Exists(new), current__isnull=False))
    return sum(fold(consultation, now=now) for consultation in waiting)


def unfold(submission: Submission, *, now: datetime) -> None:
    """Takes a submission out of the count again.

    Called in the transaction that withdraws or replaces it: after its response changes, before its answers do
    """
    with transaction.atomic(), scope(consultation=submission.consultation_id):
        tally = _locked(submission.consultation)
        counted = Submission.objects.filter(pk=submission.pk, tallied=True)
        if counted.update(tallied=False):
            taken = counts_in(Submission.objects.filter(pk=submission.pk), Answer.objects.filter(submission=submission))
            _change(tally, taken, now=now, sign=-1)


@receiver(submission_left)
def _unfold_what_left(sender, submission: Submission, now: datetime, **_kwargs) -> None:
    unfold(submission, now=now)


def recount(consultation: Consultation, *, now: datetime) -> None:
    """Counts everything again from nothing. Not after responses have been deleted: what was counted of them stays."""
    if DeletionOrder.objects.filter(consultation=consultation, executed_at__isnull=False).exists():
        raise ValueError("Responses of this consultation have been deleted under a decision: its counts are frozen.")
    with transaction.atomic(), scope(consultation=consultation):
        tally = _locked(consultation)
        marked = Submission.objects.filter(consultation=consultation, tallied=True)
        marked.update(tallied=False)
        counting(consultation).update(tallied=True)  # Fixed from here on: what comes meanwhile is not marked.
        tally.counts = {}
        _change(tally, counts_in(marked.all(), Answer.objects.filter(submission__in=marked.all())), now=now)


def counting(consultation: Consultation) -> QuerySet[Submission]:
    """The submissions that count: the current one of each response that stands."""
    return Submission.objects.filter(
        consultation=consultation, response__state=ResponseState.ACTIVE, response__current=F("pk")
    )


def waiting_in(consultation: Consultation) -> QuerySet[Submission]:
    return counting(consultation).filter(tallied=False)


def _locked(consultation: Consultation) -> Tally:
    return Tally.objects.select_for_update().get_or_create(consultation=consultation)[0]


def counts_in(submissions: QuerySet[Submission], answers: QuerySet[Answer]) -> dict[str, Any]:
    """Counts of these submissions, in the shape of ``Tally.counts``."""
    by_version = _grouped(submissions, "version")
    by_hour = submissions.annotate(hour=TruncHour("received_at", tzinfo=ZoneInfo(settings.TIME_ZONE)))
    days: Counter[str] = Counter()
    hours: Counter[str] = Counter()
    for hour, locale, channel, n in _grouped(by_hour, "hour", "locale", "channel"):
        days[f"{hour:%Y-%m-%d}|{locale}|{channel}"] += n
        if channel == Channel.WEB:  # What staff type in comes in heaps of itself.
            hours[f"{hour:%Y-%m-%dT%H}"] += n
    by_proof = submissions.exclude(response__identity=IdentityLevel.OPEN)
    proved = _grouped(by_proof, "response__identity", "response__stratum")
    questions: dict[str, dict[str, Any]] = {}
    for question, n in _asked(submissions, by_version).items():
        questions[question] = {"asked": n, "answered": 0, "cells": {}}
    for question, n in _grouped(answers, "question", people=True):
        questions[question]["answered"] = n
    for question, row, choice, n, total in _summed(answers, "question", "row", "choice"):
        questions[question]["cells"][f"{row}|{choice}"] = n
        if total:
            questions[question].setdefault("sums", {})[f"{row}|{choice}"] = round(total * MILLIONTHS)
    return {
        "responses": sum(n for _version, n in by_version),
        "versions": {str(version): n for version, n in by_version},
        "proved": {f"{level}|{stratum}": n for level, stratum, n in proved},
        "days": dict(days),
        "hours": dict(hours),
        "questions": questions,
    }


def _grouped(rows: QuerySet, *by: str, people: bool = False) -> list[tuple]:
    """The number of rows, or of people who have any, for each combination."""
    counted = Count("submission", distinct=True) if people else Count("pk")
    return list(rows.order_by().values_list(*by).annotate(n=counted))


def _summed(rows: QuerySet, *by: str) -> list[tuple]:
    """The number of rows and the sum of their numbers (None if they have none) for each combination."""
    return list(rows.order_by().values_list(*by).annotate(n=Count("pk"), total=Sum("number")))


def _asked(submissions: QuerySet[Submission], by_version: Iterable[tuple]) -> Counter[str]:
    """How many were asked each question: those whose version has it, and whose other answers did not lead past it."""
    counted = dict(by_version)
    asked: Counter[str] = Counter()
    for version in QuestionnaireVersion.objects.filter(pk__in=counted):
        questionnaire = read_version(version)
        numbers: dict[tuple[Condition, ...], int] = {(): counted[version.pk]}
        for question in questionnaire.questions:
            under = conditions_on(questionnaire, question.id)
            if under not in numbers:
                numbers[under] = _meeting(submissions.filter(version=version), under)
            asked[question.id] += numbers[under]
    return asked


def _meeting(submissions: QuerySet[Submission], conditions: Iterable[Condition]) -> int:
    """How many submissions meet all conditions. An answer is only stored if its question was asked."""
    for condition in conditions:
        rows = Answer.objects.filter(submission=OuterRef("pk"), question=condition.question)
        submissions = submissions.filter(
            Exists(rows.filter(choice__in=condition.choices) if condition.choices else rows)
        )
    return submissions.count()


def _change(tally: Tally, by: dict[str, Any], *, now: datetime, sign: int = 1) -> None:
    if sign < 0 and "hours" not in tally.counts:  # They are forgotten some time after closing.
        by = {name: counts for name, counts in by.items() if name != "hours"}
    tally.counts = _added(tally.counts, by, sign)
    tally.folded_at = now
    tally.changes += 1
    tally.save(update_fields=["counts", "folded_at", "changes"])


def without(counts: Mapping[str, Any], some: Mapping[str, Any]) -> dict[str, Any]:
    """Counts less those of some of the same submissions."""
    return _added(counts, some, -1)


def _added(old: Mapping[str, Any], more: Mapping[str, Any], sign: int) -> dict[str, Any]:
    """The sum of two nested counts; what comes to nothing is left out."""
    total = dict(old)
    for key, value in more.items():
        if isinstance(value, Mapping):
            total[key] = _added(total.get(key, {}), value, sign)
        else:
            total[key] = total.get(key, 0) + sign * value
        if not total[key]:
            del total[key]
    return total
