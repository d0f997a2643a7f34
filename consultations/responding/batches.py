"""Batches of sheets that staff key in: opening and closing them, storing a sheet once, and a second person's check.

Each sheet becomes a response by ``submit_response``, a correction by ``change_response``: nothing else writes here.
"""

from base64 import urlsafe_b64encode
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from config.one_writer import one_writer
from consultations.enums import Channel
from consultations.models import Answer, Batch, Consultation, QuestionnaireVersion, Sheet, Submission
from consultations.models.log import write_log
from consultations.questions.protocol import AnswerValue
from consultations.questions.questionnaire import Question, read_version
from consultations.responding import keys
from consultations.responding.changing import change_response
from consultations.responding.submit import (
    AlreadyReceived,
    GivenAnswer,
    NotReceived,
    Receipt,
    asked_only,
    submit_response,
)

CHECKED = 10  # every so many sheets, unless the batch before says otherwise
Said = tuple[frozenset[AnswerValue], str, str]  # what was answered, with consent and name


class NotDone(NotReceived):
    """What a rule of batches refuses, in a sentence."""


def open_batch(
    consultation: Consultation,
    *,
    version: QuestionnaireVersion,
    channel: str,
    received_on: date,
    locale: str,
    expected: int,
    check_every: int,
    by,
    now: datetime,
) -> Batch:
    """Raises NotDone for a day on which the consultation was not open, and for what can't have been answered."""
    if consultation.moment_of(received_on, now=now) is None:
        raise NotDone(_("The consultation was not open on that day, or takes no answers any more."))
    if version not in versions_of(consultation) or locale not in version.content["locales"]:
        raise NotDone(_("There was no such form in this language."))
    if channel == Channel.WEB:
        raise NotDone(_("What comes from the web is not keyed in."))
    with transaction.atomic():
        batch = Batch.objects.create(
            consultation=consultation,
            version=version,
            channel=channel,
            received_on=received_on,
            locale=locale,
            expected=expected,
            check_every=check_every,
            opened_at=now,
            opened_by=by,
        )
        write_log("batch_opened", by=by, at=now, consultation=consultation, batch=str(batch.pk), channel=channel)
    return batch


def close_batch(batch: Batch, *, by, now: datetime, without_checks: bool = False) -> None:
    """No more sheets after this. Raises NotDone while a second person still has sheets to check, unless told not to."""
    with transaction.atomic():
        held = _held(batch)
        if not held.is_open:
            return
        if not without_checks and to_check(held):
            raise NotDone(_("Sheets are waiting for a second person's check."))
        held.closed_at = now
        held.save(update_fields=["closed_at"])
        said = {"batch": str(held.pk), "sheets": held.sheets.count(), "unchecked": len(to_check(held))}
        write_log("batch_closed", by=by, at=now, consultation=held.consultation, **said)


def key_sheet(
    batch: Batch, no: int, *, answers: Sequence[GivenAnswer], unread: Mapping[str, str], by, now: datetime
) -> Receipt:
    """Stores a sheet, once: the same number with the same answers gives the same receipt. Raises NotReceived."""
    with one_writer(), transaction.atomic():
        held = _held(batch)
        _demand_open(held)
        known = held.sheets.filter(no=no).exists()
        receipt = submit_response(
            held.consultation,
            version=held.version,
            answers=answers,
            locale=held.locale,
            form_key=sheet_key(held, no),
            arrived_at=now,
            channel=held.channel,
            received_on=held.received_on,
        )
        if receipt.is_new and known:
            raise AlreadyReceived
        if receipt.is_new:
            with scope(consultation=held.consultation_id):
                stored = Submission.objects.get(key_hash=keys.mac("form", sheet_key(held, no)))
            Sheet.objects.create(batch=held, no=no, response_id=stored.response_id, first_by=by, unread=dict(unread))
            write_log("sheet_keyed", by=by, at=now, consultation=held.consultation, batch=str(held.pk), sheet=no)
    return receipt


def check_sheet(
    sheet: Sheet, *, second: Sequence[GivenAnswer], settled: Sequence[GivenAnswer], by, now: datetime
) -> Sheet:
    """Notes how far a second person read the same, and puts what was settled in place of the first reading.

    ``second`` is what was read blind. What the author has changed since stands. Raises NotDone or NotReceived.
    """
    with one_writer(), transaction.atomic():
        held = _held(sheet.batch)
        _demand_open(held)
        locked = Sheet.objects.select_for_update().get(pk=sheet.pk)
        demand_second(locked, by)
        with scope(consultation=held.consultation_id):
            response, first = locked.response, first_reading(locked)
            if is_unchanged(locked) and differences(held, first, settled):
                change_response(
                    response,
                    version=held.version,
                    answers=settled,
                    locale=held.locale,
                    form_key=sheet_key(held, locked.no, purpose="sheet corrected"),
                    arrived_at=now,
                    channel=held.channel,
                    received_on=held.received_on,
                )
        locked.second_by, locked.is_checked = by, True
        locked.compared = len(set(first) | set(_said(held, second)))
        locked.differing = len(differences(held, first, second))
        locked.save()
        said = {"batch": str(held.pk), "sheet": locked.no, "differing": locked.differing}
        write_log("sheet_checked", by=by, at=now, consultation=held.consultation, **said)
    return locked


def demand_second(sheet: Sheet, by) -> None:
    """Raises NotDone for whoever keyed the sheet first, and for one that has been checked or deleted."""
    if sheet.first_by_id == by.pk:
        raise NotDone(_("Somebody else than the one who keyed the sheet checks it."))
    if sheet.is_checked:
        raise NotDone(_("The sheet has been checked already."))
    if sheet.response_id is None:
        raise NotDone(_("The answers of this sheet have been deleted."))


def first_reading(sheet: Sheet) -> dict[str, Said]:
    """What was keyed first, by the ids of the questions that were answered."""
    rows: dict[str, list[Answer]] = {}
    with scope(consultation=sheet.batch.consultation_id):
        for answer in Answer.objects.filter(submission__response=sheet.response_id, submission__n=1):
            rows.setdefault(answer.question, []).append(answer)
    return {
        question: (
            frozenset(AnswerValue(row.row, row.choice, row.number, row.rank, row.text) for row in found),
            found[0].consent,
            found[0].display_name,
        )
        for question, found in rows.items()
    }


def is_unchanged(sheet: Sheet) -> bool:
    """Whether its author has left it as it was keyed, and not withdrawn it."""
    with scope(consultation=sheet.batch.consultation_id):
        current = Submission.objects.filter(pk=sheet.response.current_id, n=1, response__state="active")
        return current.count() == 1


def differences(batch: Batch, first: Mapping[str, Said], second: Sequence[GivenAnswer]) -> list[Question]:
    """The questions that were read otherwise, in the order of the form."""
    other = _said(batch, second)
    asked = read_version(batch.version, batch.locale).questions
    return [question for question in asked if first.get(question.id) != other.get(question.id)]


def _said(batch: Batch, answers: Sequence[GivenAnswer]) -> dict[str, Said]:
    asked = asked_only(read_version(batch.version, batch.locale), answers)
    return {
        each.question.id: (frozenset(each.values), str(each.consent), each.display_name)
        for each in asked
        if each.values
    }


def to_check(batch: Batch) -> list[int]:
    """The numbers of the sheets that a second person has still to key."""
    left = batch.sheets.filter(is_checked=False, response__isnull=False).values_list("no", flat=True)
    return [no for no in left if batch.is_checked(no)]


def versions_of(consultation: Consultation) -> QuerySet[QuestionnaireVersion]:
    """Those that people have been able to answer, the newest first."""
    return consultation.versions.filter(activations__isnull=False).distinct().order_by("-number")


def next_number(batch: Batch) -> int:
    return (batch.sheets.aggregate(last=Max("no"))["last"] or 0) + 1


def with_counts(batches: QuerySet[Batch]) -> QuerySet[Batch]:
    """Batches with ``keyed``, ``checked`` (sheets), ``compared`` and ``differing`` (answers)."""
    return batches.annotate(
        keyed=Count("sheets"),
        checked=Count("sheets", filter=Q(sheets__is_checked=True)),
        compared=Sum("sheets__compared", default=0),
        differing=Sum("sheets__differing", default=0),
    )


def open_batches(consultation: Consultation) -> Iterable[Batch]:
    """For whoever reads results: what is still on its way in."""
    return with_counts(consultation.batches.filter(closed_at__isnull=True))


def sheet_key(batch: Batch, no: int, *, purpose: str = "sheet") -> str:
    """The form's key of a sheet, which nobody can guess: a receipt is derived from it."""
    return urlsafe_b64encode(keys.mac(purpose, f"{batch.pk}:{no}")).decode().rstrip("=")


def _held(batch: Batch) -> Batch:
    return Batch.objects.select_for_update(of=("self",)).select_related("consultation", "version").get(pk=batch.pk)


def _demand_open(batch: Batch) -> None:
    if not batch.is_open:
        raise NotDone(_("The batch is closed."))
