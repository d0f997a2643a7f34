"""A text in parts, for showing where its flags are: what no flag means, and what some do, with the rules' words."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from consultations.models import Flag
from consultations.moderation.flags.rules import BY_NAME


@dataclass(frozen=True)
class Part:
    """Some characters of the text, and the labels of the rules that point at them."""

    text: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Explained:
    """A rule that points at the text, with what it says and the places as they are written."""

    rule: str
    label: str
    why: str
    places: tuple[str, ...]


def parts_of(text: str, flags: Iterable[Flag]) -> list[Part]:
    """The text cut where a flag begins or ends. Flags on all of it are left out: they would mark nothing."""
    spans = [flag for flag in flags if not _is_whole(flag, text)]
    cuts = sorted({0, len(text), *(place for flag in spans for place in (flag.start, flag.end) if place < len(text))})
    return [
        Part(_seen(text[start:end]) if labels else text[start:end], labels)
        for start, end in pairwise(cuts)
        for labels in [
            tuple(str(BY_NAME[f.rule].label) for f in spans if f.start <= start < f.end and f.rule in BY_NAME)
        ]
    ]


def explained(text: str, flags: Iterable[Flag]) -> list[Explained]:
    """One line a rule, in the order of the rules."""
    by_rule: dict[str, list[Flag]] = {}
    for flag in flags:
        by_rule.setdefault(flag.rule, []).append(flag)
    return [
        Explained(
            rule.name,
            rule.label,
            rule.why,
            tuple(_seen(text[f.start : f.end]) for f in by_rule[name] if not _is_whole(f, text)),
        )
        for name, rule in BY_NAME.items()
        if name in by_rule
    ]


def _is_whole(flag: Flag, text: str) -> bool:
    return flag.start == 0 and flag.end >= len(text)


def _seen(text: str) -> str:
    """The same with what can't be seen written out, as ``[U+200B]``."""
    return "".join(
        f"[U+{ord(c):04X}]" if unicodedata.category(c) in {"Cf", "Cc"} and c not in "\n\r\t" else c for c in text
    )
