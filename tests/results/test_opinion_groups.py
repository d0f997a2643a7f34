"""Groups of opinion: found where they were planted, not found in noise; arithmetic held against others' and by hand."""

import numpy as np
import pytest
from scipy.stats import chi2_contingency
from sklearn.decomposition import PCA

from consultations.results.opinion_groups import (
    Stance,
    bridges_of,
    holm,
    telling_of,
    two_proportions,
)
from consultations.results.opinion_space import _laid_out, find_groups


def planted(*leanings, each=60, sure=0.9, seed=1) -> np.ndarray:
    """People who vote as their group leans, nine times in ten."""
    chance = np.random.default_rng(seed)
    rows = [
        np.where(chance.random(len(leaning)) < sure, leaning, chance.choice([-1, 0, 1], len(leaning)))
        for leaning in leanings
        for _person in range(each)
    ]
    return np.array(rows, dtype=float)


A, B, C = [1, 1, 1, -1, -1, -1, 1, 0], [-1, -1, -1, 1, 1, 1, 1, 0], [1, -1, 1, 1, -1, 1, 1, 0]


@pytest.mark.parametrize("leanings", [(A, B), (A, B, C)])
def test_groups_that_were_planted_are_found(leanings):
    found = find_groups(planted(*leanings))
    assert found.sizes == [60] * len(leanings)
    for first in range(0, 60 * len(leanings), 60):
        assert len(set(found.members[first : first + 60])) == 1


def test_noise_passes_for_groups_once_in_twenty_at_most_about():
    votes = np.random.default_rng(99)
    told = sum(bool(len(find_groups(votes.choice([-1.0, 1.0], (80, 6))).members)) for _n in range(16))
    assert told <= 3  # 1 in 20 is expected; more than 3 of 16 comes less than once in 100 times.


def test_one_mind_is_no_group():
    assert find_groups(np.ones((50, 5))).members == ()
    assert find_groups(planted(A)).members == ()


def test_missing_votes_do_not_move_anybody():
    votes = planted(A, B)
    votes[::3, 2] = np.nan
    found = find_groups(votes)
    assert found.sizes == [60, 60]
    assert sum(stance.voted for stance in (group[2] for group in found.stances)) == 80


def test_the_same_votes_give_the_same_groups():
    assert find_groups(planted(A, B, C)) == find_groups(planted(A, B, C))


def test_too_few_is_refused():
    for shape in ((29, 5), (100, 2)):
        with pytest.raises(ValueError, match=str(shape[0])):
            find_groups(np.ones(shape))


def test_what_tells_and_what_bridges():
    found = find_groups(planted(A, B))
    for group, leaning in ((found.members[0], A), (found.members[60], B)):
        assert {(each.statement, each.side) for each in found.telling[group]} == {
            (n, side) for n, side in enumerate(leaning) if n < 6
        }
    assert [(bridge.statement, bridge.side) for bridge in found.bridges] == [(6, 1)]


class TestArithmetic:
    def test_two_proportions_are_pearsons_test(self):
        for a, n, b, m in ((30, 60, 20, 80), (5, 9, 1, 40), (99, 100, 50, 100)):
            expected = chi2_contingency([[a, n - a], [b, m - b]], correction=False).pvalue
            assert two_proportions(a, n, b, m) == pytest.approx(expected)
        assert two_proportions(0, 5, 0, 7) == two_proportions(3, 3, 4, 4) == two_proportions(0, 0, 1, 2) == 1.0

    def test_holm_by_hand(self):
        assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.03, 0.06, 0.06, 0.02])
        assert holm([]) == []

    def test_components_are_those_of_a_library(self):
        votes = planted(A, B, C)
        theirs = PCA(2).fit_transform(votes)
        assert np.abs(_laid_out(votes)) == pytest.approx(np.abs(theirs), abs=1e-8)

    def test_a_small_difference_is_not_telling_however_sure(self):
        stances = [[Stance(5_400, 4_600, 0)], [Stance(4_600, 5_400, 0)]]
        assert telling_of(stances) == [[], []]
        stances = [[Stance(60, 40, 0)], [Stance(40, 60, 0)]]
        assert [[each.side for each in group] for group in telling_of(stances)] == [[1], [-1]]

    def test_a_bridge_needs_most_of_every_group_for_sure(self):
        assert bridges_of([[Stance(6, 4, 0)], [Stance(90, 10, 0)]]) == []
        assert bridges_of([[Stance(70, 30, 0)], [Stance(90, 10, 0)]])[0].least == 0.7
