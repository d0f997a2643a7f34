"""What a monitor watches of the consultations: how much waits, over the whole site. Never a number of one consultation."""

from django.utils import timezone
from django_scopes import scopes_disabled

from config import registry
from consultations.models import Draft, Outbox


@registry.gauge("outbox_waiting")
def outbox_waiting() -> int:
    """Messages that have not been sent"""
    return Outbox.objects.filter(sent_on__isnull=True, payload__isnull=False).count()


@registry.gauge("outbox_late_seconds")
def outbox_late_seconds() -> float:
    """How long the message that should have been tried first has waited for it"""
    first = Outbox.objects.filter(sent_on__isnull=True, payload__isnull=False).order_by("next_attempt").first()
    return max(0.0, (timezone.now() - first.next_attempt).total_seconds()) if first else 0.0


@registry.gauge("drafts")
def drafts() -> int:
    """Saved drafts"""
    with scopes_disabled():
        return Draft.objects.count()
