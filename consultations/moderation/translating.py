"""Translations of published texts: written by staff, shown beside the text as it was written, gone when the text is."""

import json
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone
from django.utils.translation import gettext as _

from config.languages import html_language
from config.page_cache import public_content_changed
from consultations.enums import ModerationState
from consultations.models import Answer, Decision, TextTranslation
from consultations.models.log import write_log
from consultations.moderation.redaction import Span, joined
from consultations.permissions import Act, demand
from consultations.responding.signals import submission_left
from consultations.responding.submit import digest_of_text

MOST = 30_000


class NotTranslated(Exception):  # noqa: N818
    """A translation that can't be kept. Its text is fit for the moderator."""


def languages_to_translate_into() -> list[tuple[str, str]]:
    """Codes and names. A variant, easy Swedish for one, reads the translation of its language."""
    return [(code, name) for code, name in settings.LANGUAGES if html_language(code) == code]


def translate_text(
    answer: Answer, *, by, locale: str, text: str, translator: str, seen: str, now: datetime, tool: str = ""
) -> TextTranslation:
    """Keeps what a published text says in another language, in place of an earlier translation into it.

    ``seen`` is the ``digest_of_shown`` of what was translated. Raises NotTranslated, or PermissionDenied if ``by`` may not
    moderate the consultation.
    """
    text, translator, tool = text.strip(), " ".join(translator.split()), " ".join(tool.split())
    _demand_words(text, translator, locale)
    with transaction.atomic():
        answer = Answer.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=answer.pk)
        demand(by, Act.MODERATE, answer.consultation)
        _demand_seen(answer, seen)
        said = {"text": text, "content_digest": seen, "translator": translator, "tool": tool}
        kept, _is_new = TextTranslation.objects.update_or_create(
            answer=answer,
            locale=locale,
            defaults=said | {"consultation": answer.consultation, "made_on": timezone.localdate(now), "by": by},
        )
        _log(kept, "text_translated", by=by, now=now)
    return kept


def drop_translation(answer: Answer, *, by, locale: str, now: datetime) -> bool:
    """Takes a translation away, and gives whether there was one."""
    with transaction.atomic():
        demand(by, Act.MODERATE, answer.consultation)
        found = TextTranslation.objects.filter(answer=answer, locale=locale).first()
        if found is None:
            return False
        _log(found, "translation_removed", by=by, now=now)
        found.delete()
    return True


def translations_of(answer: Answer, last: Decision | None) -> list[dict]:
    """Those that are kept, with the names of their languages and whether they are of what the public reads now."""
    names, now = dict(settings.LANGUAGES), digest_of_shown(answer.text, last.redactions if last else ())
    kept = TextTranslation.objects.filter(answer=answer)
    return [
        {"kept": one, "language": names.get(one.locale, one.locale), "is_old": one.content_digest != now}
        for one in kept
    ]


def digest_of_shown(text: str, redactions: Iterable[Span]) -> str:
    """SHA-256 of what the public reads of a text, whatever the language that hidden parts are named in."""
    return digest_of_text(json.dumps([joined(redactions, len(text)), text]))


def _log(kept: TextTranslation, event: str, *, by, now: datetime) -> None:
    about = {"answer": str(kept.answer_id), "language": kept.locale, "tool": kept.tool}
    write_log(event, by=by, at=now, consultation=kept.consultation, **about)
    public_content_changed()


def _demand_words(text: str, translator: str, locale: str) -> None:
    if locale not in dict(languages_to_translate_into()):
        raise NotTranslated(_("Choose a language."))
    if not text:
        raise NotTranslated(_("Write the translation."))
    if len(text) > MOST:
        raise NotTranslated(_("The translation is too long."))
    if not translator:
        raise NotTranslated(_("Write who has translated. Readers are told."))


def _demand_seen(answer: Answer, seen: str) -> None:
    last = Decision.objects.filter(answer=answer).order_by("n").last()
    if not answer.counted or last is None or last.state != ModerationState.PUBLISHED:
        raise NotTranslated(_("Only a published text is translated."))
    if seen != digest_of_shown(answer.text, last.redactions):
        raise NotTranslated(_("What the public reads of the text has changed since you opened it. Look again."))


@receiver(submission_left)
def follow_an_unchanged_text(submission, replaced_by, **_kwargs) -> None:
    """In the transaction of a change by the author: translations go along with a text that was sent again as it was."""
    if replaced_by is None:
        return
    copies = Decision.objects.filter(answer__submission=replaced_by, carried_from__answer__submission=submission)
    new = dict(copies.values_list("carried_from__answer", "answer"))
    for kept in TextTranslation.objects.filter(answer__in=new):
        kept.pk, kept.answer_id, kept._state.adding = None, new[kept.answer_id], True
        kept.save()
