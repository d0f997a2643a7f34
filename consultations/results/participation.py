"""Who answered, beside who lives there: shares, differences in percentage points, and who is missing. Pure.

Everybody was free to answer. A difference tells who answered; it never tells what all residents think.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from consultations.results.population import Codes
from consultations.results.reference import Margin
from consultations.results.statistics import wilson

ALIKE = 5.0  # percentage points
FEWEST = 30  # answers, below which a share is mostly chance


@dataclass(frozen=True)
class GroupShare:
    """One group. Shares are from 0 to 1, ``difference`` is in percentage points."""

    label: str
    count: int
    share: float
    people: int
    of_population: float

    @property
    def difference(self) -> float:
        return 100 * (self.share - self.of_population)

    @property
    def is_alike(self) -> bool:
        return abs(self.difference) < ALIKE


@dataclass(frozen=True)
class Participation:
    """One background question. ``apart`` are answers in no group, with their words: "Prefer not to say" and the like."""

    margin: Margin
    base: int
    groups: tuple[GroupShare, ...]
    apart: tuple[tuple[str, int], ...]

    @property
    def has_too_few(self) -> bool:
        return self.base < FEWEST


@dataclass(frozen=True)
class Gap:
    """A group of whom fewer answered than if those who answered were spread as the population is."""

    label: str
    count: int
    expected: int

    @property
    def missing(self) -> int:
        return self.expected - self.count


def participation(margin: Margin, counts: Mapping[str, int], words: Mapping[str, str]) -> Participation:
    """Of a question: ``counts`` are people by choice, ``words`` the choices' texts."""
    (grouping,) = margin.groupings
    by_group = _by_groups(margin, {(choice,): n for choice, n in counts.items()})
    base, total = sum(by_group.values()), margin.total
    groups = [
        GroupShare(
            label,
            by_group[(codes,)],
            by_group[(codes,)] / base if base else 0.0,
            margin.people.get((codes,), 0),
            margin.people.get((codes,), 0) / total,
        )
        for codes, label in grouping.labels.items()
    ]
    apart = [
        (words[choice], counts[choice]) for choice in words if counts.get(choice) and not grouping.group_of(choice)
    ]
    return Participation(margin, base, tuple(groups), tuple(apart))


def gaps(margin: Margin, counts: Mapping[tuple[str, ...], int]) -> list[Gap]:
    """The groups of whom fewer answered than chance explains (Wilson, 95 per cent), the largest gap first.

    ``counts`` are people by their choices in the margin's questions, in that order.
    """
    by_group = _by_groups(margin, counts)
    base, total = sum(by_group.values()), margin.total
    if base < FEWEST:
        return []
    found = [
        Gap(margin.label(groups), by_group[groups], round(base * people / total))
        for groups, people in margin.people.items()
        if people / total > wilson(by_group[groups], base)[1]
    ]
    return largest(gap for gap in found if gap.missing > 0)


def people_in(margin: Margin, counts: Mapping[tuple[str, ...], int]) -> int:
    """How many are in a group of each of the margin's questions."""
    return sum(_by_groups(margin, counts).values())


def largest(found: Iterable[Gap]) -> list[Gap]:
    return sorted(found, key=lambda gap: (-gap.missing, gap.label))


def _by_groups(margin: Margin, counts: Mapping[tuple[str, ...], int]) -> Counter[tuple[Codes, ...]]:
    """People by group; who is in none of one of the questions' groups is left out."""
    found: Counter[tuple[Codes, ...]] = Counter()
    for choices, n in counts.items():
        groups = tuple(each.group_of(choice) for each, choice in zip(margin.groupings, choices, strict=True))
        if None not in groups:
            found[groups] += n
    return found
