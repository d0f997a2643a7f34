"""What officials take out: rows apart from format. CSV is written here, XLSX in ``workbook``.

One row a response, in random order, with the date only; no contact, no receipt, no time of day, no name. The CSV is
UTF-8 with a byte order mark and semicolons, and has decimal commas: it opens rightly with a double click in Excel and
LibreOffice in a Swedish setting. A cell that a spreadsheet could take for a formula gets an apostrophe first. A
question that was not asked says so; one that was passed by is empty. A text that is longer than a spreadsheet's cell
goes on in further cells at the end of its row.
"""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db.models import ExpressionWrapper, F, TextField
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from consultations.enums import Channel, Consent, ModerationState
from consultations.models import Answer, Consultation
from consultations.questions.protocol import AnswerValue, type_of
from consultations.questions.questionnaire import Question, Questionnaire, read_version
from consultations.questions.routing import route_of
from consultations.results.selecting import Selection

CHUNK = 1_000
EVERYBODY = Selection()
CELL = 32_767  # UTF-16 units: what a spreadsheet's cell holds
FORMULA = tuple("=+-@＝＋－＠'")  # An apostrophe too, so that taking away the first one reads any cell back.
Cell = str | int | Decimal | date | None


@dataclass(frozen=True)
class ExportText:
    """A free text, with what its author said of showing it and what was decided."""

    question: Question
    text: str
    consent: str
    moderation: str


@dataclass(frozen=True)
class ExportRow:
    """``cells`` are in words. ``answers`` are the typed rows by question, ``asked`` the ids of the questions met."""

    cells: list[Cell]
    texts: list[ExportText]
    answers: Mapping[str, Sequence[AnswerValue]]
    asked: frozenset[str]


@dataclass(frozen=True)
class Export:
    """What is exported, with its words in the language at hand: made before anything is streamed."""

    consultation: Consultation
    selection: Selection
    questionnaire: Questionnaire
    headings: list[str]
    channels: dict[str, str]
    consents: dict[str, str]
    states: dict[str, str]
    not_asked: str
    versions: Mapping[str | UUID, "_Version"]  # by their keys as the database has them

    def rows(self) -> Iterator[ExportRow]:
        """One row a response that counts. Memory is that of one chunk."""
        for chunk in _chunks(self.consultation, self.selection):
            answers = _answers(self.consultation, chunk)
            for sent in chunk:
                yield self._row(sent, answers[sent.id])

    def _row(self, sent: "_Sent", answers: dict[str, list["_Given"]]) -> ExportRow:
        day = timezone.localdate(sent.received_at)
        cells: list[Cell] = [day, sent.locale, self.channels.get(sent.channel, sent.channel)]
        texts = []
        asked = self.versions[sent.version].asked(answers)
        for question in self.questionnaire.questions:
            given, kind = answers.get(question.id, []), type_of(question)
            if question.id in asked:
                cells += kind.export_cells(question, given)
            else:
                cells += [self.not_asked] * len(kind.export_columns(question))
            texts += [
                ExportText(question, answer.text, self.consents[answer.consent], self.states[answer.moderation])
                for answer in given
                if answer.text
            ]
        return ExportRow(cells, texts, answers, asked)


def export_of(consultation: Consultation, selection: Selection = EVERYBODY) -> Export:
    questionnaire = read_version(consultation.current, consultation.source_locale)
    columns = [
        heading for question in questionnaire.questions for heading in type_of(question).export_columns(question)
    ]
    return Export(
        consultation,
        selection,
        questionnaire,
        [_("Date"), _("Language"), _("Channel"), *columns],
        *({value: str(label) for value, label in names.choices} for names in (Channel, Consent, ModerationState)),
        _("(not asked)"),
        {
            version.stored: _Version.of(read_version(version, consultation.source_locale))
            for version in consultation.versions.annotate(stored=_as_stored("pk"))
        },
    )


@dataclass(frozen=True)
class _Version:
    """What was asked in one version: the same of everybody (``of_all``), or as their answers led them."""

    questionnaire: Questionnaire
    of_all: frozenset[str] | None

    @classmethod
    def of(cls, questionnaire: Questionnaire) -> "_Version":
        leads = next(questionnaire.conditions, None) is not None
        return cls(questionnaire, None if leads else frozenset(q.id for q in questionnaire.questions))

    def asked(self, answers: Mapping[str, Sequence[AnswerValue]]) -> frozenset[str]:
        """The questions that somebody with these answers met."""
        return route_of(self.questionnaire, answers).questions if self.of_all is None else self.of_all


def csv_lines(export: Export) -> Iterator[str]:
    """The file, line by line."""
    writer = csv.writer(_Echo(), delimiter=";", lineterminator="\r\n")
    yield "\ufeff" + writer.writerow(csv_cells(export.headings))
    for row in export.rows():
        yield writer.writerow(csv_cells(row.cells))


def csv_cells(cells: Iterable[Cell]) -> list[str]:
    """Cells as text, each fit for a spreadsheet; what does not fit stands at the end of the row."""
    texts = [_as_text(cell) for cell in cells]
    if all(len(text) * 2 <= CELL for text in texts):  # as nearly always
        return [harmless(text) if isinstance(cell, str) else text for cell, text in zip(cells, texts, strict=True)]
    parts = [split_text(text) for text in texts]
    first = [harmless(part[0]) if isinstance(cell, str) else part[0] for cell, part in zip(cells, parts, strict=True)]
    return [*first, *(harmless(rest) for part in parts for rest in part[1:])]


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula, whatever blanks or invisible characters come first."""
    if text[:1].isalnum():
        return text
    begins = next((c for c in text if not _is_blank(c)), "")
    risky = begins in FORMULA if begins else False
    return f"'{text}" if risky or text.startswith(("\t", "\r", "\n")) else text


def split_text(text: str) -> list[str]:
    """Text in parts that each fit into a cell; at least one."""
    if len(text) * 2 <= CELL:
        return [text]
    parts, units = [[]], 0
    for character in text:
        width = 2 if ord(character) > 0xFFFF else 1
        if units + width > CELL - 1:  # one is left for an apostrophe
            parts.append([])
            units = 0
        parts[-1].append(character)
        units += width
    return ["".join(part) for part in parts]


def _is_blank(character: str) -> bool:
    return unicodedata.category(character)[0] in "ZC"


def _as_text(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",")
    return "" if cell is None else str(cell)


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, line: str) -> str:
        return line


class _Sent(NamedTuple):
    """``id`` as the database has it: made into UUIDs, a million keys would take longer than to read the rows."""

    id: str | UUID
    received_at: datetime
    locale: str
    channel: str
    version: str | UUID


class _Given(NamedTuple):
    """An answer's row, as the question types read it."""

    submission: str | UUID
    question: str
    row: str
    choice: str
    number: Decimal | None
    rank: int | None
    text: str
    consent: str
    moderation: str


def _chunks(consultation: Consultation, selection: Selection) -> Iterator[list[_Sent]]:
    """The submissions that count and are selected, a thousand at a time, by their random ids: the order tells nothing."""
    with scopes_disabled():  # As wherever a selection is made.
        found = selection.submissions(consultation).order_by("pk")
    stored = (_as_stored("pk"), "received_at", "locale", "channel", _as_stored("version_id"))
    rows = found.values_list(*stored).iterator(chunk_size=CHUNK)
    while chunk := [_Sent(*row) for row in islice(rows, CHUNK)]:
        yield chunk


def _as_stored(key: str) -> ExpressionWrapper:
    """A key without the way from the database's form to a UUID."""
    return ExpressionWrapper(F(key), output_field=TextField())


def _answers(consultation: Consultation, chunk: list[_Sent]) -> dict[str | UUID, dict[str, list[_Given]]]:
    """Answers by submission and question."""
    found: dict = defaultdict(lambda: defaultdict(list))
    with scope(consultation=consultation):
        answers = Answer.objects.filter(submission__in=[sent.id for sent in chunk])
        for row in answers.values_list(_as_stored("submission_id"), *_Given._fields[1:]).iterator(chunk_size=CHUNK):
            given = _Given(*row)
            found[given.submission][given.question].append(given)
    return found
