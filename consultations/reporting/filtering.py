"""The filter of the official's pages: what can be chosen, and what was, in words. It stands in the address."""

from django.conf import settings
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.enums import Channel
from consultations.questions.questionnaire import Questionnaire
from consultations.results.selecting import Selection, closed_questions


def filter_form(selection: Selection, questionnaire: Questionnaire) -> dict:
    """What the filter's template shows: the choices of each closed question, languages, channels, and what is chosen."""
    return {
        "questions": [
            (question.text, [(f"{question.id}|{choice.id}", choice.text) for choice in question.choices])
            for question in closed_questions(questionnaire)
        ],
        "languages": settings.LANGUAGES,
        "channels": Channel.choices,
        "chosen": selection.query(),
    }


def in_words(selection: Selection, questionnaire: Questionnaire) -> list[str]:
    """What was selected, a line each; none for everybody."""
    said = []
    if selection.question:
        question = questionnaire.question(selection.question)
        names = {"question": question.text, "choice": question.choice(selection.choice).text}
        said.append(_("those who answered “%(choice)s” to “%(question)s”") % names)
    if selection.locale:
        said.append(_("answered in: %(language)s") % {"language": dict(settings.LANGUAGES)[selection.locale]})
    if selection.channel:
        said.append(_("came by: %(channel)s") % {"channel": Channel(selection.channel).label})
    if selection.doubt:
        said.append(_("without those that the guards have marked as doubtful"))
    if selection.since:
        said.append(_("from %(day)s") % {"day": date_format(selection.since, "j F Y")})
    if selection.until:
        said.append(_("to %(day)s") % {"day": date_format(selection.until, "j F Y")})
    return said
