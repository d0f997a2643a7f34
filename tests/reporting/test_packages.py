"""What is taken out as packages: tidy data with its description, and everything for the archive with checksums."""

import csv
import hashlib
import io
import json
import zipfile
from decimal import Decimal

import pytest
from django.utils import timezone
from django_scopes import scope

from consultations.enums import Consent, RoleName, WorkbookKind
from consultations.models import Answer, Log, Workbook
from consultations.reporting.exports import export_of
from consultations.reporting.taking_out import write_ordered
from consultations.responding.changing import withdraw_response
from tests.builders import a_consultation, a_question, a_response, an_id
from tests.cast import a_person
from tests.reporting.test_exports import read_csv, take_out

BUS, OFTEN, BETTER = "Åker du buss?", "Hur ofta?", "Vad kan bli bättre?"
KINDS = {"package": "data.zip", "archive": "arkiv.zip"}


@pytest.fixture
def routed(site):
    """Of those who go by bus it is asked how often; one of them passes that by."""
    questions = [
        a_question("single_choice", BUS),
        a_question("number", OFTEN, shown_if=f"{an_id(f'question {BUS}')}={an_id('choice Ja')}"),
        a_question("long_text", BETTER, publishable=True),
    ]
    consultation = a_consultation(stage="closed", questions=questions)
    a_response(consultation, {BUS: "Ja", OFTEN: Decimal("2.50"), BETTER: "=1+1"}, email="canary@example.org")
    a_response(consultation, {BUS: "Ja"})
    a_response(consultation, {BUS: "Nej"}, consent=Consent.NAMED, name="Kanarie")
    return consultation


@pytest.fixture
def registrar(karlstad):
    return a_person("registrar", karlstad, group="Handläggare", role=RoleName.REGISTRAR)


def fetch(client, consultation, kind) -> zipfile.ZipFile:
    address = f"/admin/resultat/{consultation.pk}/{KINDS[kind]}"
    assert client.post(address).status_code == 302
    order = Workbook.objects.get(kind=kind)
    write_ordered.call(str(order.pk))
    assert f"{address}/{order.pk}/" in client.get(address).content.decode()
    return zipfile.ZipFile(io.BytesIO(client.get(f"{address}/{order.pk}/").getvalue()))


def table(package, name):
    return list(csv.DictReader(io.StringIO(package.read(name).decode(), newline="")))


def test_not_asked_and_passed_by_are_told_apart(routed, official, signed_in):
    package = fetch(signed_in(official), routed, "package")
    answers = [row for row in table(package, "answers.csv") if row["question"] == an_id(f"question {OFTEN}")]
    assert sorted((row["status"], row["number"]) for row in answers) == [
        ("answered", "2.5"),
        ("not_asked", ""),
        ("skipped", ""),
    ]


def test_the_csv_says_in_words_what_was_not_asked(routed, official, signed_in):
    heading, *rows = read_csv(take_out(signed_in(official), routed, "csv"))
    (column,) = [n for n, words in enumerate(heading) if words.startswith(OFTEN)]
    assert sorted(row[column] for row in rows) == ["", "(ej ställd)", "2,5"]


def test_the_description_names_every_column_and_tells_of_what_the_data_is(routed, official, signed_in):
    package = fetch(signed_in(official), routed, "package")
    said = json.loads(package.read("datapackage.json"))
    for resource in said["resources"]:
        head = package.read(resource["path"]).decode().splitlines()[0].split(",")
        assert head == [field["name"] for field in resource["schema"]["fields"]]
    assert "KS-2026-00412" in said["description"]
    assert [row["response"] for row in table(package, "responses.csv")] == ["1", "2", "3"]
    codes = {(row["question_text"], row["choice_text"]) for row in table(package, "codebook.csv")}
    assert {(BUS, "Ja"), (BUS, "Nej"), (BETTER, "")} <= codes


def test_nothing_in_a_package_runs_and_nobody_is_named(routed, official, signed_in):
    package = fetch(signed_in(official), routed, "package")
    assert [row["text"] for row in table(package, "answers.csv") if row["text"]] == ["'=1+1"]
    everything = b"".join(package.read(name) for name in package.namelist()).decode()
    assert "canary@example.org" not in everything
    assert "Kanarie" not in everything
    with scope(consultation=routed):
        assert not any(str(response.pk) in everything for response in routed.responses.all())


def test_a_new_question_was_not_asked_of_those_who_answered_before(site):
    questions = [a_question("single_choice", BUS)]
    consultation = a_consultation(questions=questions, translated=False)
    a_response(consultation, {BUS: "Ja"})
    page = consultation.source_page
    page.questions = [*page.questions.raw_data, a_question("number", OFTEN)]
    page.save_revision().publish()
    consultation.refresh_from_db()
    a_response(consultation, {BUS: "Nej"})
    assert sorted(str(row.cells[-1]) for row in export_of(consultation).rows()) == ["(ej ställd)", "None"]


def test_the_archive_holds_all_that_came_in_in_words_and_says_what_does_not_count(routed, registrar, signed_in):
    gone = a_response(routed, {BETTER: "KanarieÅngrade"})
    with scope(consultation=routed):
        withdraw_response(gone, now=timezone.now())
    bag = fetch(signed_in(registrar), routed, "archive")
    said = bag.read("data/responses/000001.txt").decode()
    assert said.count("===") == 2 * 4
    withdrawn = next(part for part in said.split("\n=== ") if "KanarieÅngrade" in part)
    assert "Räknat: Nej, " in withdrawn
    assert f"{OFTEN}\n    2,5 timmar" in said
    names = bag.namelist()
    expected = {"data/versions/1.json", "data/decisions.csv", "data/log.csv", "data/consultation.json"}
    assert expected <= set(names)
    everything = b"".join(map(bag.read, names)).decode()
    assert "canary@example.org" not in everything


def test_every_file_of_the_archive_has_its_checksum(routed, registrar, signed_in):
    bag = fetch(signed_in(registrar), routed, "archive")
    listed = dict(reversed(line.split("  ")) for line in bag.read("manifest-sha256.txt").decode().splitlines())
    files = [name for name in bag.namelist() if name.startswith("data/")]
    assert listed == {name: hashlib.sha256(bag.read(name)).hexdigest() for name in files}
    size = sum(len(bag.read(name)) for name in files)
    assert f"Payload-Oxum: {size}.{len(files)}" in bag.read("bag-info.txt").decode()


def test_the_archive_is_the_registrars_and_every_fetching_is_logged(
    routed, registrar, official, moderator, outsider, signed_in
):
    address = f"/admin/resultat/{routed.pk}/arkiv.zip"
    fetch(signed_in(registrar), routed, "archive")
    order = Workbook.objects.get(kind=WorkbookKind.ARCHIVE)
    for user in (official, moderator, outsider):
        assert signed_in(user).post(address).status_code == 404
    assert signed_in(registrar).get(f"/admin/resultat/{routed.pk}/data.zip/{order.pk}/").status_code == 404
    assert [entry.detail for entry in Log.objects.filter(action="exported")] == [{"format": "archive"}]


def test_an_archive_of_nothing_is_a_whole_bag(site, registrar, signed_in):
    empty = a_consultation(stage="closed")
    bag = fetch(signed_in(registrar), empty, "archive")
    with scope(consultation=empty):
        assert not Answer.objects.filter(consultation=empty).exists()
    assert "manifest-sha256.txt" in bag.namelist()
