"""What an editor is advised before opening, what a reason opens, and what is told of a change of meaning."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from consultations.enums import ChangeKind
from consultations.models import Log, VersionActivation
from consultations.questions.advice import advice_on, days_of_holiday, is_holiday, minutes_to_answer
from consultations.questions.compile import compile_questionnaire
from consultations.questions.rewording import asked_differently
from tests.builders import a_question, a_response, choices
from tests.questions.test_readiness import BUS, HAPPY, asked, editing, errors_of  # noqa: F401  fixtures

pytestmark = pytest.mark.django_db


def codes(page, *questions) -> list[str]:
    if questions:
        page.questions = list(questions)
    found = advice_on(page, compile_questionnaire({"sv": page}))
    return sorted(each.code for each in found if each.code != "languages")  # The English page says what it said.


@pytest.fixture
def good(asked):  # noqa: F811
    """Six weeks in spring, two short questions."""
    page = asked.source_page
    page.opens, page.closes = datetime(2027, 3, 1, 8, tzinfo=UTC), datetime(2027, 4, 12, 20, tzinfo=UTC)
    return page


def test_a_good_consultation_gets_no_advice(good):
    assert codes(good) == []


def test_each_piece_of_advice_has_its_cause(good):
    even = a_question("scale", "Hur trygg är du?", points=4, dont_know=False)
    many = a_question("single_choice", "Vilken?", choices=choices(*(f"Val {n}" for n in range(9))))
    text = a_question("long_text", "Vad saknas?", hint="")
    assert codes(good, even) == ["dont_know", "middle"]
    assert codes(good, many) == ["choices"]
    assert codes(good, text) == ["hint"]
    assert codes(good, a_question("scale", "Håller du inte med om att bussen är snabb och enkel?")) == [
        "double",
        "leading",
    ]
    assert codes(good, *(a_question("scale", f"Fråga {n}?") for n in range(13))) == ["questions"]
    assert "minutes" in codes(good, *(a_question("long_text", f"Skriv {n}?", hint="Kort") for n in range(9)))


def test_the_page_itself_is_looked_at(good):
    good.can_influence = '<p><a href="/x/">Läs mer</a></p>'
    good.introduction = (
        "Kommunfullmäktiges demokratiberedning eftersträvar medborgardialogens genomförande avseende"
        " samhällsplaneringens inriktning beträffande tillgänglighetsfrågor."
    )
    assert codes(good) == ["link", "lix"]


def test_times_that_are_short_or_in_the_holidays(good):
    good.closes = good.opens + timedelta(days=20)
    assert codes(good) == ["short"]
    good.opens, good.closes = datetime(2027, 6, 20, tzinfo=UTC), datetime(2027, 8, 20, tzinfo=UTC)
    assert codes(good) == ["holiday"]
    assert days_of_holiday(good.opens, good.closes) == 31 + 10
    assert [is_holiday(date(2027, *day)) for day in ((6, 30), (7, 1), (8, 10), (8, 11), (12, 19), (12, 20))] == [
        False,
        True,
        True,
        False,
        False,
        True,
    ]


def test_the_time_it_takes_grows_with_words_and_questions(good):
    short = minutes_to_answer(compile_questionnaire({"sv": good}), "sv")
    good.questions = [a_question("long_text", "Skriv " + "ord " * 60, hint="Kort") for _ in range(5)]
    assert short == 1
    assert minutes_to_answer(compile_questionnaire({"sv": good}), "sv") == 8


class TestInTheEditor:
    def test_remarks_ask_for_a_reason_which_is_logged(self, asked, editing):  # noqa: F811
        page, send = editing
        refused = errors_of(send(action="action-publish", closes=_in(days=5), feedback_due=page.feedback_due))
        assert set(refused) == {"remarks_reason"}
        assert "tre veckor" in str(refused["remarks_reason"])
        reason = "Förslaget måste upp i nämnden i mars"
        assert errors_of(send(action="action-publish", closes=_in(days=5), remarks_reason=reason)) == {}
        entry = Log.objects.filter(action="published_with_remarks", consultation=asked).last()
        assert "short" in entry.detail["remarks"]
        assert entry.detail["reason"] == reason

    def test_a_draft_is_saved_without_any_reason(self, editing):  # noqa: F811
        _page, send = editing
        assert errors_of(send(closes=_in(days=5))) == {}

    def test_the_panel_says_what_stops_and_what_could_be_better(self, asked, editor):  # noqa: F811
        page = asked.source_page
        page.diary_number, page.questions = "", [a_question("long_text", "Vad saknas?", hint="")]
        page.save_revision()
        browser = Client()
        browser.force_login(editor)
        shown = browser.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
        assert "Ange diarienumret" in shown
        assert "En lång text utan hjälptext" in shown

    def test_nothing_that_the_form_would_stop_is_published_from_a_list(self, asked, editor):  # noqa: F811
        page = asked.source_page
        page.diary_number, page.title = "", "Ny rubrik"
        page.save_revision()
        browser = Client()
        browser.force_login(editor)
        for target, more in ((page, {}), (page.get_parent(), {"include_descendants": "on"})):
            address = reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"])
            browser.post(f"{address}?id={target.pk}&next=/admin/", more)
            page.refresh_from_db()
            assert page.title != "Ny rubrik"


class TestChangedWording:
    def test_the_editor_says_what_it_is_and_only_after_answers(self, asked, editing):  # noqa: F811
        _page, send = editing
        a_response(asked, {BUS: "Ja"})
        page = asked.source_page
        questions = [dict(block) for block in page.questions.raw_data]
        reason = {"remarks_reason": "x"}
        changed = {"questions-0-value-text": "Åker du någonsin buss?"}
        both = {**changed, **reason, "action": "action-publish"}
        assert questions
        # The second question is gone in this form, which is refused before the wording is looked at.
        assert set(errors_of(send(**both))) == {"questions"}

    def test_what_is_published_as_another_meaning_is_told_with_the_earlier_wording(self, asked, resident):  # noqa: F811
        _reword(asked, "Åker du någonsin buss?", kind="meaning", reason="Frågan missförstods.")
        assert asked_differently(asked, "sv") == {}  # Nobody had answered it yet.
        a_response(asked, {"Åker du någonsin buss?": "Ja"})
        _reword(asked, "Åker du buss varje vecka?", kind="meaning", reason="Frågan missförstods.")
        ((question, (change,)),) = asked_differently(asked, "sv").items()
        assert (change.text, change.reason) == ("Åker du någonsin buss?", "Frågan missförstods.")
        assert question == asked.source_page.questions[0].id

    def test_a_choice_that_came_later_is_told_to_all_with_the_day(self, asked):  # noqa: F811
        _add_a_choice(asked, "Ibland")
        assert asked_differently(asked, "sv") == {}  # Nobody had answered without it.
        a_response(asked, {BUS: "Ja"})
        _add_a_choice(asked, "Sällan")
        ((question, (change,)),) = asked_differently(asked, "sv").items()
        assert (question, change.added) == (asked.source_page.questions[0].id, ("Sällan",))
        told = render_to_string("consultations/results/asked_differently.html", {"change": change})
        assert "“Sällan”" in told
        assert "Until" not in told

    def test_a_mended_slip_is_told_to_officials_only(self, asked):  # noqa: F811
        a_response(asked, {BUS: "Ja"})
        _reword(asked, "Åker du bus?", kind="typo", reason="ska inte sparas")
        assert asked_differently(asked, "sv") == {}
        last = VersionActivation.objects.filter(version__consultation=asked).last()
        assert (last.kind, last.reason) == (ChangeKind.TYPO, "")


def _reword(consultation, text, *, kind, reason):
    page = consultation.source_page.get_latest_revision_as_object()
    raw = [dict(block) for block in page.questions.raw_data]
    raw[0] = raw[0] | {"value": raw[0]["value"] | {"text": text}}
    page.questions, page.change_kind, page.change_reason = raw, kind, reason
    page.save_revision().publish()
    consultation.refresh_from_db()


def _add_a_choice(consultation, text):
    page = consultation.source_page.get_latest_revision_as_object()
    raw = [dict(block) for block in page.questions.raw_data]
    value = raw[0]["value"]
    choice = {"type": "item", "id": str(uuid4()), "value": dict(value["choices"][0]["value"]) | {"text": text}}
    raw[0] = raw[0] | {"value": value | {"choices": [*value["choices"], choice]}}
    page.questions = raw
    page.save_revision().publish()
    consultation.refresh_from_db()


def _in(*, days: int) -> str:
    return timezone.localtime(timezone.now() + timedelta(days=days)).strftime("%Y-%m-%d %H:%M")
