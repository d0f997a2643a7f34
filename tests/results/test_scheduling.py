"""Times change by one rule, with a reason, and never so that what was published would change."""

from datetime import timedelta

import pytest
from django.utils import timezone

from consultations.enums import EventKind
from consultations.models import Log
from consultations.questions.scheduling import NotRescheduled, pause, reschedule, resume
from consultations.results.releases import publish_release
from tests.builders import a_consultation, a_question, a_response


def move(consultation, official, *, opens=None, closes=None, reason="Fler ska hinna svara."):
    return reschedule(
        consultation,
        opens=opens or consultation.opens,
        closes=closes or consultation.closes,
        by=official,
        reason=reason,
        now=timezone.now(),
    )


def test_closing_later_is_told_with_its_reason(open_consultation, official):
    later = open_consultation.closes + timedelta(days=7)
    move(open_consultation, official, closes=later)
    open_consultation.refresh_from_db()
    assert open_consultation.closes == later
    event = open_consultation.events.get(kind=EventKind.RESCHEDULED)
    assert (event.by, event.reason) == (official, "Fler ska hinna svara.")
    assert Log.objects.get(action="rescheduled").detail["after"]["closes"] == later.isoformat()


def test_a_closed_one_may_open_again_until_its_results_are_published(site, official):
    consultation = a_consultation(stage="closed", questions=[a_question("single_choice", "Buss?", required=True)])
    for _ in range(5):
        a_response(consultation, {"Buss?": "Ja"})
    later = timezone.now() + timedelta(days=3)
    assert move(consultation, official, closes=later).is_open(timezone.now())
    back = timezone.now() + timedelta(seconds=1)
    closed = move(consultation, official, closes=back)
    publish_release(closed, by=official, now=back + timedelta(hours=1))
    with pytest.raises(NotRescheduled):
        move(closed, official, closes=later)


@pytest.mark.parametrize(
    "change",
    [
        {"reason": "  "},
        {"closes": timezone.now() - timedelta(days=1)},
        {"opens": timezone.now() - timedelta(days=2)},
        {"closes": timezone.now() - timedelta(days=400)},
    ],
)
def test_times_that_would_rewrite_what_has_happened_are_refused(open_consultation, official, change):
    with pytest.raises(NotRescheduled):
        move(open_consultation, official, **change)
    assert not open_consultation.events.exists()
    move(open_consultation, official, closes=timezone.now() + timedelta(days=1))


def test_the_opening_moves_only_before_it(upcoming, official):
    tomorrow = timezone.now() + timedelta(days=1)
    assert move(upcoming, official, opens=tomorrow).opens == tomorrow
    with pytest.raises(NotRescheduled):
        move(upcoming, official, opens=timezone.now() - timedelta(days=1))


def test_an_answered_consultation_keeps_its_times(decided, official):
    with pytest.raises(NotRescheduled):
        move(decided, official, closes=timezone.now() + timedelta(days=1))


def test_pausing_stops_responses_until_resumed(open_consultation, official):
    now = timezone.now()
    assert not pause(open_consultation, by=official, reason="Fel i frågan.", now=now).is_open(now)
    with pytest.raises(NotRescheduled):
        pause(open_consultation, by=official, reason="Igen.", now=now)
    with pytest.raises(NotRescheduled):
        resume(open_consultation, by=official, reason="", now=now)
    assert resume(open_consultation, by=official, reason="Rättat.", now=now).is_open(now)
    assert [event.kind for event in open_consultation.events.all()] == [EventKind.PAUSED, EventKind.RESUMED]
