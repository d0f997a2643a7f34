"""Numbers as people write them: 3,5 or 3.5 or ٣٫٥, with blanks between thousands. Pure."""

import re
import unicodedata
from decimal import Decimal

from django.utils import translation
from django.utils.formats import number_format

MOST = 10**9
LONGEST = 40  # characters; more than any number within MOST needs
MINUS = dict.fromkeys(map(ord, "−–‐‑﹣－"), "-")
SEPARATORS = {ord("٫"): ".", ord("٬"): " ", ord("，"): ",", ord("．"): ".", ord("'"): " ", ord("’"): " "}
WRITTEN = re.compile(r"[-+]?(\d+([.,]\d*)?|[.,]\d+)")
THOUSANDS = re.compile(r"[-+]?[1-9]\d{0,2}([.,])\d{3}(\1\d{3})*")


class NotANumber(ValueError):  # noqa: N818
    """What was written can't be read as one number."""


class MayBeThousands(NotANumber):
    """1.000 or 1,000: a thousand to some, one to others."""


def read_number(text: str, *, decimals: int) -> Decimal:
    """The number that was written. Raises NotANumber, or MayBeThousands where guessing would be wrong for somebody."""
    if len(text) > LONGEST:
        raise NotANumber
    plain = "".join(_plain(character) for character in text.translate(MINUS | SEPARATORS))
    if decimals < 3 and THOUSANDS.fullmatch(plain):
        raise MayBeThousands
    if {",", "."} <= set(plain):
        last = max(plain.rfind(","), plain.rfind("."))
        plain = re.sub(r"[.,]", "", plain[:last]) + "." + plain[last + 1 :]
    if not WRITTEN.fullmatch(plain):
        raise NotANumber
    return Decimal(plain.replace(",", ".")).normalize() + 0


def _plain(character: str) -> str:
    """Digits of every script as 0-9; blanks and marks of direction as nothing."""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return "" if category[0] == "Z" or category in {"Cf", "Cc"} else character


def number_in_words(number: Decimal, *, locale: str = "") -> str:
    """The number with the decimal sign and the thousands of a language (the one at hand if none is said)."""
    decimals = max(0, -number.normalize().as_tuple().exponent)
    with translation.override(locale or translation.get_language()):
        return number_format(number, decimal_pos=decimals, use_l10n=True, force_grouping=True)
