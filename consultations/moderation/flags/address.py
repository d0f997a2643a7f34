"""Where somebody lives: a street with a number, or a postcode with a town. A street alone is no address."""

import re

from django.utils.translation import gettext_lazy as _

from consultations.moderation.flags.protocol import Rule

SWEDISH = r"[A-ZÅÄÖÉ][\wåäöé]*(?:gatan|vägen|gränd|gränden|stigen|backen|allén|gången|torget|plan|svängen)"
APART = r"[A-ZÅÄÖ][\wåäöé]+s? (?:gata|väg|gränd|stig|backe|allé|torg)"
FINNISH = r"[A-ZÅÄÖ][\wåäö]*(?:katu|kadun|tie|polku|kuja|bulevardi)"
ENGLISH = r"\d{1,4}[A-Za-z]? [A-Z][a-z]+(?: [A-Z][a-z]+)? (?:Street|Road|Avenue|Lane|St|Rd)\b"
ARABIC = r"شارع [\w ]{2,30}?(?:رقم )?[\d٠-٩]{1,4}"
NUMBER = r"\s\d{1,3}\s?(?:[A-Za-z]\b)?(?!\d|[ ]?(?:bussar|min|meter|m\b|km|%|procent|gånger|år|kr|kilometer|skyltar|träd|lampor))"
POSTCODE = r"(?<![\d-])(?:SE?-)?\d{3} \d{2}\s+[A-ZÅÄÖ][a-zåäöé]{2,}"
SHAPE = re.compile(rf"\b(?:{SWEDISH}|{APART}|{FINNISH}){NUMBER}|\b{ENGLISH}|{ARABIC}|{POSTCODE}")
PLAIN = re.compile(r"\b(?:[a-zåäö]{3,}(?:gatan|vägen|gränd|stigen)) \d{1,3}\s?(?:[a-f]\b)(?!\w)")


def find(text, _circumstances):
    for shape in (SHAPE, PLAIN):
        yield from (match.span() for match in shape.finditer(text))


RULE = Rule(
    "address",
    _("Street address"),
    _("Looks like a street with a number, or a postcode. Does somebody live there?"),
    find,
)
