"""Whether a consultation is fit to open, and whether a change would harm answers that have come in. Plain rules.

The page editor refuses in words (``ConsultationPageForm``). What is published by other ways (a schedule, a workflow) and
would harm answers leaves the questions in force as they are: see ``publishing``.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope

from consultations.models.consultation import Consultation
from consultations.models.response import Response
from consultations.questions.protocol import all_types


@dataclass(frozen=True)
class Stop:
    """What has to be mended before publishing: the page's field, and why, in words."""

    field: str
    why: str


def stops(page: Any, content: Mapping[str, Any], *, now: datetime) -> list[Stop]:
    """What a page lacks to be opened. ``content`` is compiled from it; times count until it has opened only."""
    found = [*_missing(page), *_wrong_times(page, now)]
    if not any(question.get("asks", True) for question in _questions(content).values()):
        found.append(Stop("questions", _("Ask at least one question.")))
    return found


def _missing(page: Any) -> Iterator[Stop]:
    if not page.diary_number.strip():
        yield Stop("diary_number", _("Give the diary number, so that the case can be found."))
    if page.feedback_due is None:
        yield Stop("feedback_due", _("Promise a day for the feedback. Those who answer are told it."))


def _wrong_times(page: Any, now: datetime) -> Iterator[Stop]:
    if page.opens is None or page.closes is None:
        yield Stop("opens" if page.opens is None else "closes", _("Say when it opens and when it closes."))
        return
    consultation = Consultation.objects.filter(translation_key=page.translation_key).first()
    has_opened = consultation is not None and consultation.opens <= now
    if page.closes <= now and not has_opened:
        yield Stop("closes", _("The closing time has passed already."))
    if page.feedback_due and page.feedback_due < timezone.localdate(page.closes):
        yield Stop("feedback_due", _("The feedback can't come before the consultation has closed."))


def harms(consultation: Consultation, content: Mapping[str, Any]) -> list[str]:
    """Why these questions can't take the place of those in force, in words; none if nobody has answered yet."""
    if consultation.current is None or not has_responses(consultation):
        return []
    old, new = _questions(consultation.current.content), _questions(content)
    language = consultation.source_locale
    return [why for id, question in old.items() for why in _harms_of(question, new.get(id), language)]  # noqa: A001


def has_responses(consultation: Consultation) -> bool:
    with scope(consultation=consultation):
        return Response.objects.filter(consultation=consultation).exists()


def _harms_of(old: Mapping[str, Any], new: Mapping[str, Any] | None, language: str) -> Iterator[str]:
    if not old.get("asks", True):
        return
    said = {"question": old["text"].get(language, "")}
    if new is None:
        yield _("“%(question)s” has been answered and can't be taken away.") % said
    elif new["type"] != old["type"]:
        yield _("“%(question)s” has been answered and can't become another kind of question.") % said
    else:
        yield from _lost_lines(old, new, said, language)
        if any(old["settings"].get(name) != new["settings"].get(name) for name in _staying(old)):
            yield (
                _("The drawing of “%(question)s” can't be changed: squares already chosen would be other places.")
                % said
            )


def _staying(question: Mapping[str, Any]) -> tuple[str, ...]:
    return all_types()[question["type"]].settings_that_stay


def _lost_lines(old: Mapping[str, Any], new: Mapping[str, Any], said: dict, language: str) -> Iterator[str]:
    fixed = not all_types()[old["type"]].choices_may_be_added
    for name in ("choices", "rows"):
        kept = {line["id"] for line in new[name]}
        for line in old[name]:
            if line["id"] not in kept:
                words = said | {"choice": line["text"].get(language, "")}
                yield _("“%(choice)s” in “%(question)s” may have been chosen and can't be taken away.") % words
        if _turned_round(old[name], new[name], language):
            yield (
                _("Answers to “%(question)s” would change their meaning: a text now stands where another one stood.")
                % said
            )
        if fixed and kept - {line["id"] for line in old[name]}:
            yield (
                _("The points of “%(question)s” can't be changed: answers already given would mean something else.")
                % said
            )


def _turned_round(old: list, new: list, language: str) -> bool:
    """Whether a line has got the text that another line had: the ends of a scale turned round, two choices swapped."""
    were = {line["id"]: _without_number(line["text"].get(language, "")) for line in old}
    are = {line["id"]: _without_number(line["text"].get(language, "")) for line in new}
    common = [id for id in were if id in are and are[id] and are[id] != were[id]]  # noqa: A001
    return any(are[id] == text for id in common for other, text in were.items() if other != id)  # noqa: A001


def _without_number(text: str) -> str:
    """The name of a scale's end, without the point that stands before it."""
    point, dash, name = text.partition(" – ")
    return name if dash and point.isdecimal() else text


def _questions(content: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {question["id"]: question for section in content["sections"] for question in section["questions"]}
