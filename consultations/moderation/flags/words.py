"""Words on lists that people keep: threats, hate, and names. A word marks the place; whether it is meant so is for the reader.

The lists that come with the program are short and mild on purpose. An organisation keeps its own in the admin.
"""

import re
from functools import lru_cache
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from consultations.moderation.flags.protocol import Rule

FOLDER = Path(__file__).with_name("words")
LOCALES = ("sv", "en", "fi", "ar")
KINDS = ("threat", "hate")
NOT_MEANT = re.compile(
    r"(?:\b(?:inte|aldrig|ingen|utan|not|never|without|don't|ei|älä|لا|لن)\s+(?:\w+\s+)?)$", re.IGNORECASE
)


@lru_cache
def shipped_words() -> dict[tuple[str, str], frozenset[str]]:
    """The words that come with the program, by kind and language."""
    return {
        (kind, locale): read_words((FOLDER / f"{kind}.{locale}.txt").read_text())
        for kind in KINDS
        for locale in LOCALES
    }


def read_words(text: str) -> frozenset[str]:
    """One a line; a star at the end stands for any ending; # begins a remark."""
    lines = (line.partition("#")[0].strip().casefold() for line in text.splitlines())
    return frozenset(line for line in lines if line)


def finder_of(kind: str):
    def find(text, circumstances):
        if shape := _shape(circumstances.listed(kind)):
            for match in shape.finditer(text):
                if kind != "threat" or not NOT_MEANT.search(text[: match.start()][-30:]):
                    yield match.span()

    return find


@lru_cache(maxsize=32)
def _shape(words: frozenset[str]) -> re.Pattern | None:
    if not words:
        return None
    alternatives = sorted((_pattern(word) for word in words), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


def _pattern(word: str) -> str:
    """Any blank between words is as good as another; Arabic words may have the article or a small word in front."""
    parts = [re.escape(part) for part in word.rstrip("*").split()]
    front = "(?:و|ف|ب|ل|ال|وال)?" if re.match(r"[\u0600-\u06ff]", word) else ""
    return front + r"\s+".join(parts) + (r"\w*" if word.endswith("*") else "")


THREAT = Rule(
    "threat",
    _("Words of threat"),
    _("Has words from the list of threats. Read who is meant, and whether it is meant."),
    finder_of("threat"),
)
HATE = Rule(
    "hate",
    _("Words of hate"),
    _("Has words from the list of hate. It may also be a quotation, or tell of what somebody has met."),
    finder_of("hate"),
)
NAME = Rule(
    "name", _("A name on the list"), _("Has a name from the list that your organisation keeps."), finder_of("name")
)
