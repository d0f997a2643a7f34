"""Reporting a published text: without an account, acknowledged, in the queue, answered."""

import pytest
from django.urls import reverse
from django_scopes import scope, scopes_disabled

from consultations.enums import Consent, ReportState
from consultations.models import Flag, Log, TextReport
from consultations.moderation import reports
from consultations.responding.keys import new_form_key
from tests.moderation.texts import a_text, decided, seen

pytestmark = pytest.mark.django_db


@pytest.fixture
def published(closed, moderator):
    answer = a_text(closed, "En publicerad text")
    decided(answer, moderator)
    return answer


def address(answer) -> str:
    return reverse("report_text", args=[answer.pk])


def reported(resident, answer, **said):
    data = {"reason": "threat", "words": "Det här är hot", "form_key": new_form_key()} | said
    return resident.post(address(answer), data)


def of(answer) -> list[TextReport]:
    with scopes_disabled():
        return list(TextReport.objects.filter(answer=answer))


def test_the_way_from_the_published_text_to_the_answer(published, closed, resident, moderator, signed_in):
    assert address(published) in resident.get(closed.source_page.url).content.decode()
    page = reported(resident, published)
    code = page.context["code"]
    assert code in page.content.decode()
    follow = reverse("appeal")
    assert "Vi tittar på det" in resident.post(follow, {"code": code}).content.decode()
    browser = signed_in(moderator)
    queue = browser.get(reverse("moderation_queue"), {"state": "published", "flag": "reported"})
    assert [row["id"] for row in queue.context["rows"]] == [published.pk]
    text = reverse("moderation_text", args=[published.pk])
    assert "Det här är hot" in browser.get(text).content.decode()
    browser.post(text, {"share": "keep"})
    assert "den står kvar" in resident.post(follow, {"code": code}).content.decode()
    assert [report.state for report in of(published)] == [ReportState.KEPT]
    with scope(consultation=closed):
        assert not Flag.objects.filter(rule="reported").exists()
    assert Log.objects.filter(action="reports_answered").count() == 1


def test_hiding_the_text_answers_the_reports(published, resident, moderator):
    code = reported(resident, published).context["code"]
    decided(published, moderator, "hidden", reason="threat")
    assert "Vi har dolt texten" in resident.post(reverse("appeal"), {"code": code}).content.decode()


def test_only_a_published_text_is_found(closed, published, resident, moderator):
    waiting, kept = a_text(closed, "Väntar"), a_text(closed, "Bara för er", consent=Consent.NO)
    hidden = a_text(closed, "Dold")
    decided(hidden, moderator, "hidden", reason="spam")
    for answer in (waiting, kept, hidden):
        assert resident.get(address(answer)).status_code == 404
        assert reported(resident, answer).status_code == 404
        assert of(answer) == []
    assert resident.get(address(published)).status_code == 200


def test_the_page_shows_what_the_public_reads_and_no_more(published, resident, moderator):
    decided(published, moderator, redactions=[(3, 13)], reason="personal_data")
    page = resident.get(address(published)).content.decode()
    assert "En [dolt av kommunen] text" in page
    assert "publicerad" not in page


def test_a_form_that_is_sent_twice_is_one_report_and_a_reason_is_needed(published, resident):
    key = new_form_key()
    codes = {reported(resident, published, form_key=key).context["code"] for _ in range(2)}
    assert (len(codes), len(of(published))) == (1, 1)
    refused = reported(resident, published, reason="")
    assert refused.status_code == 422
    assert "Välj vad som är fel med texten" in refused.content.decode()
    assert reported(resident, published, form_key="x").status_code == 422
    assert len(of(published)) == 1


def test_a_flood_of_words_is_not_kept(published, resident, monkeypatch):
    monkeypatch.setattr(reports, "MOST_WAITING", 2)
    for n in range(4):
        reported(resident, published, words=f"ord {n}")
    assert sorted(report.words for report in of(published)) == ["", "", "ord 0", "ord 1"]


def test_a_decision_on_the_text_is_still_one_on_what_was_seen(published, resident, moderator):
    mark = seen(published)
    reported(resident, published)
    decided(published, moderator, "hidden", reason="threat", seen=mark)
