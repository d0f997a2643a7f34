"""Tells an author by e-mail that something was decided against a text: only that, and where to read it with the receipt.

The address was left for hearing back. It is found by a keyed digest of the receipt's hash, which nobody can follow without
RESPONSE_KEY. The message waits until next morning, so that the times of decisions and of messages don't tell who wrote what.
"""

from datetime import datetime, time, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from consultations.models import Contact, Outbox, Response
from consultations.responding import keys
from consultations.responding.sealing import seal, unseal

IN_THE_MORNING = time(7)


def tell_author(response_id: UUID, *, now: datetime) -> bool:
    """Writes the message into the outbox, in the caller's transaction, one a day for each response. False if no address is kept."""
    response = Response.objects.select_related("consultation__source_page").get(pk=response_id)
    contact = Contact.objects.filter(
        consultation=response.consultation_id, link_mac__in=keys.macs("link", bytes(response.receipt_hash).hex())
    ).first()
    address = contact and unseal(contact.address, purpose="contact")
    if not address:
        return False
    sent_at = next_morning(now)
    key = keys.mac("notice", f"{response_id}:{sent_at:%Y-%m-%d}").hex()
    content = {"to": address, **_message(str(response.consultation), contact.locale)}
    if Outbox.objects.filter(key=f"notice:{key}").exists():
        return False
    with transaction.atomic():
        Outbox.objects.create(key=f"notice:{key}", payload=seal(content, purpose="outbox"), next_attempt=sent_at)
    return True


def next_morning(now: datetime) -> datetime:
    """Seven o'clock, Swedish time, of the day after."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return timezone.make_aware(datetime.combine(tomorrow, IN_THE_MORNING))


def _message(title: str, locale: str) -> dict[str, str]:
    with translation.override(locale):
        said = {
            "title": title,
            "address": settings.WAGTAILADMIN_BASE_URL.rstrip("/") + reverse("appeal"),
            "language": get_language_info(locale),
        }
        return {
            "subject": _("About a text that you sent to “%(title)s”") % said,
            "text": render_to_string("consultations/mail/decided.txt", said),
        }
