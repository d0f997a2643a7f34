"""Exact and near copies: what of a text is compared, and when two are nearly the same.

Exact copies have the same digest of the words, whatever the capitals, blanks and signs. Near copies are found by MinHash:
of the runs of three words in a text, the smallest of 12 keyed hashes each, in four bands of three. Two texts that share
75 % of their runs meet in a band about nine times in ten; the candidates are then really compared.
"""

import hashlib
import re
import struct
from dataclasses import dataclass

WORD = re.compile(r"\w+")
FEWEST_LETTERS = 20  # "Nej." and "Fler bussar!" are no copies, only short.
FEWEST_WORDS = 8
BANDS, ROWS = 4, 3
ALIKE = 0.6
PRIME = (1 << 61) - 1
FACTORS = [
    struct.unpack("<2Q", hashlib.blake2b(f"near copy {n}".encode(), digest_size=16).digest())
    for n in range(BANDS * ROWS)
]


@dataclass(frozen=True)
class Print:
    """What is kept of a text for comparing; '' and no bands where it is too short for it."""

    exact: str
    bands: tuple[int, ...] | None


def print_of(text: str) -> Print:
    words = words_of(text)
    joined = " ".join(words)
    exact = hashlib.sha256(joined.encode()).hexdigest()[:32] if len(joined) >= FEWEST_LETTERS else ""
    return Print(exact, bands_of(words) if len(words) >= FEWEST_WORDS else None)


def are_alike(one: str, other: str) -> bool:
    """Whether two texts have most of their runs of three words in common (Jaccard's index)."""
    runs = [runs_of(words_of(text)) for text in (one, other)]
    union = runs[0] | runs[1]
    return bool(union) and len(runs[0] & runs[1]) >= ALIKE * len(union)


def words_of(text: str) -> list[str]:
    return WORD.findall(text.casefold())


def runs_of(words: list[str]) -> set[int]:
    runs = {" ".join(words[place : place + 3]) for place in range(max(1, len(words) - 2))}
    return {int.from_bytes(hashlib.blake2b(run.encode(), digest_size=7).digest()) for run in runs}


def bands_of(words: list[str]) -> tuple[int, ...]:
    """Four numbers of 63 bits; near copies have one in common, as a rule."""
    runs = runs_of(words)
    smallest = [min((factor * run + term) % PRIME for run in runs) for factor, term in FACTORS]
    bands = (smallest[band * ROWS : (band + 1) * ROWS] for band in range(BANDS))
    return tuple(int.from_bytes(hashlib.blake2b(repr(band).encode(), digest_size=8).digest()) >> 1 for band in bands)
