"""One and the same choice for each of several rows, each row a radio question of its own: never a grid.

Shared by the matrix, whose choices the editor writes, and by statements, whose choices are the same everywhere.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from consultations.questions.keyed import Keyed
from consultations.questions.parts import Part, PartsField, wrong_part
from consultations.questions.printed import grid
from consultations.questions.protocol import AnswerValue, QuestionType


class RowsField(PartsField):
    """The id of the choice by the id of the row, for the rows that were answered."""

    def __init__(self, question, **kwargs):
        self.question = question
        self.offered = {choice.id for choice in question.choices}
        super().__init__(rows_as_parts(question), **kwargs)

    def clean(self, value):
        chosen = {part: value.get(part.key, "") for part in self.parts}
        problems = [problem for part in self.parts if (problem := self._problem(part, chosen[part]))]
        if problems:
            raise ValidationError(problems)
        rows = zip(self.question.rows, chosen.values(), strict=True)
        return {row.id: choice for row, choice in rows if choice}

    def _problem(self, part, choice):
        words = {"row": part.label}
        if not choice and self.required:
            missing = self.question.missing or _("Select an answer")
            return wrong_part(part, "%(missing)s: %(row)s", code="required", missing=missing, **words)
        if choice and choice not in self.offered:
            return wrong_part(part, _("Select one of the answers in the list: %(row)s"), code="invalid_choice", **words)
        return None


class RowsQuestion(QuestionType):
    result_template = "consultations/results/rows.html"

    def parts(self, question):
        return rows_as_parts(question)

    def field(self, question):
        return RowsField(question, required=question.required)

    def first_control(self, question):
        return "-1-1"

    def store(self, question, value):
        value = value or {}
        return [AnswerValue(row=row.id, choice=value[row.id]) for row in question.rows if row.id in value]

    def restore(self, question, answers):
        return {answer.row: answer.choice for answer in answers}

    def say(self, question, value):
        value = value or {}
        return [f"{row.text}: {question.choice(value[row.id]).text}" for row in question.rows if row.id in value]

    def keyed(self, question):
        return [Keyed(part.name, part.label, question.choices) for part in rows_as_parts(question)]

    def printed(self, question):
        return grid((row.text for row in question.rows), (choice.text for choice in question.choices))

    def invent(self, question, one):
        return {row.id: one() for row in question.rows}

    def export_columns(self, question):
        return [f"{question.text} – {row.text}" for row in question.rows]

    def export_cells(self, question, answers):
        by_row = self.restore(question, answers)
        chosen = [question.choice(by_row.get(row.id, "")) for row in question.rows]
        return [choice.text if choice else None for choice in chosen]


def rows_as_parts(question) -> list[Part]:
    return [
        Part(str(n), f"{question.id}-{row.id}", row.text, control=f"{n}-1")
        for n, row in enumerate(question.rows, start=1)
    ]
