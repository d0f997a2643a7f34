"""Nobody can be told apart: checked by trying every count that could lie behind what is shown.

The attacker knows the rules: whatever gives the same output could be the truth. Every line that is merged or
withheld must then have at least five possible values.
"""

from collections import defaultdict
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consultations.results.disclosure import (
    Disclosed,
    Group,
    K,
    TickRules,
    difference_is_safe,
    disclose_one_each,
    disclose_ticks,
    is_safe,
    may_show_asked,
)


def truths_that_sum_to(total, places):
    if places == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in truths_that_sum_to(total - first, places - 1):
            yield (first, *rest)


def possible_values(outputs):
    """For each output, the set of values that each line may have."""
    return {output: [set(column) for column in zip(*truths, strict=True)] for output, truths in outputs.items()}


def told_apart(outputs):
    """Lines that hold 1 to 4 people for sure, or less than five possible values with such among them."""
    return [
        (output, values)
        for output, columns in possible_values(outputs).items()
        for values in columns
        if len(values) < K and any(0 < value < K for value in values)
    ]


def primary_suppression_only(cells, *, asked, **_kwargs):
    """The control: small lines are left out, and nothing is done about what is left."""
    groups = tuple(Group((key,), count if is_safe(count) else None) for key, count in cells.items())
    return Disclosed(asked, sum(cells.values()), groups)


def all_tables(disclose, lines, asked):
    outputs = defaultdict(list)
    keys = [str(n) for n in range(lines)]
    for truth in truths_that_sum_to(asked, lines + 1):  # the last is those who did not answer
        outputs[disclose(dict(zip(keys, truth, strict=False)), asked=asked, required=False)].append(truth)
    return outputs


@pytest.mark.parametrize(("lines", "asked"), [(1, 11), (2, 12), (2, 23), (3, 14), (3, 22), (4, 13), (5, 15)])
def test_where_everybody_stands_on_one_line_no_small_number_can_be_worked_out(lines, asked):
    assert told_apart(all_tables(disclose_one_each, lines, asked)) == []
    assert told_apart(all_tables(primary_suppression_only, lines, asked)) != []


@pytest.mark.parametrize(("lines", "asked", "begins"), [(2, 14, "1"), (3, 14, "1"), (4, 13, "13"), (5, 14, "24")])
def test_parts_that_are_merged_by_themselves_first_tell_no_more(lines, asked, begins):
    def in_parts(cells, **kwargs):
        return disclose_one_each(cells, apart=tuple(begins), **kwargs)

    assert told_apart(all_tables(in_parts, lines, asked)) == []


def test_a_part_with_few_does_not_take_the_lines_above_along():
    cells = {"a": 7, "x": 1, "y": 2}
    in_parts = disclose_one_each(cells, asked=30, required=False, apart=("x",))
    assert in_parts.groups == (Group(("a",), 7), Group(("x", "y", "#not_answered"), 23))
    assert disclose_one_each(cells, asked=30, required=False).groups[0].keys[:2] == ("a", "x")


TICKS = [
    (1, 12, TickRules()),
    (2, 14, TickRules()),
    (3, 12, TickRules()),
    (2, 13, TickRules(required=True)),
    (3, 12, TickRules(required=True)),
    (3, 13, TickRules(at_most=2)),
    (3, 13, TickRules(at_least=2)),
    (3, 13, TickRules(at_most=1)),
    (3, 13, TickRules(at_most=1, required=True)),
    (3, 13, TickRules(exclusive=frozenset("2"))),
    (3, 12, TickRules(required=True, exclusive=frozenset("2"))),
    (3, 14, TickRules(at_most=2, exclusive=frozenset("2"))),
]


def all_ticks(disclose, lines, asked, rules):
    """Every count of ticks that people who follow the questionnaire's rules can bring about."""
    outputs = defaultdict(list)
    alone = [n for n in range(lines) if str(n) in rules.exclusive]
    others = [n for n in range(lines) if n not in alone]
    for truth in product(range(asked + 1), repeat=lines):
        ticks, single = sum(truth[n] for n in others), sum(truth[n] for n in alone)
        most = rules.at_most or max(len(others), 1)
        for answered in [asked] if rules.required else range(asked + 1):
            ticking = answered - single
            if ticking >= max(truth[n] for n in others) and rules.at_least * ticking <= ticks <= most * ticking:
                cells = {str(n): truth[n] for n in range(lines)}
                outputs[disclose(cells, asked=asked, answered=answered, rules=rules)].append(truth)
    return outputs


@pytest.mark.parametrize(("lines", "asked", "rules"), TICKS)
def test_where_ticks_are_independent_no_hidden_line_can_be_worked_out(lines, asked, rules):
    assert told_apart(all_ticks(disclose_ticks, lines, asked, rules)) == []


def test_the_control_for_ticks_fails():
    def small_hidden_but_answered_told(cells, *, asked, answered, rules):
        groups = tuple(Group((key,), count if is_safe(count) else None) for key, count in cells.items())
        return Disclosed(asked, answered, groups)

    assert told_apart(all_ticks(small_hidden_but_answered_told, 2, 13, TickRules())) != []


CELLS = st.lists(st.integers(0, 60), min_size=1, max_size=9)


@given(CELLS, st.integers(0, 30))
def test_every_line_and_the_rest_hold_nobody_or_at_least_five(counts, unanswered):
    cells = {str(n): count for n, count in enumerate(counts)}
    asked = sum(counts) + unanswered
    shown = disclose_one_each(cells, asked=asked, required=False)
    values = [group.value for group in shown.groups if group.value is not None]
    assert all(is_safe(value) and is_safe(asked - value) for value in values)
    assert sorted(key for group in shown.groups for key in group.keys if key in cells) == sorted(cells)
    if shown.answered is not None:
        assert is_safe(shown.answered)
        assert is_safe(asked - shown.answered)


@given(CELLS, st.data())
def test_shown_ticks_are_true_and_hold_at_least_five(counts, data):
    asked = max(counts) + data.draw(st.integers(0, 40))
    answered = data.draw(st.integers(max(counts), min(asked, sum(counts))))
    cells = {str(n): count for n, count in enumerate(counts)}
    shown = disclose_ticks(cells, asked=asked, answered=answered, rules=TickRules())
    values = {group.keys[0]: group.value for group in shown.groups if group.value is not None}
    assert all(value == cells[key] >= K and is_safe(asked - value) for key, value in values.items())
    assert shown.answered in {None, answered}


def test_neighbours_are_merged_and_the_merged_share_a_value():
    cells = {"1": 2, "2": 9, "3": 20, "4": 30}
    shown = disclose_one_each(cells, asked=71, required=False)
    assert shown == Disclosed(71, 61, (Group(("1", "2"), 11), Group(("3",), 20), Group(("4",), 30)))


def test_no_answer_is_a_line_too_so_that_it_can_not_be_subtracted():
    few_skipped = disclose_one_each({"yes": 20, "no": 30}, asked=53, required=False)
    assert few_skipped == Disclosed(53, None, (Group(("yes",), 20), Group(("no", "#not_answered"), 33)))
    nobody_could = disclose_one_each({"yes": 20, "no": 30}, asked=50, required=True)
    assert nobody_could == Disclosed(50, 50, (Group(("yes",), 20), Group(("no",), 30)))


def test_where_merging_leaves_one_line_nothing_is_shown():
    assert disclose_one_each({"yes": 2, "no": 30}, asked=32, required=True).groups == (Group(("yes", "no"), None),)


def test_a_hidden_tick_masks_nobody_as_well_as_four():
    nobody, four = (
        disclose_ticks({"bus": 40, "bike": 60, "boat": boat}, asked=90, answered=80, rules=TickRules())
        for boat in (0, 4)
    )
    assert nobody == four == Disclosed(90, 80, (Group(("bus",), 40), Group(("bike",), 60), Group(("boat",), None)))


def test_few_asked_shows_nothing():
    assert [may_show_asked(n, responses=100) for n in (0, 4, 5, 95, 96, 99, 100)] == [
        False,
        False,
        True,
        True,
        False,
        False,
        True,
    ]


@given(st.lists(CELLS.filter(lambda counts: len(counts) == 4), min_size=2, max_size=4))
def test_groups_only_coarsen_over_time(tables):
    earlier = []
    for counts in tables:
        cells = {str(n): count for n, count in enumerate(counts)}
        shown = disclose_one_each(cells, asked=sum(counts) + 10, required=False, earlier=earlier)
        for before in earlier:
            assert all(any(set(group.keys) <= set(now.keys) for now in shown.groups) for group in before.groups)
        earlier.append(shown)


def shown_of(*counts, unanswered=10):
    cells = {str(n): count for n, count in enumerate(counts)}
    return disclose_one_each(cells, asked=sum(counts) + unanswered, required=False)


def test_a_difference_of_one_person_tells_on_them_and_one_of_six_does_not():
    first = shown_of(20, 30)
    assert difference_is_safe(first, first)
    assert not difference_is_safe(shown_of(21, 30), first)
    assert not difference_is_safe(shown_of(25, 31), first), "six came, one of them chose the second"
    assert difference_is_safe(shown_of(26, 30), first)
    assert difference_is_safe(shown_of(25, 35), first)
    assert not difference_is_safe(shown_of(18, 30), first), "two were taken out"


def test_a_line_that_is_hidden_later_tells_that_it_became_small():
    def ticks(bus, asked):
        return disclose_ticks({"bus": bus, "bike": 50}, asked=asked, answered=50, rules=TickRules())

    assert not difference_is_safe(ticks(2, 80), ticks(8, 80))
    assert difference_is_safe(ticks(8, 80), ticks(8, 80))
    hidden = ticks(2, 80)
    later = disclose_ticks({"bus": 30, "bike": 60}, asked=120, answered=90, rules=TickRules(), earlier=[hidden])
    assert later.groups[0] == Group(("bus",), None), "once hidden, always hidden"
