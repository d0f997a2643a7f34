"""What is due for deletion, rule by rule. The command only calls this; nothing else destroys what residents gave.

These rules need nobody's decision: they end what was only kept for a while. Responses and their texts go only where
two people have approved it (``reporting/deletion.py``).
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Max, Min
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from consultations.models import Consultation, Contact, IdentityProof, Outbox, Submission, Tally
from consultations.models.log import write_log
from consultations.reporting.deletion import carry_out_approved
from consultations.reporting.taking_out import delete_old_workbooks
from consultations.responding.attaching import delete_unsent
from consultations.responding.drafts import delete_expired
from consultations.responding.saving import delete_undelivered
from signin.lockout import delete_old_failures

TRACES_KEPT = timedelta(days=30)  # after closing: the time of day, and the key that makes a retry give the same receipt
ADDRESSES_KEPT = timedelta(days=365)  # after closing, for feedback that never was sent
MESSAGES_KEPT = timedelta(days=30)  # that could not be sent


def delete_due(*, now: datetime) -> dict[str, int]:
    """Applies every rule, and gives how many rows each concerned. Doing it again changes nothing."""
    done = {name: rule(now) for name, rule in RULES.items()}
    if any(done.values()):
        write_log("retention", by=None, at=now, **done)
    return done


def cut_traces(now: datetime) -> int:
    """Thirty days after closing, a sending keeps its date but not its time of day, nor the hash of its form's key."""
    ended = Consultation.objects.filter(closes__lt=now - TRACES_KEPT)
    return sum(_cut_traces_of(consultation) for consultation in ended)


def delete_old_addresses(now: datetime) -> int:
    """Addresses for feedback, a year after closing at the latest. They usually go when it has been sent."""
    with scopes_disabled():
        return Contact.objects.filter(consultation__closes__lt=now - ADDRESSES_KEPT).delete()[0]


def delete_old_messages(now: datetime) -> int:
    """The content of messages that could not be sent."""
    stuck = Outbox.objects.filter(sent_on__isnull=True, payload__isnull=False, next_attempt__lt=now - MESSAGES_KEPT)
    return stuck.update(payload=None)


def delete_old_codes(now: datetime) -> int:
    """Access codes, thirty days after closing: nobody can answer with them any more. How many were made stays."""
    with scopes_disabled():
        return IdentityProof.objects.filter(consultation__closes__lt=now - TRACES_KEPT).delete()[0]


RULES: dict[str, Callable[[datetime], int]] = {
    "files": delete_unsent,
    "drafts": lambda _now: delete_expired(),
    "codes": delete_old_codes,
    "undelivered": lambda _now: delete_undelivered(),
    "traces": cut_traces,
    "addresses": delete_old_addresses,
    "messages": delete_old_messages,
    "approved": carry_out_approved,
    "sign_in_failures": delete_old_failures,
    "workbooks": lambda now: delete_old_workbooks(now=now),
}


def _cut_traces_of(consultation: Consultation) -> int:
    """Day by day: every time becomes noon, Swedish time, of the day that it was."""
    with transaction.atomic(), scope(consultation=consultation):
        traced = Submission.objects.filter(consultation=consultation, key_hash__isnull=False)
        span = traced.aggregate(first=Min("received_at"), last=Max("received_at"))
        if span["first"] is None:
            return 0
        _forget_the_hours(consultation)
        cut, day = 0, timezone.localdate(span["first"])
        while day <= timezone.localdate(span["last"]):
            begins, noon, ends = _at(day, time.min), _at(day, time(12)), _at(day + timedelta(days=1), time.min)
            cut += traced.filter(received_at__gte=begins, received_at__lt=ends).update(received_at=noon, key_hash=None)
            day += timedelta(days=1)
        return cut


def _forget_the_hours(consultation: Consultation) -> None:
    """What was counted by hour goes with the time of day."""
    tally = Tally.objects.select_for_update().filter(pk=consultation.pk).first()
    if tally is not None and tally.counts.pop("hours", None) is not None:
        tally.save(update_fields=["counts"])


def _at(day, moment: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, moment))
