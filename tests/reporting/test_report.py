"""The report for those who decide: the figures of the results, in PDF and DOCX; the public one tells what is public."""

import io
import zipfile

import docx
import pytest
from django.urls import reverse
from django.utils import timezone, translation

from consultations.models import Feedback, FeedbackAction, Log
from consultations.reporting.report import internal_report, public_report
from consultations.results import tallies
from consultations.results.releases import public_results, publish_release
from consultations.results.selecting import Selection
from tests.builders import a_consultation, a_question, a_response, choices
from tests.pdfs import check_that_it_can_be_read, read_pdf

pytestmark = pytest.mark.django_db
BUS, WAYS, WHY, RARE = "Åker du =buss?", "Vad är bra?", "Varför?", "Kanariefågel"
SAID = "{ HYPERLINK kanin }"


@pytest.fixture
def run(site):
    """Twelve people: one of them alone with an answer, which nobody but officials may learn."""
    asked = [
        a_question("single_choice", BUS, choices=choices("Ja", "Nej", RARE, "Vet inte"), hint=SAID),
        a_question("matrix", WAYS),
        a_question("long_text", WHY),
    ]
    consultation = a_consultation(stage="closed", questions=asked, translated=False)
    for answer in ["Ja"] * 6 + ["Nej"] * 5 + [RARE]:
        a_response(consultation, {BUS: answer, WHY: "Hemligt ord"})
    return consultation


def internal(consultation):
    now = timezone.now()
    counted = tallies.counts_of(consultation, now=now)
    return internal_report(consultation, counted, Selection(), language="sv", now=now)


def fetch(browser, consultation, form: str, query: str = ""):
    return browser.get(f"{reverse('results', args=[consultation.pk])}rapport.{form}{query}")


def cells_of(content: bytes) -> list[list[str]]:
    return [
        [cell.text for cell in row.cells] for table in docx.Document(io.BytesIO(content)).tables for row in table.rows
    ]


def test_the_internal_report_has_the_numbers_of_the_results(run, official, signed_in):
    bus = internal(run).questions[0]
    lines = [(line.label, line.number, line.percent, line.of_opinions) for line in bus.tables[0].lines]
    assert lines == [
        ("Ja", "6", 50, "50 %"),
        ("Nej", "5", 42, "42 %"),
        (RARE, "1", 8, "8 %"),
        ("Vet inte", "0", 0, ""),
    ]
    assert "12" in bus.base
    browser = signed_in(official)
    read = read_pdf(fetch(browser, run, "pdf").content)
    check_that_it_can_be_read(read, language="sv")
    assert {"Table", "TH", "TOC"} <= set(read.kinds)
    for text in (f"1. {BUS}", f"{RARE} 1 8 %", "Internt: små tal är inte dolda", "KS-2026-00412", "slumpmässigt urval"):
        assert text in read.text
    assert all("Internt" in page for page in read.pages)
    assert "Hemligt ord" not in read.text
    assert [RARE, "1", "8 %", "8 %", ""] in cells_of(fetch(browser, run, "docx").content)


def test_it_counts_those_who_are_selected_and_says_so(run, official, signed_in):
    yes = f"?answer={internal_id(run)}"
    read = read_pdf(fetch(signed_in(official), run, "pdf", yes).content)
    assert "Alla är inte med i filen" in read.text
    assert "Ja 6 100 %" in read.text


def internal_id(run) -> str:
    question = next(q for s in run.current.content["sections"] for q in s["questions"] if q["text"]["sv"] == BUS)
    return f"{question['id']}|{question['choices'][0]['id']}"


def test_the_public_report_is_the_release_and_has_no_cell_that_is_withheld(run, official, signed_in):
    browser = signed_in(official)
    assert fetch(browser, run, "pdf", "?public").status_code == 404
    publish_release(run, by=official, now=timezone.now())
    with translation.override("sv"):
        found = public_report(run, language="sv", now=timezone.now())
    shown = [line.number for table in found.questions[0].tables for line in table.lines]
    released = public_results(run, "sv").tables[0].lines
    assert shown == ["visas inte" if line.count is None else str(line.count) for line in released]
    assert "1" not in shown
    for content in (fetch(browser, run, "pdf", "?public").content, fetch(browser, run, "docx", "?public").content):
        text = read_pdf(content).text if content[:4] == b"%PDF" else str(cells_of(content))
        assert "Internt" not in text
        assert "Hemligt ord" not in text
        assert "8 %" not in text
    last = Log.objects.filter(action="exported").order_by("-n").first()
    assert last.detail == {"format": "report-public-docx"}


def test_the_docx_has_headings_heads_of_tables_texts_a_language_and_nothing_that_runs(run, official, signed_in):
    content = fetch(signed_in(official), run, "docx").content
    document = docx.Document(io.BytesIO(content))
    styles = [paragraph.style.name for paragraph in document.paragraphs]
    assert styles.count("Title") == 1
    assert [name for name in styles if name.startswith("Heading")][:2] == ["Heading 1", "Heading 1"]
    assert document.core_properties.language == "sv"
    package = zipfile.ZipFile(io.BytesIO(content))
    assert not [name for name in package.namelist() if "vba" in name.lower() or "embed" in name.lower()]
    body = package.read("word/document.xml").decode()
    assert "instrText" not in body
    assert "fldSimple" not in body
    assert SAID in body
    assert body.count("<w:tblHeader") == len(document.tables) == body.count("<w:tblCaption")
    assert body.count("<wp:docPr") == body.count("descr=") > 0
    assert 'w:val="sv"' in package.read("word/styles.xml").decode()


def test_feedback_stands_in_it_once_it_is_published(site, official):
    run = a_consultation(stage="decided", translated=False)
    given = Feedback.objects.create(consultation=run, locale="sv", we_asked="Om bussen", you_answered="Fler turer")
    FeedbackAction.objects.create(feedback=given, text="Två turer till", state="doing", who="Trafiken")
    assert internal(run).feedback == ()
    given.published_at = timezone.now()
    given.save()
    asked, answered, do = internal(run).feedback
    assert (asked[1], answered[1]) == (("Om bussen",), ("Fler turer",))
    assert "Två turer till" in do[1][0]


def test_only_those_who_may_export_get_it_and_it_is_logged(run, official, moderator, outsider, signed_in):
    expected = {official: 200, moderator: 404, outsider: 404}
    assert {user: fetch(signed_in(user), run, "docx").status_code for user in expected} == expected
    logged = Log.objects.filter(action="exported")
    assert [(entry.by, entry.detail) for entry in logged] == [(official, {"format": "report-internal-docx"})]
    page = signed_in(official).get(reverse("results", args=[run.pk])).content.decode()
    assert "rapport.docx" in page
