"""The XLSX file: read me, responses, code book, summary and texts. Written row by row to a temporary file.

Every text is written as a text, so that nothing can run; characters that XML can't hold are replaced; a text
longer than a cell goes on in further rows of the sheet of texts, and a sheet that is full goes on in another one.
"""

import re
import tempfile
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import IO

import xlsxwriter
from django.utils.translation import gettext as _

from consultations.questions.protocol import type_of
from consultations.reporting.about_export import about_export
from consultations.reporting.exports import Cell, Export, ExportText, split_text
from consultations.results.tallies import CountedResults

ROWS = 1_048_576
NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "default_date_format": "yyyy-mm-dd",
}


def write_workbook(
    export: Export, counted: CountedResults, *, now: datetime, tell: Callable[[int], None] = lambda _written: None
) -> IO[bytes]:
    """The file, ready to be read from its beginning; it is gone when it is closed. ``tell`` hears of each response."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        _write_read_me(_Sheet(book, _("Read me")), export, counted, now)
        responses, texts = _Sheet(book, _("Responses")), _Sheet(book, _("Texts"))
        responses.head([_("No."), *export.headings])
        texts.head([_("No."), _("Question"), _("Part"), _("Text"), _("May be shown"), _("Moderation")])
        for n, row in enumerate(export.rows(), start=1):
            responses.add([n, *row.cells])
            for text in row.texts:
                texts.add_all(_text_rows(n, text))
            tell(n)
        _write_code_book(_Sheet(book, _("Questions")), export)
        _write_summary(_Sheet(book, _("Summary")), export, counted)
    file.seek(0)
    return file


class _Sheet:
    """Rows one after the other; what has no room goes on in another sheet with the same headings."""

    def __init__(self, book: xlsxwriter.Workbook, name: str) -> None:
        self.book, self.name, self.number = book, name[:25], 1
        self.headings: list[str] = []
        self._begin(self.name)

    def _begin(self, name: str) -> None:
        self.sheet, self.row = self.book.add_worksheet(name), 0
        self.sheet.set_column(0, 0, 12)
        self.sheet.set_column(1, 40, 24)

    def head(self, headings: Iterable[str]) -> None:
        self.headings = list(headings)
        self.sheet.freeze_panes(1, 0)
        self.add(self.headings)

    def add_all(self, rows: Iterable[Iterable[Cell]]) -> None:
        for row in rows:
            self.add(row)

    def add(self, cells: Iterable[Cell]) -> None:
        if self.row == ROWS:
            self.number += 1
            self._begin(f"{self.name} {self.number}")
            self.head(self.headings)
        for column, cell in enumerate(cells):
            self._write(column, cell)
        self.row += 1

    def _write(self, column: int, cell: Cell) -> None:
        if isinstance(cell, str):
            self.sheet.write_string(self.row, column, split_text(NOT_XML.sub("\ufffd", cell))[0])
        elif isinstance(cell, date):
            self.sheet.write_datetime(self.row, column, cell)
        elif isinstance(cell, int | Decimal):
            self.sheet.write_number(self.row, column, cell)


def _text_rows(n: int, text: ExportText) -> list[list[Cell]]:
    parts = split_text(NOT_XML.sub("\ufffd", text.text))
    return [
        [n, text.question.text, part, said, text.consent, text.moderation] for part, said in enumerate(parts, start=1)
    ]


def _write_read_me(sheet: _Sheet, export: Export, counted: CountedResults, now: datetime) -> None:
    sheet.add_all([[heading, said] for heading, said in about_export(export, counted, now=now)])
    sheet.add([])
    sheet.add_all(
        [
            [_("Responses"), _("One row for each response, in random order. No. links a response to its texts.")],
            [_("Texts"), _("Every text in full. Texts that their authors want kept from the public say so.")],
            [_("Questions"), _("What was asked, with the id of each question and choice.")],
            [_("Summary"), _("Each question counted in people: asked, answered, and those on each line.")],
        ]
    )


def _write_code_book(sheet: _Sheet, export: Export) -> None:
    sheet.head([_("Question"), _("Question id"), _("Kind"), _("Row"), _("Choice"), _("Choice id")])
    for question in export.questionnaire.questions:
        kind = str(type_of(question).block().label)
        about = [question.text, question.id, kind]
        lines = [[*about, row, label, choice] for row, choice, label in type_of(question).lines(question)]
        sheet.add_all(lines or [about])


def _write_summary(sheet: _Sheet, export: Export, counted: CountedResults) -> None:
    sheet.head([_("Question"), _("Answer"), _("People"), _("Answered"), _("Asked")])
    for table in counted.tables(export.questionnaire):
        about = [table.answered, table.asked]
        sheet.add([table.question.text, _("Answered"), table.answered, *about])
        sheet.add_all([table.question.text, line.label, line.count, *about] for line in table.lines)
