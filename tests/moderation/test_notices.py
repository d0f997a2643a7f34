"""Who left an address hears of a decision against a text: next morning, once a day, without a word of the text."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from django_scopes import scope

from consultations.enums import Consent, Reason
from consultations.models import Contact, Outbox
from consultations.moderation.notices import next_morning
from consultations.reporting.outbox import deliver_outbox
from consultations.responding import keys
from tests.builders import a_response
from tests.moderation.texts import a_text, decided

pytestmark = pytest.mark.django_db
CANARY = "kastanjeallén"


def waiting_notices():
    return list(Outbox.objects.filter(key__startswith="notice:"))


def test_hiding_a_text_is_told_next_morning_in_the_language_of_the_form(open_consultation, moderator, time_machine):
    answer = a_text(open_consultation, f"Fler träd i {CANARY}", email="ada@example.org", locale="en")
    decided(answer, moderator, "hidden", reason=Reason.SPAM)
    (notice,) = waiting_notices()
    assert notice.next_attempt == next_morning(timezone.now())
    deliver_outbox.call()
    assert mail.outbox == []
    time_machine.move_to(notice.next_attempt + timedelta(minutes=1))
    deliver_outbox.call()
    (message,) = mail.outbox
    assert message.to == ["ada@example.org"]
    assert "another look" in message.body
    assert "/en/granskning/beslut/" in message.body
    assert CANARY not in message.subject + message.body
    assert str(answer.pk) not in message.body


def test_one_a_day_however_often_it_is_decided(open_consultation, moderator):
    answer = a_text(open_consultation, email="ada@example.org")
    for state in ("hidden", "published", "hidden"):
        decided(answer, moderator, state, reason=Reason.SPAM)
    assert len(waiting_notices()) == 1


def test_nothing_is_told_of_what_is_published_whole_or_to_who_left_no_address(open_consultation, moderator):
    decided(a_text(open_consultation, "En", email="ada@example.org"), moderator)
    decided(a_text(open_consultation, "Två"), moderator, "hidden", reason=Reason.SPAM)
    assert waiting_notices() == []
    parts = a_text(open_consultation, "Ring 070", email="bo@example.org")
    decided(parts, moderator, redactions=[(5, 8)], reason=Reason.PERSONAL_DATA)
    assert len(waiting_notices()) == 1


def test_no_link_is_kept_where_nothing_will_be_decided(open_consultation):
    a_response(open_consultation, {"Åker du buss?": "Ja"}, email="ada@example.org")
    a_text(open_consultation, "Inte för andra", consent=Consent.NO, email="bo@example.org")
    a_text(open_consultation, "För alla", email="cy@example.org")
    with scope(consultation=open_consultation):
        links = [bytes(link) if link else None for link in Contact.objects.values_list("link_mac", flat=True)]
    assert sorted(link is None for link in links) == [False, True, True]


def test_without_the_key_nothing_leads_from_an_address_to_a_response(open_consultation, settings):
    answer = a_text(open_consultation, email="ada@example.org")
    with scope(consultation=open_consultation):
        response, (link,) = answer.submission.response, Contact.objects.values_list("link_mac", flat=True)
    stored = [response.pk.hex, response.receipt_hash.hex(), answer.submission_id.hex, answer.pk.hex]
    stored += [answer.submission.key_hash.hex(), answer.submission.content_mac.hex()]
    assert all(bytes(link) not in keys.macs("link", said) for said in stored if said != stored[1])
    assert bytes(link) in keys.macs("link", stored[1])
    settings.RESPONSE_KEY = "another key that is long enough for the test"
    assert bytes(link) not in keys.macs("link", stored[1])
