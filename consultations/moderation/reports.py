"""Readers' reports of published texts: received without an account, acknowledged with a code, answered by a decision."""

from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from consultations.enums import ReportState
from consultations.models import Answer, Consultation, Flag, TextReport
from consultations.models.log import write_log
from consultations.moderation.gate import published_texts
from consultations.permissions import Act, demand
from consultations.responding import keys

MOST_WAITING = 20  # A text that many report waits once; a flood of words helps nobody.


def published_text(answer_id: UUID) -> tuple[Consultation, dict] | None:
    """The text with this id as the public reads it, with its consultation; None if it isn't published."""
    with scopes_disabled():  # The gate asks again, within the consultation.
        answer = Answer.objects.only("consultation").filter(pk=answer_id).first()
    consultation = answer and Consultation.objects.select_related("current", "source_page").get(
        pk=answer.consultation_id
    )
    if consultation is None or not consultation.source_page.live:
        return None
    row = next(iter(published_texts(consultation).filter_by_id(answer_id)), None)
    return (consultation, row) if row else None


def report_text(
    consultation: Consultation, answer_id: UUID, *, reason: str, words: str, form_key: str, today: date
) -> str:
    """Receives a report of a published text, once a form, and gives the code by which its answer can be read."""
    code = keys.receipt_code(form_key)
    if report_by_code(code):
        return code
    with scope(consultation=consultation), transaction.atomic():
        answer = Answer.objects.select_for_update(of=("self",)).get(pk=answer_id)
        waiting = TextReport.objects.filter(answer=answer, state=ReportState.WAITING)
        words = "" if waiting.count() >= MOST_WAITING else words.replace("\0", "").strip()[:1000]
        said = {"reason": reason, "words": words, "received_on": today, "code_hash": keys.receipt_hash(code)}
        TextReport.objects.create(consultation=consultation, answer=answer, **said)
        whole = {"start": 0, "end": len(answer.text)}
        Flag.objects.get_or_create(answer=answer, rule="reported", defaults={"consultation": consultation, **whole})
    return code


def report_by_code(code: str) -> TextReport | None:
    if len(keys.plain_code(code)) != keys.LENGTH:
        return None
    hashes = [keys.receipt_hash(code, key=key) for key in keys.response_keys()]
    with scopes_disabled():  # The code opens the one report.
        return TextReport.objects.filter(code_hash__in=hashes).first()


def answer_reports(answer: Answer, *, by, state: ReportState, now) -> int:
    """Answers all reports of a text that wait. Gives how many."""
    demand(by, Act.MODERATE, answer.consultation)
    with transaction.atomic():
        waiting = TextReport.objects.filter(answer=answer, state=ReportState.WAITING)
        number = waiting.update(state=state, answered_on=timezone.localdate(now))
        Flag.objects.filter(answer=answer, rule="reported").delete()
        if number:
            about = {"consultation": answer.consultation, "answer": str(answer.pk)}
            write_log("reports_answered", by=by, at=now, state=str(state), reports=number, **about)
    return number
