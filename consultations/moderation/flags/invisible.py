"""Characters that can't be seen or that turn the direction of the text: somebody may read other than is written.

What scripts and emoji need for themselves is left alone: joiners between their letters, one mark of direction by a
letter of another direction, and selectors of pictures.
"""

import re
import unicodedata

from django.utils.translation import gettext_lazy as _

from consultations.moderation.flags.protocol import Rule

TURNING = "\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u2069\u202c"
UNSEEN = "\u00ad\u034f\u115f\u1160\u17b4\u17b5\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
JOINING, MARKS = "\u200c\u200d", "\u200e\u200f\u061c"
CONTROL = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f"
SHAPE = re.compile(f"[{TURNING}{UNSEEN}{JOINING}{MARKS}{CONTROL}\U000e0000-\U000e0fff]+|[\u0300-\u036f]{{4,}}")


def find(text, _circumstances):
    for match in SHAPE.finditer(text):
        start, end = match.span()
        if not _belongs(text[start - 1 : start], match.group(), text[end : end + 1]):
            yield start, end


def _belongs(before: str, between: str, after: str) -> bool:
    if len(between) > 1 or not before:
        return False
    if between in JOINING:
        return bool(after) and not (before + after).isascii() and _joins(before) and _joins(after)
    return between in MARKS and "R" in _direction(before) + _direction(after)


def _joins(character: str) -> bool:
    return unicodedata.category(character) in {"Lo", "Mn", "Mc", "So", "Sk"}


def _direction(character: str) -> str:
    return unicodedata.bidirectional(character) if character else ""


RULE = Rule(
    "invisible",
    _("Invisible characters"),
    _("Has characters that can't be seen or that turn the direction of the text. It may read otherwise than it looks."),
    find,
)
