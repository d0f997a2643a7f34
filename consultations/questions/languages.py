"""In which languages a questionnaire is whole. One that lacks a text is left out of the version, openly, until it is translated.

A text is lacking where the page in that language has none, or only repeats the source because nobody has translated it
yet (wagtail-localize fills such gaps with the source's words).
"""

from collections.abc import Iterator, Mapping
from typing import Any

from wagtail.models import Page
from wagtail_localize.models import TranslationSource

from consultations.models.consultation import Consultation
from consultations.questions.compile import compile_questionnaire, is_text
from home.translating import texts_as_sent, texts_waiting_in

QUESTIONS = "questions."  # where the questions' texts stand in a page, as wagtail-localize names the place


def compile_whole(pages: Mapping[str, Any]) -> tuple[dict, dict[str, int]]:
    """The content in the languages that have every text, and how many texts each of the others lacks.

    The first page is that of the source language, which is always there.
    """
    content = compile_questionnaire(pages)
    lacking = texts_lacking(content, key=next(iter(pages.values())).translation_key)
    if not lacking:
        return content, {}
    return compile_questionnaire({locale: page for locale, page in pages.items() if locale not in lacking}), lacking


def source_of(page: Page) -> Page:
    """The page that a consultation's page was translated from; itself if from none."""
    key = page.translation_key
    if consultation := Consultation.objects.filter(translation_key=key).select_related("source_page").first():
        return consultation.source_page
    began = TranslationSource.objects.filter(object_id=key).order_by("created_at").first()
    source = Page.objects.filter(translation_key=key, locale=began.locale_id).first() if began else None
    return source or page


def texts_lacking(content: Mapping[str, Any], *, key) -> dict[str, int]:
    """How many texts of the questions each language lacks; ``key`` is the pages' translation key. No language with none."""
    source, others = content["source_locale"], content["locales"][1:]
    if not others:
        return {}
    waiting = texts_waiting_in(key, QUESTIONS)
    spoken = [texts for texts in _texts_in(content) if texts.get(source)]
    found = {locale: max(sum(locale not in texts for texts in spoken), waiting.get(locale, 0)) for locale in others}
    return {locale: number for locale, number in found.items() if number}


def languages_losing(page: Any) -> dict[str, int]:
    """How many texts each language would lack if this draft of the source were published as it is."""
    if page.pk is None:
        return {}
    faces = page.get_translations().filter(live=True, alias_of=None).select_related("locale")
    pages = {page.locale.language_code: page} | {face.locale.language_code: face for face in faces}
    return texts_lacking(compile_questionnaire(pages), key=page.translation_key)


def texts_behind(content: Mapping[str, Any], *, key) -> list[str]:
    """Headings, questions and hints that were not among what was last sent for translation; none if nothing ever was."""
    sent = texts_as_sent(key, QUESTIONS)
    if not sent:
        return []
    source = content["source_locale"]
    sections = content["sections"]
    said = [section["heading"] for section in sections]
    said += [question[name] for section in sections for question in section["questions"] for name in ("text", "hint")]
    texts = dict.fromkeys(texts.get(source, "") for texts in said)
    return [text for text in texts if text and text not in sent]


def _texts_in(content: Any) -> Iterator[dict[str, str]]:
    if isinstance(content, dict):
        if is_text(content):
            yield content
            return
        content = list(content.values())
    if isinstance(content, list):
        for item in content:
            yield from _texts_in(item)
