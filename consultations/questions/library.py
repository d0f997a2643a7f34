"""The question library: what an editor may take from it, taking it into a draft, and putting questions of a draft there.

What is taken gets ids of its own, so that nothing is ever mistaken for another consultation's question; what two
consultations have in common is said by ``concept`` alone. Translations come along: see ``fill_in_known``.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.db.models.signals import post_save
from django.dispatch import receiver
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from consultations.models.library import LibraryEntry
from consultations.models.pages import ConsultationPage
from consultations.questions.protocol import SECTION

Raw = list[dict[str, Any]]


def entries_for(user):
    """What the user may take: that of their organisations, and what is for all."""
    return LibraryEntry.objects.filter(Q(organisation__isnull=True) | Q(organisation__members=user)).distinct()


def entries_kept_by(user):
    """What the user may take away again: that of their own organisations."""
    return LibraryEntry.objects.filter(organisation__members=user).distinct()


def take_in(page, entries: Iterable[LibraryEntry]) -> int:
    """Adds the entries' questions at the end of a draft (unsaved). Gives how many blocks were added."""
    language = page.locale.language_code
    raw = [dict(block) for block in page.questions.raw_data]
    before = len(raw)
    for entry in entries:
        raw += with_new_ids(entry.streams.get(language) or entry.streams[entry.source_locale])
    page.questions = raw
    return len(raw) - before


def put_in(page, *, faces: Iterable[Any], blocks: Iterable[str], title: str, description: str, by, now: datetime):
    """A new entry of the page's organisation: these blocks of the draft, and what they are in its other languages."""
    chosen = set(blocks)
    streams = {face.locale.language_code: _only(face.questions.raw_data, chosen) for face in (page, *faces)}
    source = page.locale.language_code
    whole = {block["id"] for block in page.questions.raw_data} == {block["id"] for block in streams[source]}
    return LibraryEntry.objects.create(
        organisation=page.organisation,
        kind=LibraryEntry.Kind.TEMPLATE if whole else LibraryEntry.Kind.PART,
        title=title,
        description=description,
        source_locale=source,
        streams={locale: raw for locale, raw in streams.items() if len(raw) == len(streams[source])},
        saved_at=now,
        saved_by=by,
    )


def with_new_ids(raw: Raw) -> Raw:
    """The same blocks under ids of their own, conditions following. A condition on what is not among them is dropped."""
    new: dict[str, str] = {}
    known = {block["id"] for block in raw}
    return [_renamed(block, new, known) for block in raw]


def in_words(entry: LibraryEntry, language: str) -> list[tuple[bool, str]]:
    """What the entry holds, line by line: whether it is a section's heading, and its text."""
    raw = entry.streams.get(language) or entry.streams[entry.source_locale]
    return [(b["type"] == SECTION, b["value"].get("heading") or b["value"].get("text") or "") for b in raw]


def fill_in_known(translation: Translation) -> int:
    """Gives untranslated texts of the questions the words that the library has for them. Gives how many it filled in.

    Only a text that the library has in just the same words; an editor's own translation is never touched.
    """
    source, target = translation.source.locale.language_code, translation.target_locale.language_code
    known = _known(source, target)
    if not known:
        return 0
    done = StringTranslation.objects.filter(
        translation_of=OuterRef("string"), context=OuterRef("context"), locale=translation.target_locale
    )
    segments = StringSegment.objects.filter(source=translation.source, context__path__startswith="questions.")
    waiting = segments.filter(~Exists(done), string__data__in=known).select_related("string")
    rows = [
        StringTranslation(
            translation_of=segment.string,
            locale=translation.target_locale,
            context_id=segment.context_id,
            data=known[segment.string.data],
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        )
        for segment in waiting
    ]
    return len(StringTranslation.objects.bulk_create(rows, ignore_conflicts=True))


@receiver(post_save, sender=TranslationSource)
@receiver(post_save, sender=Translation)
def bring_translations_along(sender, instance, **kwargs) -> None:
    """Once a page has been sent for translation, or sent again after a change; when its texts are there to be filled."""
    source = instance if sender is TranslationSource else instance.source
    if source.specific_content_type.model_class() is ConsultationPage:
        transaction.on_commit(lambda: [fill_in_known(each) for each in source.translations.filter(enabled=True)])


def _known(source: str, target: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in LibraryEntry.objects.all():
        if source in entry.streams and target in entry.streams:
            theirs = {block["id"]: block for block in entry.streams[target]}
            for block in entry.streams[source]:
                found |= dict(_pairs(block["value"], theirs.get(block["id"], {}).get("value")))
    return found


def _pairs(one: Any, other: Any) -> Iterator[tuple[str, str]]:
    if isinstance(one, dict) and isinstance(other, dict):
        for name in one.keys() & other.keys() - {"id", "type"}:
            yield from _pairs(one[name], other[name])
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        for mine, theirs in zip(one, other, strict=True):
            yield from _pairs(mine, theirs)
    elif isinstance(one, str) and isinstance(other, str) and one and other and one != other:
        yield one, other


def _only(raw: Iterable[dict], chosen: set[str]) -> Raw:
    return [dict(block) for block in raw if block["id"] in chosen]


def _renamed(block: dict, new: dict[str, str], known: set[str]) -> dict:
    value = {name: _with_new_items(item, new) for name, item in block["value"].items()}
    if condition := value.get("shown_if"):
        value["shown_if"] = _condition(condition, new, known)
    return {**block, "id": new.setdefault(block["id"], str(uuid4())), "value": value}


def _with_new_items(item: Any, new: dict[str, str]) -> Any:
    if not isinstance(item, list):
        return item
    return [{**each, "id": new.setdefault(each["id"], str(uuid4()))} if _is_an_item(each) else each for each in item]


def _is_an_item(each: Any) -> bool:
    return isinstance(each, dict) and {"id", "value"} <= each.keys()


def _condition(condition: str, new: dict[str, str], known: set[str]) -> str:
    question, _sign, choices = condition.partition("=")
    if question not in known:
        return ""
    ids = [new.get(choice, choice) for choice in choices.split(",") if choice]
    return new.setdefault(question, str(uuid4())) + (f"={','.join(ids)}" if ids else "")
