"""Whether a text is in another language than the form: by its script, and by the small words that every text has.

A guess for Swedish, English, Finnish and Arabic; where it is not clear it says nothing.
"""

import re
import unicodedata
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from consultations.moderation.flags.protocol import Rule

WORD = re.compile(r"[^\W\d_]+")
FOLDER = Path(__file__).with_name("words")
SMALL_WORDS = {locale: frozenset((FOLDER / f"small.{locale}.txt").read_text().split()) for locale in ("sv", "en", "fi")}
FEWEST_WORDS, FEWEST_HITS = 4, 2


def find(text, circumstances):
    guessed = guess_language(text)
    if guessed and guessed != circumstances.locale.partition("-")[0]:
        yield 0, len(text)


def guess_language(text: str) -> str:
    """``sv``, ``en``, ``fi``, ``ar``, ``other`` for another script, or '' where it is not clear."""
    words = WORD.findall(text.casefold())
    if len(words) < FEWEST_WORDS:
        return ""
    script, number = Counter(script_of(word[0]) for word in words).most_common(1)[0]
    if number <= len(words) / 2:
        return ""
    if script != "LATIN":
        return {"ARABIC": "ar"}.get(script, "other")
    return _by_small_words(words)


def language_to_read(text: str) -> str:
    """The language code to read a published text aloud in: the guess, else by its script; '' where there is no telling.

    What is too short to tell, in Latin letters, is taken for the site's language. The form's would tell of its author.
    """
    letters = Counter(script_of(letter) for letter in text[:200] if letter.isalpha()).most_common(1)
    by_script = {"LATIN": settings.LANGUAGE_CODE, "ARABIC": "ar"}.get(letters[0][0] if letters else "", "")
    return {"": by_script, "other": ""}.get(guessed := guess_language(text), guessed)


def script_of(letter: str) -> str:
    return unicodedata.name(letter, "UNKNOWN").split()[0]


def _by_small_words(words: list[str]) -> str:
    hits = {locale: sum(word in small for word in words) for locale, small in SMALL_WORDS.items()}
    (best, first), (_next, second) = Counter(hits).most_common(2)
    return best if first >= FEWEST_HITS and first >= 2 * second else ""


RULE = Rule(
    "language",
    _("Another language than the form"),
    _("Seems to be in another language than the form. That is allowed: perhaps a colleague can read it."),
    find,
)
