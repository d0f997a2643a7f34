"""What a rule is: a name, words for the moderator, and a function from a text to the places that it means."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

Span = tuple[int, int]


@dataclass(frozen=True)
class Circumstances:
    """What a rule may know besides the text: the language of the form, and the lists that people keep."""

    locale: str = "sv"
    words: Mapping[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def listed(self, kind: str) -> frozenset[str]:
        """The words of one kind in all languages: people write in any of them."""
        return frozenset().union(*(words for (name, _locale), words in self.words.items() if name == kind))


@dataclass(frozen=True)
class Rule:
    """``find`` gives the places in a text, as (start, end) in characters; the whole text is (0, len)."""

    name: str
    label: str
    why: str
    find: Callable[[str, Circumstances], Iterable[Span]]


@dataclass(frozen=True)
class Finding:
    rule: str
    start: int
    end: int
