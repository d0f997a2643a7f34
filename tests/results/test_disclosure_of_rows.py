"""Rows that hang together (a first and a second choice): no row gives away what another hides.

As in ``test_disclosure``, every set of answers that could lie behind what is shown is tried.
"""

from collections import defaultdict
from itertools import permutations

import pytest

from consultations.results.disclosure import Disclosed, K, disclose_one_each
from consultations.results.disclosure_of_rows import disclose_together
from tests.results.test_disclosure import truths_that_sum_to

ROWS = ("1", "2")


def patterns(choices: int):
    """What one person may answer: nothing, a first choice, or a first and a second."""
    keys = [str(n) for n in range(choices)]
    return [(), *[(key,) for key in keys], *permutations(keys, 2)]


def cells_of(truth, answers, choices: int):
    rows = {row: {str(n): 0 for n in range(choices)} for row in ROWS}
    for people, answer in zip(truth, answers, strict=True):
        for row, choice in zip(ROWS, answer, strict=False):
            rows[row][choice] += people
    return rows


def row_by_row(rows, *, asked):
    """The control: each row by itself."""
    return {row: disclose_one_each(cells, asked=asked, required=False) for row, cells in rows.items()}


def told_apart(disclose, choices: int, asked: int, answers):
    """Lines of a row that hold 1 to 4 people with fewer than five possible values."""
    seen = defaultdict(lambda: defaultdict(set))
    for truth in truths_that_sum_to(asked, len(answers)):
        rows = cells_of(truth, answers, choices)
        output = tuple(disclose(rows, asked=asked).items())
        for row, cells in rows.items():
            for choice, count in cells.items():
                seen[output][row, choice].add(count)
    return [
        (output, line, values)
        for output, lines in seen.items()
        for line, values in lines.items()
        if len(values) < K and any(0 < value < K for value in values)
    ]


@pytest.mark.parametrize(("choices", "asked"), [(2, 12), (2, 17), (2, 22)])
def test_no_small_number_can_be_worked_out_from_several_rows(choices, asked):
    answers = patterns(choices)
    assert told_apart(disclose_together, choices, asked, answers) == []
    assert told_apart(row_by_row, choices, asked, answers) != []


def test_nor_where_everybody_chose_two_of_three():
    answers = [answer for answer in patterns(3) if len(answer) == 2]
    assert told_apart(disclose_together, 3, 13, answers) == []


def test_large_rows_are_shown_in_full():
    rows = {"1": {"a": 40, "b": 30, "c": 20}, "2": {"a": 30, "b": 25, "c": 25}}
    shown = disclose_together(rows, asked=100)
    assert {row: [group.value for group in table.groups] for row, table in shown.items()} == {
        "1": [40, 30, 20],
        "2": [30, 25, 25],
    }
    assert [table.answered for table in shown.values()] == [90, 80]


def test_the_same_lines_are_merged_in_every_row():
    rows = {"1": {"a": 40, "b": 30, "c": 20, "d": 10}, "2": {"a": 30, "b": 2, "c": 25, "d": 20}}
    shown = disclose_together(rows, asked=120)
    keys = {tuple(group.keys for group in table.groups) for table in shown.values()}
    assert len(keys) == 1
    assert all(isinstance(table, Disclosed) and ("b",) not in next(iter(keys)) for table in shown.values())
