"""What anybody reads of the declaration: the table, a party's page, one commitment, and a year's follow-up."""

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.declaration.building import a_commitment, a_declaration, a_party, says
from tests.forms import visit
from tests.pdfs import check_that_it_can_be_read, read_pdf
from tests.programme.building import at, in_english

TABLE = "/sv/deklarationen/"
QUERIES = {"": 14, "organisationer/part-a/": 9, "uppfoljning/2026/": 9, "one": 5}


@pytest.fixture
def declaration(site, karlstad):
    return a_declaration(keeper=karlstad)


@pytest.fixture
def party(karlstad):
    return a_party(karlstad, slug="part-a")


def test_the_table_is_narrowed_by_plain_addresses(resident, declaration, party, region):
    a_commitment(declaration, party, "Samarbeta", state="done")
    a_commitment(declaration, a_party(region, slug="part-b"), "Berätta")
    asked = {
        "": ({"Samarbeta", "Berätta"}, "2 åtaganden"),
        "?organisation=part-a": ({"Samarbeta"}, "2 åtaganden, 1 passar"),
        "?lage=not_begun": ({"Berätta"}, "2 åtaganden, 1 passar"),
        "?lage=done&organisation=part-b": (set(), "2 åtaganden, 0 passar"),
    }
    for query, (titles, words) in asked.items():
        page = visit(resident, f"{TABLE}{query}")
        assert {title for title in ("Samarbeta", "Berätta") if title in page.text} == titles, query
        assert words in page.text, query


def test_a_commitment_tells_what_changed_when_and_why(resident, declaration, party):
    with time_machine.travel(at("2026-03-01T09:00"), tick=False):
        page = a_commitment(declaration, party)
    with time_machine.travel(at("2026-05-03T09:00"), tick=False):
        page = says(page, state="under_way", state_words="En grupp har börjat.")
    text = visit(resident, page.get_url()).text
    assert "3 maj 2026: från ”Inte påbörjat” till ”Pågår”" in text
    assert "En grupp har börjat." in text


def test_what_is_told_of_a_year_stays_as_it_was(resident, declaration, party):
    with time_machine.travel(at("2025-03-01T09:00"), tick=False):
        page = a_commitment(declaration, party)
    with time_machine.travel(at("2026-01-01T00:30"), tick=False):
        says(page, state="done", state_words="Allt är gjort.")
    with time_machine.travel(at("2026-06-01T09:00"), tick=False):
        before, after = (visit(resident, f"{TABLE}uppfoljning/{year}/").text for year in (2025, 2026))
        assert resident.get(f"{TABLE}uppfoljning/2024/").status_code == 404
        assert resident.get(f"{TABLE}uppfoljning/2027/").status_code == 404
    assert ("Inte påbörjat" in before, "Allt är gjort." in before) == (True, False)
    assert "Allt är gjort." in after


def test_what_is_not_public_is_nowhere(resident, declaration, party):
    page = a_commitment(declaration, party, "Hemligt löfte")
    hidden = a_commitment(declaration, party, "Öppet löfte", evidence=[{"type": "page", "value": page.pk}])
    assert "Hemligt" in visit(resident, hidden.get_url()).text
    page.unpublish()
    cache.clear()
    for address in (TABLE, f"{TABLE}organisationer/part-a/", hidden.get_url(), "/sv/floden/deklaration.xml"):
        text = resident.get(address).content.decode()
        assert ("Öppet" in text, "Hemligt" in text) == (True, False), address


def test_another_language_shows_the_nearest_and_says_so(resident, declaration, party):
    page = a_commitment(declaration, party, "Bara på svenska")
    in_english(declaration, slug="the-declaration", title="The declaration")
    text = resident.get("/en/the-declaration/").content.decode()
    assert (
        f'<a href="{page.get_url()}" hreflang="sv" lang="sv" dir="auto">Bara på svenska</a> <bdi class="promises__words">(Svenska)</bdi>'
        in text
    )


def test_the_printed_follow_up_can_be_read_by_a_reading_aid(resident, declaration, party):
    with time_machine.travel(at("2026-03-01T09:00"), tick=False):
        a_commitment(declaration, party, "Samarbeta i länet")
        answer = resident.get(f"{TABLE}uppfoljning/2026.pdf")
    read = read_pdf(answer.content)
    check_that_it_can_be_read(read, language="sv")
    assert {"Table", "TH", "TD"} <= {kind.strip("/") for kind in read.kinds}
    assert "Samarbeta i länet" in read.text


def test_the_feed_tells_each_change(resident, declaration, party):
    says(a_commitment(declaration, party, "Samarbeta"), state="done", state_words="Allt är gjort.")
    feed = resident.get("/sv/floden/deklaration.xml").content.decode()
    assert feed.count("<entry>") == 2
    assert "Samarbeta: från ”Inte påbörjat” till ”Gjort”" in feed


def queries_of(resident, address: str) -> int:
    cache.clear()
    resident.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert resident.get(f"{address}?x=1").status_code == 200
    return len(asked)


@pytest.mark.parametrize("number", [1, 3])
def test_pages_ask_the_same_whatever_the_number_of_commitments(resident, declaration, party, number):
    with time_machine.travel(at("2026-03-01T09:00"), tick=False):
        made = [a_commitment(declaration, party) for _ in range(number)]
        for page in made:
            says(page, state="under_way", state_words="Nu.")
        found = {name: queries_of(resident, f"{TABLE}{name}") for name in QUERIES if name != "one"}
        found["one"] = queries_of(resident, made[0].get_url())
    assert found == QUERIES
