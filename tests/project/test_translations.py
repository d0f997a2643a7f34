"""Every text of the interface exists in every language, with the same placeholders."""

import re

import pytest
from django.utils import translation

from config.catalogues import (
    LANGUAGES,
    Message,
    messages,
    messages_for_residents,
    messages_in_python,
    messages_in_template,
    read_catalogue,
)
from consultations.questions.wording import SENTENCE, WORD, lix, plain

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")
# Names and words that are the same in both languages.
SAME = {
    "sv": {"Start", "Format", "Status", "Text", "Organisation", "Version", "Person", "Region", "Roll", "Release"},
    "fi": {"Region Värmland"},
    "ar": set(),
}
SAME_EVERYWHERE = {"Tilltals", "CSV", "XLSX", "API", "%(name)s", "URL", "PDF", "ID"}


def translation_of(message: Message, catalogue) -> list[str]:
    entry = catalogue.get(message.id, context=message.context or None)
    if entry is None or entry.fuzzy:
        return []
    return list(entry.string) if isinstance(entry.string, tuple) else [entry.string]


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def forgotten(message: Message, language: str, catalogue) -> str:
    """What is wrong with a translation, or ''."""
    texts = translation_of(message, catalogue)
    wanted = catalogue.num_plurals if message.plural else 1
    if len(texts) != wanted or not all(texts):
        return "not translated"
    if message.singular in texts and message.singular not in SAME_EVERYWHERE | SAME[language]:
        return "the same as in English"
    most = placeholders(message.plural or message.singular)
    # A plural form for exactly one or two may leave the number out; nothing may be put in.
    if any(placeholders(text) - most for text in texts) or placeholders(texts[-1]) != most:
        return f"other placeholders: {texts}"
    return ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language):
    catalogue, all_messages = read_catalogue(language), messages()
    wrong = {m.singular: why for m in all_messages if (why := forgotten(m, language, catalogue))}
    assert len(all_messages) > 100
    assert wrong == {}, f"{len(wrong)} texts; bring the catalogue up to date with manage.py update_catalogues"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_catalogue_keeps_texts_that_are_gone(language):
    known = {(message.id, message.context or None) for message in messages()}
    entries = [entry for entry in read_catalogue(language) if entry.id]
    assert [entry.id for entry in entries if (entry.id, entry.context) not in known] == []


def test_residents_read_easy_swedish_in_easy_swedish():
    """Short sentences and everyday words, message by message; and a LIX below 30 over all of them."""
    easy, swedish = read_catalogue("sv-simple"), read_catalogue("sv")
    texts, hard = [], {}
    for message in messages_for_residents():
        for said in translation_of(message, easy) or translation_of(message, swedish):
            text = plain(PLACEHOLDER.sub("7", said))
            texts.append(text)
            longest = max((len(WORD.findall(sentence)) for sentence in SENTENCE.split(text)), default=0)
            if longest > 12 or (lix(text) or 0) > 35:
                hard[message.singular] = (longest, lix(text))
    assert len(texts) > 400
    assert hard == {}, "Say it more easily in site/locale/sv_Simple"
    assert lix("\n".join(texts)) < 30


def test_easy_swedish_keeps_the_placeholders_and_nothing_that_is_gone():
    known, catalogue = {message.id: message for message in messages()}, read_catalogue("sv-simple")
    for entry in catalogue:
        if entry.id:
            said = entry.string if isinstance(entry.string, str) else entry.string[-1]
            assert placeholders(said) == placeholders(known[entry.id].plural or known[entry.id].singular), entry.id
    with translation.override("sv-simple"):
        assert translation.gettext("Check your answers and send them before the consultation closes.").startswith(
            "Läs "
        )
        assert translation.gettext("Published") == "Publicerad"


def test_the_texts_are_found_wherever_they_stand():
    python = 'a = _("One")\nb = ngettext("%(n)d cat", "%(n)d cats", n)\nc = pgettext_lazy("verb", "Open")\nd = _(name)'
    assert list(messages_in_python(python)) == [
        Message("One"),
        Message("%(n)d cat", "%(n)d cats"),
        Message("Open", context="verb"),
    ]
    html = """{% load i18n %}{% if a %}{% translate "50 % more" %}{% endif %}{{ a|default:_("None") }}
    {% blocktranslate count n=a trimmed %}{{ n }} cat
       here{% plural %}{{ n }} cats{% endblocktranslate %}{% translate "Open" context "verb" %}"""
    assert set(messages_in_template(html)) == {
        Message("50 %% more"),
        Message("None"),
        Message("%(n)s cat here", "%(n)s cats"),
        Message("Open", context="verb"),
    }
