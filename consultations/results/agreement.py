"""How far coders agree, beyond chance: Cohen's kappa for two, Krippendorff's alpha for any number. Pure.

Both are checked against the examples that their authors published. 1 is full agreement, 0 what chance would give.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from itertools import permutations

Label = Hashable
Distance = Callable[[Label, Label], float]


def cohen_kappa(one: Sequence[Label], other: Sequence[Label]) -> float | None:
    """Kappa of two coders who have each given every unit one label (Cohen 1960).

    None where it says nothing: no units, or both gave all of them the same single label.
    """
    pairs = list(zip(one, other, strict=True))
    if not pairs:
        return None
    n = len(pairs)
    left, right = Counter(one), Counter(other)
    observed = sum(a == b for a, b in pairs) / n
    expected = sum(left[label] * right[label] for label in left) / n**2
    return None if expected == 1 else (observed - expected) / (1 - expected)


def nominal(one: Label, other: Label) -> float:
    """The distance between labels of which none is nearer to another."""
    return float(one != other)


def masi(one: frozenset, other: frozenset) -> float:
    """The distance between two sets of labels, from 0 (the same) to 1 (nothing in common), after Passonneau (2006).

    One minus Jaccard's index times 2/3 where one set holds the other, 1/3 where they only overlap.
    """
    if one == other:
        return 0.0
    shared = one & other
    if not shared:
        return 1.0
    return 1 - len(shared) / len(one | other) * (2 / 3 if shared in (one, other) else 1 / 3)


def krippendorff_alpha(units: Sequence[Sequence[Label]], *, distance: Distance = nominal) -> float | None:
    """Alpha of the labels that each unit was given, by any number of coders (Krippendorff 2011).

    A unit with fewer than two labels is left out. None where all labels are the same, or there is nothing to compare.
    """
    paired = [labels for labels in units if len(labels) > 1]
    given = Counter(label for labels in paired for label in labels)
    n = sum(given.values())
    expected = sum(given[a] * given[b] * distance(a, b) for a, b in permutations(given, 2))
    if not expected:
        return None
    observed = sum(sum(distance(a, b) for a, b in permutations(labels, 2)) / (len(labels) - 1) for labels in paired)
    return 1 - (n - 1) * observed / expected
