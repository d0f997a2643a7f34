"""Who gets what from each address of ours, with an id of one's own organisation and with one of the other's.

The table stands in table.txt: an address without a line there fails, and so does a line without an address. It is
written anew with WRITE_TABLE=1 and then has to be read, line by line, by whoever changed it.
"""

import os
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone
from django_scopes import scope

from consultations.enums import ListKind, RoleName
from consultations.models import (
    Answer,
    Batch,
    LibraryEntry,
    OutreachNote,
    Policy,
    PopulationTable,
    Role,
    Theme,
    WordList,
    Workbook,
)
from consultations.responding.attaching import claim, keep
from consultations.results.population_file import read_json_stat
from organisations.models import Membership
from tests.builders import a_consultation, a_question
from tests.cast import a_person
from tests.declaration.building import a_commitment, a_declaration, a_party
from tests.moderation.redress import an_appeal
from tests.moderation.texts import a_text
from tests.population import a_json_stat
from tests.programme.building import a_programme, an_event

pytestmark = pytest.mark.django_db
TABLE = Path(__file__).with_name("table.txt")
OURS = ("channels", "config", "consultations", "declaration", "home", "organisations", "programme", "search", "signin")
HERE = ["visitor", "editor", "moderator", "official", "registrar", "administrator"]
THERE = ["editor there", "moderator there", "official there"]
PEOPLE = HERE + THERE
WORDS = {200: "in", 403: "no", 404: "gone", 405: "post", 400: "bad"}
GROUPS = {
    "editor": ("Redaktör", ""),
    "moderator": ("Moderator", RoleName.MODERATOR),
    "official": ("Handläggare", RoleName.OFFICIAL),
    "registrar": ("Handläggare", RoleName.REGISTRAR),
    "administrator": ("Administratör", RoleName.ADMINISTRATOR),
}


def our_addresses(patterns=None, space: str = "", before: tuple[str, ...] = ()) -> dict[str, tuple[str, ...]]:
    """The parameters of every address whose view is ours or registered by us, by its full name."""
    found: dict[str, tuple[str, ...]] = {}
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        parameters = before + tuple(pattern.pattern.regex.groupindex)
        if isinstance(pattern, URLPattern):
            if pattern.callback.__module__.startswith(OURS) and pattern.name:
                found[f"{space}{pattern.name}"] = parameters
        else:
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            found |= our_addresses(pattern.url_patterns, inner, parameters)
    return found


@pytest.fixture
def people(karlstad, region):
    made = {name: a_person(name, karlstad, group=GROUPS[name][0], role=GROUPS[name][1]) for name in HERE[1:]}
    for name in THERE:
        group, role = GROUPS[name.split()[0]]
        made[name] = a_person(name.replace(" ", "-"), region, group=group, role=role)
    return made


@pytest.fixture
def things(site, karlstad, region, people):
    """For each side what its ids stand for."""
    return {
        side: {
            "organisation": organisation,
            "consultation": (run := a_consultation(organisation=organisation)),
            "event": an_event(a_programme(coordinator=organisation, slug=f"program-{side}")),
            "party": (party := a_party(organisation, slug=f"part-{side}")),
            "commitment": a_commitment(a_declaration(keeper=organisation, slug=f"deklaration-{side}"), party),
            "text": (text := a_text(run)),
            "file": a_file_with(text),
            "appeal": an_appeal(run, by=people[f"moderator{there}"]),
            "outreach note": OutreachNote.objects.create(
                consultation=run, day=timezone.localdate(), kind="letter", by=people[f"official{there}"]
            ),
            "theme": Theme.objects.create(consultation=run, name="Turer"),
            "population table": PopulationTable.objects.create(
                organisation=organisation,
                name="Karlstad",
                source="SCB",
                as_of=timezone.localdate(),
                figures=read_json_stat(a_json_stat()).store(),
                imported_at=timezone.now(),
            ),
            "library entry": LibraryEntry.objects.create(
                organisation=organisation,
                title="Om bussen",
                source_locale="sv",
                streams={"sv": []},
                saved_at=timezone.now(),
            ),
            "batch": Batch.objects.create(
                consultation=run,
                version=run.current,
                channel="paper",
                received_on=timezone.localdate(),
                locale="sv",
                expected=1,
                opened_at=timezone.now(),
            ),
            "workbook": Workbook.objects.create(
                consultation=run, by=people[f"official{there}"], language="sv", asked_at=timezone.now()
            ),
            "contribution_rules": Policy.objects.get_or_create(
                organisation=organisation, locale="sv", defaults={"introduction": "x", "shown": "x", "promise": "x"}
            )[0],
            "wordlist": WordList.objects.create(organisation=organisation, kind=ListKind.THREAT),
            "membership": Membership.objects.get(user=people[who]),
            "role": Role.objects.get(user=people[who]),
        }
        for side, organisation, who, there in (
            ("own", karlstad, "moderator", ""),
            ("other", region, "moderator there", " there"),
        )
    }


def a_file_with(answer):
    """A file that came with the response of this answer."""
    run = answer.consultation
    file = keep(SimpleUploadedFile("x.txt", b"x"), run, limit=1, kept_until=timezone.localdate())
    with scope(consultation=run):
        claim([file], answer.submission.response_id, run)
        about = {"question": answer.question, "row": "file", "received_on": timezone.localdate()}
        Answer.objects.create(submission=answer.submission, consultation=run, text=file.stored(), **about)
    return file


def address_of(name: str, parameters: tuple[str, ...], things: dict) -> str:
    run = things["consultation"]
    space = name.partition(":")[0]
    by_space = {
        name: name for name in ("organisation", "membership", "role", "contribution_rules", "wordlist", "party")
    }
    by_name = {
        "moderation_text": "text",
        "moderation_redact": "text",
        "report_text": "text",
        "moderation_appeal": "appeal",
        "population_table": "population table",
        "population_meanings": "population table",
        "population_remove": "population table",
    }
    thing = things.get(by_name.get(name) or by_space.get(space, ""), run)
    event = things["event"]
    page = event if name in {"poster", "posters", "calendar"} else run.source_page
    page = event.get_parent() if name == "programme_pdf" else page
    page = things["commitment"].get_parent() if name in {"party", "follow_up", "follow_up_pdf"} else page
    known = {
        "year": timezone.localdate().year,
        "slug": things["party"].slug,
        "pk": thing.pk,
        "page_id": page.pk,
        "workbook": things["workbook"].pk,
        "entry": things["library entry"].pk,
        "note": things["outreach note"].pk,
        "file": things["file"].uuid,
        "theme": things["theme"].pk,
        "provider_id": "oidc",
        "response": things["text"].submission.response_id,
        "key": "ingen",
        "colour": "155447",
        "version": "0123456789",
        "locale": "sv",
        "question": a_question("long_text", "Vad kan bli bättre?")["id"],
        "place": page.get_url().strip("/").partition("/")[2],
        "step": 1,
        "name": "samrad",
        "kind": "a4",
        "reference": "H-0123ABCD",
        "batch": things["batch"].pk,
        "no": 1,
    }
    args = ["samrad/"] if name == "page" else []
    return reverse(name, args=args, kwargs=None if args else {parameter: known[parameter] for parameter in parameters})


def close(response) -> None:
    """Closes the file that is streamed, but not the test's database, which the end of a request would close."""
    request_finished.disconnect(close_old_connections)
    try:
        response.close()
    finally:
        request_finished.connect(close_old_connections)


def what_is_got(client: Client, address: str) -> str:
    response = client.get(address)
    close(response)
    if 300 <= response.status_code < 400:
        if "/admin/login/" in response.url:
            return "login"
        if address.startswith("/admin/") and response.url.startswith("/sv/admin/"):
            return "gone"  # an address that is not found is looked for below a language, and not found there
        return (
            "no"
            if response.url in {"/admin/", reverse("wagtailadmin_home")} and address.startswith("/admin/")
            else "on"
        )
    return WORDS.get(response.status_code, str(response.status_code))


@pytest.fixture
def got(people, things):
    """The whole table as it is: a line for each address, and for each side where it has an id."""
    clients = {name: Client() for name in PEOPLE}
    for name, user in people.items():
        clients[name].force_login(user)
    lines = {}
    for name, parameters in sorted(our_addresses().items()):
        with_id = {"pk", "place", "page_id"} & set(parameters)
        for side in ("own", "other") if with_id else ("own",):
            address = address_of(name, parameters, things[side])
            lines[f"{name} {side if with_id else '-'}"] = [what_is_got(clients[person], address) for person in PEOPLE]
    return lines


def test_each_person_gets_what_the_table_says(got):
    if os.environ.get("WRITE_TABLE"):
        TABLE.write_text(written(got))
    declared = read_table()
    assert declared.keys() == got.keys()
    assert {name: words for name, words in got.items() if declared[name] != words} == {}


def read_table() -> dict[str, list[str]]:
    lines = [line.partition("|") for line in TABLE.read_text().splitlines() if not line.startswith("#")]
    return {" ".join(name.split()): words.split() for name, _, words in lines}


def written(got: dict[str, list[str]]) -> str:
    head = [
        "# in: is shown. no: is refused. gone: is not there for them. login: is asked who they are. on: is sent on.",
        "#",
    ]
    columns = [person.replace(" ", "-") for person in PEOPLE]
    head.append(f"# {'address, and whose id':<40} {' '.join(f'{column:<15}' for column in columns)}")
    return (
        "\n".join(
            [
                *head,
                *(f"{name:<42}| {' '.join(f'{word:<15}' for word in words)}".rstrip() for name, words in got.items()),
            ]
        )
        + "\n"
    )


def test_the_table_lets_nobody_in_with_an_id_of_the_other_organisation():
    """What stands in the table may be wrong as well: nobody gets in across, and somebody does get in at home."""
    rooms = ("moderation_", "results", "batch", "feedback_", "organisation:", "membership:", "role:")
    guarded = {
        name: words for name, words in read_table().items() if name.startswith(rooms) and not name.endswith(" -")
    }
    across = {"own": slice(len(HERE), None), "other": slice(0, len(HERE))}
    let_in = {name for name, words in guarded.items() if {"in", "on"} & set(words[across[name.rpartition(" ")[2]]])}
    assert let_in == set()
    assert {words[0] for words in guarded.values()} == {"login"}
    assert {name for name, words in guarded.items() if "in" in words} != set()
