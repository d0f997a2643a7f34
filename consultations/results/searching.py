"""Searching what people wrote, within one consultation: by the stems of words, so that *bussar* finds *bussen* and *skolbuss*.

Nothing is indexed: the texts of one consultation are read through, the same way on both databases. Up to ``MOST`` texts are told of.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from uuid import UUID

import snowballstemmer
from django.db import connection
from django.db.models import Q, QuerySet
from django_scopes import scope

from consultations.enums import ModerationState, ResponseState
from consultations.models import Answer, Consultation

MOST = 2_000
MANY = 10 * MOST
SHORT = 4  # letters: shorter ones are only looked for where a word begins
TERMS = 10
STEMMERS = {"sv": "swedish", "en": "english", "fi": "finnish", "ar": "arabic"}
SAID = re.compile(r'"([^"]+)"|([^\W_]+(?:[-’\'][^\W_]+)*)')


@dataclass(frozen=True)
class Term:
    """What is looked for: any of these, in small letters. A phrase is one, as it was written."""

    stems: tuple[str, ...]

    def places(self, text: str) -> list[tuple[int, int]]:
        """Where it stands in a text that is folded already."""
        return [match.span() for match in _pattern(self.stems).finditer(text)]


@dataclass(frozen=True)
class Found:
    """The texts that have all terms, by random ids. ``is_all`` is False where there are more than ``MOST``."""

    ids: tuple[UUID, ...]
    is_all: bool


def terms_of(words: str, languages: Iterable[str]) -> list[Term]:
    """What somebody has typed, as terms: ``"in quotes"`` as it stands, other words by their stems in these languages."""
    known = [STEMMERS[base] for language in languages if (base := language.partition("-")[0]) in STEMMERS]
    return [
        Term((phrase,)) if phrase else Term(_stems(word, tuple(dict.fromkeys(known))))
        for phrase, word in SAID.findall(_fold(words))[:TERMS]
    ]


def search_texts(
    consultation: Consultation, terms: Sequence[Term], *, questions: Iterable[str], published: bool | None = None
) -> Found:
    """The texts of these questions that count and have all terms. ``published``: those that are, those that aren't, or all."""
    found: list[UUID] = []
    with scope(consultation=consultation):
        texts = _texts(consultation, questions, published)
        for term in terms:
            texts = texts.filter(_may_have(term))
        rows = texts.order_by("pk").values_list("pk", "text")
        # A cursor makes PostgreSQL walk by id, which is quick where many match and slow where few do.
        for pk, text in rows.iterator(chunk_size=1_000) if texts.count() > MANY else rows:
            folded = _fold(text)
            if all(term.places(folded) for term in terms):
                found.append(pk)
            if len(found) > MOST:
                break
        stands = Answer.objects.filter(pk__in=found, submission__response__state=ResponseState.ACTIVE)
        standing = set(stands.values_list("pk", flat=True))
    return Found(tuple(pk for pk in found[:MOST] if pk in standing), is_all=len(found) <= MOST)


def marked(text: str, terms: Sequence[Term]) -> list[tuple[str, bool]]:
    """A text in pieces, with whether each is what was looked for. Whole words are marked, not stems."""
    text = unicodedata.normalize("NFC", text)
    small = text.lower()
    folded = (
        small if len(small) == len(text) else text
    )  # İ becomes two: then only what is written in small letters is marked.
    pieces, at = [], 0
    for start, end in _merged(_whole(place, text) for term in terms for place in term.places(folded)):
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return [(piece, hit) for piece, hit in [*pieces, (text[at:], False)] if piece]


def _texts(consultation: Consultation, questions: Iterable[str], published: bool | None) -> QuerySet[Answer]:
    found = Answer.objects.filter(consultation=consultation, question__in=list(questions), counted=True)
    found = found.exclude(text="")
    if published is None:
        return found
    wanted = Q(moderation=ModerationState.PUBLISHED)
    return found.filter(wanted if published else ~wanted)


def _may_have(term: Term) -> Q:
    """What the database can say of it. SQLite knows small and capital letters of A to Z only."""
    wanted = Q()
    knows_case = connection.vendor == "postgresql"
    for stem in term.stems:
        for way in {stem} if knows_case or stem.isascii() else {stem, stem.upper(), stem.capitalize()}:
            wanted |= Q(text__icontains=way)
    return wanted


def _stems(word: str, stemmers: tuple[str, ...]) -> tuple[str, ...]:
    """The stems that are no longer form of another one; the word itself where a language leaves too little of it."""
    stems = {stem if len(stem := _stemmer(name).stemWord(word)) >= min(3, len(word)) else word for name in stemmers}
    stems = {stem for stem in stems or {word} if stem in word} or {word}
    return tuple(sorted(stem for stem in stems if not any(other != stem and other in stem for other in stems)))


@cache
def _stemmer(name: str):
    return snowballstemmer.stemmer(name)


@lru_cache(maxsize=256)
def _pattern(stems: tuple[str, ...]) -> re.Pattern:
    return re.compile("|".join((r"\b" if len(stem) < SHORT else "") + re.escape(stem) for stem in stems))


def _fold(text: str) -> str:
    return unicodedata.normalize("NFC", text).lower()


def _whole(place: tuple[int, int], text: str) -> tuple[int, int]:
    start, end = place
    while start and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    return start, end


def _merged(places: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
