"""Sending what waits in the outbox. Rows come from rules, in the transaction of what they tell of."""

import logging
import re
from datetime import datetime, timedelta
from uuid import UUID

from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import F
from django.db.models.signals import post_save
from django.dispatch import receiver
from django.utils import timezone
from django_scopes import scope
from django_tasks import task

from consultations.models import Consultation, Contact, Outbox
from consultations.responding.sealing import seal, unseal

FEEDBACK = re.compile(r"feedback:(?P<consultation>[0-9a-f-]{36}):(?P<contact>[0-9a-f-]{36})")
LEASE = timedelta(minutes=10)  # how long a row is ours while we talk to the mail server
MOST_ATTEMPTS = 12
AT_ONCE = 500
log = logging.getLogger(__name__)


def feedback_message(
    consultation: Consultation, contact: Contact, *, subject: str, text: str, html: str = "", now: datetime
) -> Outbox:
    """A row, not saved yet, that tells somebody of the feedback they asked for."""
    content = {
        "to": unseal(contact.address, purpose="contact"),
        "subject": one_line(subject),
        "text": text,
        "html": html,
        "locale": contact.locale,
    }
    key = f"feedback:{consultation.pk}:{contact.pk}"
    return Outbox(key=key, payload=seal(content, purpose="outbox"), next_attempt=now)


def one_line(text: str) -> str:
    """Text that can't begin a new header: every run of blanks and control characters is one blank."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


@task()
def deliver_outbox() -> int:
    """Sends what is due, each row once. Gives how many were sent; comes again by itself while some wait."""
    now = timezone.now()
    due = Outbox.objects.filter(sent_on__isnull=True, attempts__lt=MOST_ATTEMPTS, next_attempt__lte=now)
    sent = sum(_deliver(row) for row in due.order_by("next_attempt")[:AT_ONCE])
    waiting = Outbox.objects.filter(sent_on__isnull=True, attempts__lt=MOST_ATTEMPTS)
    if following := waiting.order_by("next_attempt").values_list("next_attempt", flat=True).first():
        deliver_outbox.using(run_after=following).enqueue()
    return sent


@receiver(post_save, sender=Outbox)
def deliver_what_was_written(instance: Outbox, created: bool, **_kwargs) -> None:
    """Whichever room writes a single message, it is sent. In the row's transaction, so that both are there or neither.

    Feedback writes many at a time, and asks once.
    """
    if created and not FEEDBACK.fullmatch(instance.key):
        deliver_outbox.enqueue()


def _deliver(row: Outbox) -> bool:
    """Takes the row, sends, and clears it. No lock is held while the mail server is spoken to."""
    if not _take(row):
        return False
    try:
        _send(unseal(row.payload, purpose="outbox"))
    except Exception as problem:
        log.warning("Outbox row %s could not be sent: %s", row.pk, type(problem).__name__)  # never the address
        _postpone(row)
        return False
    _settle(row)
    return True


def _take(row: Outbox) -> bool:
    """Whether the row is ours: of two workers, one changes it from what both have read."""
    unchanged = Outbox.objects.filter(pk=row.pk, sent_on__isnull=True, next_attempt=row.next_attempt)
    until = timezone.now() + LEASE
    return unchanged.update(next_attempt=until, attempts=F("attempts") + 1) == 1


def _send(content: dict | None) -> None:
    if not content or not content["to"]:
        raise ValueError("The content can't be read with the keys at hand.")
    message = EmailMultiAlternatives(one_line(content["subject"]), content["text"], to=[content["to"]])
    if html := content.get("html"):
        message.attach_alternative(html, "text/html")
    message.send()


def _postpone(row: Outbox) -> None:
    """Twice as long after each failure, a day at most."""
    wait = min(timedelta(minutes=2 ** (row.attempts + 1)), timedelta(days=1))
    Outbox.objects.filter(pk=row.pk).update(next_attempt=timezone.now() + wait)


def _settle(row: Outbox) -> None:
    """Forgets what was said and, where it was the last that the address was kept for, the address."""
    with transaction.atomic():
        Outbox.objects.filter(pk=row.pk).update(payload=None, sent_on=timezone.localdate())
        if asked := FEEDBACK.fullmatch(row.key):
            with scope(consultation=UUID(asked["consultation"])):
                Contact.objects.filter(pk=UUID(asked["contact"])).delete()
