"""What people of the house have done, in a chain that shows if a link was changed. Never a resident's text."""

import hashlib
import hmac
import json
from datetime import UTC

from django.conf import settings
from django.db import connection, models, transaction


class Log(models.Model):
    """One act by one member of staff. Append-only; ``mac`` covers the row and the one before it."""

    n = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    by_name = models.CharField(max_length=150)
    # The id stays when a consultation that nobody answered is deleted: no entry of the chain may change.
    consultation = models.ForeignKey(
        "consultations.Consultation", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="log"
    )
    action = models.CharField(max_length=40)
    detail = models.JSONField(default=dict)
    prev = models.CharField(max_length=64)
    mac = models.CharField(max_length=64)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["n"]
        indexes = [models.Index(fields=["consultation", "-n"], name="log_of_a_consultation")]

    def __str__(self) -> str:
        return f"{self.n} {self.action}"


def write_log(action: str, *, by, at, consultation=None, **detail) -> Log:
    """Adds a link to the chain, in the transaction of the act it tells of. ``detail`` holds ids and counts only."""
    with transaction.atomic():
        _hold_the_chain()
        last = Log.objects.order_by("-n").first()
        entry = Log(
            n=last.n + 1 if last else 1,
            at=at,
            by=by,
            by_name=by.get_username() if by else "",
            consultation=consultation,
            action=action,
            detail=detail,
            prev=last.mac if last else "",
        )
        entry.mac = mac_of(entry)
        entry.save(force_insert=True)
    return entry


def mac_of(entry: Log, *, key: str | None = None) -> str:
    """HMAC-SHA-256 over what the entry says and the entry before it, hexadecimal."""
    said = [
        entry.n,
        entry.at.astimezone(UTC).isoformat(),
        entry.by_name,
        str(entry.consultation_id or ""),
        entry.action,
    ]
    message = json.dumps([*said, entry.detail, entry.prev], sort_keys=True)
    secret = (key or settings.RESPONSE_KEY).encode()
    return hmac.new(secret, b"log" + message.encode(), hashlib.sha256).hexdigest()


def first_broken_link() -> int | None:
    """The number of the first entry that was changed, removed or added by another way; None if the chain holds.

    An entry may have been written under a key that has been replaced since. That the last entries were cut off shows
    only against a mark that was kept elsewhere: see ``holds_mark``.
    """
    prev, expected = "", 1
    for entry in Log.objects.order_by("n").iterator():
        if entry.n != expected or entry.prev != prev or not _is_genuine(entry):
            return expected
        prev, expected = entry.mac, expected + 1
    return None


def last_mark() -> str:
    """The number and code of the last entry, for keeping elsewhere; '' for an empty log."""
    last = Log.objects.order_by("-n").first()
    return f"{last.n}:{last.mac}" if last else ""


def holds_mark(mark: str) -> bool:
    """Whether the log still has the entry that a mark was made of."""
    number, _colon, mac = mark.partition(":")
    return number.isdecimal() and Log.objects.filter(n=int(number), mac=mac).exists()


def _is_genuine(entry: Log) -> bool:
    keys = [settings.RESPONSE_KEY, *settings.RESPONSE_KEY_FALLBACKS]
    return any(hmac.compare_digest(entry.mac, mac_of(entry, key=key)) for key in keys)


def _hold_the_chain() -> None:
    if connection.vendor == "postgresql":  # SQLite begins IMMEDIATE: there is one writer at a time.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('consultations_log'))")
