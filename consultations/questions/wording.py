"""How a text is worded: hard to read, leading, asking two things at once, links that say nothing. Plain rules, by language.

They point, and say why; a person decides. LIX (Björnsson 1968): words a sentence plus the share of words over six letters.
"""

import re
from collections.abc import Sequence
from html import unescape

WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
SENTENCE = re.compile(r"[.!?:]+(?:\s|$)|\n+")
TAG = re.compile(r"<[^>]+>")
BLOCK = re.compile(r"</(?:p|li|h\d|td|th)>|<br\s*/?>")
LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.S)
LONG_WORD = 6
FEWEST_WORDS = 8  # LIX of a shorter text says nothing.

# What pushes the one who answers: it takes the answer for granted, or praises one side.
LEADING = {
    "sv": (
        "visst är",
        "visst tycker",
        "väl att",
        "håller du inte med",
        "tycker du inte",
        "är det inte",
        "borde inte",
        "självklart",
        "naturligtvis",
        "givetvis",
        "som alla vet",
        "de flesta tycker",
        "experter är överens",
        "viktiga satsning",
        "fantastiska",
        "hur mycket bättre",
        "hur mycket sämre",
    ),
    "en": (
        "don't you",
        "don’t you",
        "isn't it",
        "isn’t it",
        "wouldn't you",
        "wouldn’t you",
        "shouldn't",
        "shouldn’t",
        "surely",
        "obviously",
        "of course",
        "as everyone knows",
        "most people think",
        "experts agree",
        "how much better",
        "how much worse",
    ),
}
# Two questions in one: both halves could get another answer.
DOUBLE = {
    "sv": re.compile(
        r"\b(?:och|samt|eller)\s+(?:hur|varför|när|vad|om du|att du|är|var|har|kan|vill|tycker|känner)\b", re.I
    ),
    "en": re.compile(
        r"\b(?:and|or)\s+(?:how|why|when|what|whether|do you|are you|is it|was|were|can you|would you)\b", re.I
    ),
}
JUDGED_TOGETHER = {
    "sv": re.compile(
        r"\b(?:nöjd|trygg|bra|viktig\w*|enkel\w*|lätt|snabb\w*|tydlig\w*|vänlig\w*)\s+(?:och|samt)\s+(?:nöjd|trygg|bra|viktig\w*|enkel\w*|lätt|snabb\w*|tydlig\w*|vänlig\w*)\b",
        re.I,
    ),
    "en": re.compile(
        r"\b(?:satisfied|safe|good|important|easy|quick|fast|clear|friendly)\s+and\s+(?:satisfied|safe|good|important|easy|quick|fast|clear|friendly)\b",
        re.I,
    ),
}
EMPTY_LINKS = {
    "sv": {"klicka här", "här", "läs mer", "läs mer här", "mer", "länk", "denna länk", "mer information"},
    "en": {"click here", "here", "read more", "more", "link", "this link", "more information", "learn more"},
}


def plain(html: str) -> str:
    """Rich text as text: each block ends its sentence."""
    return unescape(TAG.sub("", BLOCK.sub("\n", html))).strip()


def lix(text: str) -> int | None:
    """The readability index; None for a text that is too short to have one."""
    words = WORD.findall(text)
    if len(words) < FEWEST_WORDS:
        return None
    sentences = sum(1 for part in SENTENCE.split(text) if WORD.search(part))
    long_words = sum(1 for word in words if len(word) > LONG_WORD)
    return round(len(words) / max(1, sentences) + 100 * long_words / len(words))


def leading_words(text: str, language: str) -> list[str]:
    spoken = f" {' '.join(text.casefold().split())} "
    return [words for words in LEADING.get(language, ()) if re.search(rf"\b{re.escape(words)}", spoken)]


def asks_two_things(text: str, language: str) -> str:
    """The words that join two questions; '' if it seems to be one."""
    for rules in (DOUBLE, JUDGED_TOGETHER):
        if (rule := rules.get(language)) and (found := rule.search(text)):
            return found[0]
    return ""


def empty_links(html: str, language: str) -> list[str]:
    """Link texts that say nothing where they are read by themselves, as a screen reader lists them."""
    texts = (plain(inner) for inner in LINK.findall(html))
    return [text for text in texts if text.casefold().strip(" .:»→>") in EMPTY_LINKS.get(language, set())]


def words_in(texts: Sequence[str]) -> int:
    return sum(len(WORD.findall(text)) for text in texts)
