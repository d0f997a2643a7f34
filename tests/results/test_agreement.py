"""Agreement between coders, against what its authors published and against an independent implementation."""

import random

import pytest

from consultations.results.agreement import cohen_kappa, krippendorff_alpha, masi

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): four observers, twelve units, some missing.
FOUR_OBSERVERS = [
    [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
    [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
    [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
    [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
]


def units(observers):
    return [[label for label in unit if label is not None] for unit in zip(*observers, strict=True)]


def test_alpha_of_krippendorffs_four_observers():
    assert round(krippendorff_alpha(units(FOUR_OBSERVERS)), 3) == 0.743


def test_alpha_of_the_same_data_by_squared_distances():
    assert round(krippendorff_alpha(units(FOUR_OBSERVERS), distance=lambda a, b: (a - b) ** 2), 3) == 0.849


def test_alpha_of_krippendorffs_two_observers_with_two_and_with_five_labels():
    two = ["0100000010", "1110010000"]
    five = ["aabbdcccedda", "babbbccceddd"]
    assert [round(krippendorff_alpha(units(map(list, pair))), 3) for pair in (two, five)] == [0.095, 0.692]


def test_kappa_of_cohens_example_of_1960():
    table = [[88, 14, 18], [10, 40, 10], [2, 6, 12]]
    pairs = [(a, b) for a, row in enumerate(table) for b, n in enumerate(row) for _ in range(n)]
    assert round(cohen_kappa(*map(list, zip(*pairs, strict=True))), 3) == 0.492


def test_kappa_as_scikit_learn_works_it_out():
    from sklearn.metrics import cohen_kappa_score

    chance = random.Random(23)  # noqa: S311
    for _n in range(20):
        one, other = ([chance.choice("abc") for _ in range(40)] for _ in range(2))
        assert cohen_kappa(one, other) == pytest.approx(cohen_kappa_score(one, other))


def test_nothing_is_said_where_there_is_nothing_to_say():
    assert cohen_kappa([], []) is cohen_kappa("aa", "aa") is krippendorff_alpha([]) is None
    assert krippendorff_alpha(["aa", "aa"]) is krippendorff_alpha(["a", "b"]) is None
    assert cohen_kappa("ab", "ab") == krippendorff_alpha(["aa", "bb"]) == 1


def test_masi_as_passonneau_weighs_it():
    a, ab, bc, none = (frozenset(text) for text in ("a", "ab", "bc", ""))
    found = [masi(a, a), masi(none, none), masi(a, ab), masi(ab, bc), masi(a, bc), masi(a, none)]
    assert found == pytest.approx([0, 0, 1 - 1 / 2 * 2 / 3, 1 - 1 / 3 * 1 / 3, 1, 1])
