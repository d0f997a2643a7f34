"""Answers on their way: between two pages of the form they lie encrypted, with a key that only the browser holds."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.utils import timezone

from consultations.models import Consultation, Draft, QuestionnaireVersion
from consultations.responding import keys
from consultations.responding.sealing import seal, unseal

KEPT_FOR = timedelta(days=14)


@dataclass
class Begun:
    """What somebody has filled in so far. ``data`` is the form's fields as sent, ``{name: [values]}``.

    ``changes`` is the id of the response that is being changed, '' for a new one.
    """

    version: QuestionnaireVersion
    form_key: str
    begun_at: datetime
    data: dict[str, list[str]] = field(default_factory=dict)
    stored: Draft | None = None
    changes: str = ""


def begin(version: QuestionnaireVersion, *, now: datetime, form_key: str = "") -> Begun:
    return Begun(version, form_key if keys.is_form_key(form_key) else keys.new_form_key(), now)


def signed(begun_at: datetime) -> str:
    """When the form was fetched, so that the page can carry it and nobody can change it."""
    return signing.dumps(begun_at.isoformat(), salt="begun")


def read_signed(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(signing.loads(text, salt="begun"))
    except signing.BadSignature:
        return None


def cookie_name(consultation: Consultation) -> str:
    return f"{'__Host-' if settings.HTTPS else ''}svar-{consultation.pk.hex[:12]}"


def load_draft(request, consultation: Consultation) -> Begun | None:
    """What this browser has begun, or None: no cookie, expired, or already sent."""
    token = _token(request, consultation, kind="d")
    if not token:
        return None
    found = (
        Draft.objects.select_related("version")
        .filter(consultation=consultation, lookup_hash__in=keys.macs("draft", token))
        .filter(expires_on__gte=timezone.localdate())
        .first()
    )
    content = unseal(found.ciphertext, purpose="draft", material=token) if found else None
    if content is None:
        return None
    begun_at = datetime.fromisoformat(content["begun_at"])
    return Begun(found.version, content["form_key"], begun_at, content["data"], found, content.get("changes", ""))


def save_draft(request, response, consultation: Consultation, begun: Begun) -> None:
    """Keeps what was filled in, and gives the browser the key to it in a cookie that ends with the session."""
    token = _token(request, consultation, kind="d") if begun.stored else secrets.token_urlsafe(32)
    content = {
        "form_key": begun.form_key,
        "begun_at": begun.begun_at.isoformat(),
        "data": begun.data,
        "changes": begun.changes,
    }
    Draft.objects.update_or_create(
        lookup_hash=bytes(begun.stored.lookup_hash) if begun.stored else keys.mac("draft", token),
        defaults={
            "consultation": consultation,
            "version": begun.version,
            "ciphertext": seal(content, purpose="draft", material=token),
            "expires_on": timezone.localdate() + KEPT_FOR,
        },
    )
    _set_cookie(response, consultation, f"d.{token}")


def forget_draft(response, consultation: Consultation, begun: Begun) -> None:
    """Deletes what was begun, and the browser's key to it."""
    if begun.stored:
        begun.stored.delete()
    response.delete_cookie(cookie_name(consultation), samesite="Lax", path="/")


def remember_sending(response, consultation: Consultation, form_key: str) -> None:
    """Lets this browser show its receipt again until it is closed."""
    _set_cookie(response, consultation, f"r.{form_key}")


def sent_from_here(request, consultation: Consultation) -> str:
    """The form key of what this browser has sent, or ''."""
    form_key = _token(request, consultation, kind="r")
    return form_key if keys.is_form_key(form_key) else ""


def _token(request, consultation: Consultation, *, kind: str) -> str:
    found, _, token = request.COOKIES.get(cookie_name(consultation), "").partition(".")
    return token if found == kind else ""


def _set_cookie(response, consultation: Consultation, value: str) -> None:
    response.set_cookie(
        cookie_name(consultation), value, secure=settings.HTTPS, httponly=True, samesite="Lax", path="/"
    )
