"""The answers to one question with and without weights, from cells of people and the population they are held against. Pure.

Only for officials: no release and nothing that is public has a weighted figure.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question
from consultations.results.cells import Cells, Choices
from consultations.results.reference import Margin, Reference
from consultations.results.weighting import Cell, Weights, design_effect, effective_size, rake

FEWEST_IN_A_CELL = 5  # Below, two questions are weighted one by one rather than crossed.


@dataclass(frozen=True)
class Weighing:
    """The weights of everybody: ``weight`` by their choices in the background questions."""

    margins: tuple[Margin, ...]
    weights: Weights
    weight: Mapping[Choices, float]
    people: int
    effect: float
    effective: float

    @property
    def unreached(self) -> list[str]:
        """The groups of whom nobody answered, in words."""
        return [self.margins[n].label(group) for n, group in self.weights.unreached]


@dataclass(frozen=True)
class WeightedLine:
    """One answer: people, and their share of those who answered, without and with weights, 0 to 1."""

    label: str
    count: int
    share: float
    weighted: float

    @property
    def difference(self) -> float:
        return 100 * (self.weighted - self.share)


def weigh(reference: Reference, background: Sequence[Question], people: Mapping[Choices, int]) -> Weighing:
    """Raked to every margin there is; to two questions crossed where each cell has enough people."""
    margins = chosen_margins(reference, background, people)
    cell_of = {choices: _cell(margins, background, choices) for choices in people}
    counts: Counter[Cell] = Counter()
    for choices, n in people.items():
        counts[cell_of[choices]] += n
    weights = rake(counts, [margin.people for margin in margins])
    return Weighing(
        margins=margins,
        weights=weights,
        weight={choices: weights.by_cell.get(cell, 1.0) for choices, cell in cell_of.items()},
        people=sum(counts.values()),
        effect=design_effect(weights.by_cell, counts) if counts else 1.0,
        effective=effective_size(weights.by_cell, counts),
    )


def chosen_margins(
    reference: Reference, background: Sequence[Question], people: Mapping[Choices, int]
) -> tuple[Margin, ...]:
    crossed: list[Margin] = []
    for pair in reference.pairs:
        used = {concept for margin in crossed for concept in margin.concepts}
        if not used & set(pair.concepts) and _is_dense(pair, background, people):
            crossed.append(pair)
    used = {concept for margin in crossed for concept in margin.concepts}
    return (*crossed, *(margin for margin in reference.margins if margin.concepts[0] not in used))


def weighted_lines(question: Question, cells: Cells, weight: Mapping[Choices, float]) -> list[WeightedLine]:
    plain, heavy = defaultdict(float), defaultdict(float)
    rows, heavy_rows = defaultdict(float), defaultdict(float)
    for (choices, row, choice), n in cells.answers.items():
        plain[row, choice] += n
        heavy[row, choice] += n * weight[choices]
        rows[row] += n
        heavy_rows[row] += n * weight[choices]
    if question.type == "multiple_choice":  # People, not ticks.
        rows[""] = sum(cells.answered.values())
        heavy_rows[""] = sum(n * weight[choices] for choices, n in cells.answered.items())
    return [
        WeightedLine(
            label,
            int(plain[row, choice]),
            plain[row, choice] / rows[row] if rows[row] else 0.0,
            heavy[row, choice] / heavy_rows[row] if heavy_rows[row] else 0.0,
        )
        for row, choice, label in type_of(question).lines(question)
    ]


def effective_answers(cells: Cells, weight: Mapping[Choices, float]) -> float:
    """Kish's effective number of those who answered the question."""
    return effective_size(weight, cells.answered)


def _is_dense(pair: Margin, background: Sequence[Question], people: Mapping[Choices, int]) -> bool:
    found: Counter = Counter()
    for choices, n in people.items():
        found[_group(pair, background, choices)] += n
    return all(found[groups] >= FEWEST_IN_A_CELL for groups in pair.people)


def _cell(margins: Iterable[Margin], background: Sequence[Question], choices: Choices) -> Cell:
    return tuple(_group(margin, background, choices) for margin in margins)


def _group(margin: Margin, background: Sequence[Question], choices: Choices):
    """The groups of a margin that somebody is in; None where one of them isn't known."""
    given = {question.id: choice for question, choice in zip(background, choices, strict=True)}
    groups = tuple(each.group_of(given[each.question]) for each in margin.groupings)
    return None if None in groups else groups
