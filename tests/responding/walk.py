"""Where the form is and what its questions are called, for the tests that walk through it."""

from django.test import Client

from consultations.questions.questionnaire import read_version
from tests.forms import Page, visit

LONG = "Det här skrev jag länge på 🚌"


def address_of(consultation, locale="sv") -> str:
    page = consultation.source_page.get_translations(inclusive=True).get(locale__language_code=locale)
    return page.specific.url


def ids(consultation) -> list[str]:
    return [question.id for question in read_version(consultation.current).questions]


def choice_ids(consultation, number: int) -> list[str]:
    return [choice.id for choice in list(read_version(consultation.current).questions)[number].choices]


def first_step(consultation, client: Client | None = None) -> Page:
    return visit(client or Client(), f"{address_of(consultation)}svara/")


def second_step(consultation, client: Client | None = None) -> Page:
    return first_step(consultation, client).press(**{ids(consultation)[0]: choice_ids(consultation, 0)[0]})


def check_page(consultation, client: Client | None = None) -> Page:
    return second_step(consultation, client).press(**{ids(consultation)[4]: LONG})
