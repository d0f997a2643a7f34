"""Translations as an editor would make them: wagtail-localize's own records, so that its two-column view works."""

from collections import defaultdict

from wagtail.models import Locale, Page
from wagtail_localize.models import StringTranslation, Translation, TranslationSource
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments


def translate(page: Page, face: Page, *, to: Locale, by) -> Page:
    """The page in another language, published. ``face`` is an unsaved page that says the same in that language.

    Raises ValueError if the two are not built alike.
    """
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=to)
    _keep_texts(source, [s for s in extract_segments(face) if isinstance(s, StringSegmentValue)], to=to, by=by)
    _copy(page, face, to=to)
    translation.save_target(user=by, publish=False)
    translated = translation.get_target_instance()
    translated.get_latest_revision().publish(user=by)
    return translated


def _copy(page: Page, face: Page, *, to: Locale) -> None:
    """The copy that will be translated, at its own address from the start: else the old one would get a redirect."""
    copy = page.copy_for_translation(to)
    copy.slug = face.slug
    copy.set_url_path(copy.get_parent())
    Page.objects.filter(pk=copy.pk).update(slug=copy.slug, url_path=copy.url_path)


def _keep_texts(source: TranslationSource, spoken: list[StringSegmentValue], *, to: Locale, by) -> None:
    waiting = defaultdict(list)
    for segment in spoken:
        waiting[segment.path].append(segment.string.data)
    rows = {}
    for segment in source.stringsegment_set.select_related("context").order_by("order"):
        if not waiting[segment.context.path]:
            raise ValueError(f"{source.object_repr}: nothing to say for {segment.context.path}")
        rows[segment.string_id, segment.context_id] = StringTranslation(
            translation_of_id=segment.string_id,
            context_id=segment.context_id,
            locale=to,
            data=waiting[segment.context.path].pop(0),
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            last_translated_by=by,
        )
    if left := [path for path, texts in waiting.items() if texts]:
        raise ValueError(f"{source.object_repr}: more is said than was asked for in {left}")
    StringTranslation.objects.bulk_create(rows.values())
