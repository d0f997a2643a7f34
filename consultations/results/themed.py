"""How many people wrote about which theme, and who they are by another answer, channel or language. For officials only.

The base is people whose text is coded and not in dispute: what was settled, or what all who coded the text agree on.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django_scopes import scope

from consultations.enums import Channel
from consultations.models import Answer, Coding, Consultation, Submission, Theme
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question, Questionnaire
from consultations.results.coding import texts_to_code
from consultations.results.selecting import closed_questions

LANGUAGE, CHANNEL = "language", "channel"
AT_ONCE = 500  # what SQLite takes in one question


@dataclass(frozen=True)
class Group:
    """Some of the people: those who gave an answer, or came a way. A person can be in several."""

    label: str
    people: int


@dataclass(frozen=True)
class Line:
    """A theme, how many people wrote about it, and how many in each group. ``theme`` is None for no theme."""

    theme: Theme | None
    people: int
    in_groups: list[int]


@dataclass(frozen=True)
class Themed:
    """``people`` are the base; ``disputed`` people's texts two coders see differently, and nothing is settled."""

    people: int
    disputed: int
    lines: list[Line]
    groups: list[Group]


def count_themes(
    consultation: Consultation, question: Question, *, by: str = "", questionnaire: Questionnaire
) -> Themed:
    """The themes of one question's texts in people, and in the groups of ``by``: a closed question's id, a way, or none."""
    with scope(consultation=consultation):
        said = themes_of_people(consultation, question)
        agreed = {person: themes for person, themes in said.items() if themes is not None}
        labels, members = _groups(consultation, by, questionnaire, agreed)
    book = {theme.pk: theme for theme in Theme.objects.filter(consultation=consultation)}
    used = {theme for themes in agreed.values() for theme in themes}
    shown = [theme for theme in book.values() if theme.pk in used or not theme.retired]
    return Themed(
        people=len(agreed),
        disputed=len(said) - len(agreed),
        lines=[_line(theme, agreed, labels, members) for theme in [*shown, None]],
        groups=[Group(label, sum(key in members[person] for person in agreed)) for key, label in labels.items()],
    )


def themes_of_people(consultation: Consultation, question: Question) -> dict[UUID, frozenset | None]:
    """By submission what its texts are about; None where coders disagree. To be used within a scope."""
    texts = texts_to_code(consultation, question).order_by()
    rows = Coding.objects.filter(answer__in=texts.values("pk"))
    by_coder: dict[UUID, dict] = defaultdict(lambda: defaultdict(set))
    people: dict[UUID, UUID] = {}
    for answer, person, coder, final, theme in rows.values_list(
        "answer", "answer__submission", "coder", "is_final", "theme"
    ):
        people[answer] = person
        by_coder[answer][(final, None if final else coder)] |= {theme} - {None}
    found: dict[UUID, frozenset | None] = {}
    for answer, sets in by_coder.items():
        themes, before = _agreed(sets), found.get(people[answer], frozenset())
        found[people[answer]] = None if themes is None or before is None else before | themes
    return found


def _agreed(sets: Mapping[tuple, set]) -> frozenset | None:
    if (settled := sets.get((True, None))) is not None:
        return frozenset(settled)
    different = {frozenset(themes) for themes in sets.values()}
    return different.pop() if len(different) == 1 else None


def _line(theme: Theme | None, agreed: Mapping[UUID, frozenset], labels: Iterable[str], members) -> Line:
    who = [person for person, themes in agreed.items() if (theme.pk in themes if theme else not themes)]
    counted = Counter(key for person in who for key in members[person])
    return Line(theme, len(who), [counted[key] for key in labels])


def _groups(consultation, by: str, questionnaire: Questionnaire, people: Iterable[UUID]) -> tuple[dict, dict]:
    """The groups' labels by key, and for each person the keys of theirs."""
    members: dict[UUID, set[str]] = defaultdict(set)
    question = next((q for q in closed_questions(questionnaire) if q.id == by), None)
    if question is None and by not in {LANGUAGE, CHANNEL}:
        return {}, members
    if question:
        rows = Answer.objects.filter(consultation=consultation, question=by, counted=True, choice__gt="")
        pairs = _among(rows, "submission", "choice", people)
        labels = {choice: label for _row, choice, label in type_of(question).lines(question)}
    else:
        field = "locale" if by == LANGUAGE else "channel"
        pairs = list(_among(Submission.objects.filter(consultation=consultation), "pk", field, people))
        names = dict(Channel.choices) if by == CHANNEL else {}
        labels = {key: str(names.get(key, key)) for key in sorted({key for _person, key in pairs})}
    for person, key in pairs:
        members[person].add(key)
    return labels, members


def _among(rows, person: str, key: str, people: Iterable[UUID]) -> Iterable[tuple[UUID, str]]:
    """Pairs of those people only, so many at a time."""
    asked = list(people)
    for start in range(0, len(asked), AT_ONCE):
        yield from rows.filter(**{f"{person}__in": asked[start : start + AT_ONCE]}).values_list(person, key)
