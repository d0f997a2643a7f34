"""The list of rules. To add one is to add a file and a line."""

from collections.abc import Sequence

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
    """What the rules say of a text, in the order of the rules, then of the text.

    What can't be seen is pointed at by one rule; the others read past it, as people do, so that it hides nothing from them.
    """
    unseen = sorted(set(invisible.RULE.find(text, circumstances)))
    seen, places = _as_seen(text, unseen)
    found = []
    for rule in RULES:
        if rule is invisible.RULE:
            spans = unseen
        else:
            read = sorted(set(rule.find(seen, circumstances)))
            spans = [(places[start], places[end - 1] + 1) for start, end in read if start < end]
        found += [Finding(rule.name, start, end) for start, end in spans[:MOST_A_RULE]]
    return _without_doubles(found)


def _as_seen(text: str, unseen: list[tuple[int, int]]) -> tuple[str, Sequence[int]]:
    """The text without what can't be seen, and where each character of it stands in the whole."""
    if not unseen:
        return text, range(len(text))
    hidden = {place for start, end in unseen for place in range(start, end)}
    places = [place for place in range(len(text)) if place not in hidden]
    return "".join(text[place] for place in places), places


def _without_doubles(found: list[Finding]) -> list[Finding]:
    """A personal number is no telephone number besides; an address of e-mail is no link."""
    stronger = {"phone": "personal_number", "link": "email"}
    taken = {
        (finding.rule, place)
        for finding in found
        for place in range(finding.start, min(finding.end, finding.start + 100))
    }
    return [f for f in found if (stronger.get(f.rule), f.start) not in taken]
