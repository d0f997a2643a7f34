"""What residents get back: a draft until it is published whole, and one message to each who asked, once."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone
from django_scopes import scope
from django_tasks_db.models import DBTaskResult

from consultations.enums import ActionState, EventKind, Stage
from consultations.models import Contact, Feedback, FeedbackAction, Log, Outbox
from consultations.reporting.feedback import NotGiven, feedback_of, publish_feedback
from consultations.reporting.outbox import deliver_outbox, feedback_message
from tests.builders import a_consultation, a_response


def written(consultation, locale="sv", *, actions=1):
    feedback = Feedback.objects.create(
        consultation=consultation, locale=locale, we_asked=f"Om bussen {locale}", you_answered="Fler turer."
    )
    for order in range(actions):
        FeedbackAction.objects.create(
            feedback=feedback, order=order, text=f"Linje {order}", state=ActionState.DOING, because="I höst."
        )
    return feedback


def enqueued():
    return DBTaskResult.objects.filter(task_path="consultations.reporting.outbox.deliver_outbox").count()


def contacts(consultation):
    with scope(consultation=consultation):
        return Contact.objects.filter(consultation=consultation).count()


def test_a_draft_is_seen_by_nobody_and_publishing_ends_the_consultation(closed, official):
    written(closed)
    assert feedback_of(closed, "sv") is None
    now = timezone.now()
    publish_feedback(closed, by=official, now=now)
    closed.refresh_from_db()
    assert (closed.decided_at, closed.stage(now)) == (now, Stage.DECIDED)
    assert feedback_of(closed, "sv").we_asked == "Om bussen sv"
    assert closed.events.get(kind=EventKind.FEEDBACK_PUBLISHED).by == official
    assert Log.objects.get(action="feedback_published").detail == {"messages": 0}


def test_each_language_reads_its_own_or_the_first(closed, official, django_assert_num_queries):
    written(closed)
    written(closed, "en", actions=2)
    publish_feedback(closed, by=official, now=timezone.now())
    with django_assert_num_queries(3):
        english = feedback_of(closed, "en")
        assert (english.locale, [action.text for action in english.actions.all()]) == ("en", ["Linje 0", "Linje 1"])
    assert feedback_of(closed, "fi").locale == "sv"


def test_a_language_without_actions_stays_a_draft(closed, official):
    written(closed)
    written(closed, "en", actions=0)
    publish_feedback(closed, by=official, now=timezone.now())
    assert feedback_of(closed, "en").locale == "sv"


def test_it_is_refused_while_open_without_text_or_twice(site, official):
    consultation = a_consultation(stage="open")
    written(consultation)
    with pytest.raises(NotGiven):
        publish_feedback(consultation, by=official, now=timezone.now())
    with pytest.raises(NotGiven):
        publish_feedback(a_consultation(stage="closed"), by=official, now=timezone.now())
    empty = a_consultation(stage="closed")
    written(empty, actions=0)
    with pytest.raises(NotGiven):
        publish_feedback(empty, by=official, now=timezone.now())
    assert not Outbox.objects.exists()
    ready = a_consultation(stage="closed")
    written(ready)
    publish_feedback(ready, by=official, now=timezone.now())
    with pytest.raises(NotGiven):
        publish_feedback(ready, by=official, now=timezone.now())


def test_everybody_who_asked_gets_one_message_in_their_language_and_is_forgotten(closed, official, settings):
    settings.WAGTAILADMIN_BASE_URL = "https://samrad.example"
    a_response(closed, email="anna@example.org")
    a_response(closed, email="anna@example.org")
    a_response(closed, email="omar@example.org", locale="en")
    written(closed)
    written(closed, "en")
    publish_feedback(closed, by=official, now=timezone.now())
    assert b"anna" not in b"".join(bytes(row.payload) for row in Outbox.objects.all())
    assert enqueued() == 1
    assert deliver_outbox.call() == 2
    assert deliver_outbox.call() == 0
    messages = {message.to[0]: message for message in mail.outbox}
    assert sorted(messages) == ["anna@example.org", "omar@example.org"]
    page = closed.source_page
    assert f"https://samrad.example/sv/samrad/{page.slug}/" in messages["anna@example.org"].body
    assert f"https://samrad.example/en/consultations/{page.slug}-en/" in messages["omar@example.org"].body
    assert contacts(closed) == 0
    assert set(Outbox.objects.values_list("payload", "sent_on")) == {(None, timezone.localdate())}


def test_publishing_that_fails_writes_no_message(closed, official, monkeypatch):
    a_response(closed, email="anna@example.org")
    written(closed)
    monkeypatch.setattr("consultations.reporting.feedback.public_content_changed", lambda: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        publish_feedback(closed, by=official, now=timezone.now())
    closed.refresh_from_db()
    assert (closed.decided_at, Outbox.objects.count(), enqueued()) == (None, 0, 0)
    assert contacts(closed) == 1


def test_a_mail_server_that_is_down_is_tried_again_later_and_the_address_kept(closed, official, settings):
    a_response(closed, email="anna@example.org")
    written(closed)
    publish_feedback(closed, by=official, now=timezone.now())
    working = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert deliver_outbox.call() == 0
    row = Outbox.objects.get()
    assert (row.attempts, row.sent_on, contacts(closed)) == (1, None, 1)
    assert row.next_attempt > timezone.now()
    settings.EMAIL_BACKEND = working
    assert deliver_outbox.call() == 0, "not yet due"
    with time_machine.travel(row.next_attempt + timedelta(seconds=1)):
        assert deliver_outbox.call() == 1
    assert len(mail.outbox) == 1
    assert contacts(closed) == 0


def test_a_title_can_not_begin_a_new_header(closed):
    a_response(closed, email="anna@example.org")
    with scope(consultation=closed):
        contact = Contact.objects.get()
    hostile = "Buss\r\nBcc: all@example.org\u2028X: y\x00"
    feedback_message(closed, contact, subject=hostile, text="Hej", now=timezone.now()).save()
    assert deliver_outbox.call() == 1
    message = mail.outbox[0].message()
    assert message["Subject"] == "Buss Bcc: all@example.org X: y"
    assert message["Bcc"] is None
