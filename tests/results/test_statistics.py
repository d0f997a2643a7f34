"""Arithmetic against published examples."""

import pytest

from consultations.results.statistics import chi_square_tail, independence, wilson


@pytest.mark.parametrize(
    ("count", "base", "low", "high"),
    # Newcombe (1998), Statistics in Medicine 17, table I, method 3 (score, no continuity correction).
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_newcombes(count, base, low, high):
    found = wilson(count, base)
    assert [round(limit, 4) for limit in found] == [low, high]


def test_an_interval_of_nobody_says_nothing_and_of_more_than_all_is_refused():
    assert wilson(0, 0) == (0.0, 1.0)
    assert wilson(5, 5)[1] == 1.0
    with pytest.raises(ValueError, match="no share"):
        wilson(6, 5)


@pytest.mark.parametrize(
    ("value", "df", "p"),
    # Critical values as every table of chi-square has them.
    [
        (3.841, 1, 0.05),
        (6.635, 1, 0.01),
        (5.991, 2, 0.05),
        (18.307, 10, 0.05),
        (43.773, 30, 0.05),
        (124.342, 100, 0.05),
    ],
)
def test_the_tail_of_chi_square_is_that_of_the_tables(value, df, p):
    assert chi_square_tail(value, df) == pytest.approx(p, abs=5e-5)
    assert chi_square_tail(0, df) == 1.0
    assert 0 <= chi_square_tail(5_000, df) < 1e-300 or chi_square_tail(5_000, df) == 0


def test_pearsons_test_is_that_of_the_documentation_of_scipy():
    found = independence([[10, 10, 20], [20, 20, 20]])  # scipy.stats.chi2_contingency: 2.7777777777777777, 0.2493522
    assert (round(found.chi_square, 6), found.df, round(found.p, 6)) == (2.777778, 2, 0.249352)
    assert found.is_reliable


def test_strength_is_one_where_one_answer_gives_the_other_and_none_where_it_says_nothing():
    assert independence([[20, 0], [0, 20]]).v == pytest.approx(1)
    nothing = independence([[20, 20], [10, 10]])
    assert (nothing.chi_square, nothing.v, nothing.p) == (0, 0, 1)


def test_empty_lines_are_left_out_and_small_numbers_said():
    assert independence([[5, 0], [7, 0]]) is None
    assert independence([]) is None
    found = independence([[3, 1, 0], [0, 0, 0], [1, 3, 0]])
    assert (found.df, found.is_reliable) == (1, False)
