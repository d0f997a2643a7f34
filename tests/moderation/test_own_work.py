"""What a moderator sees of their own work, and what they are reminded of."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from consultations.enums import ModerationState, Reason, RoleName
from consultations.models import Answer, Outbox
from consultations.moderation.own_work import own_work
from consultations.moderation.reminding import last_day_in_time, remind_moderators
from consultations.permissions import Act, scope_of
from consultations.reporting.outbox import deliver_outbox
from tests.cast import a_person
from tests.moderation.redress import a_hidden_text, appealed
from tests.moderation.test_appeals import answered
from tests.moderation.texts import ASKED, a_text, decided
from tests.responding.test_changing import a_change

pytestmark = pytest.mark.django_db
A_THURSDAY = datetime(2026, 11, 26, 8, 30, tzinfo=UTC)


def worked(user):
    with scope_of(user, Act.MODERATE):
        return own_work(user, now=timezone.now() + timedelta(minutes=1))


class TestOwnWork:
    def test_counts_what_one_decided_oneself_and_what_became_of_it(self, open_consultation, moderator, karlstad):
        colleague = a_person("colleague", karlstad, group="Moderator", role=RoleName.MODERATOR)
        shown = a_text(open_consultation, "Visas")
        decided(shown, moderator)
        decided(
            a_text(open_consultation, "Visas till en del"), moderator, redactions=[(0, 5)], reason=Reason.PERSONAL_DATA
        )
        _answer, decision, code = a_hidden_text(open_consultation, moderator)
        decided(a_text(open_consultation, "Någon annans"), colleague)
        answered(appealed(code, decision), colleague, overturn=True)
        a_change(shown.submission.response, {"Åker du buss?": "Nej", ASKED: "Visas"})  # carries the decision
        work = worked(moderator)
        assert work.states == {"published": 1, "redacted": 1, "hidden": 1}
        assert work.reasons == {"spam": 1, "personal_data": 1}
        assert (work.decisions, work.appealed, work.overturned, work.hours) == (3, 1, 1, 0)
        assert worked(colleague).decisions == 2

    def test_the_page_is_found_from_the_queue_and_shows_only_ones_own(
        self, open_consultation, moderator, karlstad, signed_in
    ):
        colleague = a_person("colleague", karlstad, group="Moderator", role=RoleName.MODERATOR)
        decided(a_text(open_consultation), moderator)
        assert reverse("moderation_own") in signed_in(moderator).get(reverse("moderation_queue")).content.decode()
        assert "Dag för dag" in signed_in(moderator).get(reverse("moderation_own")).content.decode()
        assert "Dag för dag" not in signed_in(colleague).get(reverse("moderation_own")).content.decode()


class TestReminders:
    @pytest.mark.parametrize(
        ("today", "last"), [("2026-11-26", "2026-11-24"), ("2026-11-23", "2026-11-19"), ("2026-11-24", "2026-11-20")]
    )
    def test_weekends_do_not_count(self, today, last):
        assert last_day_in_time(date.fromisoformat(today)) == date.fromisoformat(last)

    @pytest.fixture
    def late(self, open_consultation):
        answer = a_text(open_consultation, "Kanariefågel")
        with scope(consultation=open_consultation):
            Answer.objects.filter(pk=answer.pk).update(received_on=date(2026, 11, 23))
        return answer

    def test_each_moderator_is_told_once_a_day_how_many_and_where_and_nothing_of_the_text(
        self, late, moderator, outsider, official, settings
    ):
        settings.WAGTAILADMIN_BASE_URL = "https://delta.example.org"
        assert remind_moderators(now=A_THURSDAY) == 1
        assert remind_moderators(now=A_THURSDAY + timedelta(hours=3)) == 0
        Outbox.objects.update(next_attempt=timezone.now())
        deliver_outbox.func() if hasattr(deliver_outbox, "func") else deliver_outbox.call()
        (message,) = mail.outbox
        assert message.to == [moderator.email]
        assert message.subject == "1 text har väntat för länge"
        assert "https://delta.example.org/admin/moderering/" in message.body
        assert "Kanariefågel" not in message.body + message.subject

    def test_nobody_is_told_at_night_at_the_weekend_or_when_nothing_is_late(self, late, moderator, outsider):
        assert remind_moderators(now=A_THURSDAY.replace(hour=3)) == 0
        assert remind_moderators(now=A_THURSDAY + timedelta(days=2)) == 0
        assert remind_moderators(now=A_THURSDAY - timedelta(days=1)) == 0
        with scope(consultation=late.consultation_id):
            Answer.objects.filter(pk=late.pk).update(moderation=ModerationState.PUBLISHED)
        assert remind_moderators(now=A_THURSDAY) == 0
