"""How an answer is keyed in from paper: a field a control, in which numbers stand for choices. Pure; knows no type."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from consultations.questions.questionnaire import Choice

BLANK, INVALID = "-", "x"  # left blank on paper; crossed in a way that can't be read, such as too many ticks
SEVERAL = 9  # choices, up to which each digit is one of its own


class NotANumberOfAChoice(ValueError):  # noqa: N818
    """Something was keyed that stands for no choice."""


@dataclass(frozen=True)
class Keyed:
    """One field. ``name`` is the name under which the form on the web would send it; without choices it is as written."""

    name: str
    label: str = ""
    choices: Sequence[Choice] = ()
    many: bool = False
    most: int | None = None  # how many choices there is room for

    def sent(self, typed: str) -> list[str]:
        """What the form on the web would have sent. Raises NotANumberOfAChoice."""
        if not self.choices:
            return [typed] if typed else []
        numbers = self._numbers(typed)
        if not all(1 <= number <= len(self.choices) for number in numbers) or len(numbers) > (
            self.most or len(numbers)
        ):
            raise NotANumberOfAChoice
        return [self.choices[number - 1].id for number in numbers]

    def typed(self, sent: Sequence[str]) -> str:
        """The reverse of ``sent``."""
        if not self.choices:
            return sent[0] if sent else ""
        numbers = {choice.id: str(n) for n, choice in enumerate(self.choices, start=1)}
        return " ".join(numbers[id] for id in sent if id in numbers)  # noqa: A001

    def _numbers(self, typed: str) -> list[int]:
        words = [word for word in re.split(r"[\s,;.+]+", typed) if word]
        if not all(word.isdecimal() and len(word) < 20 for word in words) or (len(words) > 1 and not self.many):
            raise NotANumberOfAChoice
        if self.many and len(self.choices) <= SEVERAL:
            return [int(digit) for word in words for digit in word]
        return [int(word) for word in words]
