"""Deletion from the page: two people, what stops it, and what is said when something does."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from consultations.models import DeletionOrder, Hold, Response
from consultations.results import tallies
from consultations.retention import cut_traces, delete_due
from tests.builders import a_consultation, a_response

BUS = "Åker du buss?"
pytestmark = pytest.mark.django_db


@pytest.fixture
def ended(site, karlstad):
    consultation = a_consultation(stage="closed", feedback_due=None)
    for _n in range(3):
        a_response(consultation, {BUS: "Ja"})
    return consultation


class Person:
    """Somebody before the page."""

    def __init__(self, user, consultation):
        self.browser, self.address = Client(), reverse("results_deletion", args=[consultation.pk])
        self.browser.force_login(user)

    def press(self, do: str, **data) -> str:
        return self.browser.post(self.address, {"do": do, **data}, follow=True).content.decode()

    @property
    def page(self):
        return self.browser.get(self.address)


def left(consultation) -> int:
    with scope(consultation=consultation):
        return Response.objects.filter(consultation=consultation).count()


def rule(person, days="1") -> str:
    return person.press("rule", **{"rule-what": "responses", "rule-days": days, "rule-decision": "KS-2026-9"})


class TestByARule:
    def test_one_proposes_another_approves_and_the_hourly_run_deletes(self, ended, registrar, administrator):
        one, other = Person(registrar, ended), Person(administrator, ended)
        assert "Skulle gallras nu" not in one.page.content.decode()
        assert "3 svar, " in rule(one)
        one.press("propose", rule=ended.deletion_rules.get().pk)
        order = DeletionOrder.objects.get()
        assert "någon annan godkänner" in one.page.content.decode()
        assert "ett annat" in one.press("approve", order=order.pk) or left(ended) == 3
        assert "inom en timme" in other.press("approve", order=order.pk)
        assert left(ended) == 3
        delete_due(now=timezone.now())
        assert left(ended) == 0
        assert "KS-2026-9" in one.page.content.decode()
        assert tallies.counts_of(ended, now=timezone.now()).responses == 3

    def test_what_has_been_deleted_is_not_counted_again(self, ended, registrar, administrator):
        one, other = Person(registrar, ended), Person(administrator, ended)
        rule(one)
        one.press("propose", rule=ended.deletion_rules.get().pk)
        other.press("approve", order=DeletionOrder.objects.get().pk)
        delete_due(now=timezone.now())
        with pytest.raises(ValueError, match="frozen"):
            tallies.recount(ended, now=timezone.now())

    def test_a_hold_stops_it_in_words_until_it_is_lifted(self, ended, registrar):
        person = Person(registrar, ended)
        rule(person)
        shown = person.press("hold", **{"hold-reason": "Någon vill läsa"})
        assert ("Någon vill läsa" in shown, 'value="propose"' in shown) == (True, False)
        assert "spärr" in person.press("propose", rule=ended.deletion_rules.get().pk).lower()
        assert DeletionOrder.objects.count() == 0
        person.press("lift", hold=Hold.objects.get().pk)
        assert 'value="propose"' in person.page.content.decode()

    def test_a_rule_that_is_not_due_says_from_which_day(self, ended, registrar):
        person = Person(registrar, ended)
        shown = rule(person, days="700")
        assert 'value="propose"' not in shown
        assert str((timezone.localdate(ended.closes) + timedelta(days=700)).year) in shown

    def test_a_proposal_can_be_taken_back_and_nonsense_is_refused(self, ended, registrar):
        person = Person(registrar, ended)
        rule(person)
        person.press("propose", rule=ended.deletion_rules.get().pk)
        person.press("withdraw", order=DeletionOrder.objects.get().pk)
        assert DeletionOrder.objects.count() == 0
        assert "rule-decision" in person.press("rule", **{"rule-what": "everything", "rule-days": "-1"})
        assert ended.deletion_rules.count() == 1
        assert person.browser.post(person.address, {"do": "drop table"}).status_code == 200
        assert left(ended) == 3


class TestASingleResponse:
    def test_goes_at_once_when_the_second_person_approves(self, ended, registrar, administrator):
        with scope(consultation=ended):
            one = Response.objects.filter(consultation=ended).first()
        person = Person(registrar, ended)
        said = {"single-response": str(one.pk), "single-ground": "request", "single-what": "responses"}
        person.press("single", **said, **{"single-decision": "KS-2026-10"})
        assert left(ended) == 3
        Person(administrator, ended).press("approve", order=DeletionOrder.objects.get().pk)
        assert left(ended) == 2

    def test_of_another_consultation_is_not_found(self, ended, registrar):
        theirs = a_response(a_consultation(stage="closed"), {BUS: "Ja"})
        said = {"single-response": str(theirs.pk), "single-ground": "court", "single-what": "texts"}
        assert (
            "inget att gallra" in Person(registrar, ended).press("single", **said, **{"single-decision": "X"}).lower()
        )
        assert DeletionOrder.objects.count() == 0


def test_only_those_who_keep_the_records_meet_the_page(ended, registrar, administrator, official, editor, outsider):
    for user, status in ((registrar, 200), (administrator, 200), (official, 404), (editor, 404), (outsider, 404)):
        assert Person(user, ended).page.status_code == status


def test_what_was_counted_by_hour_goes_with_the_time_of_day(ended):
    now = timezone.now()
    tallies.fold_all(ended, now=now)
    ended.refresh_from_db()
    assert sum(ended.tally.counts["hours"].values()) == 3
    cut_traces(now)
    ended.tally.refresh_from_db()
    assert "hours" in ended.tally.counts
    cut_traces(ended.closes + timedelta(days=31))
    ended.tally.refresh_from_db()
    assert "hours" not in ended.tally.counts
    assert ended.tally.counts["responses"] == 3
