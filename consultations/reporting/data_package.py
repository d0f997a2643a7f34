"""The responses as a data package: tidy CSV files with a code book, described as frictionlessdata.io says.

One row of ``answers.csv`` is one typed answer as it was stored, or a question without one, with the reason. Points for
decimals, commas between the cells, UTF-8: made for programs. A text that a spreadsheet could take for a formula gets
an apostrophe first, as everywhere.
"""

import csv
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal
from typing import IO

from django.utils.translation import gettext as _

from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question, Questionnaire
from consultations.reporting.about_export import about_export
from consultations.reporting.exports import Export, ExportRow, harmless
from consultations.results.tallies import CountedResults

RESPONSES = ("response", "date", "language", "channel")
ANSWERS = ("response", "question", "status", "row", "choice", "number", "rank", "text", "consent", "moderation")
CODES = ("question", "question_text", "type", "row", "row_text", "choice", "choice_text")
TYPES = {"response": "integer", "date": "date", "number": "number", "rank": "integer"}
ANSWERED, SKIPPED, NOT_ASKED = "answered", "skipped", "not_asked"


def write_package(
    export: Export, counted: CountedResults, *, now: datetime, tell: Callable[[int], None] = lambda _written: None
) -> IO[bytes]:
    """The ZIP, ready to be read from its beginning; it is gone when it is closed. ``tell`` hears of each response."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever stores it closes it
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as package,
        tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as responses,
    ):
        package.writestr("datapackage.json", _as_json(description(export, counted, now=now)))
        package.writestr("codebook.csv", "".join(_lines(CODES, code_book(export.questionnaire))))
        with package.open("answers.csv", "w", force_zip64=True) as answers:
            answers.write(_line(ANSWERS).encode())
            responses.write(_line(RESPONSES))
            for n, row in enumerate(export.rows(), start=1):
                responses.write(_line([n, *row.cells[:3]]))
                answers.write("".join(map(_line, _answers(export.questionnaire, n, row))).encode())
                tell(n)
        responses.seek(0)
        with package.open("responses.csv", "w", force_zip64=True) as stored:
            while part := responses.read(65_536):
                stored.write(part.encode())
    file.seek(0)
    return file


def description(export: Export, counted: CountedResults, *, now: datetime) -> dict:
    """``datapackage.json``: what the files are, with their columns."""
    about = about_export(export, counted, now=now)
    return {
        "profile": "tabular-data-package",
        "name": export.consultation.source_page.slug,
        "title": str(export.consultation),
        "description": "\n".join(f"{heading}: {said}" for heading, said in about),
        "created": now.isoformat(timespec="seconds"),
        "resources": [
            _resource("responses", RESPONSES, key=["response"]),
            _resource("answers", ANSWERS) | {"missingValues": [""]},
            _resource("codebook", CODES),
        ],
    }


def code_book(questionnaire: Questionnaire) -> Iterator[tuple[str, ...]]:
    """Every question with its rows and choices; their ids are the codes in the answers."""
    for question in questionnaire.questions:
        about = (question.id, question.text, question.type)
        rows = [(row, text) for row, text in type_of(question).rows(question)] or [("", "")]
        lines = {(row, choice): label for row, choice, label in type_of(question).lines(question)}
        if not lines:
            yield (*about, "", "", "", "")
        for (row, choice), label in lines.items():
            heading = dict(rows).get(row, "")
            yield (*about, row, heading, choice, label.removeprefix(f"{heading}: "))


def _answers(questionnaire: Questionnaire, n: int, row: ExportRow) -> Iterator[tuple]:
    for question in questionnaire.questions:
        given = row.answers.get(question.id, ())
        for answer in given:
            states = (answer.consent, answer.moderation) if question.publishable else ("", "")
            value = (answer.row, answer.choice, _number(answer.number), answer.rank, answer.text)
            yield (n, question.id, ANSWERED, *value, *states)
        if not given:
            yield (n, question.id, _why_not(question, row), "", "", "", "", "", "", "")


def _why_not(question: Question, row: ExportRow) -> str:
    return SKIPPED if question.id in row.asked else NOT_ASKED


def _number(number: Decimal | None) -> Decimal | None:
    """Without zeros at the end, and never as a power of ten."""
    return None if number is None else Decimal(format(number.normalize(), "f"))


def _resource(name: str, columns: tuple[str, ...], *, key: Iterable[str] = ()) -> dict:
    fields = [{"name": column, "type": TYPES.get(column, "string")} for column in columns]
    schema = {"fields": fields} | ({"primaryKey": list(key)} if key else {})
    if name == "answers":
        schema["foreignKeys"] = [
            {"fields": ["response"], "reference": {"resource": "responses", "fields": ["response"]}}
        ]
        fields[2]["constraints"] = {"enum": [ANSWERED, SKIPPED, NOT_ASKED]}
        fields[2]["description"] = _("“skipped”: asked and passed by. “not_asked”: never met.")
    return {
        "name": name,
        "path": f"{name}.csv",
        "profile": "tabular-data-resource",
        "encoding": "utf-8",
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "header": True},
        "schema": schema,
    }


def _lines(head: Iterable[str], rows: Iterable[Iterable]) -> Iterator[str]:
    yield _line(head)
    yield from map(_line, rows)


def _line(cells: Iterable) -> str:
    file = io.StringIO()
    written = ["" if cell is None else harmless(cell) if isinstance(cell, str) else cell for cell in cells]
    csv.writer(file, lineterminator="\r\n").writerow(written)
    return file.getvalue()


def _as_json(content) -> str:
    return json.dumps(content, ensure_ascii=False, indent=2, default=str)
