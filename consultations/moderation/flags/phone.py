"""Telephone numbers: Swedish ones by area code and length, others by the sign of a country."""

import re

from django.utils.translation import gettext_lazy as _

from consultations.moderation.flags.personal_number import DIGITS
from consultations.moderation.flags.protocol import Rule

GAP = r"[ \-–/.]{0,3}"
ABROAD = rf"(?:\+|00)[1-9]\d{{0,2}}{GAP}(?:\(0\){GAP})?(?:\d{GAP}){{6,11}}\d"
AT_HOME = rf"\(?0[1-9]\d{{0,2}}\)?{GAP}(?:\d{GAP}){{4,7}}\d"
SHAPE = re.compile(rf"(?<![\d.,:#+])(?<!\d[-–])(?:{ABROAD}|{AT_HOME})(?!\d|[-,.:]\d)", re.ASCII)
OTHER_NUMBERS = (
    "nr nummer order ordernr ordernummer ärende ärendenr dnr diarienummer faktura ocr kund konto bankgiro plusgiro isbn "
    "number tilaus viite tilausnumero lat lon sweref"
)
BEFORE = re.compile(
    rf"(?:{OTHER_NUMBERS.replace(' ', '|')}|رقم الطلب)\W{{0,3}}(?:nr|nummer|no)?\W{{0,3}}$", re.IGNORECASE
)
CALL = re.compile(
    r"(?:tel|telefon|ring|mobil|phone|call|puh|puhelin|soita|هاتف|اتصل)\w*\W{0,3}(?:nr|nummer)?\W{0,3}$", re.IGNORECASE
)


def find(text, _circumstances):
    text = text.translate(DIGITS)
    for match in SHAPE.finditer(text):
        before = text[max(0, match.start() - 30) : match.start()]
        digits = re.sub(r"\D", "", match.group())
        if CALL.search(before) or (_has_the_length(digits, match.group()) and not BEFORE.search(before)):
            yield match.span()


def _has_the_length(digits: str, written: str) -> bool:
    if written.startswith(("+", "00")):
        return 9 <= len(digits) <= 15
    return 8 <= len(digits) <= 10


RULE = Rule("phone", _("Telephone number"), _("Looks like a telephone number. Is it a private person's?"), find)
