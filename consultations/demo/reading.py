"""Reads the demo's content: TOML files in which a text is ``{sv, en}``. Ids follow from names, the same in all languages.

Other languages are PO files beside them, as translators work with: the Swedish text and what it is in that language.
"""

import tomllib
from functools import cache
from pathlib import Path
from uuid import UUID, uuid5

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from django.utils.translation import to_locale

from config.languages import html_language

FOLDER = Path(__file__).parent / "content"
NAMESPACE = UUID("0d1f0c5e-6f0e-4c38-9a0b-7a4b6b1c2d3e")
LANGUAGES = ("sv", "en")
OTHERS = ("fi", "ar", "sv-simple")


class NotTranslatedError(LookupError):
    """A text that a language has no words for yet: the page that it stands on is left out in that language."""


@cache
def content_of(name: str) -> dict:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def id_of(*names: str) -> UUID:
    """The same id for the same names, in every language and at every load."""
    return uuid5(NAMESPACE, "/".join(names))


def spoken(value, language: str):
    """The content with each ``{sv, en}`` in one language."""
    if isinstance(value, list):
        return [spoken(item, language) for item in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == set(LANGUAGES) and all(isinstance(text, str) for text in value.values()):
        return value[language] if language in value else translated(value["sv"], language)
    return {key: spoken(item, language) for key, item in value.items()}


def translated(text: str, language: str) -> str:
    """The Swedish text in one of the other languages. Raises NotTranslatedError."""
    if not text:
        return ""
    found = _catalogue_of(language).get(text)
    if found is None or not found.string:
        raise NotTranslatedError(f"{language}: {text}")
    return found.string


@cache
def _catalogue_of(language: str) -> Catalog:
    with (FOLDER / f"{to_locale(language)}.po").open("rb") as file:
        return read_po(file, locale=html_language(language), abort_invalid=True)


def stream_of_questions(consultation: str, entries: list[dict], language: str) -> list[dict]:
    """The questions' stream as Wagtail stores it. An entry that only has a key is one of the shared questions."""
    return [_question(consultation, entry, language) for entry in entries]


def _question(consultation: str, entry: dict, language: str) -> dict:
    shared = content_of("shared")
    entry = shared["questions"].get(entry["key"], {}) | entry
    value = {name: spoken(item, language) for name, item in entry.items() if name not in {"key", "type", "shown_if"}}
    if isinstance(choices := entry.get("choices"), str):
        value["choices"] = shared["choices"][choices]
    for name, items in value.items():
        if isinstance(items, list):  # choices, rows, statements
            value[name] = [_choice(consultation, entry["key"], *item, language=language) for item in items]
    if condition := entry.get("shown_if"):
        value["shown_if"] = _condition(consultation, *condition)
    return {"type": entry["type"], "id": str(id_of(consultation, entry["key"])), "value": value}


def _condition(consultation: str, question: str, *choices: str) -> str:
    """As the editor's field keeps it; choices are named by their Swedish text."""
    ids = [str(id_of(consultation, question, choice)) for choice in choices]
    return str(id_of(consultation, question)) + (f"={','.join(ids)}" if ids else "")


def _choice(consultation: str, question: str, sv: str, en: str, alone: str = "", *, language: str) -> dict:
    value = {"text": spoken({"sv": sv, "en": en}, language)} | ({"exclusive": True} if alone else {})
    return {"type": "item", "id": str(id_of(consultation, question, sv)), "value": value}
