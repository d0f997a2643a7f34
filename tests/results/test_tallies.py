"""Counting: every response counts once, whatever the order, and a results page costs the same at any size."""

import threading
from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.db import OperationalError, connection, connections, transaction
from django.test import TransactionTestCase
from django.utils import timezone
from django_scopes import scope, scopes_disabled
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations.enums import ResponseState
from consultations.models import Submission, Tally
from consultations.questions.questionnaire import read_version
from consultations.results.tallies import counts_of, fold, fold_all, recount, unfold
from tests.builders import a_consultation, a_question, a_response, a_site, choices

BUS, WAYS, SCALE, LINE, BETTER = (
    "Åker du buss?",
    "Hur tar du dig fram?",
    "Hur nöjd är du?",
    "Vilken linje?",
    "Vad kan bli bättre?",
)

ANSWERS = st.fixed_dictionaries(
    {
        BUS: st.sampled_from([None, "Ja", "Nej"]),
        WAYS: st.sampled_from([None, ["Buss"], ["Buss", "Cykel"], ["Inget"]]),
        SCALE: st.sampled_from([None, "1 – Inte alls", "3", "dont_know"]),
        BETTER: st.sampled_from([None, "", "Fler turer"]),
    }
)


def the_counts(consultation):
    return Tally.objects.get(pk=consultation.pk).counts


def the_tables(consultation, *, now=None):
    results = counts_of(consultation, now=now or timezone.now())
    tables = results.tables(read_version(consultation.current, "sv"))
    return {
        table.question.text: (table.asked, table.answered, {line.label: line.count for line in table.lines})
        for table in tables
    }


def test_people_are_the_denominator_not_ticks(open_consultation):
    a_response(open_consultation, {BUS: "Ja", WAYS: ["Buss", "Cykel"], BETTER: "Fler turer"})
    a_response(open_consultation, {BUS: "Nej", WAYS: ["Cykel"]})
    a_response(open_consultation, {BUS: "Nej"})
    tables = the_tables(open_consultation)
    assert tables[BUS] == (3, 3, {"Ja": 1, "Nej": 2})
    assert tables[WAYS] == (3, 2, {"Buss": 1, "Cykel": 2, "Inget": 0})
    assert tables[BETTER] == (3, 1, {})


def test_days_are_those_of_stockholm_and_languages_and_channels_are_counted(site):
    consultation = a_consultation(
        stage="open", opens=datetime(2026, 1, 1, tzinfo=UTC), closes=datetime(2026, 12, 1, tzinfo=UTC)
    )
    a_response(consultation, at=datetime(2026, 6, 1, 21, 59, tzinfo=UTC))
    a_response(consultation, at=datetime(2026, 6, 1, 22, 1, tzinfo=UTC), locale="en")
    results = counts_of(consultation, now=timezone.now())
    assert results.days == [("2026-06-01", 1), ("2026-06-02", 1)]
    assert dict(results.locales) == {"sv": 1, "en": 1}
    assert results.channels == [("web", 2)]


def test_a_question_that_came_later_is_asked_of_those_who_saw_it(site):
    consultation = a_consultation(questions=[a_question("single_choice", BUS)], translated=False)
    a_response(consultation, {BUS: "Ja"})
    page = consultation.source_page
    page.questions = [*page.questions.raw_data, a_question("single_choice", "Ny?", choices=choices("A", "B"))]
    page.save_revision().publish()
    consultation.refresh_from_db()
    a_response(consultation, {BUS: "Nej", "Ny?": "B"})
    tables = the_tables(consultation)
    assert tables[BUS] == (2, 2, {"Ja": 1, "Nej": 1})
    assert tables["Ny?"] == (1, 1, {"A": 0, "B": 1})


@pytest.mark.django_db
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(ANSWERS, st.sampled_from(["sv", "en"]), st.booleans(), st.booleans()), max_size=6))
def test_folding_bit_by_bit_equals_counting_anew(given_responses):
    """Some are counted at once, some later, some withdrawn after counting and some before."""
    with transaction.atomic():
        a_site()
        consultation = a_consultation(translated=False)
        for answers, locale, fold_now, withdraw in given_responses:
            response = a_response(consultation, answers, locale=locale)
            if fold_now:
                fold(consultation, now=timezone.now())
            if withdraw:
                take_back(consultation, response)
        fold_all(consultation, now=timezone.now())
        folded = the_counts(consultation)
        recount(consultation, now=timezone.now())
        assert the_counts(consultation) == folded
        assert folded.get("responses", 0) == sum(not withdrawn for *_rest, withdrawn in given_responses)
        transaction.set_rollback(True)


def take_back(consultation, response):
    with transaction.atomic(), scope(consultation=consultation):
        response.state = ResponseState.WITHDRAWN
        response.save(update_fields=["state"])
        unfold(response.current, now=timezone.now())


def test_a_submission_is_taken_out_once(open_consultation):
    a_response(open_consultation, {BUS: "Ja"})
    response = a_response(open_consultation, {BUS: "Ja"})
    assert the_tables(open_consultation)[BUS] == (2, 2, {"Ja": 2, "Nej": 0})
    take_back(open_consultation, response)
    take_back(open_consultation, response)
    assert the_tables(open_consultation)[BUS] == (1, 1, {"Ja": 1, "Nej": 0})
    recount(open_consultation, now=timezone.now())
    assert the_tables(open_consultation)[BUS] == (1, 1, {"Ja": 1, "Nej": 0})


def test_more_than_a_batch_is_folded_over_several_readings(open_consultation, monkeypatch):
    monkeypatch.setattr("consultations.results.tallies.BATCH", 2)
    for _ in range(3):
        a_response(open_consultation, {BUS: "Ja"})
    first = counts_of(open_consultation, now=timezone.now())
    fold(open_consultation, now=timezone.now(), limit=2)
    second = counts_of(open_consultation, now=timezone.now())
    assert (first.is_complete, second.responses, second.is_complete) == (False, 3, True)


@pytest.mark.parametrize("responses", [1, 3, 40])
def test_counting_what_is_new_and_reading_cost_the_same_at_any_size(
    open_consultation, django_assert_num_queries, responses
):
    for _ in range(responses):
        a_response(open_consultation, {BUS: "Ja", WAYS: ["Buss", "Cykel"]})
    with django_assert_num_queries(17):  # six of them are savepoints
        counts_of(open_consultation, now=timezone.now())
    with django_assert_num_queries(2):
        assert counts_of(open_consultation, now=timezone.now()).responses == responses


def fold_in_turn(consultation):
    """Folds three. The tests' SQLite lies in memory, where a writer is turned away instead of waiting."""
    while True:
        try:
            return fold(consultation, now=timezone.now(), limit=3)
        except OperationalError as error:
            if connection.vendor != "sqlite" or "locked" not in str(error):
                raise


def test_a_tally_from_before_learns_which_versions_were_counted(open_consultation):
    a_response(open_consultation, {BUS: "Ja"})
    fold_all(open_consultation, now=timezone.now())
    counted = the_counts(open_consultation)
    assert counted["versions"] == {str(open_consultation.current_id): 1}
    Tally.objects.update(counts={name: n for name, n in counted.items() if name != "versions"})
    migration = import_module("consultations.migrations.0026_versions_in_tallies")
    with scopes_disabled():
        migration.fill_versions(apps, None)
    assert the_counts(open_consultation) == counted


class TwoAtOnce(TransactionTestCase):
    """Two processes that count at the same moment."""

    def test_two_folds_at_once_count_each_response_once(self):
        consultation = a_consultation(translated=False)
        for _ in range(30):
            a_response(consultation, {BUS: "Ja"})
        gate = threading.Barrier(4)

        def count():
            gate.wait()
            try:
                while fold_in_turn(consultation):
                    pass
            finally:
                connections.close_all()

        threads = [threading.Thread(target=count) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert the_counts(consultation)["responses"] == 30
        with scope(consultation=consultation):
            assert Submission.objects.filter(tallied=True).count() == 30
        folded = the_counts(consultation)
        recount(consultation, now=timezone.now())
        assert the_counts(consultation) == folded
