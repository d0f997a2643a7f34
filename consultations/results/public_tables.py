"""What the public is told of the results: the shape in which pages and the API read a stored release."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consultations.questions.questionnaire import Question


@dataclass(frozen=True)
class PublicLine:
    """One line that is shown. ``count`` is None where it is withheld to protect people (not always "fewer than 5").

    A merged line stands for several choices: ``merged`` has their labels ("No answer" may be one) and ``choices``
    their ids; ``choice`` is the first of them and ``group`` names the line within its question.
    """

    row: str
    choice: str
    label: str
    count: int | None
    merged: tuple[str, ...] = ()
    group: str = ""
    choices: tuple[str, ...] = ()


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


@dataclass(frozen=True)
class PublicResults:
    """The latest release, in one language."""

    release: UUID
    n: int
    at: datetime
    responses: int
    tables: tuple[PublicTable, ...]
