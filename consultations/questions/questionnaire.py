"""A questionnaire as the rest of the module reads it: a frozen version, in one language. Pure; nothing is stored here."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
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
class Condition:
    """Who is asked: those who gave one of these choices earlier; with no choices, all who answered that question."""

    question: str
    choices: tuple[str, ...] = ()


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
    shown_if: Condition | None = None
    why: Mapping[str, str] = field(default_factory=dict)  # what the editors noted; never shown to residents

    @cached_property
    def _by_id(self) -> dict[str, Choice]:
        return {choice.id: choice for choice in self.choices}

    def choice(self, id: str) -> Choice | None:  # noqa: A002
        return self._by_id.get(id)


@dataclass(frozen=True)
class Section:
    """``items`` are what stands on the page; ``questions`` those of them that ask something."""

    id: str
    heading: str
    introduction: str
    items: tuple[Question, ...]
    shown_if: Condition | None = None
    ends: bool = False  # Who comes here is told something and sends nothing.

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

    @cached_property
    def steps(self) -> tuple[tuple[Section, ...], ...]:
        """The sections, or parts of them, that stand on each page of the form.

        A question that depends on an answer begins a new page if that answer is given on the same one: what is
        asked is decided on the server, between two pages.
        """
        return tuple(_pages_of(self.sections, together=self.presentation == "single"))

    @property
    def conditions(self) -> Iterator[Condition]:
        for thing in (*self.sections, *(item for section in self.sections for item in section.items)):
            if thing.shown_if is not None:
                yield thing.shown_if


def _pages_of(sections: tuple[Section, ...], *, together: bool) -> Iterator[tuple[Section, ...]]:
    page: list[Section] = []
    for section in sections:
        if page and (not together or section.ends or page[-1].ends or _waits(section, page)):
            yield tuple(page)
            page = []
        page.append(replace(section, items=()))
        for item in section.items:
            if _waits(item, page):
                rest = replace(section, introduction="" if page[-1].items else section.introduction, items=())
                yield tuple(part for part in page if part.items or part is not page[-1])
                page = [rest]
            page[-1] = replace(page[-1], items=(*page[-1].items, item))
    if page:
        yield tuple(page)


def _waits(thing: Section | Question, page: list[Section]) -> bool:
    """Whether it depends on an answer that is given on this very page."""
    asked = {question.id for section in page for question in section.questions}
    return thing.shown_if is not None and thing.shown_if.question in asked


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
        shown_if=_condition(section),
        ends=section.get("ends", False),
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
        shown_if=_condition(question),
        why=question.get("why", {}),
    )


def _condition(content: dict) -> Condition | None:
    found = content.get("shown_if")
    return Condition(found["question"], tuple(found["choices"])) if found else None
