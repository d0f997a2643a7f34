"""Words in a question that ask for what a municipality seldom may keep: each with the ground that the law gives.

Article 9 of the GDPR forbids handling such data once they can be tied to somebody, with exceptions that a consultation
seldom meets; article 10 does the same for crimes. The rules read words, not thoughts: they point, and a person decides.
"""

import re

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Ground(TextChoices):
    """What a question would reveal about the one who answers it."""

    ORIGIN = "origin", _("ethnic origin")
    BELIEF = "belief", _("religion or belief")
    HEALTH = "health", _("health or disability")
    SEXUALITY = "sexuality", _("sexual orientation or gender identity")
    POLITICS = "politics", _("political opinion")
    UNION = "union", _("membership of a trade union")
    CRIME = "crime", _("crime")
    IDENTITY = "identity", _("who the person is")


TRIGGERS = {
    "sv": {
        Ground.ORIGIN: (
            r"etni\w+|hudfärg|nationalitet|härkomst|\bras\b|var kommer du (?:i)?från|vilket land kommer du"
            r"|(?:är|tillhör) du\b.*\b(?:same\w*|samisk|rom|romsk|jud\w+|tornedaling|sverigefin\w+|minoritet\w*)"
        ),
        Ground.BELIEF: r"\bdin (?:religion|tro)\b|religiös\w*|trosuppfattning|troende|tror du på gud|vilken religion"
        r"|är du (?:kristen|muslim|jude|hindu|buddhist|ateist)|trossamfund\w* (?:är|tillhör)",
        Ground.HEALTH: r"\bdiagnos\w*|(?:din|egen) (?:psykiska |fysiska )?hälsa|hälsotillstånd|sjukskriv\w+|funktionsnedsättning"
        r"|funktionsvariation|(?:har|är) du (?:sjuk|en sjukdom)|kronisk\w*|psykisk ohälsa|tar du (?:någon )?medicin",
        Ground.SEXUALITY: r"sexuell\w*|sexualitet|hbtq\w*|könsidentitet|könsuttryck|transperson|är du (?:gay|homo|bi|trans)\w*",
        Ground.POLITICS: r"vilket (?:politiskt )?parti|partisympati\w*|r[öo]sta(?:r|de) du på|dina? politiska|politiska åsikt\w*"
        r"|(?:är du |medlem i ett )(?:politiskt )?parti",
        Ground.UNION: r"fackförbund|fackförening|fackligt|medlem i facket",
        Ground.CRIME: r"har du (?:begått|dömts)|\bdömd för|brottsregist\w+|suttit i fängelse",
        Ground.IDENTITY: r"personnummer|vad heter du|\bditt (?:för- och efter|för|efter)?namn\b|\bdin (?:hem|e-post|mejl)?adress\b"
        r"|ditt (?:telefon|mobil)nummer",
    },
    "en": {
        Ground.ORIGIN: r"ethnic\w*|skin colou?r|nationality|\brace\b|where (?:do you|are you) (?:come )?from",
        Ground.BELIEF: r"your (?:religion|faith|belief)|which religion|are you (?:religious|christian|muslim|jewish|hindu)",
        Ground.HEALTH: r"diagnos\w+|your (?:mental |physical )?health|disabilit\w+|sick leave|chronic\w*|are you (?:ill|sick)",
        Ground.SEXUALITY: r"sexual\w*|\blgbt\w*|gender identity|transgender|are you (?:gay|lesbian|bisexual|trans)",
        Ground.POLITICS: r"which (?:political )?party|(?:did|do|would|will) you vote for|your political|political (?:view|opinion)s?",
        Ground.UNION: r"trade union|union member\w*",
        Ground.CRIME: r"criminal record|convicted|committed a crime|been in prison",
        Ground.IDENTITY: r"personal (?:identity )?number|what is your name|your (?:full |first |last )?name\b|your (?:home |e-?mail )?address"
        r"|your (?:phone|mobile) number",
    },
}
_RULES = {
    language: [(ground, re.compile(rf"(?:{words})", re.I)) for ground, words in grounds.items()]
    for language, grounds in TRIGGERS.items()
}


def sensitive_words(text: str, language: str) -> list[tuple[Ground, str]]:
    """Each ground that a question seems to ask about, with the words that say so."""
    found = ((ground, rule.search(text)) for ground, rule in _RULES.get(language, ()))
    return [(ground, match[0]) for ground, match in found if match]
