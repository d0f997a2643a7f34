"""The official's page of who answered, the population figures behind it, and who may see and keep them."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consultations.models import Log, PopulationMatch, PopulationReference, PopulationTable
from consultations.reporting.today import few_answers, parts_for
from consultations.results.tallies import fold_all
from tests.builders import a_consultation, a_question, a_response, choices
from tests.population import a_json_stat

pytestmark = pytest.mark.django_db
WHERE, WHO, BUS = "I vilken kommun bor du?", "Vilket kön är du?", "Åker du buss?"
TABLES = "/admin/resultat/befolkning/"
QUERIES = 22


def asking(*, stage: str = "open", places: bool = True, **more):
    gender = choices("Kvinna", "Man", "Vill inte svara")
    questions = [
        a_question("single_choice", BUS, choices=choices("Ja", "Nej")),
        a_question("single_choice", WHO, choices=gender, concept="gender"),
    ]
    where = a_question("single_choice", WHERE, choices=choices("Karlstad", "Hagfors"), concept="municipality")
    return a_consultation(stage=stage, questions=[*questions, where] if places else questions, **more)


def answered(consultation, *, women: int, men: int):
    for n in range(women + men):
        where = "Hagfors" if n < 1 else "Karlstad"
        a_response(consultation, {BUS: "Ja" if n % 3 else "Nej", WHO: "Kvinna" if n < women else "Man", WHERE: where})
    fold_all(consultation, now=timezone.now())


def page(browser, consultation) -> str:
    return browser.get(f"/admin/resultat/{consultation.pk}/vilka/").content.decode()


def a_file(content: dict | None = None, name: str = "befolkning.json") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, json.dumps(content or a_json_stat()).encode())


def said(karlstad, **more) -> dict:
    return {
        "organisation": karlstad.pk,
        "name": "Karlstad efter kön",
        "source": "SCB, Folkmängd",
        "as_of": "2024-12-31",
        "licence": "CC0",
        "file": a_file(),
    } | more


def test_the_page_tells_shares_differences_and_what_they_are_not(site, official, signed_in):
    consultation = asking()
    answered(consultation, women=30, men=10)
    a_response(consultation, {WHO: "Vill inte svara"})
    body = page(signed_in(official), consultation)
    assert "De som svarat är inte ett slumpmässigt urval." in body
    assert "små tal" in body
    # 30 of 40 are women; in Karlstad and Hagfors together 54,852 of 109,502.
    assert "Kvinna: 24,9 procentenheter fler bland dem som svarat än i befolkningen" in body
    assert "Man: 24,9 procentenheter färre bland dem som svarat än i befolkningen" in body
    for words in ("75,0 %", "50,1 %", "+24,9", "−24,9", "Vill inte svara (1)"):
        assert words in body
    assert "SCB via Regionfakta" in body


def test_while_it_is_open_the_page_lists_who_is_missing_in_neutral_words_and_afterwards_not(site, official, signed_in):
    consultation, closed = asking(), asking(stage="closed")
    for each in (consultation, closed):
        answered(each, women=36, men=4)
    body = page(signed_in(official), consultation)
    assert "Få svar hittills" in body
    assert "Karlstad, Man: 4, väntat 18" in body
    assert "Få svar hittills" not in page(signed_in(official), closed)


def test_the_start_page_tells_officials_of_the_largest_gap_of_what_is_open(site, official, moderator, outsider):
    for each in (asking(title="Öppna"), asking(title="Stängda", stage="closed")):
        answered(each, women=36, men=4)
    found = {
        part.heading: [(line.text, line.note) for line in part.lines]
        for part in parts_for(official, now=timezone.now())
    }
    assert found["Få svar hittills"] == [("Öppna", "Man: 4, väntat 20")]
    for user in (moderator, outsider):
        assert "Få svar hittills" not in {part.heading for part in parts_for(user, now=timezone.now())}


def test_the_start_page_asks_as_often_for_one_as_for_three(site, official):
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert few_answers(official, now=timezone.now()).lines
        return len(caught)

    answered(asking(), women=36, men=4)
    one = cost()
    for _ in range(2):
        answered(asking(), women=36, men=4)
    assert (one, cost()) == (5, 5)


def test_few_answers_are_not_compared(site, official, signed_in):
    consultation = asking()
    answered(consultation, women=8, men=2)
    body = page(signed_in(official), consultation)
    assert "Det är för få för att jämföra" in body
    assert "procentenheter fler" not in body


def test_without_figures_the_page_says_so(site, official, signed_in):
    assert "Det finns inget att jämföra" in page(signed_in(official), a_consultation())


def test_only_those_who_may_read_the_results_see_it(site, official, registrar, moderator, editor, outsider, signed_in):
    consultation = asking()
    address = f"/admin/resultat/{consultation.pk}/vilka/"
    found = [signed_in(user).get(address).status_code for user in (official, registrar, moderator, editor, outsider)]
    assert found == [200, 200, 404, 404, 404]


def test_it_costs_the_same_with_few_and_with_many(site, official, signed_in):
    consultation, browser = asking(), signed_in(official)

    def cost() -> int:
        page(browser, consultation)
        with CaptureQueriesContext(connection) as caught:
            page(browser, consultation)
        return len(caught)

    answered(consultation, women=1, men=1)
    few = cost()
    answered(consultation, women=40, men=5)
    assert (few, cost()) == (QUERIES, QUERIES)


def test_the_population_is_chosen_where_the_municipality_is_not_asked(site, official, registrar, outsider, signed_in):
    consultation = asking(places=False)
    address = f"/admin/resultat/{consultation.pk}/vilka/befolkning/"
    for user, status in ((outsider, 404), (registrar, 404), (official, 302)):
        assert signed_in(user).post(address, {"area": "1780"}).status_code == status
    assert PopulationReference.objects.get(consultation=consultation).area == "1780"
    assert "98\xa0084" in page(signed_in(official), consultation).replace("&nbsp;", "\xa0")
    signed_in(official).post(address, {"area": "x"})
    assert PopulationReference.objects.get(consultation=consultation).area == "1780"
    assert [entry.detail["area"] for entry in Log.objects.filter(action="population_chosen")] == ["1780"]


class TestTables:
    def test_a_table_is_looked_at_taken_in_and_used(self, site, karlstad, official, signed_in):
        consultation, browser = asking(places=False), signed_in(official)
        assert browser.post(TABLES, said(karlstad)).status_code == 302
        table = PopulationTable.objects.get()
        assert (table.is_ready, table.imported_by) == (False, official)
        look = browser.get(f"{TABLES}{table.pk}/").content.decode()
        assert "Ännu inte i bruk" in look
        assert "SCB, Folkmängd" not in page(browser, consultation)
        uses = {"use-0": "municipality", "use-1": "gender", "use-2": "=2024"}
        assert browser.post(f"{TABLES}{table.pk}/", uses).status_code == 302
        body = page(browser, consultation)
        assert "SCB via Regionfakta" in body  # covers more municipalities
        PopulationReference.objects.create(consultation=consultation, area="1780")
        assert "SCB, Folkmängd" in page(browser, consultation)
        assert Log.objects.get(action="population_taken_in").detail["table"] == str(table.pk)
        assert browser.post(f"{TABLES}{table.pk}/ta-bort/").status_code == 302
        assert not PopulationTable.objects.exists()

    @pytest.mark.parametrize(
        ("uses", "words"),
        [
            (["sum", "sum", "=2024"], "Minst en kolumn"),
            (["gender", "gender", "=2024"], "Två kolumner"),
            (["municipality", "gender", "="], "Säg vad"),
            (["gender", "municipality", "sum"], "inga koder"),
        ],
    )
    def test_what_the_columns_cannot_be_is_refused_in_words(self, site, karlstad, official, signed_in, uses, words):
        browser = signed_in(official)
        browser.post(TABLES, said(karlstad))
        table = PopulationTable.objects.get()
        found = browser.post(f"{TABLES}{table.pk}/", {f"use-{n}": use for n, use in enumerate(uses)})
        assert (found.status_code, words in found.content.decode()) == (422, True)
        table.refresh_from_db()
        assert not table.is_ready

    def test_a_file_that_is_no_table_is_refused_in_words(self, site, karlstad, official, signed_in):
        found = signed_in(official).post(TABLES, said(karlstad, file=a_file({"class": "collection"})))
        assert (found.status_code, "dataset" in found.content.decode()) == (422, True)
        assert not PopulationTable.objects.exists()

    def test_what_answers_mean_is_remembered_for_the_next_consultation(self, site, karlstad, official, signed_in):
        asking(places=False)
        browser = signed_in(official)
        browser.post(TABLES, said(karlstad))
        table = PopulationTable.objects.get()
        uses = {"use-0": "municipality", "use-1": "gender", "use-2": "=2024"}
        address = browser.post(f"{TABLES}{table.pk}/", uses).url
        body = browser.get(address).content.decode()
        assert 'name="gender-0" id="gender-0" value="2"' in body  # guessed
        refused = browser.post(address, {"gender-0": "7", "gender-1": "1"})
        assert (refused.status_code, "7”" in refused.content.decode()) == (422, True)
        overlap = browser.post(address, {"gender-0": "1, 2", "gender-1": "1"})
        assert (overlap.status_code, PopulationMatch.objects.count()) == (422, 0)
        assert browser.post(address, {"gender-0": "1", "gender-1": "2", "gender-2": ""}).status_code == 302
        remembered = {match.word: match.codes for match in PopulationMatch.objects.all()}
        assert remembered == {"kvinna": ["1"], "man": ["2"]}
        browser.post(address, {"gender-0": "2", "gender-1": "1", "gender-2": ""})  # as it would be guessed
        assert not PopulationMatch.objects.exists()
        PopulationMatch.objects.create(
            organisation=karlstad, concept="gender", word="man", codes=["M"]
        )  # another table's
        browser.post(address, {"gender-0": "2", "gender-1": "1", "gender-2": ""})
        assert PopulationMatch.objects.get().codes == ["M"]

    def test_others_neither_see_nor_touch_it(self, site, karlstad, official, moderator, registrar, outsider, signed_in):
        signed_in(official).post(TABLES, said(karlstad))
        table = PopulationTable.objects.get()
        for place in (f"{TABLES}{table.pk}/", f"{TABLES}{table.pk}/betydelser/"):
            found = [signed_in(user).get(place).status_code for user in (official, registrar, moderator, outsider)]
            assert found == [200, 404, 404, 404]
        assert signed_in(outsider).post(f"{TABLES}{table.pk}/ta-bort/").status_code == 404
        theirs = signed_in(outsider).get(TABLES)
        assert (theirs.status_code, table.name in theirs.content.decode()) == (200, False)
        assert signed_in(outsider).post(TABLES, said(karlstad)).status_code == 422
        assert signed_in(registrar).get(TABLES).status_code == 302
        assert PopulationTable.objects.count() == 1
