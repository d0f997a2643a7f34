"""A questionnaire as the rest of the module reads it: a frozen version, in one language. Pure; nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any


@dataclass(frozen=True)
class Choice:
    """``id`` is the same in every language and for ever; ``exclusive`` choices stand alone ("none of these")."""

    id: str
    text: str
    exclusive: bool = False


@dataclass(frozen=True)
class Row:
    id: str
    text: str


@dataclass(frozen=True)
class Question:
    id: str
    type: str
    text: str
    hint: str = ""
    missing: str = ""
    required: bool = False
    publishable: bool = False
    concept: str = ""
    choices: tuple[Choice, ...] = ()
    rows: tuple[Row, ...] = ()
    settings: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    asks: bool = True

    def choice(self, id: str) -> Choice | None:  # noqa: A002
        return next((choice for choice in self.choices if choice.id == id), None)


@dataclass(frozen=True)
class Section:
    """``items`` are what stands on the page; ``questions`` those of them that ask something."""

    id: str
    heading: str
    introduction: str
    items: tuple[Question, ...]

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        return tuple(item for item in self.items if item.asks)


@dataclass(frozen=True)
class Questionnaire:
    locale: str
    locales: tuple[str, ...]
    presentation: str
    sections: tuple[Section, ...]

    @property
    def questions(self) -> Iterator[Question]:
        for section in self.sections:
            yield from section.questions

    def question(self, id: str) -> Question | None:  # noqa: A002
        return next((question for question in self.questions if question.id == id), None)

    @property
    def steps(self) -> tuple[tuple[Section, ...], ...]:
        """The sections that stand on each page of the form."""
        if self.presentation == "single":
            return (self.sections,)
        return tuple((section,) for section in self.sections)


def read_version(version, locale: str | None = None) -> Questionnaire:
    """The questionnaire of a stored version, in ``locale`` or, where that is not open, in the source language."""
    return _read(version.pk, locale, _Frozen(version.content))


class _Frozen:
    """A version's content as an argument of a cache: it never changes, so it need not be compared."""

    def __init__(self, content: dict) -> None:
        self.content = content

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Frozen)


@lru_cache(maxsize=256)
def _read(_pk, locale: str | None, frozen: _Frozen) -> Questionnaire:
    return read_content(frozen.content, locale)


def read_content(content: dict, locale: str | None = None) -> Questionnaire:
    """The questionnaire of compiled content (see ``compile`` for its shape)."""
    source = content["source_locale"]
    spoken = locale if locale in content["locales"] else source

    def say(texts: Mapping[str, str]) -> str:
        return texts.get(spoken) or texts.get(source, "")

    return Questionnaire(
        locale=spoken,
        locales=tuple(content["locales"]),
        presentation=content["presentation"],
        sections=tuple(_section(section, say) for section in content["sections"]),
    )


def _section(section: dict, say) -> Section:
    return Section(
        id=section["id"],
        heading=say(section["heading"]),
        introduction=say(section["introduction"]),
        items=tuple(_question(question, say) for question in section["questions"]),
    )


def _question(question: dict, say) -> Question:
    return Question(
        id=question["id"],
        type=question["type"],
        text=say(question["text"]),
        hint=say(question["hint"]),
        missing=say(question["missing"]),
        required=question["required"],
        publishable=question["publishable"],
        concept=question["concept"],
        choices=tuple(Choice(choice["id"], say(choice["text"]), choice["exclusive"]) for choice in question["choices"]),
        rows=tuple(Row(row["id"], say(row["text"])) for row in question["rows"]),
        settings=question["settings"],
        words={name: say(texts) for name, texts in question["words"].items()},
        asks=question.get("asks", True),
    )
