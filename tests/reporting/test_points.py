"""The points of the feedback: what they build on, in every language, and what readers are told of corrections."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.utils import timezone, translation
from django_scopes import scope

from consultations.enums import ActionState, Consent, Reason
from consultations.models import Answer, FeedbackAction, FeedbackCorrection, FeedbackEvidence
from consultations.reporting.feedback import publish_feedback
from consultations.reporting.outbox import deliver_outbox
from consultations.reporting.points import add_quote
from consultations.reporting.promise import promise_of
from tests.builders import a_consultation, a_response, an_id
from tests.moderation.texts import a_text, decided
from tests.reporting.public import BUS, an_answered_consultation, give_feedback, look

QUOTED = "Fler bussar på kvällen, tack."


@pytest.fixture
def answered(site, official):
    return an_answered_consultation(official)


def edit(consultation, locale="sv"):
    return f"/admin/resultat/{consultation.pk}/aterkoppling/{locale}/"


def sent(*actions: dict, initial: int = 0, **said) -> dict:
    """What the form sends."""
    form = {"we_asked": "Om bussen?", "you_answered": "Oftare.", "decision_reference": ""}
    form |= {"actions-TOTAL_FORMS": len(actions), "actions-INITIAL_FORMS": initial}
    for n, action in enumerate(actions):
        given = {"order": n, "text": "Linje 4 går oftare.", "state": ActionState.DOING, "because": "", "who": ""}
        form |= {f"actions-{n}-{name}": value for name, value in (given | action).items()}
    return form | said


def a_point(consultation) -> FeedbackAction:
    return give_feedback(consultation).actions.get()


def quoted(consultation, moderator, text=QUOTED, **said) -> Answer:
    answer = a_text(consultation, text, **said)
    decided(answer, moderator)
    return answer


def page_of(resident, consultation, locale="sv") -> BeautifulSoup:
    return BeautifulSoup(look(resident, consultation, locale).response.content, "html.parser")


def test_a_point_tells_who_when_and_why_and_links_the_table_it_builds_on(answered, official, signed_in, resident):
    client, table = signed_in(official), an_id(f"question {BUS}")
    point = {"who": "Värmlandstrafik", "when": "i augusti", "because": "Ni bad om det.", "tables": [table]}
    assert client.post(edit(answered), sent(point)).status_code == 302
    publish_feedback(answered, by=official, now=timezone.now())
    page = page_of(resident, answered)
    (item,) = page.select(".actions > li")
    assert [dd.get_text() for dd in item.select("dd")] == ["Värmlandstrafik", "i augusti"]
    assert page.select_one(item.select_one("a")["href"]).get_text() == BUS


def test_only_tables_that_are_published_can_be_ticked(answered, official, signed_in):
    page = signed_in(official).post(edit(answered), sent({"tables": [an_id("question Hur nöjd är du?")]}))
    assert (page.status_code, FeedbackAction.objects.count()) == (200, 0)


def test_a_refusal_needs_its_reason(answered, official, signed_in):
    client = signed_in(official)
    refused = {"state": ActionState.NOT_NOW}
    assert client.post(edit(answered), sent(refused)).status_code == 200
    assert client.post(edit(answered), sent(refused | {"because": "Det kostar för mycket."})).status_code == 302


def test_a_quote_leaves_every_point_the_moment_its_text_is_hidden(
    answered, official, moderator, outsider, signed_in, resident
):
    answer = quoted(answered, moderator)
    action, now = a_point(answered), timezone.now()
    address = f"/admin/resultat/{answered.pk}/aterkoppling/citat/"
    posted = {"point": action.point, "answer": answer.pk}
    assert [signed_in(person).post(address, posted).status_code for person in (outsider, moderator)] == [404, 404]
    assert not FeedbackEvidence.objects.exists()
    assert signed_in(official).post(address, posted).status_code == 302
    publish_feedback(answered, by=official, now=now)
    assert page_of(resident, answered).select_one(".actions blockquote").get_text(strip=True) == QUOTED
    decided(answer, moderator, "hidden", reason=Reason.SPAM)
    assert page_of(resident, answered).select(".actions blockquote") == []


def test_erasing_a_text_erases_the_quote(answered, moderator):
    answer = quoted(answered, moderator)
    assert add_quote(answered, a_point(answered).point, answer.pk)
    with scope(consultation=answered):
        Answer.objects.filter(pk=answer.pk).delete()
    assert not FeedbackEvidence.objects.exists()


def test_what_nobody_may_read_can_not_be_quoted(answered, moderator):
    point = a_point(answered).point
    waiting, refused = a_text(answered, "Väntar"), a_text(answered, "Nej tack", consent=Consent.NO)
    elsewhere = quoted(a_consultation(stage="closed"), moderator)
    assert [add_quote(answered, point, text.pk) for text in (waiting, refused, elsewhere)] == [False] * 3
    assert not FeedbackEvidence.objects.exists()


def test_another_language_writes_the_same_points_and_shares_what_they_build_on(
    answered, official, moderator, signed_in, resident
):
    action, client = a_point(answered), signed_in(official)
    add_quote(answered, action.point, quoted(answered, moderator).pk)
    assert "Fler kvällsturer" in client.get(edit(answered, "en")).content.decode()
    english = {"point": action.point, "text": "More evening buses"}
    assert client.post(edit(answered, "en"), sent(english)).status_code == 302
    publish_feedback(answered, by=official, now=timezone.now())
    (item,) = page_of(resident, answered, "en").select(".actions > li")
    assert (item["id"], item.blockquote.get_text(strip=True)) == (f"p-{action.point}", QUOTED)


def test_another_language_has_no_point_of_its_own(answered, official, signed_in):
    a_point(answered)
    stray = {"point": "8a1c3f0e-0000-4000-8000-000000000000", "text": "Mine"}
    assert signed_in(official).post(edit(answered, "en"), sent(stray)).status_code == 200
    assert FeedbackAction.objects.count() == 1


def test_a_correction_of_public_feedback_is_explained_dated_and_kept(answered, official, signed_in, resident):
    feedback, client = give_feedback(answered), signed_in(official)
    publish_feedback(answered, by=official, now=timezone.now())
    action = feedback.actions.get()
    kept = {"id": action.pk, "state": action.state, "text": "Två kvällsturer", "because": action.because}
    form = sent(kept, initial=1, we_asked=feedback.we_asked, you_answered=feedback.you_answered)
    assert client.post(edit(answered), form).status_code == 200
    assert FeedbackAction.objects.get().text == "Fler kvällsturer"
    assert client.post(edit(answered), form | {"note": "Antalet turer stod fel."}).status_code == 302
    assert FeedbackCorrection.objects.get().before["actions"][0]["text"] == "Fler kvällsturer"
    said = page_of(resident, answered).select_one(".feedback").get_text(" ", strip=True)
    assert "Två kvällsturer" in said
    assert said.endswith("Antalet turer stod fel.")


def test_the_clock_counts_days_from_closing_until_the_feedback(closed, open_consultation, official, resident):
    due = timezone.make_aware(timezone.datetime.combine(closed.source_page.feedback_due, timezone.datetime.min.time()))
    with translation.override("sv"):
        days = [promise_of(closed, now=due + timedelta(days=n, hours=9)).words for n in (-2, -1, 0, 1, 2)]
    assert days == ["2 dagar kvar", "1 dag kvar", "i dag är sista dagen", "1 dag sen", "2 dagar sen"]
    assert promise_of(open_consultation, now=timezone.now()) is None
    closed.decided_at = due + timedelta(days=2)
    assert promise_of(closed, now=due + timedelta(days=99)).days == -2


def test_late_feedback_is_told_on_the_page_and_on_the_list(site, resident):
    late = a_consultation(stage="closed", feedback_due=timezone.localdate() - timedelta(days=3))
    assert page_of(resident, late).select_one("dd strong").get_text() == "3 dagar sen"
    page = resident.get("/sv/samrad/").content.decode()
    assert "<strong>3 dagar sen</strong>" in page


def test_the_message_has_a_text_and_a_page_in_its_own_language_and_nothing_of_the_answers(closed, official):
    a_response(closed, {"Vad kan bli bättre?": "KanarieSvar"}, email="anna@example.org")
    give_feedback(closed)
    publish_feedback(closed, by=official, now=timezone.now())
    deliver_outbox.call()
    (message,) = mail.outbox
    ((html, kind),) = message.alternatives
    assert (kind, '<html lang="sv" dir="ltr">' in html, closed.source_page.slug in html) == ("text/html", True, True)
    assert "KanarieSvar" not in html + message.body
    assert "<script" not in html
