"""Releases as they are stored, cell by cell, and as public pages and the API read them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from consultations.models import Consultation, Figure, Release
from consultations.questions.protocol import Shown, type_of
from consultations.questions.questionnaire import Question, Questionnaire, read_version
from consultations.results.disclosure import NOT_ANSWERED, Disclosed, Group

ASKED, ANSWERED = "#asked", "#answered"
Tables = dict[tuple[str, str], Disclosed]  # by question and row


@dataclass(frozen=True)
class PublicLine:
    """One line that is shown. ``count`` is None where it is withheld (few stand there, or nearly everybody).

    A merged line stands for several choices: ``merged`` has their labels ("No answer" may be one) and
    ``choices`` their ids; ``choice`` is the first of them and ``group`` names the line within its row.
    ``base`` is what its share is of, and ``heading`` names its row.
    """

    row: str
    choice: str
    label: str
    count: int | None
    merged: tuple[str, ...] = ()
    group: str = ""
    choices: tuple[str, ...] = ()
    base: int | None = None
    heading: str = ""


@dataclass(frozen=True)
class PublicTable:
    """One question. ``asked`` and ``answered`` are people; None where withheld. Texts have no lines.

    ``base`` is what shares are of: those who answered, or where that is withheld those who were asked.
    """

    question: Question
    asked: int | None
    answered: int | None
    lines: tuple[PublicLine, ...]

    @property
    def base(self) -> int | None:
        return self.answered if self.answered is not None else self.asked

    @property
    def template(self) -> str:
        return type_of(self.question).result_template

    @property
    def remarks(self) -> list[str]:
        """What the lines come to. Made of what is shown, so that it tells nothing more."""
        shown = [Shown(line.row, line.choices, line.count) for line in self.lines]
        return type_of(self.question).remarks(self.question, shown)


@dataclass(frozen=True)
class PublicResults:
    """The latest release, in one language."""

    release: UUID
    n: int
    at: datetime
    responses: int
    tables: tuple[PublicTable, ...]


def public_results(consultation: Consultation, locale: str) -> PublicResults | None:
    """The latest release in a language; None if there is none. Two queries."""
    releases = Release.objects.filter(consultation=consultation).select_related("version")
    release = releases.order_by("-n").first()
    if release is None:
        return None
    tables = public_tables(read_version(release.version, locale), release.figures.all())
    return PublicResults(release.pk, release.n, release.at, release.responses, tables)


def figures_of(tables: Tables) -> list[Figure]:
    """The cells of tables, to be stored."""
    return [figure for key, table in tables.items() for figure in _figures(*key, table)]


def _figures(question: str, row: str, shown: Disclosed) -> list[Figure]:
    cells = [(ASKED, shown.asked, ""), (ANSWERED, shown.answered, "")]
    for n, group in enumerate(shown.groups, start=1):
        name = f"group {n}" if len(group.keys) > 1 else ""
        cells += [(col, group.value, name) for col in group.keys]
    return [Figure(table=question, row=row, col=col, value=value, group=name) for col, value, name in cells]


def stored_tables(figures: Iterable[Figure]) -> Tables:
    """The reverse of ``figures_of``."""
    return {key: _stored_table(cells) for key, cells in _by_table(figures).items()}


def _by_table(figures: Iterable[Figure]) -> Mapping[tuple[str, str], list[Figure]]:
    tables: dict[tuple[str, str], list[Figure]] = defaultdict(list)
    for figure in figures:
        tables[figure.table, figure.row].append(figure)
    return tables


def _stored_table(cells: Iterable[Figure]) -> Disclosed:
    margins: dict[str, int | None] = {}
    groups: dict[str, list[Figure]] = defaultdict(list)
    for cell in cells:
        if cell.col in {ASKED, ANSWERED}:
            margins[cell.col] = cell.value
        else:
            groups[cell.group or cell.col].append(cell)
    shown = tuple(Group(tuple(cell.col for cell in group), group[0].value) for group in groups.values())
    return Disclosed(margins.get(ASKED), margins.get(ANSWERED), shown)


def public_tables(questionnaire: Questionnaire, figures: Iterable[Figure]) -> tuple[PublicTable, ...]:
    stored = stored_tables(figures)
    return tuple(
        _public_table(question, {row: table for (id, row), table in stored.items() if id == question.id})  # noqa: A001
        for question in questionnaire.questions
        if any(id == question.id for id, _row in stored)  # noqa: A001
    )


def _public_table(question: Question, rows: Mapping[str, Disclosed]) -> PublicTable:
    """One question as the public reads it. Of a question with rows, how many answered is not told."""
    first = next(iter(rows.values()))
    lines = [line for row, table in rows.items() for line in _public_lines(question, row, table)]
    return PublicTable(question, first.asked, first.answered if len(rows) == 1 else None, tuple(lines))


def _public_lines(question: Question, row: str, shown: Disclosed) -> list[PublicLine]:
    """The lines of one row, in the questionnaire's order, "no answer" last."""
    heading = dict(type_of(question).rows(question)).get(row, "")
    labels = _labels(question, row, heading)
    base = shown.answered if shown.answered is not None else shown.asked
    order = {choice: place for place, choice in enumerate(labels)}
    lines = []
    for group in shown.groups if len(labels) > 1 else ():
        keys = tuple(sorted((key for key in group.keys if key in labels), key=order.__getitem__))
        words = tuple(labels[key] for key in keys)
        merged = type_of(question).merged(question, keys, words) if len(words) > 1 else ()
        name = keys[0] if merged else ""
        lines.append(
            PublicLine(row, keys[0], " / ".join(merged or words), group.value, merged, name, keys, base, heading)
        )
    return sorted(lines, key=lambda line: order[line.choice])


def _labels(question: Question, row: str, heading: str) -> dict[str, str]:
    """Labels by choice below the row's heading, "no answer" last."""
    offered = type_of(question).lines(question)
    labels = {choice: label.removeprefix(f"{heading}: ") for of, choice, label in offered if of == row}
    return labels | {NOT_ANSWERED: _("No answer")}
