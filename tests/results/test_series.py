"""Several releases together: an attacker who knows that nobody withdrew narrows every line down as far as the rules allow.

Bounds are propagated over all releases: each line of each release lies between what the lines beside it, and the same line
before and after, leave for it. What was merged or withheld must never come down to a single small number.
"""

import random

import pytest

from consultations.results.disclosure import Disclosed, K, difference_is_safe, disclose_one_each, is_safe

LINES = tuple("abcdef")
Bounds = dict[tuple[int, str], tuple[int, int]]


def a_series(chance: random.Random, *, releases: int = 4) -> list[tuple[dict[str, int], Disclosed]]:
    """What truly was, and what was published: only releases that pass against every earlier one."""
    counts = {line: chance.choice([0, 1, 2, 4, 5, 9, 30]) for line in LINES[: chance.randint(2, len(LINES))]}
    published: list[tuple[dict[str, int], Disclosed]] = []
    unanswered = chance.choice([0, 3, 12])
    for _ in range(releases):
        earlier = [shown for _truth, shown in published]
        asked = sum(counts.values()) + unanswered
        shown = disclose_one_each(counts, asked=asked, required=False, earlier=earlier)
        if asked >= K and all(
            is_safe(asked - (before.asked or 0)) and difference_is_safe(shown, before) for before in earlier
        ):
            published.append((dict(counts), shown))
        counts = {line: n + chance.choice([0, 0, 1, 3, 6, 20]) for line, n in counts.items()}
    return published


def narrowed(series: list[Disclosed]) -> Bounds:
    """The least and most that each line can be, in each release, for somebody who has them all."""
    bounds = {(t, key): (0, s.asked or 0) for t, s in enumerate(series) for group in s.groups for key in group.keys}
    while True:
        before = dict(bounds)
        for t, shown in enumerate(series):
            for group in shown.groups:
                if group.value is not None:
                    _sum_to(bounds, [(t, key) for key in group.keys], group.value)
        for (t, key), (low, high) in before.items():
            if (t + 1, key) in bounds:
                later_low, later_high = bounds[t + 1, key]
                bounds[t, key] = (bounds[t, key][0], min(bounds[t, key][1], later_high))
                bounds[t + 1, key] = (max(later_low, low), min(later_high, bounds[t + 1, key][1]))
            assert low <= high, "the truth itself must fit"
        if bounds == before:
            return bounds


def _sum_to(bounds: Bounds, cells: list, value: int) -> None:
    least, most = (sum(bounds[cell][end] for cell in cells) for end in (0, 1))
    for cell in cells:
        low, high = bounds[cell]
        bounds[cell] = (max(low, value - (most - high)), min(high, value - (least - low)))


def told(series: list[Disclosed]) -> list:
    """Lines that were merged or withheld, and of which a number below five is known more closely than five numbers."""
    bounds = narrowed(series)
    hidden = [
        (t, key)
        for t, shown in enumerate(series)
        for group in shown.groups
        if len(group.keys) > 1 or group.value is None
        for key in group.keys
    ]
    naked = [cell for cell, (low, high) in bounds.items() if low == high and 0 < low < K]
    return naked + [cell for cell in hidden if bounds[cell][0] < K and bounds[cell][1] - bounds[cell][0] + 1 < K]


KNOWN_ONCE = (1644, 6342, 15026)  # "no answer" had been told as a difference, and was merged afterwards


@pytest.mark.parametrize("seed", [*range(300), *KNOWN_ONCE])
def test_no_series_of_releases_tells_of_a_small_number(seed):
    series = a_series(random.Random(seed))  # noqa: S311
    bounds = narrowed([shown for _truth, shown in series])
    for t, (truth, _shown) in enumerate(series):
        assert all(bounds[t, key][0] <= n <= bounds[t, key][1] for key, n in truth.items() if (t, key) in bounds)
    assert told([shown for _truth, shown in series]) == []


def test_the_control_a_release_with_small_numbers_is_told():
    naked = disclose_one_each({"a": 2, "b": 30}, asked=40, required=False, k=1)
    assert told([naked]) != []
