"""What an editor is advised before opening: nothing here stops, but opening in spite of it takes a reason, which is logged.

``advice_on`` is computed from the draft, in the editor's language. The rules on wording are in ``wording``, those that
stop in ``readiness``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from consultations.questions.languages import languages_losing, texts_behind
from consultations.questions.sensitive import sensitive_words
from consultations.questions.types.scale import DONT_KNOW
from consultations.questions.wording import asks_two_things, empty_links, leading_words, lix, plain, words_in

SHORTEST = timedelta(days=21)
MOST_QUESTIONS, MOST_MINUTES, MOST_CHOICES, HARDEST = 12, 7, 8, 40
READ_A_MINUTE = 150  # words, by somebody who reads slowly
# Seconds to think and answer, beside the reading; a type that is not here takes as long as a choice.
SECONDS = {
    "single_choice": 8,
    "scale": 8,
    "multiple_choice": 12,
    "number": 15,
    "short_text": 20,
    "long_text": 60,
    "ranking": 40,
    "budget": 60,
    "draft_section": 30,
    "place": 25,
    "file": 60,
    "information": 0,
}
SECONDS_A_ROW = 8  # of a matrix or statements
HOLIDAYS = (((7, 1), (8, 10)), ((12, 20), (12, 31)), ((1, 1), (1, 6)))
RICH = ("can_influence", "already_decided", "support")
PLAIN = ("introduction", "purpose")
LIX_LANGUAGE = "sv"  # The limit of 40 is for Swedish.


@dataclass(frozen=True)
class Advice:
    """``code`` is for the log; ``where`` is a question's text, or '' for the page; ``why`` says what and how to mend it."""

    code: str
    where: str
    why: str


def advice_on(page: Any, content: Mapping[str, Any]) -> list[Advice]:
    """What could be better in a page whose questions were compiled to ``content``."""
    language = content["source_locale"]
    return [
        *_on_times(page),
        *_on_length(content, language),
        *_on_texts(page, language),
        *_on_questions(content, language),
        *_on_translations(page, content),
    ]


def minutes_to_answer(content: Mapping[str, Any], language: str) -> int:
    """An estimate, rounded up: the words are read slowly, and each kind of question takes its time."""
    seconds, texts = 0, []
    for section in content["sections"]:
        texts += [section["heading"].get(language, ""), section["introduction"].get(language, "")]
        for question in section["questions"]:
            lines = [*question["choices"], *question["rows"]]
            texts += [question["text"].get(language, ""), question["hint"].get(language, "")]
            texts += [line["text"].get(language, "") for line in lines]
            seconds += (
                SECONDS.get(question["type"], 8) if not question["rows"] else SECONDS_A_ROW * len(question["rows"])
            )
    return max(1, -(-(seconds + 60 * words_in(texts) // READ_A_MINUTE) // 60))


def asked_in(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [q for section in content["sections"] for q in section["questions"] if q.get("asks", True)]


def _on_times(page: Any) -> Iterator[Advice]:
    if page.opens is None or page.closes is None:
        return
    if page.closes - page.opens < SHORTEST:
        days = (page.closes - page.opens).days
        said = ngettext(
            "It is open for %(days)d day. With less than three weeks many don't hear of it in time.",
            "It is open for %(days)d days. With less than three weeks many don't hear of it in time.",
            days,
        )
        yield Advice("short", "", said % {"days": days})
    if holidays := days_of_holiday(page.opens, page.closes):
        said = ngettext(
            "%(days)d day of it is in July or around Christmas, when many are away. Open earlier, or for longer.",
            "%(days)d days of it are in July or around Christmas, when many are away. Open earlier, or for longer.",
            holidays,
        )
        yield Advice("holiday", "", said % {"days": holidays})


def days_of_holiday(opens: datetime, closes: datetime) -> int:
    """How many of its days fall in the weeks when Swedes are away."""
    day, last, found = timezone.localdate(opens), timezone.localdate(closes), 0
    while day <= last and found < 400:
        found += is_holiday(day)
        day += timedelta(days=1)
    return found


def is_holiday(day: date) -> bool:
    return any(begins <= (day.month, day.day) <= ends for begins, ends in HOLIDAYS)


def _on_length(content: Mapping[str, Any], language: str) -> Iterator[Advice]:
    number, minutes = len(asked_in(content)), minutes_to_answer(content, language)
    if number > MOST_QUESTIONS:
        said = _(
            "It has %(number)d questions. Beyond %(most)d many give up. Leave out those whose answers change nothing."
        )
        yield Advice("questions", "", said % {"number": number, "most": MOST_QUESTIONS})
    if minutes > MOST_MINUTES:
        said = _("It takes about %(minutes)d minutes to answer. Beyond %(most)d many give up.")
        yield Advice("minutes", "", said % {"minutes": minutes, "most": MOST_MINUTES})


def _on_texts(page: Any, language: str) -> Iterator[Advice]:
    rich = {name: getattr(page, name) or "" for name in RICH}
    body = [block.render_as_block() if block.block_type != "image" else "" for block in page.body]
    texts = [getattr(page, name) or "" for name in PLAIN] + [plain(html) for html in rich.values()]
    value = lix("\n".join(texts)) if language == LIX_LANGUAGE else None
    if value is not None and value > HARDEST:
        said = _(
            "The texts of the page are hard to read (LIX %(lix)d). Write shorter sentences and everyday words: 40 or less."
        )
        yield Advice("lix", "", said % {"lix": value})
    for link in dict.fromkeys(text for html in (*rich.values(), *body) for text in empty_links(html, language)):
        said = _("The link “%(link)s” does not say where it leads. Let the link text name the page.")
        yield Advice("link", "", said % {"link": link})
    for block in page.body:
        if block.block_type == "image" and _lacks_alternative(block.value):
            yield Advice(
                "alt", "", _("An image has no text for those who can't see it. Describe it, or mark it as decoration.")
            )


def _lacks_alternative(value: Any) -> bool:
    image = value.get("image")
    return bool(image) and not getattr(image, "decorative", False) and not getattr(image, "contextual_alt_text", "")


def _on_questions(content: Mapping[str, Any], language: str) -> Iterator[Advice]:
    for question in asked_in(content):
        text = question["text"].get(language, "")
        yield from (Advice(code, text, why) for code, why in _on_wording(text, language))
        yield from (Advice(code, text, why) for code, why in _on_answers(question, language))


def _on_translations(page: Any, content: Mapping[str, Any]) -> Iterator[Advice]:
    """Which languages would be left out, and which would go on with words that the source no longer has."""
    losing = languages_losing(page)
    names = dict(settings.LANGUAGES)
    for locale, number in losing.items():
        said = ngettext(
            "%(number)d text of the questions has no translation into %(language)s. Those who read that page are sent to "
            "another language until it is there.",
            "%(number)d texts of the questions have no translation into %(language)s. Those who read that page are sent "
            "to another language until they are there.",
            number,
        )
        yield Advice("languages", "", said % {"number": number, "language": names.get(locale, locale)})
    for text in texts_behind(content, key=page.translation_key):
        said = _("It has been added or reworded since it was sent for translation. Synchronise the translated pages.")
        yield Advice("translations", text, said)


def _on_wording(text: str, language: str) -> Iterator[tuple[str, str]]:
    value = lix(text) if language == LIX_LANGUAGE else None
    if value is not None and value > HARDEST:
        yield "lix", _("Hard to read (LIX %(lix)d). Write it shorter, with everyday words.") % {"lix": value}
    if joined := asks_two_things(text, language):
        said = _(
            "It seems to ask two things at once (“%(words)s”). Whoever thinks differently of the two can't answer. Split it."
        )
        yield "double", said % {"words": joined}
    for ground, words in sensitive_words(text, language):
        said = _(
            "“%(words)s” seems to ask for %(ground)s. A municipality may seldom keep that: the answer can be tied to"
            " somebody, and is then forbidden or risky to handle (GDPR, articles 9 and 10). Ask for what people need or have"
            " met with instead, or take the question away."
        )
        yield "sensitive", said % {"words": words, "ground": ground.label}
    for words in leading_words(text, language):
        yield (
            "leading",
            _("“%(words)s” leads towards one answer. Ask so that all answers are as easy to give.") % {"words": words},
        )


def _on_answers(question: Mapping[str, Any], language: str) -> Iterator[tuple[str, str]]:
    choices = question["choices"]
    if question["type"] == "scale":
        points = [choice for choice in choices if choice["id"] != DONT_KNOW]
        if len(points) % 2 == 0:
            yield (
                "middle",
                _(
                    "The scale has no middle. Whoever is in between is forced to one side. Choose an odd number of points."
                ),
            )
        if len(points) == len(choices):
            yield "dont_know", _("The scale has no “Don't know”. Whoever doesn't know is forced to guess.")
    elif len(choices) > MOST_CHOICES and not question["rows"] and not question["concept"]:  # a known list is found fast
        said = _(
            "It has %(number)d choices. Beyond %(most)d people choose among the first ones. Merge some, or ask in two steps."
        )
        yield "choices", said % {"number": len(choices), "most": MOST_CHOICES}
    if question["type"] == "long_text" and not question["hint"].get(language):
        yield "hint", _("A long text without a hint. Say in a sentence what you want to read, and what not to write.")
