"""When a consultation runs. Once it has opened only these rules change its times, each with a reason."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from config.page_cache import public_content_changed
from consultations.enums import EventKind, Stage
from consultations.models import Consultation, ConsultationEvent
from consultations.models.log import write_log


class NotRescheduled(Exception):  # noqa: N818
    """Times that can't be changed so. Its text is fit for the official."""


def reschedule(
    consultation: Consultation, *, opens: datetime, closes: datetime, by, reason: str, now: datetime
) -> Consultation:
    """Moves opening or closing. Submissions are judged by the times before or after, never between."""
    with transaction.atomic():
        locked = _locked(consultation)
        if refusal := _refusal(locked, opens=opens, closes=closes, reason=reason, now=now):
            raise NotRescheduled(refusal)
        before = {"opens": locked.opens.isoformat(), "closes": locked.closes.isoformat()}
        locked.opens, locked.closes = opens, closes
        locked.save(update_fields=["opens", "closes"])
        after = {"opens": opens.isoformat(), "closes": closes.isoformat()}
        _tell(locked, EventKind.RESCHEDULED, by=by, reason=reason, now=now, before=before, after=after)
    return locked


def close_early(consultation: Consultation, *, by, reason: str, now: datetime) -> Consultation:
    """Closes at this moment, in all languages. Whoever has begun in time still has the grace."""
    with transaction.atomic():
        locked = _locked(consultation)
        if not locked.opens < now < locked.closes or locked.stage(now) == Stage.DECIDED:
            raise NotRescheduled(_("Only a consultation that is open can be closed."))
        _demand_reason(reason)
        before = locked.closes
        locked.closes, locked.paused = now, False
        locked.save(update_fields=["closes", "paused"])
        _tell(locked, EventKind.CLOSED_EARLY, by=by, reason=reason, now=now, before=before.isoformat())
    return locked


def extend(
    consultation: Consultation, *, closes: datetime, notes: dict[str, str], by, reason: str, now: datetime
) -> Consultation:
    """Gives people longer, with a note for them in each language (``{locale: text}``, the source's is demanded)."""
    with transaction.atomic():
        locked = _locked(consultation)
        if closes <= max(now, locked.closes):
            raise NotRescheduled(_("An extension ends later than the consultation does now."))
        if refusal := _refusal(locked, opens=locked.opens, closes=closes, reason=reason, now=now):
            raise NotRescheduled(refusal)
        said = {locale: text.strip() for locale, text in notes.items() if text.strip()}
        if locked.source_locale not in said:
            raise NotRescheduled(_("Write a note for the public: why there is more time."))
        before, locked.closes = locked.closes.isoformat(), closes
        locked.save(update_fields=["closes"])
        times = {"before": before, "after": closes.isoformat()}
        _tell(locked, EventKind.EXTENDED, by=by, reason=reason, now=now, public={"note": said}, **times)
    return locked


def extension_note(consultation: Consultation, locale: str) -> tuple[str, str]:
    """What the public is told of the last extension, and in which language; ('', '') if there is none that stands."""
    last = consultation.events.filter(kind=EventKind.EXTENDED).last()
    if last is None or datetime.fromisoformat(last.detail["after"]) != consultation.closes:
        return "", ""
    notes = last.detail["note"]
    found = locale if locale in notes else consultation.source_locale
    return notes.get(found, ""), found


def pause(consultation: Consultation, *, by, reason: str, now: datetime) -> Consultation:
    """Stops taking responses until ``resume``. Raises NotRescheduled unless it is open."""
    return _set_paused(consultation, True, EventKind.PAUSED, by=by, reason=reason, now=now)


def resume(consultation: Consultation, *, by, reason: str, now: datetime) -> Consultation:
    return _set_paused(consultation, False, EventKind.RESUMED, by=by, reason=reason, now=now)


def _set_paused(consultation, paused: bool, kind, *, by, reason, now) -> Consultation:
    with transaction.atomic():
        locked = _locked(consultation)
        if locked.paused == paused or locked.stage(now) == Stage.DECIDED or now >= locked.closes:
            raise NotRescheduled(_("The consultation can't be paused or resumed now."))
        _demand_reason(reason)
        locked.paused = paused
        locked.save(update_fields=["paused"])
        _tell(locked, kind, by=by, reason=reason, now=now)
    return locked


def _refusal(consultation: Consultation, *, opens, closes, reason: str, now: datetime) -> str:
    """Why the times can't be changed so; '' if they can."""
    has_opened = consultation.opens <= now
    cases = [
        (not reason.strip(), _("Write a reason. It is kept.")),
        (closes <= opens, _("A consultation closes after it opens.")),
        (consultation.stage(now) == Stage.DECIDED, _("The feedback has been published: the times stand.")),
        (
            has_opened and opens != consultation.opens,
            _("It has opened already: only the closing can be moved."),
        ),
        (not has_opened and opens < now, _("The opening can't be moved into the past.")),
        (closes < now, _("The closing can't be moved into the past.")),
        (consultation.releases.exists(), _("The results have been published: it can't open again.")),
    ]
    return next((words for applies, words in cases if applies), "")


def _demand_reason(reason: str) -> None:
    if not reason.strip():
        raise NotRescheduled(_("Write a reason. It is kept."))


def _locked(consultation: Consultation) -> Consultation:
    return Consultation.objects.select_for_update().get(pk=consultation.pk)


def _tell(consultation, kind: EventKind, *, by, reason: str, now: datetime, public=None, **detail) -> None:
    """In the history, in the log and to the page cache. ``public`` is for readers, and not in the log."""
    ConsultationEvent.objects.create(
        consultation=consultation, kind=kind, at=now, by=by, reason=reason.strip(), detail=detail | (public or {})
    )
    write_log(kind.value, by=by, at=now, consultation=consultation, **detail)
    public_content_changed()
