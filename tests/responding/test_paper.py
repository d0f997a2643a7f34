"""The form on paper: the same questions as on the web, in every language, for a pen and for a screen reader."""

import pytest
from django.core.cache import cache
from django.urls import reverse

from consultations.responding import paper
from tests.builders import a_consultation, a_question, a_section, choices, translate
from tests.pdfs import check_that_it_can_be_read, read_pdf

pytestmark = pytest.mark.django_db
BUS, WHY = "Åker du buss?", "Varför?"


def asked() -> list[dict]:
    bus = a_question("single_choice", BUS, choices=choices("Ja", "Nej"), required=True, missing="Välj", other=True)
    return [
        a_section("Om bussen", "Svara som du vill."),
        bus,
        a_question("long_text", WHY, publishable=True, shown_if=f"{bus['id']}={choices('Ja')[0]['id']}"),
        *(
            a_question(kind, kind)
            for kind in ("multiple_choice", "scale", "ranking", "number", "matrix", "statements", "budget")
        ),
        a_question("information", "Nu"),
        a_question("draft_section", "3 §"),
    ]


@pytest.fixture
def consultation(site):
    run = a_consultation(title="Bussen", questions=asked(), paper_return="Biblioteket, disken i entrén")
    translate(run.source_page, "ar")
    run.refresh_from_db()
    return run


def fetched(browser, page, large: str = ""):
    return browser.get(f"{page.get_url()}papper.pdf{large}")


@pytest.mark.parametrize(("language", "large"), [("sv", ""), ("sv", "?large"), ("ar", "")])
def test_it_holds_every_question_and_can_be_read_aloud(consultation, resident, language, large):
    page = consultation.source_page.get_translations(inclusive=True).get(locale__language_code=language)
    answer = fetched(resident, page, large)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    read = read_pdf(answer.content)
    check_that_it_can_be_read(read, language=language)
    assert {"Figure", "Table", "TH", "LI", "Link"} <= set(read.kinds)
    version = consultation.current.number
    assert all(f"KS-2026-00412 · v{version} · {language}" in text for text in read.pages)
    if language == "sv":
        for text in (BUS, WHY, "multiple_choice", "Bussen är dyr", "Två kronor.", "Mellan 23 och 6", "Biblioteket"):
            assert text in read.text
        assert "bara om du svarade ”Ja” på fråga 1" in read.text


def test_it_is_made_once_and_anew_when_something_has_changed(consultation, resident, monkeypatch):
    made = []
    monkeypatch.setattr(paper, "make_pdf", lambda *args, **kwargs: made.append(args) or b"%PDF")
    page = consultation.source_page
    for _time in range(2):
        assert fetched(resident, page).content == b"%PDF"
    assert len(made) == 1
    page.introduction = "Något annat."
    page.save_revision().publish()
    fetched(resident, page)
    assert len(made) == 2
    assert paper.size_of_paper(consultation.current, "sv") == 4
    cache.clear()
    assert paper.size_of_paper(consultation.current, "sv") is None


def test_the_page_leads_to_it_only_while_it_can_be_answered(consultation, closed, resident):
    page = consultation.source_page
    assert "papper.pdf?large" in resident.get(page.get_url()).content.decode()
    assert "papper.pdf" not in resident.get(closed.source_page.get_url()).content.decode()
    assert fetched(resident, closed.source_page).status_code == 404


def test_officials_and_editors_print_any_version_at_any_time(closed, official, editor, outsider, signed_in):
    address = reverse("results_paper", args=[closed.pk])
    expected = {official: 200, editor: 200, outsider: 404}
    assert {user: signed_in(user).get(f"{address}?version=2&language=en").status_code for user in expected} == expected
    shown = read_pdf(signed_in(official).get(f"{address}?version=2&language=en").content)
    assert (shown.language, "(en)" in shown.text) == ("en", True)
    assert signed_in(official).get(f"{address}?version=x").status_code == 404
    assert "fragor.pdf" in signed_in(official).get(reverse("results_questions", args=[closed.pk])).content.decode()
