"""The moderator's page of a text, and the log: read in context, decide, go on to the next."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from consultations.enums import Consent, Reason
from consultations.models import Answer
from tests.builders import a_consultation, a_question, a_response
from tests.moderation.texts import a_text, decided, decisions_on, seen, state_of

pytestmark = pytest.mark.django_db


def address(answer) -> str:
    return reverse("moderation_text", args=[answer.pk])


def post(browser, answer, state="published", **said):
    return browser.post(address(answer), {"state": state, "seen": seen(answer)} | said)


@pytest.fixture
def text(open_consultation):
    return a_text(open_consultation)


@pytest.fixture
def browser(moderator, signed_in):
    return signed_in(moderator)


class TestDeciding:
    def test_after_a_decision_comes_the_next_text_and_then_the_queue(self, open_consultation, browser):
        ages = {
            days: a_text(open_consultation, f"{days}", at=timezone.now() - timedelta(days=days)) for days in (3, 2, 1)
        }
        assert post(browser, ages[2]).url == address(ages[1])
        assert post(browser, ages[1], "hidden", reason="spam").url == address(ages[3])
        assert post(browser, ages[3]).url == reverse("moderation_queue")
        assert [state_of(answer) for answer in ages.values()] == ["published", "published", "hidden"]

    def test_the_next_text_is_of_the_consultation_that_was_chosen(self, open_consultation, browser):
        other = a_consultation()
        first, second = (a_text(open_consultation, at=timezone.now() - timedelta(days=days)) for days in (3, 1))
        a_text(other, at=timezone.now() - timedelta(days=2))
        query = f"?consultation={open_consultation.pk}"
        answered = browser.post(address(first) + query, {"state": "published", "seen": seen(first)})
        assert answered.url == address(second) + query

    def test_a_double_submit_is_one_decision(self, text, browser):
        said = {"state": "published", "seen": seen(text)}
        assert [browser.post(address(text), said).status_code for _ in range(2)] == [302, 302]
        assert decisions_on(text) == [(1, "published")]

    def test_hiding_without_a_reason_is_refused_beside_the_reasons(self, text, browser):
        refused = post(browser, text, "hidden")
        assert refused.status_code == 422
        assert refused.context["form"].errors.keys() == {"reason"}
        assert post(browser, text, "hidden", reason="other").context["form"].errors.keys() == {"explanation"}
        assert post(browser, text, "hidden", reason="other", explanation="Dikt").status_code == 302

    def test_a_text_that_was_decided_meanwhile_is_shown_as_it_stands_now(self, text, moderator, browser):
        said = {"state": "hidden", "reason": "spam", "seen": seen(text)}
        decided(text, moderator)
        told = browser.post(address(text), said)
        assert told.status_code == 409
        assert told.context["seen"] == seen(text)
        assert decisions_on(text) == [(1, "published")]

    @pytest.mark.parametrize("said", [{"state": "burnt"}, {"state": ""}, {"reason": "x"}, {"explanation": "x" * 2001}])
    def test_what_no_form_of_ours_sends_changes_nothing(self, text, browser, said):
        assert (
            browser.post(address(text), {"state": "hidden", "reason": "spam", "seen": seen(text)} | said).status_code
            == 422
        )
        assert decisions_on(text) == []

    def test_nobody_else_reads_or_decides(self, text, outsider, official, editor, resident, signed_in, moderator):
        for person, status in ((outsider, 404), (official, 403), (editor, 403)):
            browser = signed_in(person)
            assert browser.get(address(text), follow=True).status_code == status
            said = {"state": "published", "seen": seen(text)}
            assert browser.post(address(text), said, follow=True).status_code == status
        assert resident.get(address(text)).url.startswith("/admin/login/")
        assert decisions_on(text) == []
        assert signed_in(moderator).get(address(text)).status_code == 200


class TestReading:
    def test_the_text_stands_with_its_question_consent_and_name(self, open_consultation, browser):
        answer = a_text(open_consultation, "Rad ett\n<b>Rad två</b>", consent=Consent.NAMED, name="Ada")
        context = browser.get(address(answer))
        page = context.content.decode()
        assert "Rad ett\n&lt;b&gt;Rad två&lt;/b&gt;</blockquote>" in page
        assert "Vad kan bli bättre?" in page
        assert context.context["name"] == "Ada"

    def test_the_name_of_someone_who_wants_none_shown_is_not_there(self, open_consultation, browser):
        answer = a_text(open_consultation, consent=Consent.ANONYMOUS, name="NAMN-KANARIE")
        assert "NAMN-KANARIE" not in browser.get(address(answer)).content.decode()

    def test_other_texts_for_publication_stand_beside_and_nothing_else_of_the_response(self, site, browser):
        consultation = a_consultation(
            questions=[
                a_question("single_choice", "Åker du buss?"),
                a_question("long_text", "Vad kan bli bättre?", publishable=True),
                a_question("long_text", "Vad är bra?", publishable=True),
                a_question("short_text", "Vilken förening?"),
            ]
        )
        sent = a_response(
            consultation,
            {
                "Åker du buss?": "Ja",
                "Vad kan bli bättre?": "Turerna",
                "Vad är bra?": "Förarna",
                "Vilken förening?": "FÖRENING-KANARIE",
            },
            email="kanarie@example.org",
        )
        with scope(consultation=consultation):
            answer = sent.current.answers.get(text="Turerna")
        response = browser.get(address(answer))
        assert [(asked.text, text.text) for asked, text in response.context["beside"]] == [("Vad är bra?", "Förarna")]
        page = response.content.decode()
        for hidden in ("FÖRENING-KANARIE", "Åker du buss?", "kanarie@example.org"):
            assert hidden not in page

    def test_a_text_that_nobody_agreed_to_publish_is_not_found(self, open_consultation, text, browser):
        kept = a_text(open_consultation, "Bara för er", consent=Consent.NO)
        assert browser.get(address(kept), follow=True).status_code == 404
        assert browser.get(address(text)).status_code == 200

    def test_a_changed_text_leads_back_to_the_queue(self, open_consultation, browser):
        answer = a_text(open_consultation)
        with scope(consultation=open_consultation):
            Answer.objects.filter(pk=answer.pk).update(counted=False)
        assert browser.get(address(answer)).url == reverse("moderation_queue")
        assert post(browser, answer).url == reverse("moderation_queue")

    def test_earlier_decisions_stand_with_who_and_why(self, text, moderator, browser):
        decided(text, moderator, "hidden", reason=Reason.OTHER, explanation="Dikt")
        decided(text, moderator, "waiting")
        response = browser.get(address(text))
        assert [d.state for d in response.context["decisions"]] == ["waiting", "hidden"]
        assert "moderator" in response.content.decode()


class TestTheLog:
    def test_decisions_of_the_consultation_the_latest_first(self, open_consultation, text, moderator, browser):
        decided(text, moderator)
        decided(text, moderator, "hidden", reason=Reason.SPAM)
        decided(a_text(a_consultation()), moderator)
        response = browser.get(reverse("moderation_log", args=[open_consultation.pk]))
        assert [decision.n for decision in response.context["decisions"]] == [2, 1]
        assert text.text not in response.content.decode()

    def test_pages_follow_each_other(self, open_consultation, moderator, browser, monkeypatch):
        monkeypatch.setattr("consultations.moderation.views.LOG_PAGE", 2)
        made = [decided(a_text(open_consultation), moderator).pk for _ in range(5)]
        url = log = reverse("moderation_log", args=[open_consultation.pk])
        read = []
        while url:
            context = browser.get(url).context
            read += [decision.pk for decision in context["decisions"]]
            url = context["next_url"] and log + context["next_url"]
        assert read == made[::-1]
        assert browser.get(log, {"before": "x"}).status_code == 200

    @pytest.mark.parametrize("decisions", [1, 3, 20])
    def test_the_same_queries_whatever_the_number(
        self, open_consultation, moderator, browser, decisions, django_assert_num_queries
    ):
        for _ in range(decisions):
            decided(a_text(open_consultation), moderator)
        url = reverse("moderation_log", args=[open_consultation.pk])
        browser.get(url)
        with django_assert_num_queries(15):
            browser.get(url)

    def test_nobody_else_reads_it(self, open_consultation, outsider, official, signed_in, browser):
        url = reverse("moderation_log", args=[open_consultation.pk])
        assert signed_in(outsider).get(url, follow=True).status_code == 404
        assert signed_in(official).get(url).status_code == 403
        assert browser.get(url).status_code == 200
