"""A published page and its translations become an immutable questionnaire. Pure but for the words of each language.

The content is ``{"format": 1, "source_locale", "locales", "presentation", "sections": [{"id", "heading",
"introduction", "questions": [{"id", "type", "text", "hint", "missing", "required", "publishable", "concept",
"choices", "rows", "settings", "words"}]}]}``, where every text is ``{locale: text}``. Ids are those of the stream's
blocks and list items: the same in every language, through reordering and rewording. A question or section that is
not for everybody has ``"shown_if": {"question", "choices"}`` as well; a section at which the form ends, ``"ends"``;
what only stands between questions, ``"asks": false``; what the editors noted of a question, ``"why": {"purpose", "used_by",
"if_unanswered"}``, in the source language.
"""

import hashlib
import json
from collections.abc import Mapping

from consultations.enums import ChangeKind
from consultations.questions.protocol import NOTES, SECTION, all_types
from consultations.questions.routing import read_condition

START = "start"


def compile_questionnaire(pages: Mapping[str, object]) -> dict:
    """Content from pages by locale, that of the source language first. Texts that a language lacks are left out."""
    locales = list(pages)
    source = pages[locales[0]]
    faces = {locale: {block.id: block.value for block in page.questions} for locale, page in pages.items()}
    sections = [_section(START, {})]
    for block in source.questions:
        values = {locale: by_id[block.id] for locale, by_id in faces.items() if block.id in by_id}
        if block.block_type == SECTION:
            sections.append(_section(block.id, values))
        else:
            sections[-1]["questions"].append(_question(block.id, block.block_type, values))
    return {
        "format": 1,
        "source_locale": locales[0],
        "locales": locales,
        "presentation": source.presentation,
        "sections": [section for section in sections if section["questions"] or section["id"] != START],
    }


def digest_of(content: dict) -> str:
    """SHA-256 of the content in one canonical spelling, hexadecimal."""
    canonical = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def kind_of_change(old: dict | None, new: dict) -> ChangeKind:
    """How far a new version is from the one before: nothing there yet, a language more, wording, or meaning."""
    if old is None:
        return ChangeKind.FIRST
    if _structure(old) != _structure(new):
        return ChangeKind.MEANING
    if set(old["locales"]) < set(new["locales"]) and _in_locales(new, old["locales"]) == old:
        return ChangeKind.TRANSLATION
    return ChangeKind.TYPO


def _section(id: str, values: Mapping) -> dict:  # noqa: A002
    return {
        "id": id,
        "heading": _texts(values, "heading"),
        "introduction": _texts(values, "introduction"),
        "questions": [],
    } | _for_some(values)


def _question(id: str, type_name: str, values: Mapping) -> dict:  # noqa: A002
    source, kind = next(iter(values.values())), all_types()[type_name]
    return {
        "id": id,
        "type": type_name,
        "text": _texts(values, "text"),
        "hint": _texts(values, "hint"),
        "missing": _texts(values, "missing"),
        "required": bool(source.get("required", False)),
        "publishable": bool(source.get("publishable", False)),
        "concept": source.get("concept") or "",
        "choices": [],
        "rows": [],
        "settings": {},
        "words": {},
        **({} if kind.asks else {"asks": False}),
        **kind.compile(values),
        **_notes(source),
    } | _for_some(values)


def _notes(source: Mapping) -> dict:
    """What the editors noted of a question, for those who work with the consultation; nothing where they did not."""
    why = {name: source[field] for field, name in NOTES.items() if source.get(field)}
    return {"why": why} if why else {}


def _for_some(values: Mapping) -> dict:
    """Who meets it, and whether the form ends there; nothing at all where everybody does and it goes on."""
    source = next(iter(values.values()), {})
    condition = read_condition(source.get("shown_if") or "")
    found: dict = (
        {"shown_if": {"question": condition.question, "choices": list(condition.choices)}} if condition else {}
    )
    return found | ({"ends": True} if source.get("ends") else {})


def _texts(values: Mapping, field: str) -> dict:
    return {locale: value[field] for locale, value in values.items() if value.get(field)}


def is_text(value) -> bool:
    """Whether it is ``{locale: text}``, or an empty or textual mapping that looks like it."""
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _structure(content):
    """The content without its texts and languages."""
    if isinstance(content, dict):
        kept = {key: value for key, value in content.items() if key not in {"locales", "format"}}
        return {key: _structure(value) for key, value in kept.items() if key not in TEXTS}
    return [_structure(item) for item in content] if isinstance(content, list) else content


NOTED = "why"
TEXTS = {"text", "hint", "missing", "heading", "introduction", "words", NOTED}


def _in_locales(content, locales):
    """The content as it would be if only these languages were open."""
    if isinstance(content, dict):
        return {
            key: list(locales)
            if key == "locales"
            else value
            if key == NOTED
            else {locale: text for locale, text in value.items() if locale in locales}
            if key in TEXTS - {"words", NOTED} and is_text(value)
            else _in_locales(value, locales)
            for key, value in content.items()
        }
    return [_in_locales(item, locales) for item in content] if isinstance(content, list) else content
