"""Questions of several controls: three selects of a ranking, the rows of a matrix, a text beside the choices.

Each part is sent under its own name, or several under one name in their order. Pure; knows no type.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError


@dataclass(frozen=True)
class Part:
    """One control, or one group of radio buttons. ``key`` ends the id of its element, and says which part an error is of.

    ``control`` ends the id of what a link leads to, where that is another.
    """

    key: str
    name: str
    label: str
    control: str = ""


@dataclass(frozen=True)
class AskedPart:
    """A part as a template shows it: with what has been filled in and what is wrong with it."""

    id: str
    control_id: str
    key: str
    name: str
    label: str
    value: str
    errors: Sequence[str]

    @property
    def error_id(self) -> str:
        return f"{self.id}-error" if self.errors else ""


class PartsInput(forms.Widget):
    """Reads the parts of one question: ``{key: what was sent}``."""

    def __init__(self, parts: Sequence[Part]) -> None:
        self.parts = parts
        super().__init__()

    def value_from_datadict(self, data, files, name) -> dict[str, str]:
        return {part.key: value for part, value in sent_parts(self.parts, data)}


class PartsField(forms.Field):
    """A field of several controls; its value is ``{key: text}`` until a type makes more of it."""

    def __init__(self, parts: Sequence[Part], **kwargs: Any) -> None:
        self.parts = parts
        super().__init__(widget=PartsInput(parts), **kwargs)


def sent_parts(parts: Iterable[Part], data: Mapping[str, Any]) -> Iterator[tuple[Part, str]]:
    """Each part with what was sent for it, '' if nothing. ``data`` has lists of values."""
    places: dict[str, int] = defaultdict(int)
    for part in parts:
        sent = data.getlist(part.name) if hasattr(data, "getlist") else data.get(part.name, [])
        place = places[part.name]
        places[part.name] += 1
        yield part, str(sent[place]) if place < len(sent) else ""


def asked_parts(
    parts: Sequence[Part],
    prefix: str,
    *,
    data: Mapping[str, Any],
    errors: Mapping[str, list[str]],
    show: Callable[[str], str],
) -> Iterator[AskedPart]:
    """The parts as a template shows them; ``prefix`` is the id of the question's element, ``show`` makes values fit."""
    for part, value in sent_parts(parts, data):
        yield AskedPart(
            id=f"{prefix}-{part.key}",
            control_id=f"{prefix}-{part.control or part.key}",
            key=part.key,
            name=part.name,
            label=part.label,
            value=show(value) if value else "",
            errors=errors.get(part.key, []),
        )


def wrong_part(part: Part, message: Any, *, code: str, **words: Any) -> ValidationError:
    """An error that stands beside one part."""
    return ValidationError(message, code=code, params={"part": part.key, **words})


def errors_by_part(errors: Iterable[ValidationError]) -> dict[str, list[str]]:
    """Messages by the key of the part that they are of; '' for the question as a whole."""
    found: dict[str, list[str]] = defaultdict(list)
    for error in errors:
        found[(error.params or {}).get("part", "")] += error.messages
    return found
