"""Officials read a response as the resident saw the form, and the questions of each version with the editors' notes."""

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from consultations.models import Log, Response
from consultations.models.pages import ConsultationPage
from consultations.responding.changing import change_response, withdraw_response
from tests.builders import a_consultation, a_question, a_response, a_section, choices, given_answers

BUS, WHY = "Åker du buss?", "Varför?"
pytestmark = pytest.mark.django_db


@pytest.fixture
def consultation(site, karlstad):
    noted = {"purpose_note": "För tidtabellen", "use_note": "Trafikenheten", "silence_note": "Då frågar vi förarna"}
    bus = a_question("single_choice", BUS, choices=choices("Ja", "Nej"), **noted)
    asked = a_question("long_text", WHY, shown_if=f"{bus['id']}={choices('Ja')[0]['id']}")
    return a_consultation(questions=[a_section("Om bussen"), bus, asked])


def seen_by(user, name, *args, **query) -> tuple[int, str]:
    browser = Client()
    browser.force_login(user)
    answer = browser.get(reverse(name, args=args), query)
    return answer.status_code, answer.content.decode()


class TestAResponse:
    def test_is_shown_in_the_words_that_were_answered_whatever_they_became(self, consultation, official):
        sent = a_response(consultation, {BUS: "Ja", WHY: "För att den är snabb <b>"}, locale="en")
        page = ConsultationPage.objects.get(pk=consultation.source_page_id)
        page.questions[1].value["text"] = "Åker du ofta buss?"
        page.change_kind, page.change_reason = "meaning", "Otydligt"
        page.save_revision().publish()
        status, text = seen_by(official, "results_response", consultation.pk, sent.pk)
        assert status == 200
        assert f"{BUS} (en)" in text
        assert "ofta" not in text
        assert "För att den är snabb &lt;b&gt;" in text
        assert text.count("checked") == 1
        assert "<fieldset disabled>" in text
        assert '<html lang="en"' in text
        assert Log.objects.get(action="response_read").detail == {"response": str(sent.pk)}

    def test_shows_what_was_led_past_no_more_than_the_resident_saw_it(self, consultation, official):
        led_past = a_response(consultation, {BUS: "Nej"})
        answered = a_response(consultation, {BUS: "Ja"})
        assert [
            WHY in seen_by(official, "results_response", consultation.pk, r.pk)[1] for r in (led_past, answered)
        ] == [
            False,
            True,
        ]

    def test_each_sending_can_be_read_also_of_what_was_withdrawn(self, consultation, official):
        sent = a_response(consultation, {BUS: "Ja", WHY: "Först"})
        with scope(consultation=consultation):
            thread = Response.objects.select_related("consultation", "current").get(pk=sent.pk)
            change_response(
                thread,
                begun_from=str(thread.current_id),
                version=consultation.current,
                answers=given_answers(consultation, {BUS: "Ja", WHY: "Sedan"}),
                locale="sv",
                form_key="f" * 43,
                arrived_at=consultation.opens,
            )
            thread.refresh_from_db()
            withdraw_response(thread, now=consultation.opens)
        texts = [seen_by(official, "results_response", consultation.pk, sent.pk, n=n)[1] for n in ("1", "2")]
        assert [("Först" in text, "Sedan" in text) for text in texts] == [(True, False), (False, True)]
        assert all("Återtaget" in text for text in texts)
        assert seen_by(official, "results_response", consultation.pk, sent.pk, n="3")[0] == 404

    def test_is_for_those_who_read_results_and_of_this_consultation_only(
        self, consultation, official, editor, moderator, outsider
    ):
        sent, other = a_response(consultation, {BUS: "Ja"}), a_consultation()
        for user, status in ((official, 200), (editor, 404), (moderator, 404), (outsider, 404)):
            assert seen_by(user, "results_response", consultation.pk, sent.pk)[0] == status
            assert seen_by(user, "results_responses", consultation.pk)[0] == status
        assert seen_by(official, "results_response", other.pk, sent.pk)[0] == 404


def test_the_list_is_paged_by_key(consultation, official, monkeypatch):
    monkeypatch.setattr("consultations.reporting.responses.PAGE", 2)
    sent = {str(a_response(consultation, {BUS: "Ja"}).pk) for _n in range(3)}
    _status, first = seen_by(official, "results_responses", consultation.pk)
    shown = {key for key in sent if key in first.split("?after=")[0]}
    assert len(shown) == 2
    _status, second = seen_by(official, "results_responses", consultation.pk, after=max(shown))
    assert {key for key in sent if f"svar/{key}" in second} == sent - shown
    assert "?after=" not in second
    assert seen_by(official, "results_responses", consultation.pk, after="☃")[0] == 200


def test_the_list_costs_the_same_with_one_and_three(consultation, official, django_assert_num_queries):
    browser = Client()
    browser.force_login(official)
    for _n in (1, 2):
        a_response(consultation, {BUS: "Ja"})
        browser.get(reverse("results_responses", args=[consultation.pk]))
        with django_assert_num_queries(13):
            browser.get(reverse("results_responses", args=[consultation.pk]))
        a_response(consultation, {BUS: "Nej"})


class TestTheQuestions:
    def test_stand_there_with_notes_routing_and_every_version(self, consultation, official):
        _status, text = seen_by(official, "results_questions", consultation.pk)
        for said in ("För tidtabellen", "Trafikenheten", "Då frågar vi förarna", "☐ Ja"):
            assert said in text
        assert f"De som svarade på ”{BUS}” med: Ja." in text
        assert f"{BUS} (en)" in seen_by(official, "results_questions", consultation.pk, language="en")[1]
        assert [seen_by(official, "results_questions", consultation.pk, version=n)[0] for n in ("1", "9", "x")] == [
            200,
            404,
            404,
        ]

    def test_residents_never_see_the_notes(self, consultation):
        for locale in ("sv", "en"):
            page = consultation.source_page.get_translations(inclusive=True).get(locale__language_code=locale).specific
            for address in (page.url, f"{page.url}svara/"):
                assert "För tidtabellen" not in Client().get(address).content.decode()

    def test_editors_who_publish_it_read_them_and_outsiders_do_not(self, consultation, editor, outsider):
        assert seen_by(editor, "results_questions", consultation.pk)[0] == 200
        assert seen_by(outsider, "results_questions", consultation.pk)[0] == 404
