"""How far each page has come in each language: missing, draft, old or done, from wagtail-localize's own records.

A translation is old when its source was published after it was last sent for translation, or when texts of it wait.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

SLACK = timedelta(seconds=5)  # A source that is published as it is sent is not newer than what was sent.


class State(TextChoices):
    """In the order of what most needs doing."""

    OLD = "old", _("Out of date")
    DRAFT = "draft", _("Draft")
    MISSING = "missing", _("Missing")
    DONE = "done", _("Up to date")
    SOURCE = "source", _("Original")


@dataclass(frozen=True)
class Cell:
    """One page in one language. ``waiting`` is the number of texts without a translation, ``url`` where to go on."""

    locale: Locale
    state: State
    url: str
    waiting: int = 0


@dataclass(frozen=True)
class Row:
    source: Page
    url: str
    cells: list[Cell]

    def is_at(self, state: State) -> bool:
        return any(cell.state == state for cell in self.cells)


def source_pages():
    """The live pages that others are translated from: what was sent for translation, else the main language's."""
    sent = TranslationSource.objects.filter(object_id=OuterRef("translation_key"))
    main = Page.objects.filter(
        translation_key=OuterRef("translation_key"), locale__language_code=settings.LANGUAGE_CODE, depth__gt=1
    )
    is_sent = Exists(sent.filter(locale=OuterRef("locale")))
    is_main = ~Exists(sent) & (Q(locale__language_code=settings.LANGUAGE_CODE) | ~Exists(main))
    pages = Page.objects.filter(is_sent | is_main, depth__gt=1, live=True, alias_of=None)
    return pages.select_related("locale").order_by("path")


def locales_in_order() -> list[Locale]:
    """The site's main language first."""
    return sorted(Locale.objects.all(), key=lambda locale: locale.language_code != settings.LANGUAGE_CODE)


def status_of(pages: Iterable[Page]) -> list[Row]:
    """A row a page, with a cell for each language. Four queries, whatever the number of pages."""
    pages = list(pages)
    keys = {page.translation_key for page in pages}
    locales = locales_in_order()
    faces = Page.objects.filter(translation_key__in=keys, alias_of=None).defer_streamfields()
    by_place = {(face.translation_key, face.locale_id): face for face in faces}
    sent = {
        (t.source.object_id, t.source.locale_id, t.target_locale_id): t
        for t in Translation.objects.filter(source__object_id__in=keys).select_related("source")
    }
    waiting = _texts_waiting(keys)
    rows = []
    for page in pages:
        key = page.translation_key
        cells = [
            _cell(page, locale, by_place.get((key, locale.pk)), sent.get((key, page.locale_id, locale.pk)), waiting)
            for locale in locales
        ]
        rows.append(Row(page, _edit(page), cells))
    return rows


def _cell(page: Page, locale: Locale, face: Page | None, translation: Translation | None, waiting) -> Cell:
    if locale.pk == page.locale_id:
        return Cell(locale, State.SOURCE, _edit(page))
    if face is None:
        url = reverse("wagtail_localize:submit_page_translation", args=[page.pk])
        return Cell(locale, State.MISSING, f"{url}?select_locale={locale.language_code}")
    left = waiting.get((translation.source_id, locale.pk), 0) if translation else 0
    if not face.live:
        return Cell(locale, State.DRAFT, _edit(face), left)
    if translation is not None and translation.enabled:
        if page.last_published_at and page.last_published_at > translation.source.last_updated_at + SLACK:
            return Cell(
                locale, State.OLD, reverse("wagtail_localize:update_translations", args=[translation.source_id])
            )
        return Cell(locale, State.OLD if left else State.DONE, _edit(face), left)
    newer = page.last_published_at and face.last_published_at and page.last_published_at > face.last_published_at
    return Cell(locale, State.OLD if newer else State.DONE, _edit(face))


def texts_waiting_in(key, place: str) -> dict[str, int]:
    """How many texts under ``place`` ("questions.") of the page with this translation key are untranslated, by language."""
    kept_in_step = Translation.objects.filter(source__object_id=key, enabled=True).select_related("target_locale")
    waiting = _texts_waiting([key], place)
    found = {t.target_locale.language_code: waiting.get((t.source_id, t.target_locale_id), 0) for t in kept_in_step}
    return {language: number for language, number in found.items() if number}


def texts_as_sent(key, place: str) -> set[str]:
    """The source's texts under ``place`` as they were when the page was last sent for translation."""
    segments = StringSegment.objects.filter(source__object_id=key, context__path__startswith=place)
    return set(segments.values_list("string__data", flat=True))


def _texts_waiting(keys, place: str = "") -> dict[tuple[int, int], int]:
    """How many texts of a source have no translation, by source and language."""
    done = StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=OuterRef("source__translations__target_locale"),
        has_error=False,
    )
    segments = StringSegment.objects.filter(source__object_id__in=keys, source__translations__isnull=False)
    segments = segments.filter(~Exists(done), context__path__startswith=place)
    counted = segments.values_list("source", "source__translations__target_locale")
    return {(source, locale): n for source, locale, n in counted.annotate(n=Count("pk")).order_by()}


def _edit(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])
