"""What was only kept for a while goes when its time has come, and nothing else does."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import models
from django.utils import timezone
from django_scopes import scopes_disabled

from consultations.models import Answer, Contact, Decision, Draft, Log, Outbox, Response, Submission, Tally
from consultations.responding import keys
from consultations.responding.submit import leave_address
from consultations.results.tallies import counts_of
from consultations.retention import delete_due
from tests.builders import a_consultation, a_response

pytestmark = pytest.mark.django_db


def days_after(consultation, days: float):
    return consultation.closes + timedelta(days=days)


def everything() -> dict[type[models.Model], list]:
    with scopes_disabled():
        kinds = (Response, Answer, Decision, Contact, Draft, Outbox)
        return {kind: sorted(map(str, kind._base_manager.values_list("pk", flat=True))) for kind in kinds}


@pytest.fixture
def closed(site):
    consultation = a_consultation(stage="closed")
    for hours in (1, 5, 30):
        moment = consultation.closes - timedelta(hours=hours)
        a_response(consultation, {"Åker du buss?": "Ja", "Vad kan bli bättre?": "Mer"}, at=moment)
    leave_address(consultation, email="canary@example.org", locale="sv")
    return consultation


def a_draft(consultation, *, expires_on) -> Draft:
    mac = keys.mac("draft", str(expires_on))
    return Draft.objects.create(
        consultation=consultation, lookup_hash=mac, ciphertext=b"x", version=consultation.current, expires_on=expires_on
    )


def test_a_draft_goes_the_day_after_its_last(closed):
    now = timezone.now()
    today = timezone.localdate(now)
    old, last_day = (a_draft(closed, expires_on=today - timedelta(days=n)) for n in (1, 0))
    assert delete_due(now=now)["drafts"] == 1
    assert not Draft.objects.filter(pk=old.pk).exists()
    assert Draft.objects.filter(pk=last_day.pk).exists()


def test_thirty_days_after_closing_a_sending_keeps_its_date_only(closed):
    with scopes_disabled():
        before = [
            timezone.localdate(at) for at in Submission.objects.order_by("id").values_list("received_at", flat=True)
        ]
        assert delete_due(now=days_after(closed, 30))["traces"] == 0
        assert delete_due(now=days_after(closed, 30.01))["traces"] == 3
        after = list(Submission.objects.order_by("id"))
    assert [timezone.localdate(sent.received_at) for sent in after] == before
    assert {timezone.localtime(sent.received_at).strftime("%H:%M:%S.%f") for sent in after} == {"12:00:00.000000"}
    assert {sent.key_hash for sent in after} == {None}


def test_the_count_by_day_is_the_same_before_and_after(closed):
    days = counts_of(closed, now=timezone.now()).days
    delete_due(now=days_after(closed, 31))
    Tally.objects.all().delete()
    with scopes_disabled():
        Submission.objects.update(tallied=False)
    assert counts_of(closed, now=timezone.now()).days == days


def test_an_address_goes_a_year_after_closing_at_the_latest(closed):
    assert delete_due(now=days_after(closed, 365))["addresses"] == 0
    assert delete_due(now=days_after(closed, 365.01))["addresses"] == 1
    with scopes_disabled():
        assert Contact.objects.count() == 0


def test_a_message_that_can_not_be_sent_is_emptied_and_one_that_waits_is_not(closed):
    now = timezone.now()
    for key, age in (("stuck", 31), ("waits", 29)):
        Outbox.objects.create(key=key, payload=b"secret", next_attempt=now - timedelta(days=age))
    assert delete_due(now=now)["messages"] == 1
    assert list(Outbox.objects.filter(payload__isnull=True).values_list("key", flat=True)) == ["stuck"]


def test_nothing_else_is_destroyed_however_long_ago_it_was(closed):
    before = everything()
    delete_due(now=days_after(closed, 5000))
    after = everything()
    assert {kind for kind in before if before[kind] != after[kind]} == {Contact}
    with scopes_disabled():
        assert Answer.objects.filter(text="Mer").count() == 3


def test_the_command_says_what_it_did_logs_it_and_changes_nothing_twice(closed, capsys):
    a_draft(closed, expires_on=timezone.localdate() - timedelta(days=3))
    call_command("retention")
    assert "drafts 1" in capsys.readouterr().out
    assert Log.objects.get(action="retention").detail["drafts"] == 1
    call_command("retention")
    assert "drafts 0" in capsys.readouterr().out
    assert Log.objects.filter(action="retention").count() == 1
