"""Weights: against published figures, an independent way to the same weights, and what must hold of any margins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize

from consultations.results.weighting import HIGHEST, LOWEST, design_effect, effective_size, rake

FREE = {"lowest": 0.0, "highest": 1e9}


def by_entropy(counts, targets):
    """The same weights by another way: those nearest to 1 in entropy, found by minimising the dual with scipy."""
    cells = list(counts)
    groups = [(margin, group) for margin, target in enumerate(targets) for group in target]
    is_in = np.array([[cell[margin] == group for margin, group in groups] for cell in cells], float)
    n = np.array([counts[cell] for cell in cells], float)
    goal = np.array([n.sum() * targets[margin][group] / sum(targets[margin].values()) for margin, group in groups])
    found = minimize(
        lambda b: (n * np.exp(is_in @ b)).sum() - goal @ b,
        np.zeros(len(groups)),
        jac=lambda b: is_in.T @ (n * np.exp(is_in @ b)) - goal,
        method="BFGS",
        options={"gtol": 1e-6},
    )
    return dict(zip(cells, np.exp(is_in @ found.x), strict=True))


def test_a_published_table_comes_out_as_published():
    """The example of ``ipf`` in the documentation of ProportionalFitting.jl (van Kesteren), to its decimals."""
    seed = [[40, 30, 20, 10], [35, 50, 100, 75], [30, 80, 70, 120], [20, 30, 40, 50]]
    counts = {(row, column): seed[row][column] for row in range(4) for column in range(4)}
    targets = [dict(enumerate([150, 300, 400, 150])), dict(enumerate([200, 300, 400, 100]))]
    found = rake(counts, targets, **FREE)
    people = sum(counts.values())
    table = [1000 * found.by_cell[cell] * n / people for cell, n in counts.items()]
    assert table == pytest.approx(
        [
            *(64.5585, 46.2325, 35.3843, 3.82473),
            *(49.9679, 68.1594, 156.499, 25.3742),
            *(56.7219, 144.428, 145.082, 53.7673),
            *(28.7516, 41.18, 63.0347, 17.0337),
        ],
        rel=1e-5,
    )
    assert (found.has_converged, found.miss < 1e-6, found.limited) == (True, True, 0)


def test_the_independent_way_gives_the_same():
    counts = {("w", "a"): 40, ("w", "b"): 30, ("m", "a"): 10, ("m", "b"): 45, ("m", "c"): 7, ("w", "c"): 12}
    targets = [{"w": 0.49, "m": 0.51}, {"a": 0.5, "b": 0.3, "c": 0.2}]
    other = by_entropy(counts, targets)
    assert rake(counts, targets, **FREE).by_cell == pytest.approx(other, rel=1e-4)


def test_kishs_effect_is_that_of_the_published_example():
    """Ten people, one of whom weighs ten times as much: 3.311927 (the tests of the R package flipData)."""
    weights, counts = {("heavy",): 10.0, ("light",): 1.0}, {("heavy",): 1, ("light",): 9}
    assert effective_size(weights, counts) == pytest.approx(3.311927, abs=1e-6)
    assert design_effect(weights, counts) == pytest.approx(10 / 3.311927, abs=1e-6)
    assert design_effect({("all",): 2.0}, {("all",): 7}) == 1
    with pytest.raises(ValueError, match="Nobody"):
        design_effect({}, {})


def test_limits_hold_and_what_they_cost_is_said():
    found = rake({("w",): 98, ("m",): 2}, [{"w": 0.5, "m": 0.5}])
    assert (found.has_converged, found.by_cell["m",], found.limited) == (True, pytest.approx(HIGHEST), 2)
    assert found.miss == pytest.approx(0.5 - 0.06)  # two people who weigh three each, of a hundred
    assert found.by_cell["w",] * 98 + found.by_cell["m",] * 2 == pytest.approx(100)


def test_who_is_not_known_in_a_margin_keeps_their_share_and_who_is_not_there_is_named():
    found = rake({("w", "a"): 30, ("m", "a"): 50, (None, "a"): 20}, [{"w": 1, "m": 1}, {"a": 3, "b": 1}])
    assert found.by_cell == {("w", "a"): pytest.approx(4 / 3), ("m", "a"): pytest.approx(0.8), (None, "a"): 1.0}
    assert found.unreached == ((1, "b"),)
    assert rake({}, [{"w": 1}]).unreached == ((0, "w"),)


def test_what_never_settles_is_said():
    """No weights can give both margins: all women live in a, all men in b."""
    found = rake({("w", "a"): 10, ("m", "b"): 10}, [{"w": 0.9, "m": 0.1}, {"a": 0.1, "b": 0.9}], **FREE)
    assert found.miss > 0.3 or not found.has_converged


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.integers(1, 60), min_size=12, max_size=12),
    st.lists(st.integers(1, 9), min_size=3, max_size=3),
    st.lists(st.integers(1, 9), min_size=4, max_size=4),
)
def test_any_margins_are_met_without_limits_and_kept_within_them(people, rows, columns):
    cells = {(row, column): people[4 * row + column] for row in range(3) for column in range(4)}
    targets = [dict(enumerate(rows)), dict(enumerate(columns))]
    free = rake(cells, targets, **FREE)
    assert free.has_converged
    for margin, target in enumerate(targets):
        for group, goal in target.items():
            share = sum(free.by_cell[cell] * n for cell, n in cells.items() if cell[margin] == group)
            assert share / sum(people) == pytest.approx(goal / sum(target.values()), abs=1e-6)
    limited = rake(cells, targets)
    assert all(LOWEST <= weight <= HIGHEST for weight in limited.by_cell.values())
    assert 1 <= effective_size(limited.by_cell, cells) <= sum(people) + 1e-6
