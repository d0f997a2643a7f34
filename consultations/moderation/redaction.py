"""Hiding parts of a text: the moderator puts brackets round them, the public reads that the municipality has hidden something.

The text itself is never changed. A decision carries the places, as (start, end) in characters of the text.
"""

from collections.abc import Iterable
from itertools import pairwise

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Span = tuple[int, int]
BRACKETS = (("[[", "]]"), ("{{", "}}"), ("⟦", "⟧"), ("⟪", "⟫"), ("\u2e22", "\u2e25"))


class Unmarked(Exception):  # noqa: N818
    """A marked text that can't be read. Its text is fit for the moderator."""


def brackets_for(text: str) -> tuple[str, str]:
    """The first pair that the text itself doesn't have."""
    return next((pair for pair in BRACKETS if pair[0] not in text and pair[1] not in text), BRACKETS[-1])


def mark(text: str, spans: Iterable[Span]) -> str:
    """The text with brackets round the spans, as it stands in the box."""
    begins, ends = brackets_for(text)
    for start, end in reversed(joined(spans, len(text))):
        text = f"{text[:start]}{begins}{text[start:end]}{ends}{text[end:]}"
    return text


def read_marked(marked: str, text: str) -> list[Span]:
    """The spans of the text that have brackets round them in what came back. Raises Unmarked if anything else differs."""
    begins, ends = brackets_for(text)
    places = _places_of_plain(text)
    plain, spans, opened = [], [], None
    rest = marked.replace("\r\n", "\n").replace("\r", "\n")
    while rest:
        if rest.startswith(begins) and opened is None:
            opened, rest = len(plain), rest[len(begins) :]
        elif rest.startswith(ends) and opened is not None:
            spans, opened, rest = [*spans, (opened, len(plain))], None, rest[len(ends) :]
        else:
            plain, rest = [*plain, rest[0]], rest[1:]
    if opened is not None or "".join(plain) != _plain(text):
        raise Unmarked(
            _("Only put brackets round what is to be hidden, each pair closed. Nothing else may be changed.")
        )
    return joined([(places[start], places[end]) for start, end in spans], len(text))


def joined(spans: Iterable[Span], length: int) -> list[Span]:
    """The spans in order, without overlap, within the text; what is empty is left out."""
    found: list[Span] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in spans):
        if end <= start:
            continue
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def shown_text(text: str, spans: Iterable[Span]) -> str:
    """What the public reads, in the language in use."""
    kept = [0, *(place for span in joined(spans, len(text)) for place in span), len(text)]
    return f"{HIDDEN}".join(text[start:end] for n, (start, end) in enumerate(pairwise(kept)) if n % 2 == 0)


HIDDEN = gettext_lazy("[hidden by the municipality]")


def _plain(text: str) -> str:
    """As browsers send it back: every end of line is one character."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _places_of_plain(text: str) -> list[int]:
    """For each place in the plain text, the place in the text; one more for its end."""
    return [n for n, c in enumerate(text) if not (c == "\n" and n and text[n - 1] == "\r")] + [len(text)]
