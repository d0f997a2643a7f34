"""Groups of people who answer a set of statements alike, what tells each group from the others, and what unites them.

Votes are 1 (agree), -1 (disagree), 0 (pass) or nan (not voted on). They are laid out on two principal components, and k-means
makes 2 to 5 groups; the silhouette chooses how many. Noise makes groups too: so the same is done with shuffled votes, in which
nobody's answers hang together, and only what stands out from all of these is told. Seeds are fixed: the same votes give the same groups.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt

from consultations.results.statistics import wilson

FEWEST_PEOPLE, FEWEST_STATEMENTS = 30, 3
LEVEL = 0.05
FAR = 0.10  # the least difference of shares that tells a group from the others


@dataclass(frozen=True)
class Stance:
    """What one group said of one statement: people who agree, disagree and pass."""

    agree: int
    disagree: int
    passed: int

    @property
    def voted(self) -> int:
        return self.agree + self.disagree + self.passed

    def share(self, side: int) -> float:
        """The share that agrees (1) or disagrees (-1), of those who voted; 0 if nobody did."""
        return _on(self, side) / self.voted if self.voted else 0.0


@dataclass(frozen=True)
class Telling:
    """A statement that tells a group from all others: the side it takes, both shares, and p (adjusted by Holm)."""

    statement: int
    side: int
    share: float
    others: float
    p: float


@dataclass(frozen=True)
class Bridge:
    """A statement on which most of every group take the same side; ``least`` is the share in the group that does least."""

    statement: int
    side: int
    least: float


@dataclass(frozen=True)
class Groups:
    """``members`` is the group of each person, the largest being 0; empty where there are no clear groups.

    ``places`` are their two coordinates. ``silhouette`` is that of the groups, ``by_chance`` the highest of the shuffled.
    """

    members: Sequence[int]
    places: Sequence[tuple[float, float]]
    stances: Sequence[Sequence[Stance]]  # by group and statement
    telling: Sequence[Sequence[Telling]]  # by group, the most telling first
    bridges: Sequence[Bridge]
    silhouette: float
    by_chance: float

    @property
    def sizes(self) -> list[int]:
        return [list(self.members).count(group) for group in range(len(self.stances))]


def telling_of(stances: Sequence[Sequence[Stance]]) -> list[list[Telling]]:
    """By group, the statements whose share differs from that of all others: two proportions, Holm over all comparisons."""
    tests = [
        _compared(group, number, side, stances)
        for group in range(len(stances))
        for number in range(len(stances[0]))
        for side in (1, -1)
    ]
    adjusted = holm([test.p for _group, test in tests])
    found: list[list[Telling]] = [[] for _group in stances]
    for (group, test), p in zip(tests, adjusted, strict=True):
        if p <= LEVEL and test.share - test.others >= FAR:
            found[group].append(Telling(test.statement, test.side, test.share, test.others, p))
    return [sorted(each, key=lambda test: (test.others - test.share, test.statement)) for each in found]


def bridges_of(stances: Sequence[Sequence[Stance]]) -> list[Bridge]:
    """Statements on which more than half of each group, as sure as a share can be (Wilson), take one side."""
    found = []
    for number in range(len(stances[0])):
        for side in (1, -1):
            of_groups = [group[number] for group in stances]
            if all(wilson(_on(stance, side), stance.voted)[0] > 0.5 for stance in of_groups):
                found.append(Bridge(number, side, min(stance.share(side) for stance in of_groups)))
    return sorted(found, key=lambda bridge: -bridge.least)


def two_proportions(a: int, n: int, b: int, m: int) -> float:
    """p of the two-sided test that two shares, a of n and b of m, are one (pooled; without correction)."""
    if not n or not m or (pooled := (a + b) / (n + m)) in {0.0, 1.0}:
        return 1.0
    z = (a / n - b / m) / sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
    return erfc(abs(z) / sqrt(2))


def holm(ps: Sequence[float]) -> list[float]:
    """The p values adjusted for being many (Holm 1979), in the order given."""
    adjusted, highest = [0.0] * len(ps), 0.0
    for rank, place in enumerate(sorted(range(len(ps)), key=lambda place: ps[place])):
        highest = max(highest, min(1.0, (len(ps) - rank) * ps[place]))
        adjusted[place] = highest
    return adjusted


def _on(stance: Stance, side: int) -> int:
    return stance.agree if side > 0 else stance.disagree


def _compared(group: int, number: int, side: int, stances) -> tuple[int, Telling]:
    own = stances[group][number]
    rest = [each[number] for place, each in enumerate(stances) if place != group]
    a, n = _on(own, side), own.voted
    b, m = sum(_on(each, side) for each in rest), sum(each.voted for each in rest)
    return group, Telling(number, side, a / n if n else 0.0, b / m if m else 0.0, two_proportions(a, n, b, m))
