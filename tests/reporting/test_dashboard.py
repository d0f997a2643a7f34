"""The official's pages: who comes in, what they say, and that they cost the same at any size."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django_scopes import scope

from consultations.enums import ActionState, ModerationState
from consultations.models import Answer, Feedback, Log, Release, Role
from organisations.models import Membership
from tests.builders import a_consultation, a_question, a_response

BUS, WAYS, BETTER = "Åker du buss?", "Hur tar du dig fram?", "Vad kan bli bättre?"
CANARY = "Kanariefågeln sjunger"

QUERIES_OF_RESULTS = 4
QUERIES_OF_INDEX = 3
PAGES = ["", "publicera/", "tider/", "paus/", "aterkoppling/", "aterkoppling/sv/"]


def address(consultation, page=""):
    return f"/admin/resultat/{consultation.pk}/{page}"


def cost(queries) -> int:
    """How many queries are about consultations and what came in; the admin's frame and menu ask for the rest."""
    tables = [f'"consultations_{name}"' for name in ("consultation", "submission", "tally")]
    return sum(any(table in query["sql"] for table in tables) for query in queries.captured_queries)


def of_question(consultation, text):
    return a_question("long_text", text)["id"]


@pytest.fixture
def answered(site):
    consultation = a_consultation(stage="closed", title="Bussarna i Karlstad")
    for n in range(6):
        a_response(consultation, {BUS: "Ja" if n < 4 else "Nej", WAYS: ["Buss", "Cykel"], BETTER: f"{CANARY} {n}"})
    return consultation


def test_each_role_sees_what_it_may(answered, official, administrator, moderator, editor, outsider, signed_in):
    def status(user):
        return [signed_in(user).get(address(answered, page), follow=True).status_code for page in PAGES]

    assert status(official) == [200] * 6
    assert status(administrator) == [200, 404, 200, 200, 404, 404]
    assert status(moderator) == status(outsider) == [404] * 6
    assert status(editor) == [404, 404, 200, 200, 404, 404]


def test_an_outsider_never_sees_a_title_and_an_official_does(answered, official, outsider, signed_in):
    for page in ["", *PAGES, f"texter/{of_question(answered, BETTER)}/"]:
        client = signed_in(outsider)
        body = client.get(address(answered, page), follow=True).content.decode()
        assert "Bussarna i Karlstad" not in body
        assert CANARY not in body
    assert "Bussarna i Karlstad" not in signed_in(outsider).get("/admin/resultat/").content.decode()
    assert "Bussarna i Karlstad" in signed_in(official).get("/admin/resultat/").content.decode()


def test_posting_is_refused_to_those_who_may_not(answered, official, outsider, administrator, signed_in):
    for user in (outsider, administrator):
        for page in ("publicera/", "aterkoppling/publicera/"):
            assert signed_in(user).post(address(answered, page), follow=True).status_code == 404
    assert not Release.objects.exists()
    signed_in(official).post(address(answered, "publicera/"))
    assert Release.objects.count() == 1


def test_a_role_in_one_consultation_opens_that_one_only(answered, outsider, karlstad, signed_in):
    other = a_consultation(stage="closed", title="Simhallen")
    Role.objects.create(user=outsider, organisation=karlstad, consultation=answered, role="official")
    assert signed_in(outsider).get(address(answered)).status_code == 404
    Membership.objects.create(user=outsider, organisation=karlstad)
    assert signed_in(outsider).get(address(answered)).status_code == 200
    assert signed_in(outsider).get(address(other), follow=True).status_code == 404
    assert "Simhallen" not in signed_in(outsider).get("/admin/resultat/").content.decode()


def test_the_page_offers_what_the_role_may_do(answered, official, administrator, signed_in):
    offered = {"publicera/", "aterkoppling/", "svar.csv", "svar.xlsx", "lage/"}
    for user, expected in ((official, offered), (administrator, {"lage/"})):
        body = signed_in(user).get(address(answered)).content.decode()
        assert {page for page in offered if f'href="{address(answered, page)}"' in body} == expected


def test_every_question_is_counted_in_people(answered, official, signed_in):
    response = signed_in(official).get(address(answered))
    questions = {one.question.text: one for one in response.context["questions"]}
    bus, ways = questions[BUS], questions[WAYS]
    assert (bus.asked, bus.answered, bus.skipped) == (6, 6, 0)
    assert [(bar.label, bar.count, bar.percent) for bar in bus.bars] == [("Ja", 4, 67), ("Nej", 2, 33)]
    assert [(bar.label, bar.count, bar.percent) for bar in ways.bars][:2] == [("Buss", 6, 100), ("Cykel", 6, 100)]
    assert [(bar.label, bar.count) for bar in response.context["locales"]] == [("svenska", 6)]
    assert CANARY not in response.content.decode()


def test_the_page_costs_the_same_with_one_response_and_with_forty(site, official, signed_in):
    client = signed_in(official)
    consultation = a_consultation(stage="closed")
    costs = []
    for n in (1, 3, 36):
        for _ in range(n):
            a_response(consultation, {BUS: "Ja", WAYS: ["Buss"], BETTER: CANARY})
        client.get(address(consultation))
        with CaptureQueriesContext(connection) as queries:
            client.get(address(consultation))
        costs.append(cost(queries))
    assert costs == [QUERIES_OF_RESULTS] * 3


def test_the_list_costs_the_same_with_one_consultation_and_with_three(site, official, signed_in):
    client = signed_in(official)
    costs = []
    for _ in range(3):
        a_response(a_consultation(stage="closed"), {BUS: "Ja"})
        with CaptureQueriesContext(connection) as queries:
            rows = client.get("/admin/resultat/").context["rows"]
        costs.append(cost(queries))
    assert [row["responses"] for row in rows] == [1, 1, 1]
    assert costs == [QUERIES_OF_INDEX] * 3


def test_published_texts_stand_apart_and_reading_is_logged(answered, official, signed_in):
    with scope(consultation=answered):
        Answer.objects.filter(text__endswith="0").update(moderation=ModerationState.PUBLISHED)
        Answer.objects.filter(text__endswith="1").update(moderation=ModerationState.HIDDEN)
    place = address(answered, f"texter/{of_question(answered, BETTER)}/")
    client = signed_in(official)
    published, others = (client.get(f"{place}?published={which}").context["texts"] for which in (1, 0))
    assert [answer.text for answer in published] == [f"{CANARY} 0"]
    assert sorted(answer.text for answer in others) == [f"{CANARY} {n}" for n in range(1, 6)]
    assert [entry.detail for entry in Log.objects.filter(action="texts_read")] == [{"texts": 1}, {"texts": 5}]
    assert client.get(address(answered, f"texter/{of_question(answered, BUS)}/"), follow=True).status_code == 404
    assert client.get(f"{place}?published=0&after=x", follow=True).status_code == 404


def test_texts_are_read_page_by_page_each_once(answered, official, signed_in, monkeypatch):
    monkeypatch.setattr("consultations.reporting.dashboard.PAGE", 4)
    client, place = signed_in(official), address(answered, f"texter/{of_question(answered, BETTER)}/?published=0")
    first = client.get(place).context
    second = client.get(f"{place}&after={first['following']}").context
    assert (len(first["texts"]), len(second["texts"]), second["following"]) == (4, 2, "")
    assert len({answer.pk for answer in [*first["texts"], *second["texts"]]}) == 6


def test_a_withdrawn_text_is_gone(answered, official, signed_in):
    with scope(consultation=answered):
        response = answered.responses.first()
        response.state = "withdrawn"
        response.save()
    place = address(answered, f"texter/{of_question(answered, BETTER)}/?published=0")
    assert len(signed_in(official).get(place).context["texts"]) == 5


def test_publishing_results_by_the_button(answered, official, signed_in):
    client = signed_in(official)
    page = client.get(address(answered, "publicera/"))
    assert page.context["preview"].refusal == ""
    assert not Release.objects.exists()
    assert client.post(address(answered, "publicera/")).status_code == 302
    assert Release.objects.get().responses == 6


def test_an_open_consultation_says_why_its_results_are_not_published(open_consultation, official, signed_in):
    response = signed_in(official).post(address(open_consultation, "publicera/"))
    assert response.status_code == 200
    assert response.context["preview"].refusal
    assert not Release.objects.exists()


def test_moving_the_closing_by_the_form(open_consultation, official, signed_in):
    later = timezone.localtime(open_consultation.closes + timedelta(days=5)).replace(second=0, microsecond=0)
    form = {
        "opens": f"{timezone.localtime(open_consultation.opens):%Y-%m-%d %H:%M}",
        "closes": f"{later:%Y-%m-%d %H:%M}",
        "reason": "",
    }
    client = signed_in(official)
    assert client.post(address(open_consultation, "tider/"), form).status_code == 200
    assert client.post(address(open_consultation, "tider/"), form | {"reason": "Sommar."}).status_code == 302
    before = open_consultation.opens
    open_consultation.refresh_from_db()
    assert (open_consultation.closes, open_consultation.opens) == (later, before)


def test_pausing_and_resuming_by_the_form(open_consultation, official, signed_in):
    client = signed_in(official)
    client.post(address(open_consultation, "paus/"), {"reason": "Fel i texten."})
    open_consultation.refresh_from_db()
    assert open_consultation.paused
    client.post(address(open_consultation, "paus/"), {"reason": "Rättat."})
    open_consultation.refresh_from_db()
    assert not open_consultation.paused


def test_feedback_is_written_saved_and_published_by_the_forms(answered, official, signed_in):
    client = signed_in(official)
    form = {
        "we_asked": "Hur ska bussarna gå?",
        "you_answered": "Oftare.",
        "decision_reference": "KS 2026-00412",
        "actions-TOTAL_FORMS": "3",
        "actions-INITIAL_FORMS": "0",
        "actions-0-order": "0",
        "actions-0-text": "Linje 4 går oftare.",
        "actions-0-state": ActionState.DOING,
        "actions-0-because": "Från augusti.",
        "actions-1-order": "0",
        "actions-2-order": "0",
    }
    assert client.post(address(answered, "aterkoppling/sv/"), form).status_code == 302
    feedback = Feedback.objects.get()
    assert (feedback.published_at, feedback.actions.get().text) == (None, "Linje 4 går oftare.")
    assert client.get(address(answered, "aterkoppling/fi/"), follow=True).status_code == 404
    assert client.get(address(answered, "aterkoppling/publicera/")).status_code == 405
    assert client.post(address(answered, "aterkoppling/publicera/")).status_code == 302
    answered.refresh_from_db()
    assert answered.decided_at is not None
