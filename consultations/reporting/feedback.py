"""What residents get back: "We asked, you answered, we do". Public pages read it through ``feedback_of``."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django_scopes import scope

from config.page_cache import public_content_changed
from consultations.enums import EventKind, Stage
from consultations.models import (
    Consultation,
    ConsultationEvent,
    ConsultationPage,
    Contact,
    Feedback,
    FeedbackCorrection,
)
from consultations.models.log import write_log
from consultations.reporting.outbox import deliver_outbox, feedback_message

CHUNK = 500


class NotGiven(Exception):  # noqa: N818
    """Feedback that can't be published. Its text is fit for the official."""


def feedback_of(consultation: Consultation, locale: str) -> Feedback | None:
    """The published feedback in a language, or else in the source language, with its actions and corrections. Three queries."""
    published = Feedback.objects.filter(
        consultation=consultation,
        locale__in={locale, consultation.source_locale},
        published_at__isnull=False,
    )
    by_locale = {feedback.locale: feedback for feedback in published.prefetch_related("actions", "corrections")}
    return by_locale.get(locale) or by_locale.get(consultation.source_locale)


def feedback_by_consultation(consultations: Iterable[Consultation], locale: str) -> dict[UUID, Feedback]:
    """The same for several, by consultation, without the actions. One query."""
    sources = {consultation.pk: consultation.source_locale for consultation in consultations}
    published = Feedback.objects.filter(consultation__in=sources, published_at__isnull=False)
    found: dict[UUID, Feedback] = {}
    for feedback in published:
        if feedback.locale == locale or (
            feedback.locale == sources[feedback.consultation_id] and feedback.consultation_id not in found
        ):
            found[feedback.consultation_id] = feedback
    return found


def publish_feedback(consultation: Consultation, *, by, now: datetime) -> None:
    """Shows the feedback, ends the consultation as answered, and writes to those who asked to hear.

    The only place that sets ``decided_at``. Raises NotGiven, in words.
    """
    with transaction.atomic():
        locked = Consultation.objects.select_for_update().get(pk=consultation.pk)
        ready = _ready(locked)
        if refusal := _refusal(locked, ready, now):
            raise NotGiven(refusal)
        Feedback.objects.filter(pk__in=[feedback.pk for feedback in ready]).update(published_at=now)
        locked.decided_at = now
        locked.save(update_fields=["decided_at"])
        written = _write_to_contacts(locked, [feedback.locale for feedback in ready], now=now)
        ConsultationEvent.objects.create(
            consultation=locked,
            kind=EventKind.FEEDBACK_PUBLISHED,
            at=now,
            by=by,
            detail={"messages": written},
        )
        write_log("feedback_published", by=by, at=now, consultation=locked, messages=written)
        public_content_changed()
        deliver_outbox.enqueue()


def correct_feedback(feedback: Feedback, *, note: str = "", before: dict | None = None, by, now: datetime) -> None:
    """After a draft was saved. Where the consultation has been answered, what is complete becomes public.

    ``note`` tells readers what was changed of feedback that was public already, ``before`` how it read.
    """
    consultation = feedback.consultation
    if note and feedback.published_at is not None:
        FeedbackCorrection.objects.create(feedback=feedback, at=now, by=by, note=note, before=before or {})
    if consultation.decided_at is not None:
        if feedback.published_at is None and feedback.actions.exists():
            feedback.published_at = now
            feedback.save(update_fields=["published_at"])
        public_content_changed()
    write_log("feedback_saved", by=by, at=now, consultation=consultation, locale=feedback.locale)


def as_it_reads(feedback: Feedback) -> dict:
    """All that readers see of stored feedback, to be kept beside a correction; nothing of what was never stored."""
    stored = Feedback.objects.filter(pk=feedback.pk).values("we_asked", "you_answered", "decision_reference").first()
    if stored is None:
        return {}
    fields = ("point", "text", "state", "because", "who", "when")
    actions = [dict(zip(fields, row, strict=True)) for row in feedback.actions.values_list(*fields)]
    return stored | {"actions": [action | {"point": str(action["point"])} for action in actions]}


def languages_of(consultation: Consultation) -> list[str]:
    """The source language, then those of the other pages that are public."""
    faces = ConsultationPage.objects.live().filter(translation_key=consultation.translation_key, alias_of=None)
    others = set(faces.values_list("locale__language_code", flat=True)) - {consultation.source_locale}
    return [consultation.source_locale, *sorted(others)]


def _ready(consultation: Consultation) -> list[Feedback]:
    """What is complete: both texts, and what the municipality does."""
    drafts = Feedback.objects.filter(consultation=consultation).prefetch_related("actions")
    return [draft for draft in drafts if draft.we_asked and draft.you_answered and draft.actions.all()]


def _refusal(consultation: Consultation, ready: Iterable[Feedback], now: datetime) -> str:
    if consultation.decided_at is not None:
        return _("The feedback has been published already.")
    if consultation.stage(now) != Stage.CLOSED or now < consultation.closes:
        return _("Feedback is given when the consultation has closed.")
    if consultation.source_locale not in {feedback.locale for feedback in ready}:
        return _("Write what you asked, what people answered and one thing that you do, in the first language.")
    return ""


@dataclass(frozen=True)
class _Letter:
    subject: str
    text: str
    html: str


def _write_to_contacts(consultation: Consultation, locales: list[str], *, now: datetime) -> int:
    """One row in the outbox for each address, in the language of its response. Gives how many."""
    letters = {locale: _letter(consultation, locale) for locale in {*locales, consultation.source_locale}}
    written = 0
    with scope(consultation=consultation):
        contacts = Contact.objects.filter(consultation=consultation)
        for contact in contacts.iterator(chunk_size=CHUNK):
            letter = letters.get(contact.locale) or letters[consultation.source_locale]
            feedback_message(consultation, contact, **asdict(letter), now=now).save()
            written += 1
    return written


def _letter(consultation: Consultation, locale: str) -> _Letter:
    faces = ConsultationPage.objects.filter(translation_key=consultation.translation_key).live()
    page = faces.filter(locale__language_code=locale).first() or consultation.source_page
    with translation.override(locale):
        said = {
            "title": page.title,
            "address": f"{settings.WAGTAILADMIN_BASE_URL.rstrip('/')}{address_of(page)}",
            "organisation": page.organisation.name,
            "language": get_language_info(locale),
        }
        subject = _("The answer to “%(title)s”") % said
        return _Letter(
            subject,
            render_to_string("consultations/mail/feedback.txt", said),
            render_to_string("consultations/mail/feedback.html", said | {"subject": subject}),
        )


def address_of(page: ConsultationPage) -> str:
    """The page's path on the site, whatever host and port the stored site has."""
    parts = page.get_url_parts()
    return parts[2] if parts else "/"
