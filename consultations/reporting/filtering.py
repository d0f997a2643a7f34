"""The filter of the official's pages: what can be chosen, and what was, in words. It stands in the address."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.enums import Channel
from consultations.models import Consultation
from consultations.questions.questionnaire import Questionnaire
from consultations.results.selecting import ChosenAnswer, Selection, choosable

EMPTY_SLOTS = 2  # beyond those that are filled in: more come when these are used


def filter_form(
    selection: Selection, consultation: Consultation, questionnaire: Questionnaire, *, prefix: str = ""
) -> dict:
    """What the filter's template shows: the answers to each closed question, languages, channels, versions, and what is chosen.

    A ``prefix`` tells two filters on one page apart.
    """
    return {
        "prefix": prefix,
        "questions": [
            (question.text, [(str(answer), label) for answer, label in answers])
            for question, answers in choosable(questionnaire)
        ],
        "given": _slots(selection.given),
        "without": _slots(selection.without),
        "languages": settings.LANGUAGES,
        "channels": Channel.choices,
        "versions": [str(number) for number in _versions(consultation)],
        "chosen": selection.query(),
        "address": selection.address,
    }


def in_words(selection: Selection, questionnaire: Questionnaire) -> list[str]:
    """What was selected, a line each; none for everybody."""
    given = [
        _("those who answered %(answers)s to “%(question)s”") % said for said in _said(selection.given, questionnaire)
    ]
    without = [
        _("not those who answered %(answers)s to “%(question)s”") % said
        for said in _said(selection.without, questionnaire)
    ]
    return [*given, *without, *_ways(selection), *_days(selection)]


def _ways(selection: Selection) -> list[str]:
    said = []
    if selection.locale:
        said.append(_("answered in: %(language)s") % {"language": dict(settings.LANGUAGES)[selection.locale]})
    if selection.channel:
        said.append(_("came by: %(channel)s") % {"channel": Channel(selection.channel).label})
    if selection.version:
        said.append(_("answered version %(number)s of the questions") % {"number": selection.version})
    if selection.doubt:
        said.append(_("without those that the guards have marked as doubtful"))
    return said


def _days(selection: Selection) -> list[str]:
    said = []
    if selection.since:
        said.append(_("from %(day)s") % {"day": date_format(selection.since, "j F Y")})
    if selection.until:
        said.append(_("to %(day)s") % {"day": date_format(selection.until, "j F Y")})
    return said


def _said(chosen: Iterable[ChosenAnswer], questionnaire: Questionnaire) -> Iterator[dict[str, str]]:
    """Each question with its chosen answers in words: alternatives of each other."""
    labels = {answer: label for _question, answers in choosable(questionnaire) for answer, label in answers}
    for (id, _row), answers in groupby(chosen, key=lambda answer: (answer.question, answer.row)):  # noqa: A001
        quoted = [_("“%(answer)s”") % {"answer": labels[answer]} for answer in answers]
        yield {"question": questionnaire.question(id).text, "answers": _(" or ").join(quoted)}


def _slots(chosen: Iterable[ChosenAnswer]) -> list[str]:
    return [*(str(answer) for answer in chosen), *[""] * EMPTY_SLOTS]


def _versions(consultation: Consultation) -> list[int]:
    """The numbers of the versions, where there are several."""
    numbers = list(consultation.versions.order_by("number").values_list("number", flat=True))
    return numbers if len(numbers) > 1 else []
