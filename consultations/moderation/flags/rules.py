"""The list of rules. To add one is to add a file and a line."""

from django.utils.translation import gettext_lazy as _

from consultations.moderation.flags import (
    address,
    capitals,
    email,
    invisible,
    language,
    length,
    link,
    personal_number,
    phone,
    words,
)
from consultations.moderation.flags.protocol import Circumstances, Finding, Rule

RULES = (
    words.THREAT,
    words.HATE,
    personal_number.RULE,
    phone.RULE,
    email.RULE,
    address.RULE,
    words.NAME,
    link.RULE,
    invisible.RULE,
    language.RULE,
    capitals.RULE,
    length.RULE,
)
# What no single text shows: found by comparing texts, or told by a reader.
COMPARING = (
    Rule(
        "copy",
        _("Copy"),
        _("Others have sent the same text. They may well mean it: many people can agree."),
        lambda *_: (),
    ),
    Rule(
        "near_copy",
        _("Nearly a copy"),
        _("Others have sent nearly the same text. They may well mean it."),
        lambda *_: (),
    ),
    Rule("reported", _("Reported"), _("A reader has asked you to look at it again."), lambda *_: ()),
)
BY_NAME = {rule.name: rule for rule in (*RULES, *COMPARING)}
MOST_A_RULE = 20  # A text that is nothing but links needs no thousand flags.


def find_flags(text: str, circumstances: Circumstances) -> list[Finding]:
    """What the rules say of a text, in the order of the rules, then of the text."""
    found = []
    for rule in RULES:
        spans = sorted(set(rule.find(text, circumstances)))
        found += [Finding(rule.name, start, end) for start, end in spans[:MOST_A_RULE]]
    return _without_doubles(found)


def _without_doubles(found: list[Finding]) -> list[Finding]:
    """A personal number is no telephone number besides; an address of e-mail is no link."""
    stronger = {"phone": "personal_number", "link": "email"}
    taken = {
        (finding.rule, place)
        for finding in found
        for place in range(finding.start, min(finding.end, finding.start + 100))
    }
    return [f for f in found if (stronger.get(f.rule), f.start) not in taken]
