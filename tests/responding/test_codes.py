"""Access codes: each lets one response in, once, and leads to none."""

import csv
import io
import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, connections
from django.test import Client
from django.utils import timezone
from django_scopes import scope, scopes_disabled

from consultations.enums import Admission, IdentityLevel
from consultations.models import CodeBatch, IdentityProof, Log, Response
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import read_version
from consultations.responding import codes, keys
from consultations.responding.changing import withdraw_response
from consultations.responding.submit import CodeSpent, GivenAnswer, submit_response
from consultations.retention import delete_old_codes
from tests.builders import a_response
from tests.pdfs import read_pdf

pytestmark = pytest.mark.django_db
HERE = "/admin/resultat/{}/koder/"


def made(consultation, number=6, stratum="Slumpurval Hagfors", by=None):
    return codes.make_codes(consultation, stratum=stratum, number=number, by=by, now=timezone.now())


def send(consultation, code, *, form_key=None):
    return submit_response(
        consultation,
        version=consultation.current,
        answers=[
            GivenAnswer(question, type_of(question).store(question, None))
            for question in read_version(consultation.current, "sv").questions
        ],
        locale="sv",
        form_key=form_key or keys.new_form_key(),
        arrived_at=timezone.now(),
        proof=codes.proof_of(consultation, code),
    )


def admit(consultation, admits):
    page = consultation.source_page
    page.admits = admits
    page.save_revision().publish()
    consultation.refresh_from_db()


class TestACode:
    def test_it_is_stored_as_a_keyed_hash_alone(self, open_consultation):
        told = made(open_consultation)
        assert len(set(told)) == 6
        with connection.cursor() as cursor:
            cursor.execute("SELECT * FROM consultations_identityproof")
            rows = str([[bytes(c) if isinstance(c, memoryview) else c for c in row] for row in cursor.fetchall()])
        for code in told:
            assert code not in rows
            assert keys.plain_code(code) not in rows

    def test_it_lets_one_response_in_and_leaves_only_level_and_group(self, open_consultation):
        code, *_others = made(open_consultation)
        receipt = send(open_consultation, code)
        assert receipt.is_new
        with scope(consultation=open_consultation):
            response = Response.objects.get()
        assert (response.identity, response.stratum) == (IdentityLevel.CODE, "Slumpurval Hagfors")
        with pytest.raises(CodeSpent):
            send(open_consultation, code)
        with scope(consultation=open_consultation):
            assert Response.objects.count() == 1

    def test_a_retry_of_the_same_sending_gives_the_same_receipt(self, open_consultation):
        code, *_others = made(open_consultation)
        form_key = keys.new_form_key()
        first = send(open_consultation, code, form_key=form_key)
        again = send(open_consultation, code, form_key=form_key)
        assert (again.code, again.is_new) == (first.code, False)

    def test_it_may_be_typed_as_people_type(self, open_consultation):
        code, *_others = made(open_consultation)
        for typed in (
            code.lower(),
            code.replace("-", " "),
            code.replace("0", "o").replace("1", "l"),
            f"  {code}\u200f",
        ):
            assert codes.proof_of(open_consultation, typed) is not None, typed
        assert codes.proof_of(open_consultation, "7K3M-Q2XA-9TTF") is None
        assert codes.proof_of(open_consultation, "") is None

    def test_it_is_of_one_consultation(self, open_consultation, closed):
        code, *_others = made(closed)
        assert codes.proof_of(open_consultation, code) is None


@pytest.mark.django_db(transaction=True)
def test_of_ten_at_once_with_one_code_one_is_received(open_consultation):
    code, *_others = made(open_consultation)

    def try_it(_n):
        try:
            return send(open_consultation, code).is_new
        except CodeSpent:
            return False
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(try_it, range(10))) == 1
    with scope(consultation=open_consultation):
        assert Response.objects.count() == 1


def as_dumped() -> list[str]:
    """The codes' rows as a dump writes them: in the order in which they lie."""
    by = "ORDER BY rowid" if connection.vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id FROM consultations_identityproof {by}")  # noqa: S608
        return [str(row[0]).replace("-", "") for row in cursor.fetchall()]


def transactions_told() -> set[str]:
    """The numbers of the transactions that wrote the codes' rows last, which PostgreSQL tells anybody who may read them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT xmin::text FROM consultations_identityproof")
        return {row[0] for row in cursor.fetchall()}


class TestNobodyLinks:
    def test_what_is_kept_of_a_code_has_no_key_time_order_or_number(self):
        kept = {field.name for field in IdentityProof._meta.fields}
        assert kept == {"id", "consultation", "method", "subject_mac", "stratum", "spent"}

    @pytest.mark.django_db(transaction=True)
    def test_the_order_of_the_table_is_not_that_of_letters_or_of_answers(self, open_consultation):
        told = made(open_consultation, number=40)
        ids = [codes.proof_of(open_consultation, code).pk.hex for code in told]
        for code in told[:20]:
            send(open_consultation, code)
        if connection.vendor == "postgresql":  # The control: what is spent lies elsewhere, and each has its own number.
            assert as_dumped() != sorted(ids)
            assert len(transactions_told()) == 21
        codes.shuffle_spent(now=timezone.now())
        assert as_dumped() == sorted(ids)
        assert ids[:20] != sorted(ids[:20])
        if connection.vendor == "postgresql":
            assert len(transactions_told()) == 1

    def test_a_group_has_at_least_five(self, open_consultation):
        with pytest.raises(ValueError, match="4"):
            made(open_consultation, number=4)


class TestAnswering:
    def to_the_check(self, resident, consultation):
        address = f"{consultation.source_page.url}svara/"
        page = resident.get(address)
        fields = {name: page.context[name] for name in ("form_key", "begun", "version")}
        question = next(iter(read_version(consultation.current, "sv").questions))
        answered = resident.post(address, fields | {question.id: question.choices[0].id})
        while not answered.url.endswith("/kontrollera/"):
            fields["draft"] = resident.get(answered.url).context["draft"]
            answered = resident.post(answered.url, fields)
        return answered.url, fields | {"draft": resident.get(answered.url).context["draft"]}

    def test_nothing_is_asked_where_anybody_may_answer(self, resident, open_consultation):
        address, _fields = self.to_the_check(resident, open_consultation)
        assert 'name="code"' not in resident.get(address).content.decode()

    def test_without_a_code_nothing_is_sent_and_nothing_is_lost(self, resident, open_consultation):
        admit(open_consultation, Admission.CODE)
        code, *_others = made(open_consultation)
        assert "brev med en kod" in resident.get(open_consultation.source_page.url).content.decode()
        address, fields = self.to_the_check(resident, open_consultation)
        for typed, told in (("", "Skriv koden från brevet"), ("7K3M-Q2XA-9TTF", "är inte en av våra")):
            refused = resident.post(address, fields | {"code": typed})
            assert refused.status_code == 422
            assert told in refused.content.decode()
            assert f'value="{typed}"' in refused.content.decode()
        sent = resident.post(address, fields | {"code": code.lower()})
        assert sent.status_code == 302
        with scope(consultation=open_consultation):
            assert Response.objects.get().identity == IdentityLevel.CODE

    def test_a_used_code_is_told_so_and_the_answers_stay(self, resident, open_consultation):
        admit(open_consultation, Admission.EITHER)
        code, *_others = made(open_consultation)
        send(open_consultation, code)
        address, fields = self.to_the_check(resident, open_consultation)
        refused = resident.post(address, fields | {"code": code})
        assert refused.status_code == 422
        assert "redan använts" in refused.content.decode()
        assert resident.post(address, fields | {"code": ""}).status_code == 302
        with scope(consultation=open_consultation):
            assert sorted(Response.objects.values_list("identity", flat=True)) == ["code", "open"]

    def test_whoever_guesses_is_slowed_down(self, resident, open_consultation):
        admit(open_consultation, Admission.CODE)
        code, *_others = made(open_consultation)
        address, fields = self.to_the_check(resident, open_consultation)
        for n in range(15):
            resident.post(address, fields | {"code": f"7K3M-Q2XA-{n:04d}"})
        assert "För många fel koder" in resident.post(address, fields | {"code": code}).content.decode()


class TestOfficials:
    def test_the_list_comes_once_and_its_codes_work(self, open_consultation, official, signed_in):
        browser = signed_in(official)
        address = HERE.format(open_consultation.pk)
        got = browser.post(address, {"stratum": "Torsby  slump", "number": 7, "kind": "csv"})
        assert got["Content-Disposition"].startswith("attachment")
        assert got["Cache-Control"]
        lines = list(csv.reader(io.StringIO(got.content.decode("utf-8-sig")), delimiter=";"))
        assert len(lines) == 8
        assert all(codes.proof_of(open_consultation, line[0]).stratum == "Torsby slump" for line in lines[1:])
        shown = browser.get(address).content.decode()
        assert "Torsby slump" in shown
        assert not any(line[0] in shown for line in lines[1:])
        assert Log.objects.filter(action="codes_made").count() == 1
        again = browser.post(address, {"stratum": "Torsby slump", "number": 7, "kind": "csv"})
        assert "namnet redan" in again.content.decode()

    def test_letters_are_pages_with_a_code_each(self, open_consultation, official, signed_in):
        got = signed_in(official).post(
            HERE.format(open_consultation.pk), {"stratum": "Brev", "number": 5, "kind": "pdf"}
        )
        read = read_pdf(got.content)
        assert len(read.pages) == 5
        assert read.untagged == 0
        with scopes_disabled():
            told = [re.search(r"(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}", page)[0] for page in read.pages]
            assert all(codes.proof_of(open_consultation, code) for code in told)

    def test_lost_letters_are_made_invalid_but_what_was_answered_stays(self, open_consultation, official, signed_in):
        told = made(open_consultation)
        send(open_consultation, told[0])
        batch = CodeBatch.objects.get()
        gone = signed_in(official).post(f"{HERE.format(open_consultation.pk)}{batch.pk}/ta-tillbaka/")
        assert gone.status_code == 302
        assert codes.proof_of(open_consultation, told[1]) is None
        assert codes.proof_of(open_consultation, told[0]).spent
        assert codes.batches_with_use(open_consultation)[0][1] == 1

    def test_officials_see_how_those_who_answered_were_let_in(self, open_consultation, official, signed_in):
        browser, address = signed_in(official), f"/admin/resultat/{open_consultation.pk}/"
        told = made(open_consultation)
        send(open_consultation, told[0])
        a_response(open_consultation, {})
        shown = browser.get(address).context["proofs"]
        assert [(bar.label, bar.count) for bar in shown] == [
            ("Engångskod: Slumpurval Hagfors", 1),
            ("Öppet för alla", 1),
        ]
        with scope(consultation=open_consultation):
            coded = Response.objects.get(identity=IdentityLevel.CODE)
        withdraw_response(coded, now=timezone.now())
        assert browser.get(address).context["proofs"] == []

    def test_others_do_not_reach_it(self, open_consultation, moderator, outsider, signed_in):
        for person in (moderator, outsider):
            assert signed_in(person).get(HERE.format(open_consultation.pk)).status_code in {403, 404}
        assert Client().get(HERE.format(open_consultation.pk)).status_code == 302

    def test_codes_go_thirty_days_after_closing(self, open_consultation):
        made(open_consultation)
        assert delete_old_codes(open_consultation.closes + timezone.timedelta(days=29)) == 0
        assert delete_old_codes(open_consultation.closes + timezone.timedelta(days=31)) == 6
        ((batch, used),) = codes.batches_with_use(open_consultation)
        assert (batch.made, used) == (6, None)  # How many were used is not known any more, and not told as none.
