"""Who answers what, in words for paper: "Answer question 5 only if you answered Yes on question 4". Nothing is skipped by itself there."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from consultations.questions.questionnaire import Condition, Question, Questionnaire, Section
from consultations.questions.routing import as_met_by_senders

Numbers = Mapping[str, int]  # of the questions, by their ids


def numbers_of(questionnaire: Questionnaire) -> dict[str, int]:
    return {question.id: n for n, question in enumerate(questionnaire.questions, start=1)}


def who_answers(item: Question, questionnaire: Questionnaire, numbers: Numbers) -> str:
    """Of a question, or of what only stands between questions; '' where it is everybody."""
    if item.shown_if is None:
        return ""
    said = _said(item.shown_if, questionnaire, numbers) | {"number": numbers.get(item.id)}
    if not item.asks:
        if said["choices"]:
            return _("Read this only if you answered %(choices)s on question %(asked)s.") % said
        return _("Read this only if you answered question %(asked)s.") % said
    if said["choices"]:
        return _("Answer question %(number)s only if you answered %(choices)s on question %(asked)s.") % said
    return _("Answer question %(number)s only if you answered question %(asked)s.") % said


def who_goes_on(section: Section, questionnaire: Questionnaire, numbers: Numbers) -> str:
    """Of a section, also of one at which the form ends; '' where it is everybody."""
    if section.shown_if is None:
        return _("The form ends here.") if section.ends else ""
    condition = section.shown_if if section.ends else as_met_by_senders(questionnaire, section.shown_if)
    if condition is None:
        return ""
    said = _said(condition, questionnaire, numbers)
    if section.ends:
        if said["choices"]:
            return _("If you answered %(choices)s on question %(asked)s, the form ends here for you.") % said
        return _("If you answered question %(asked)s, the form ends here for you.") % said
    if said["choices"]:
        return _("Answer this part only if you answered %(choices)s on question %(asked)s.") % said
    return _("Answer this part only if you answered question %(asked)s.") % said


def _said(condition: Condition, questionnaire: Questionnaire, numbers: Numbers) -> dict:
    asked = questionnaire.question(condition.question)
    texts = [choice.text for choice in asked.choices if choice.id in condition.choices] if asked else []
    quoted = [_("“%(answer)s”") % {"answer": text} for text in texts]
    return {"asked": numbers.get(condition.question, ""), "choices": _(" or ").join(quoted)}
