"""Swedish personal and coordination numbers: a real date, a right check digit, ten or twelve digits.

An order number passes neither as a rule: of ten random digits one in some 300 has both a date and the check digit.
"""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from consultations.moderation.flags.protocol import Rule

DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")
SHAPE = re.compile(
    r"(?<![\d.,+-])(?:(18|19|20)[ ]?)?(\d{2})(\d{2})(\d{2})[ ]?([-+–]?)[ ]?(\d{3})(\d)(?![\d-])", re.ASCII
)


def find(text, _circumstances):
    for match in SHAPE.finditer(text.translate(DIGITS)):
        if is_personal_number(match):
            yield match.span()


def is_personal_number(match: re.Match) -> bool:
    century, year, month, day, _sign, serial, check = match.groups()
    digits = f"{year}{month}{day}{serial}"
    return _is_a_day(century, year, month, day) and check_digit(digits) == int(check)


def _is_a_day(century: str | None, year: str, month: str, day: str) -> bool:
    """Whether somebody can be born then; a coordination number has 60 added to the day."""
    number = int(day) - 60 if int(day) > 60 else int(day)
    years = [century] if century else ["19", "20"]
    return any(_exists(int(first + year), int(month), number) for first in years)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        return date(year, month, day) is not None
    except ValueError:
        return False


def check_digit(digits: str) -> int:
    """The last digit by the formula of Luhn, over the nine digits before it."""
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return -sum(number // 10 + number % 10 for number in doubled) % 10


RULE = Rule(
    "personal_number",
    _("Personal identity number"),
    _("The digits are a date and have the right check digit. A person can be found by it."),
    find,
)
