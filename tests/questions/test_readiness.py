"""A consultation that lacks something is not opened, and answers that have come in are not harmed by a later change."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from consultations.models import Log
from consultations.questions.compile import compile_questionnaire
from consultations.questions.readiness import harms, stops
from tests.builders import a_consultation, a_question, a_response, choices

pytestmark = pytest.mark.django_db
BUS, HAPPY = "Åker du buss?", "Hur nöjd är du?"


@pytest.fixture
def asked(site, karlstad):
    questions = [a_question("single_choice", BUS, choices=choices("Ja", "Nej", "Ibland")), a_question("scale", HAPPY)]
    return a_consultation(questions=questions, feedback_due=timezone.localdate() + timedelta(days=90))


def stopped(page) -> list[str]:
    return [stop.field for stop in stops(page, compile_questionnaire({"sv": page}), now=timezone.now())]


def test_what_is_missing_stops_it_and_what_is_there_does_not(asked):
    page = asked.source_page
    assert stopped(page) == []
    page.diary_number, page.feedback_due, page.questions = "", None, []
    assert stopped(page) == ["diary_number", "feedback_due", "questions"]


def test_times_that_can_not_be_stop_it(asked):
    page = asked.source_page
    page.feedback_due = timezone.localdate(page.closes) - timedelta(days=1)
    assert stopped(page) == ["feedback_due"]
    page.closes = None
    assert stopped(page) == ["closes"]


def test_a_new_consultation_can_not_have_closed_already(asked):
    page = asked.source_page.copy(keep_live=False, update_attrs={"slug": "ny"}, reset_translation_key=True)
    page.diary_number, page.feedback_due = "KS-1", timezone.localdate() + timedelta(days=90)
    page.opens, page.closes = (timezone.now() - timedelta(days=days) for days in (9, 1))
    assert stopped(page) == ["closes"]


def changed(consultation, *questions) -> list[str]:
    page = consultation.source_page
    page.questions = list(questions)
    return harms(consultation, compile_questionnaire({"sv": page}))


def test_before_anybody_has_answered_everything_may_be_changed(asked):
    assert changed(asked, a_question("long_text", BUS)) == []


def test_what_has_been_answered_stays_and_what_is_new_may_come(asked):
    a_response(asked, {BUS: "Ja"})
    bus, happy = (a_question(*one) for one in (("single_choice", BUS), ("scale", HAPPY)))
    bus["value"]["choices"] = choices("Ja", "Nej", "Ibland", "Sällan")
    bus["value"]["text"] = "Åker du någon gång buss?"
    assert changed(asked, happy, a_question("long_text", "Ny fråga"), bus) == []
    assert changed(asked, bus) == [f"”{HAPPY}” har besvarats och kan inte tas bort."]
    assert changed(asked, a_question("long_text", BUS), happy) == [
        f"”{BUS}” har besvarats och kan inte bli en annan sorts fråga."
    ]
    bus["value"]["choices"] = choices("Ja", "Nej")
    assert changed(asked, bus, happy) == [f"”Ibland” i ”{BUS}” kan ha valts och kan inte tas bort."]
    happy["value"]["points"] = 7
    bus["value"]["choices"] = choices("Ja", "Nej", "Ibland")
    assert changed(asked, bus, happy) == [
        f"Stegen i ”{HAPPY}” kan inte ändras: svar som redan har kommit in skulle betyda något annat."
    ]


def test_a_scale_can_not_be_turned_round_nor_two_choices_swapped(asked):
    a_response(asked, {BUS: "Ja"})
    bus, happy = (a_question(*one) for one in (("single_choice", BUS), ("scale", HAPPY)))
    bus["value"]["choices"] = choices("Ja", "Nej", "Ibland")
    happy["value"] |= {"low": "Inte ett dugg", "high": "Helt och hållet"}
    assert changed(asked, bus, happy) == []
    happy["value"] |= {"low": "Helt", "high": "Inte alls"}
    why = "Svar på ”{}” skulle byta betydelse: en text står nu där en annan stod."
    assert changed(asked, bus, happy) == [why.format(HAPPY)]
    first, second, _third = bus["value"]["choices"]
    first["value"], second["value"] = second["value"], first["value"]
    happy["value"] |= {"low": "Inte alls", "high": "Helt"}
    assert changed(asked, bus, happy) == [why.format(BUS)]


def test_a_harmful_change_that_comes_another_way_leaves_the_questions_in_force(asked):
    a_response(asked, {BUS: "Ja"})
    before = asked.current
    page = asked.source_page
    page.questions = [a_question("scale", HAPPY)]
    page.save_revision().publish()
    asked.refresh_from_db()
    assert asked.current == before
    assert Log.objects.filter(action="questions_refused", consultation=asked).count() == 1


def the_form(page, *, action: str = "", **changes) -> dict:
    bus = page.questions[0]
    offered = [(item.id, item.value["text"]) for item in bus.value["choices"].bound_blocks]
    listed = {
        f"{n}-{name}": value
        for n, (pk, text) in enumerate(offered)
        for name, value in (
            ("deleted", ""),
            ("order", n),
            ("type", ""),
            ("id", pk),
            ("value-text", text),
        )
    }
    question = {"text": bus.value["text"], "hint": "", "missing": "", "concept": "", "shown_if": ""}
    data = nested_form_data(
        {
            "title": page.title,
            "slug": page.slug,
            "introduction": page.introduction,
            "body": streamfield([]),
            "can_influence": rich_text("<p>x</p>"),
            "already_decided": rich_text("<p>x</p>"),
            "decides": page.decides,
            "support": rich_text(""),
            "purpose": "",
            "organisation": page.organisation_id,
            "level": page.level,
            "admits": "open",
            "opens": timezone.localtime(page.opens).strftime("%Y-%m-%d %H:%M"),
            "closes": timezone.localtime(page.closes).strftime("%Y-%m-%d %H:%M"),
            "minutes": page.minutes,
            "presentation": page.presentation,
            "feedback_due": page.feedback_due,
            "diary_number": page.diary_number,
            "comments-TOTAL_FORMS": 0,
            "comments-INITIAL_FORMS": 0,
            "questions": streamfield([("single_choice", question)]),
        }
    )
    data |= {"questions-0-id": bus.id, "questions-0-value-choices-count": len(offered)}
    data |= {f"questions-0-value-choices-{name}": value for name, value in listed.items()}
    return data | changes | ({action: "1"} if action else {})


@pytest.fixture
def editing(asked, editor, client):
    """The page with one question left, and how it is sent from the editor."""
    page = asked.source_page
    page.questions = [page.questions.raw_data[0]]
    client.force_login(editor)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    return page, lambda **changes: client.post(address, the_form(page, **changes))


def test_nobody_asks_in_another_organisation_s_name(editing, region):
    page, send = editing
    said = send(organisation=region.pk).content.decode()
    assert "Välj din egen organisation." in said
    page.refresh_from_db()
    assert page.get_latest_revision_as_object().organisation_id != region.pk


def errors_of(response) -> dict:
    return dict(response.context["form"].errors) if response.status_code == 200 else {}


def test_the_editor_saves_any_draft_and_publishes_what_is_ready(editing):
    _page, send = editing
    assert errors_of(send(diary_number="")) == {}
    assert set(errors_of(send(diary_number="", action="action-publish"))) == {"diary_number"}
    assert errors_of(send(action="action-publish")) == {}


def test_the_editor_is_told_why_a_question_can_not_go_and_what_to_do_instead(asked, editing):
    a_response(asked, {BUS: "Ja"})
    _page, send = editing
    assert errors_of(send()) == {}
    (refused,) = send(action="action-publish").context["form"].errors.as_data()["questions"]
    assert list(refused.non_block_errors) == [
        f"”{HAPPY}” har besvarats och kan inte tas bort.",
        "Kopiera samrådet om ni vill fråga på ett annat sätt.",
    ]
