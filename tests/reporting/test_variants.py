"""The same consultation, answered once in each of five languages, is one result of five, and says how many in each."""

import json

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from wagtail.models import Site

from consultations.models import Consultation
from consultations.results import tallies
from tests.builders import a_consultation, a_question, choices, translate
from tests.forms import visit

BUS = "Åker du buss?"
LANGUAGES = [code for code, _name in settings.LANGUAGES]


@pytest.fixture
def answered(site):
    consultation = a_consultation(questions=[a_question("single_choice", BUS, choices=choices("Ja", "Nej"))])
    for language in LANGUAGES[2:]:
        translate(consultation.source_page, language)
    Site.clear_site_root_paths_cache()
    receipts = {language: answer_in(consultation, language) for language in LANGUAGES}
    return Consultation.objects.select_related("current").get(pk=consultation.pk), receipts


def answer_in(consultation, language: str) -> str:
    page = consultation.source_page.get_translations(inclusive=True).get(locale__language_code=language).specific
    first = visit(Client(), f"{page.url}svara/")
    assert first.response.status_code == 200
    [question] = page.questions
    check = first.press(**{question.id: question.value["choices"].bound_blocks[0].id})
    assert (f"{BUS} (en)" in check.text) == (language != "sv")
    return check.press().receipt


def test_one_result_of_five_with_a_breakdown(answered, official):
    consultation, receipts = answered
    assert len(set(receipts.values())) == len(LANGUAGES) == 5
    assert all(receipts.values())
    counts = tallies.counts_of(consultation, now=consultation.closes)
    assert counts.responses == 5
    assert sorted(counts.locales) == sorted((language, 1) for language in LANGUAGES)
    browser = Client()
    browser.force_login(official)
    shown = browser.get(reverse("results", args=[consultation.pk])).content.decode()
    assert [name for _code, name in settings.LANGUAGES if name not in shown] == []


def test_each_receipt_opens_in_the_language_it_was_sent_in(answered):
    _consultation, receipts = answered
    for language, code in receipts.items():
        page = Client().post(f"/{language}/kvitto/", {"code": code, "do": "read"})
        text = page.content.decode()
        assert page.status_code == 200
        assert f'<html lang="{settings.VARIANTS.get(language, language)}"' in text
        assert (f"{BUS} (en)" in text) == (language != "sv")


def test_machines_read_it_in_every_language(answered):
    consultation, _receipts = answered
    for language in LANGUAGES:
        found = json.loads(Client().get(f"/api/v1/consultations/{consultation.pk}/?locale={language}").content)
        assert f"/{language}/" in found["url"]
