"""Weights by raking (iterative proportional fitting; Deming & Stephan 1940), with limits, and what they cost. Pure.

Works on cells, people with the same background, so that it costs the same whatever their number. A weight mends who
answered, never why: whoever shows weighted figures shows the unweighted beside them.
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

LOWEST, HIGHEST = 0.3, 3.0  # times the mean weight
ROUNDS = 1_000
CLOSE = 1e-7

Cell = tuple[Hashable, ...]  # the group in each margin; None where it isn't known
Targets = Mapping[Hashable, float]


@dataclass(frozen=True)
class Weights:
    """A weight for each cell, 1 on average. ``miss`` is the largest distance of a group's share from its target, 0 to 1.

    ``has_converged`` is False where the weights never settled: then they say nothing. ``limited`` is how many people
    have a weight at one of the limits, ``unreached`` are groups (margin, group) of whom nobody answered.
    """

    by_cell: Mapping[Cell, float]
    has_converged: bool
    miss: float
    limited: int
    unreached: tuple[tuple[int, Hashable], ...]


def rake(
    counts: Mapping[Cell, int], targets: Sequence[Targets], *, lowest: float = LOWEST, highest: float = HIGHEST
) -> Weights:
    """Weights that give each margin its targets (any positive scale) as nearly as the limits allow.

    Whoever is not known in a margin keeps their share of it: that margin then says nothing of them. Limits bind after
    every round over the margins, until nothing changes.
    """
    cells = {cell: n for cell, n in counts.items() if n > 0}
    total = sum(cells.values())
    wanted = [_wanted(cells, margin, target) for margin, target in enumerate(targets)]
    weights = dict.fromkeys(cells, 1.0)
    has_converged = False
    for _round in range(ROUNDS):
        before = dict(weights)
        for margin, goal in enumerate(wanted):
            _fit(weights, cells, margin, goal)
        _limit(weights, cells, total, lowest, highest)
        if all(abs(weights[cell] - before[cell]) < CLOSE for cell in cells):
            has_converged = True
            break
    return Weights(
        by_cell=weights,
        has_converged=has_converged,
        miss=_miss(weights, cells, wanted, total),
        limited=sum(n for cell, n in cells.items() if _is_limited(weights[cell], lowest, highest)),
        unreached=tuple((m, g) for m, target in enumerate(targets) for g in target if target[g] and g not in wanted[m]),
    )


def design_effect(weights: Mapping[Cell, float], counts: Mapping[Cell, int]) -> float:
    """Kish's (1965): how many times weighting multiplies the variance, at least 1. Raises ValueError of nobody."""
    people = sum(counts.values())
    if not people:
        raise ValueError("Nobody has a weight.")
    weighted = sum(weights[cell] * n for cell, n in counts.items())
    squares = sum(weights[cell] ** 2 * n for cell, n in counts.items())
    return people * squares / weighted**2


def effective_size(weights: Mapping[Cell, float], counts: Mapping[Cell, int]) -> float:
    """How many people, unweighted, would tell as much."""
    return sum(counts.values()) / design_effect(weights, counts) if sum(counts.values()) else 0.0


def _shares(weights: Mapping[Cell, float], cells: Mapping[Cell, int], margin: int) -> dict[Hashable, float]:
    found: dict[Hashable, float] = {}
    for cell, n in cells.items():
        found[cell[margin]] = found.get(cell[margin], 0.0) + weights[cell] * n
    return found


def _wanted(cells: Mapping[Cell, int], margin: int, target: Targets) -> dict[Hashable, float]:
    """How many people each group should weigh; of the groups that are there."""
    there = _shares(dict.fromkeys(cells, 1.0), cells, margin)
    known = sum(n for group, n in there.items() if target.get(group))
    scale = sum(target[group] for group in there if target.get(group))
    return {group: known * target[group] / scale if target.get(group) else n for group, n in there.items()}


def _fit(weights: dict[Cell, float], cells: Mapping[Cell, int], margin: int, goal: Mapping[Hashable, float]) -> None:
    now = _shares(weights, cells, margin)
    for cell in cells:
        weights[cell] *= goal[cell[margin]] / now[cell[margin]]


def _limit(weights: dict[Cell, float], cells: Mapping[Cell, int], total: int, lowest: float, highest: float) -> None:
    """Cut to the limits and brought back to a mean of 1, in turn, until both hold."""
    for _round in range(ROUNDS):
        for cell in cells:
            weights[cell] = min(highest, max(lowest, weights[cell]))
        mean = sum(weights[cell] * n for cell, n in cells.items()) / total if total else 1.0
        if abs(mean - 1) < CLOSE / 100:
            break
        for cell in cells:
            weights[cell] /= mean


def _is_limited(weight: float, lowest: float, highest: float) -> bool:
    return abs(weight - lowest) < CLOSE or abs(weight - highest) < CLOSE


def _miss(weights, cells, wanted, total: int) -> float:
    weighted = sum(weights[cell] * n for cell, n in cells.items())
    return max(
        (
            abs(share / weighted - goal[group] / total)
            for margin, goal in enumerate(wanted)
            for group, share in _shares(weights, cells, margin).items()
        ),
        default=0.0,
    )
