"""Which population figures a consultation is held against: for each background question the table that fits it best."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from consultations.models import Consultation, Owner, PopulationMatch, PopulationReference, PopulationTable
from consultations.questions.questionnaire import Question, Questionnaire
from consultations.results.population import (
    CONCEPTS,
    MUNICIPALITY,
    Codes,
    Dimension,
    Figures,
    Grouping,
    group,
    guess,
    plain,
)
from consultations.results.shipped import KnownTable, shipped_tables

Remembered = Mapping[tuple[str, str], list[str]]  # codes by concept and plain word


@dataclass(frozen=True)
class Margin:
    """People in the population by the groups of one or two questions. All are groups that somebody could choose."""

    groupings: tuple[Grouping, ...]
    people: Mapping[tuple[Codes, ...], int]
    table: KnownTable

    @property
    def concepts(self) -> tuple[str, ...]:
        return tuple(each.concept for each in self.groupings)

    @property
    def total(self) -> int:
        return sum(self.people.values())

    def label(self, groups: tuple[Codes, ...]) -> str:
        return ", ".join(each.labels[codes] for each, codes in zip(self.groupings, groups, strict=True))


@dataclass(frozen=True)
class Reference:
    """``areas`` are the municipalities that can be chosen between; empty where the questionnaire asks for the municipality."""

    margins: tuple[Margin, ...]
    pairs: tuple[Margin, ...]
    asked: tuple[Question, ...]
    area: str
    areas: Mapping[str, str]

    @property
    def tables(self) -> list[KnownTable]:
        return list({margin.table.key: margin.table for margin in self.margins}.values())

    @property
    def without_figures(self) -> list[Question]:
        """Background questions that nothing is known of in the population."""
        known = {margin.groupings[0].question for margin in self.margins}
        return [question for question in self.asked if question.id not in known]


def reference_of(consultation: Consultation, questionnaire: Questionnaire) -> Reference:
    return references_of([(consultation, questionnaire)])[0]


def references_of(several: Sequence[tuple[Consultation, Questionnaire]]) -> list[Reference]:
    """Four queries, whatever the number of consultations and tables."""
    ids = [consultation.pk for consultation, _questionnaire in several]
    areas = dict(PopulationReference.objects.filter(pk__in=ids).values_list("pk", "area"))
    owners = defaultdict(set)
    for owner in Owner.objects.filter(consultation__in=ids):
        owners[owner.consultation_id].add(owner.organisation_id)
    organisations = set().union(*owners.values())
    tables = PopulationTable.objects.filter(organisation__in=organisations, is_ready=True)
    own = [(table.organisation_id, known(table)) for table in tables]
    matches = list(PopulationMatch.objects.filter(organisation__in=organisations))
    return [
        refer(
            questionnaire,
            [*(table for whose, table in own if whose in owners[consultation.pk]), *shipped_tables()],
            {(m.concept, m.word): m.codes for m in matches if m.organisation_id in owners[consultation.pk]},
            area=areas.get(consultation.pk, ""),
        )
        for consultation, questionnaire in several
    ]


def known(table: PopulationTable) -> KnownTable:
    return KnownTable(
        str(table.pk), table.name, table.source, table.as_of, table.licence, Figures.read(table.figures), is_own=True
    )


def background(questionnaire: Questionnaire) -> dict[str, Question]:
    """The first question of each concept that population figures are about, by concept."""
    found: dict[str, Question] = {}
    for question in questionnaire.questions:
        if question.type == "single_choice" and question.concept in CONCEPTS:
            found.setdefault(question.concept, question)
    return found


def refer(
    questionnaire: Questionnaire, tables: Iterable[KnownTable], remembered: Remembered, *, area: str = ""
) -> Reference:
    """The margins that the tables give for these questions; the best of one's own before what the software brings."""
    tables = list(tables)
    asked = background(questionnaire)
    one, two = defaultdict(list), defaultdict(list)
    for table in tables:
        groupings = _groupings(table.figures, asked, remembered)
        areas = _areas(groupings, table.figures, area)
        if areas is None:
            continue
        for many, into in ((1, one), (2, two)):
            for concepts in combinations([concept for concept in CONCEPTS if concept in groupings], many):
                margin = _margin(table, tuple(groupings[each] for each in concepts), areas)
                if all(len(each.groups) > 1 for each in margin.groupings) and margin.total:
                    into[concepts].append((len(areas), table.is_own, table.as_of, table.key, margin))
    return Reference(
        margins=tuple(_best(one[(concept,)]) for concept in CONCEPTS if (concept,) in one),
        pairs=tuple(_best(found) for _concepts, found in sorted(two.items())),
        asked=tuple(asked.values()),
        area=area,
        areas={} if MUNICIPALITY in asked else _places(tables),
    )


def _best(found: list[tuple]) -> Margin:
    return max(found, key=lambda each: each[:-1])[-1]


def _places(tables: Iterable[KnownTable]) -> dict[str, str]:
    found = (table.figures.dimension(MUNICIPALITY) for table in tables)
    places = {code: label for where in found if where for code, label in where.parts.items()}
    return dict(sorted(places.items(), key=lambda place: place[1]))


def _groupings(figures: Figures, asked: Mapping[str, Question], remembered: Remembered) -> dict[str, Grouping]:
    found = {}
    for concept, question in asked.items():
        dimension = figures.dimension(concept)
        if dimension is not None and (grouping := grouping_of(question, dimension, remembered)) is not None:
            found[concept] = grouping
    return found


def grouping_of(question: Question, dimension: Dimension, remembered: Remembered) -> Grouping | None:
    """None where no choice means anything in this table, or where what was said contradicts itself."""
    choices = [(c.id, c.text, codes_of(question.concept, c.text, dimension, remembered)) for c in question.choices]
    try:
        grouping = group(question.concept, question.id, choices)
    except ValueError:
        return None
    return grouping if grouping.groups else None


def codes_of(concept: str, word: str, dimension: Dimension, remembered: Remembered) -> list[str]:
    """What somebody said that the word means, if this table has those codes; else what it plainly means."""
    said = remembered.get((concept, plain(word)))
    if said is not None and all(code in dimension.parts for code in said):
        return said
    return guess(concept, word, dimension.parts)


def _areas(groupings: Mapping[str, Grouping], figures: Figures, area: str) -> Codes | None:
    """The municipalities whose people count; empty for all; None where the table knows nothing of them."""
    where = figures.dimension(MUNICIPALITY)
    if where is None:
        return frozenset()
    if MUNICIPALITY in groupings:
        return frozenset().union(*groupings[MUNICIPALITY].groups)
    if area:
        return frozenset({area}) if area in where.parts else None
    return frozenset(where.parts)


def _margin(table: KnownTable, groupings: tuple[Grouping, ...], areas: Codes) -> Margin:
    people: dict[tuple[Codes, ...], int] = defaultdict(int)
    for codes, n in table.figures.counts(*(each.concept for each in groupings), areas=areas).items():
        groups = tuple(each.group_of_code(code) for each, code in zip(groupings, codes, strict=True))
        if all(found is not None for found in groups):
            people[groups] += n
    return Margin(groupings, dict(people), table)
