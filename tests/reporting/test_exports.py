"""What officials take out opens rightly, loses nothing, runs nothing and tells nothing of who or when."""

import csv
import io
import itertools
import tracemalloc
from collections import Counter
from datetime import timedelta
from decimal import Decimal

import defusedxml
import openpyxl
import pytest
from django.core.files.storage import storages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape

from consultations.enums import ResponseState, RoleName, WorkbookState
from consultations.models import Answer, Log, Role, Workbook
from consultations.reporting import exports, taking_out
from consultations.reporting.exports import CELL, csv_cells, harmless, split_text
from consultations.reporting.taking_out import delete_old_workbooks, order_workbook, write_ordered
from organisations.models import User
from tests.builders import a_consultation, a_question, a_response
from tests.cast import a_person

BUS, WAYS, SCALE, LINE, BETTER = (
    "Åker du buss?",
    "Hur tar du dig fram?",
    "Hur nöjd är du?",
    "Vilken linje?",
    "Vad kan bli bättre?",
)
HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
    "\t=1+1",
    "\u200b=1+1",
    "https://example.org/?a=b",
    "_x0041_ och _x000D_",
    "a;b\"c'd\ne",
    "عربي\u202eabc",
    "😀" * 20_000,
    "x" * 20_000,
    "1e999",
    "\ufffe\uffff",
]


@pytest.fixture
def hostile(site):
    questions = [
        a_question("single_choice", BUS),
        a_question("multiple_choice", WAYS),
        a_question("scale", SCALE),
        a_question("long_text", BETTER, limit=20_000, publishable=True),
    ]
    consultation = a_consultation(stage="closed", questions=questions)
    for text in HOSTILE:
        a_response(
            consultation, {BUS: "Ja", WAYS: ["Buss", "Cykel"], SCALE: "3", BETTER: text}, email="canary@example.org"
        )
    a_response(consultation, {BUS: "Nej"}, name="Kanarie Fågel", locale="en")
    return consultation


def take_out(client, consultation, kind):
    address = f"/admin/resultat/{consultation.pk}/svar.{kind}"
    if kind == "xlsx":
        client.post(address)
        order = Workbook.objects.order_by("-asked_at").first()
        write_ordered.call(str(order.pk))
        assert client.get(address).context["workbook"].state == WorkbookState.READY
        address = f"{address}/{order.pk}/"
    response = client.get(address)
    assert response.status_code == 200
    return response.getvalue()


def read_csv(content: bytes):
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))


def read_xlsx(content: bytes):
    assert defusedxml is not None  # openpyxl reads with it where it is installed
    book = openpyxl.load_workbook(io.BytesIO(content))
    return {sheet.title: [list(row) for row in sheet.iter_rows()] for sheet in book}


def said(text):
    """How XML can hold a text."""
    return text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")


def test_the_csv_has_one_row_a_response_and_nothing_runs(hostile, official, signed_in):
    heading, *rows = read_csv(take_out(signed_in(official), hostile, "csv"))
    assert len(rows) == len(HOSTILE) + 1
    assert len(heading) == 3 + 1 + 3 + 1 + 1
    assert not [cell for row in rows for cell in row if cell.strip("\u200b\t ").startswith(tuple("=+-@＝＋－＠"))]
    texts = {"".join(part.removeprefix("'") for part in [row[8], *row[9:]]) for row in rows}
    assert texts == {*HOSTILE, ""}


def test_the_workbook_has_no_formula_and_every_text_in_full(hostile, official, signed_in):
    sheets = read_xlsx(take_out(signed_in(official), hostile, "xlsx"))
    names = list(sheets)
    assert len(names) == 5
    cells = [cell for rows in sheets.values() for row in rows for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    assert len(sheets[names[1]]) == 1 + len(HOSTILE) + 1
    parts = {}
    for row in sheets[names[2]][1:]:
        parts.setdefault(row[0].value, []).append(unescape(row[3].value))
    assert Counter("".join(texts) for texts in parts.values()) == Counter(said(text) for text in HOSTILE)
    assert (
        max(len(cell.value.encode("utf-16-le")) // 2 for cell in cells if cell.data_type == "s" and cell.value) <= CELL
    )


def test_the_summary_counts_people(hostile, official, signed_in):
    sheets = read_xlsx(take_out(signed_in(official), hostile, "xlsx"))
    rows = [[cell.value for cell in row] for row in list(sheets.values())[-1]]
    n = len(HOSTILE)
    assert [BUS, "Ja", n, n + 1, n + 1] in rows
    assert [WAYS, "Cykel", n, n, n + 1] in rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_nobody_is_named_and_no_time_of_day_is_told(hostile, official, signed_in, kind):
    content = take_out(signed_in(official), hostile, kind)
    if kind == "csv":
        cells = [cell for row in read_csv(content) for cell in row]
    else:
        cells = [str(cell.value) for rows in read_xlsx(content).values() for row in rows for cell in row]
    everything = "\n".join(cells)
    assert BUS in everything
    assert "canary@example.org" not in everything
    assert "Kanarie" not in everything
    with scope(consultation=hostile):
        response = hostile.responses.first()
        assert str(response.pk) not in everything
        assert str(response.current_id) not in everything
        assert f"{timezone.localtime(response.current.received_at):%H:%M}" not in everything
        assert f"{timezone.localdate(response.current.received_at):%Y-%m-%d}" in everything


def test_what_was_withdrawn_is_not_exported(hostile, official, signed_in):
    with scope(consultation=hostile):
        text = Answer.objects.filter(text="-2+3").select_related("submission__response").get()
        text.submission.response.state = ResponseState.WITHDRAWN
        text.submission.response.save()
    rows = read_csv(take_out(signed_in(official), hostile, "csv"))
    assert len(rows) == 1 + len(HOSTILE)
    assert not any("-2+3" in cell for row in rows for cell in row)


def test_taking_out_is_logged(hostile, official, signed_in):
    take_out(signed_in(official), hostile, "csv")
    entry = Log.objects.get(action="exported")
    assert (entry.by, entry.consultation, entry.detail) == (official, hostile, {"format": "csv"})


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_only_an_official_of_the_owner_takes_out(
    hostile, official, administrator, moderator, outsider, signed_in, kind
):
    address = f"/admin/resultat/{hostile.pk}/svar.{kind}"
    assert take_out(signed_in(official), hostile, kind)
    for user in (administrator, moderator, outsider):
        assert signed_in(user).get(address, follow=True).status_code == 404


def test_a_workbook_is_for_the_one_who_asked_for_it(hostile, official, karlstad, signed_in):
    take_out(signed_in(official), hostile, "xlsx")
    order = Workbook.objects.get()
    address = f"/admin/resultat/{hostile.pk}/svar.xlsx/{order.pk}/"
    colleague = a_person("colleague", karlstad, group="Handläggare", role=RoleName.OFFICIAL)
    assert signed_in(official).get(address).getvalue().startswith(b"PK")
    assert signed_in(colleague).get(address, follow=True).status_code == 404
    Role.objects.filter(user=official).delete()
    assert signed_in(official).get(address).url.startswith("/admin/login/")  # The session ended with the role.
    assert signed_in(User.objects.get(pk=official.pk)).get(address, follow=True).status_code in {403, 404}


def test_pressing_twice_writes_one_workbook(hostile, official, signed_in):
    for _ in range(2):
        signed_in(official).post(f"/admin/resultat/{hostile.pk}/svar.xlsx")
    order = Workbook.objects.get()
    write_ordered.call(str(order.pk))
    written = Workbook.objects.get().file
    write_ordered.call(str(order.pk))
    assert Workbook.objects.get().file == written


def test_a_workbook_that_fails_says_so_and_can_be_asked_for_again(hostile, official, signed_in, monkeypatch):
    order = order_workbook(hostile, by=official, now=timezone.now())
    monkeypatch.setattr(taking_out, "write_workbook", lambda *args, **kwargs: 1 / 0)
    write_ordered.call(str(order.pk))
    page = signed_in(official).get(f"/admin/resultat/{hostile.pk}/svar.xlsx")
    assert page.context["workbook"].state == WorkbookState.FAILED
    monkeypatch.undo()
    assert take_out(signed_in(official), hostile, "xlsx")


def test_a_workbook_is_gone_after_a_day(hostile, official, signed_in):
    take_out(signed_in(official), hostile, "xlsx")
    name = Workbook.objects.get().file
    assert storages["private"].exists(name)
    delete_old_workbooks(now=timezone.now() + timedelta(hours=23))
    assert Workbook.objects.count() == 1
    delete_old_workbooks(now=timezone.now() + timedelta(hours=25))
    assert Workbook.objects.count() == 0
    assert not storages["private"].exists(name)


def test_memory_and_queries_grow_by_the_chunk_only(site, monkeypatch):
    monkeypatch.setattr(exports, "CHUNK", 5)
    consultation = a_consultation(questions=[a_question("long_text", BETTER, limit=20_000)])
    for n in range(30):
        a_response(consultation, {BETTER: f"{n} " + "x" * 15_000})
    with CaptureQueriesContext(connection) as queries:
        assert len(list(exports.csv_lines(exports.export_of(consultation)))) == 31
    assert len(queries) == 2 + 6  # versions, responses, and the answers of each chunk
    tracemalloc.start()
    for line in exports.csv_lines(exports.export_of(consultation)):
        assert line
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 1_000_000


@given(st.text(max_size=60))
def test_a_cell_is_harmless_and_can_be_read_back(text):
    cell = harmless(text)
    assert cell in {text, f"'{text}"}
    visible = "".join(itertools.dropwhile(lambda c: not c.isprintable() or c.isspace(), cell))
    assert not visible.startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠"))


@given(st.text(alphabet=st.sampled_from("aå😀\n"), max_size=40).map(lambda text: text * 2500))
def test_a_long_text_is_split_and_lost_nowhere(text):
    parts = split_text(text)
    assert "".join(parts) == text
    assert all(len(part.encode("utf-16-le")) // 2 < CELL for part in parts)


def test_numbers_have_decimal_commas_and_stay_numbers():
    assert csv_cells([Decimal("-3.5"), 7, None, "-3"]) == ["-3,5", "7", "", "'-3"]
