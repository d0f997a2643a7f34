"""Answers on their way: between two pages of the form they lie encrypted, under a code that only the resident holds.

The browser keeps the code in a cookie and in the page; who wants to go on elsewhere is shown it (``saving``). The
database holds a keyed hash of it, to find the draft by, and what it encrypts.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import lru_cache

from django.conf import settings
from django.core import signing
from django.utils import timezone

from consultations.models import Consultation, Draft, QuestionnaireVersion
from consultations.questions.attached import files_in
from consultations.responding import keys
from consultations.responding.attaching import discard, keep_longer
from consultations.responding.sealing import seal, unseal

KEPT_FOR = timedelta(days=14)


@dataclass
class Begun:
    """What somebody has filled in so far. ``data`` is the form's fields as sent, ``{name: [values]}``.

    ``code`` is the secret of the stored draft, plain; '' while nothing is stored.
    ``changes`` is what the form changes (response and submission, see ``refilling``), '' for a new response.
    """

    version: QuestionnaireVersion
    form_key: str
    begun_at: datetime
    data: dict[str, list[str]] = field(default_factory=dict)
    stored: Draft | None = None
    code: str = ""
    changes: str = ""

    def take_in(self, form) -> None:
        """Puts what a page of the form says in the place of what it said before, valid or not."""
        others = {name: values for name, values in self.data.items() if name not in form.names}
        self.data = others | form.kept()


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
    """What has been begun here, or None: no code, expired, or already sent.

    A page that is sent says itself which draft it belongs to: neither a lost cookie nor another form that was begun
    in the same browser meanwhile parts it from its other pages.
    """
    if carried := carried_code(request):
        return open_draft(carried, consultation=consultation)
    return held_draft(request, consultation)


def held_draft(request, consultation: Consultation) -> Begun | None:
    """What this browser's cookie opens."""
    return open_draft(_token(request, consultation, kind="d"), consultation=consultation)


def carried_code(request) -> str:
    code = request.POST.get("draft", "")
    return code if keys.is_draft_code(code) else ""


def open_draft(code: str, *, consultation: Consultation | None = None) -> Begun | None:
    """The draft of a plain code, if it has one that can be read and has not expired."""
    if not keys.is_draft_code(code):
        return None
    drafts = Draft.objects.filter(expires_on__gte=timezone.localdate())
    if consultation is not None:
        drafts = drafts.filter(consultation=consultation)
    found = drafts.filter(lookup_hash__in=keys.macs("draft", code)).first()
    content = unseal(found.ciphertext, purpose="draft", material=code) if found else None
    if content is None:
        return None
    begun_at = datetime.fromisoformat(content["begun_at"])
    return Begun(
        _version(found.version_id),
        content["form_key"],
        begun_at,
        content["data"],
        found,
        code,
        content.get("changes", ""),
    )


@lru_cache(maxsize=64)
def _version(pk) -> QuestionnaireVersion:
    """A version, with its large content, is read once a process: it never changes."""
    return QuestionnaireVersion.objects.get(pk=pk)


def last_day() -> date:
    """Until when a draft that is saved today is kept."""
    return timezone.localdate() + KEPT_FOR


def save_draft(response, consultation: Consultation, begun: Begun, *, only_if_there: bool = False) -> bool:
    """Keeps what was filled in, and gives the browser the code of it in a cookie that ends with the session.

    With ``only_if_there`` a draft that has been sent or has expired meanwhile stays deleted, and the answer is False.
    """
    begun.code = begun.code or keys.new_draft_code()
    content = {
        "form_key": begun.form_key,
        "begun_at": begun.begun_at.isoformat(),
        "data": begun.data,
        "changes": begun.changes,
    }
    kept = {
        "version": begun.version,
        "ciphertext": seal(content, purpose="draft", material=begun.code),
        "expires_on": last_day(),
    }
    if not (begun.stored and Draft.objects.filter(pk=begun.stored.pk).update(**kept)):
        if only_if_there:
            return False
        lookup_hash = keys.mac("draft", begun.code)
        begun.stored = Draft.objects.create(consultation=consultation, lookup_hash=lookup_hash, **kept)
    keep_longer(begun.data, until=last_day())
    hand_over(response, consultation, begun.code)
    return True


def hand_over(response, consultation: Consultation, code: str) -> None:
    """Gives the browser the code of a draft."""
    _set_cookie(response, cookie_name(consultation), f"d.{code}")


def let_go(response, consultation: Consultation) -> None:
    """Takes the code from the browser. Whoever has written it down still opens the draft."""
    response.delete_cookie(cookie_name(consultation), samesite="Lax")
    response.delete_cookie(typed_name(consultation), samesite="Lax")


def delete_expired() -> int:
    """Deletes drafts that nobody may open any more. Gives how many."""
    return Draft.objects.filter(expires_on__lt=timezone.localdate()).delete()[0]


def forget_draft(response, consultation: Consultation, begun: Begun) -> None:
    """Deletes what was begun, and the browser's key to it."""
    if begun.stored:
        begun.stored.delete()
    discard(files_in(begun.data))
    response.delete_cookie(cookie_name(consultation), samesite="Lax", path="/")
    response.delete_cookie(typed_name(consultation), samesite="Lax", path="/")


def remember_sending(response, consultation: Consultation, form_key: str) -> None:
    """Lets this browser show its receipt again until it is closed."""
    _set_cookie(response, cookie_name(consultation), f"r.{form_key}")


def sent_from_here(request, consultation: Consultation) -> str:
    """The form key of what this browser has sent, or ''."""
    form_key = _token(request, consultation, kind="r")
    return form_key if keys.is_form_key(form_key) else ""


def _token(request, consultation: Consultation, *, kind: str) -> str:
    found, _, token = request.COOKIES.get(cookie_name(consultation), "").partition(".")
    return token if found == kind else ""


def typed_name(consultation: Consultation) -> str:
    return f"{cookie_name(consultation)}-kod"


def remember_typed(response, consultation: Consultation, begun: Begun, receipt: str) -> None:
    """Lets this browser show the receipt that was typed to open a change, once that has been sent.

    Only the browser keeps it, sealed for this one sending: a later form of the same browser can't open it.
    """
    sealed = seal(keys.in_groups(keys.plain_code(receipt)), purpose="typed receipt", material=begun.form_key)
    _set_cookie(response, typed_name(consultation), sealed.decode())


def typed_here(request, consultation: Consultation, form_key: str) -> str:
    """The receipt that was typed for the change sent under this key, or '' if this browser has forgotten it."""
    sealed = request.COOKIES.get(typed_name(consultation), "")
    return unseal(sealed.encode(), purpose="typed receipt", material=form_key) or "" if sealed else ""


def _set_cookie(response, name: str, value: str) -> None:
    response.set_cookie(name, value, secure=settings.HTTPS, httponly=True, samesite="Lax", path="/")
