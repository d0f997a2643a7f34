"""The read-only API tells what the public pages tell, and nothing else."""

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from wagtail.models import PageViewRestriction

from consultations.enums import Consent
from consultations.results.releases import publish_release
from tests.builders import STAGES, a_consultation, a_question, a_response, an_id, choices
from tests.reporting.public import (
    ASKED,
    BUS,
    SECRETS,
    WAYS,
    a_text,
    an_answered_consultation,
    decided,
    plant_canaries,
)

LIST = "/api/v1/consultations/"
YES, NO = (choice["id"] for choice in choices("Ja", "Nej"))


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()


def read(client, place: str, **query):
    response = client.get(place, query)
    assert response.status_code == 200, response.content
    return response.json()


def one(consultation, what: str = "") -> str:
    return f"{LIST}{consultation.pk}/{what}"


@pytest.mark.parametrize("wanted", STAGES)
def test_a_stage_gives_the_consultations_at_it(resident, site, wanted):
    ids = {stage: str(a_consultation(stage=stage).pk) for stage in STAGES}
    items = read(resident, LIST, stage=wanted)["items"]
    assert [(item["id"], item["stage"]) for item in items] == [(ids[wanted], wanted)]
    assert {item["id"] for item in read(resident, LIST)["items"]} == set(ids.values())


def test_an_item_has_what_was_promised_in_the_asked_language(resident, open_consultation):
    for locale in ("sv", "en"):
        (item,) = read(resident, LIST, locale=locale)["items"]
        assert set(item) >= {"id", "title", "stage", "opens_at", "closes_at", "languages", "url", "form_url"}
        assert sorted(item["languages"]) == ["en", "sv"]
        assert item["form_url"] == f"{item['url']}svara/"
        for address in (item["url"], item["form_url"]):
            assert resident.get(urlsplit(address).path).status_code == 200
        assert item["title"].endswith("(en)") == (locale == "en")


def test_addresses_are_those_of_the_host_and_port_that_were_asked(open_consultation):
    for host in ("127.0.0.1:8123", "localhost:9000"):
        (item,) = read(Client(headers={"host": host}), LIST)["items"]
        assert [urlsplit(item[name]).netloc for name in ("url", "form_url")] == [host, host]


def test_a_form_has_an_address_only_while_it_is_open(resident, open_consultation):
    seen = []
    for second in (-1, 0):
        with time_machine.travel(open_consultation.closes + timedelta(seconds=second), tick=False):
            seen.append(read(resident, one(open_consultation))["form_url"] is not None)
    assert seen == [True, False]


def test_the_list_is_paged_and_each_is_seen_once(resident, site):
    ids = {str(a_consultation(translated=False).pk) for _ in range(5)}
    found, place, pages = [], f"{LIST}?limit=2&locale=sv&stage=open", 0
    while place:
        answer = resident.get(place).json()
        found += [item["id"] for item in answer["items"]]
        place, pages = answer["next"], pages + 1
    assert (pages, len(found), set(found)) == (3, 5, ids)


@pytest.mark.parametrize(
    "query",
    [
        "stage=shut",
        "stage=%00",
        "locale=xx",
        "locale=%00",
        "limit=0",
        "limit=101",
        "limit=x",
        "offset=-1",
        "offset=9" + 20 * "9",
    ],
)
def test_what_cannot_be_understood_is_refused_in_words(resident, open_consultation, query):
    response = resident.get(f"{LIST}?{query}")
    assert response.status_code in {400, 422}
    assert response.json()["detail"]


def test_a_language_that_nothing_is_written_in_has_no_items(resident, open_consultation):
    assert read(resident, LIST, locale="fi") == {"items": [], "next": None}


def test_the_questions_are_those_of_the_version_in_the_asked_language(resident, open_consultation):
    for locale, end in (("sv", ""), ("en", " (en)")):
        questionnaire = read(resident, one(open_consultation), locale=locale)["questionnaire"]
        sections = questionnaire["sections"]
        assert questionnaire["version"] == open_consultation.current.number
        assert [section["heading"] for section in sections] == [f"Om bussen{end}", f"Med egna ord{end}"]
        question = sections[0]["questions"][0]
        assert {key: question[key] for key in ("id", "type", "text", "required", "choices")} == {
            "id": an_id(f"question {BUS}"),
            "type": "single_choice",
            "text": f"{BUS}{end}",
            "required": True,
            "choices": [{"id": YES, "text": f"Ja{end}"}, {"id": NO, "text": f"Nej{end}"}],
        }


def test_results_are_the_release_with_null_where_withheld(resident, site, official):
    results = read(resident, one(an_answered_consultation(official), "results/"))
    assert (results["release"], results["responses"]) == (1, 20)
    by_id = {question["id"]: question for question in results["questions"]}
    bus, ways = by_id[an_id(f"question {BUS}")], by_id[an_id(f"question {WAYS}")]
    assert (bus["asked"], bus["answered"], bus["counts"], bus["merged"]) == (20, 20, {YES: 12, NO: 8}, [])
    boat = choices("Båt")[0]["id"]
    assert ways["counts"][boat] is None


def test_merged_choices_are_null_one_by_one_and_counted_together(resident, site, official):
    parts = choices("A", "B", "C", "D")
    question = a_question("single_choice", "Vilken del?", choices=parts, required=True)
    consultation = a_consultation(stage="closed", questions=[question])
    for text, times in (("A", 6), ("B", 2), ("C", 7), ("D", 8)):
        for _ in range(times):
            a_response(consultation, {"Vilken del?": text})
    publish_release(consultation, by=official, now=timezone.now())
    (counted,) = read(resident, one(consultation, "results/"))["questions"]
    a, b, c, d = (part["id"] for part in parts)
    assert counted["counts"] == {a: None, b: None, c: 7, d: 8}
    assert counted["merged"] == [{"choices": [a, b], "count": 8, "row": ""}]


def test_there_are_no_results_before_closing_nor_before_a_release(resident, open_consultation, closed, moderator):
    decided(a_text(open_consultation, "Redan publicerad"), moderator)
    nothing = {"release": None, "published_at": None, "responses": None, "questions": []}
    for consultation in (open_consultation, closed):
        results = read(resident, one(consultation, "results/"))
        assert {key: results[key] for key in nothing} == nothing
        assert results["texts"] == []


def test_texts_are_those_that_passed_the_gate(resident, site, official, moderator):
    consultation = an_answered_consultation(official)
    plant_canaries(consultation, moderator)
    decided(a_text(consultation, "Med namn", consent=Consent.NAMED, name="Ada"), moderator)
    decided(a_text(consultation, "Utan", consent=Consent.ANONYMOUS, name="Bo"), moderator)
    question = an_id(f"question {ASKED}")
    texts = read(resident, one(consultation, "results/"))["texts"]
    assert sorted((text["question"], text["text"], text["name"]) for text in texts) == [
        (question, "Med namn", "Ada"),
        (question, "Utan", ""),
    ]
    for place in (LIST, one(consultation), one(consultation, "results/")):
        body = resident.get(place).content.decode()
        assert [word for word in (*SECRETS, "Bo") if f'"{word}"' in body or (word != "Bo" and word in body)] == []


def test_unknown_unpublished_and_private_are_all_not_found(resident, site):
    shown, unpublished, private = (a_consultation(translated=False) for _ in range(3))
    unpublished.source_page.unpublish()
    PageViewRestriction.objects.create(page=private.source_page, restriction_type=PageViewRestriction.LOGIN)
    cases = {"shown": shown.pk, "unpublished": unpublished.pk, "private": private.pk, "unknown": uuid4()}
    found = {
        name: {resident.get(f"{LIST}{pk}/{what}", follow=True).status_code for what in ("", "results/")}
        for name, pk in cases.items()
    }
    assert found == {"shown": {200}, "unpublished": {404}, "private": {404}, "unknown": {404}}
    assert [item["id"] for item in read(resident, LIST)["items"]] == [str(shown.pk)]


def test_nothing_can_be_written(resident, open_consultation):
    places = (LIST, one(open_consultation), one(open_consultation, "results/"))
    methods = ("post", "put", "patch", "delete")
    assert {getattr(resident, method)(place).status_code for place in places for method in methods} == {405}


def test_the_document_describes_every_address_and_no_page_loads_scripts_from_elsewhere(resident, db):
    document = read(resident, "/api/v1/openapi.json")
    assert sorted(document["paths"]) == [
        "/api/v1/consultations/",
        "/api/v1/consultations/{id}/",
        "/api/v1/consultations/{id}/results/",
    ]
    assert resident.get("/api/v1/docs", follow=True).status_code == 404
