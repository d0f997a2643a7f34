"""Rows that are made ready before the transaction are those that the models themselves would store."""

import threading

import pytest
from django.db import connection, transaction
from django.utils import timezone
from django_scopes import scope

from config.one_writer import one_writer
from consultations.models import Answer, Draft, Response, Submission
from consultations.responding import keys
from consultations.responding.storing import AT_ONCE, Rows, delete_row
from consultations.responding.submit import Sending, rows_of, rows_to_write, thread_of
from tests.builders import given_answers

pytestmark = pytest.mark.django_db


def a_sending(consultation) -> Sending:
    answers = given_answers(consultation, {"Åker du buss?": "Ja", "Vad kan bli bättre?": "Fler turer 🚌 %s ' \" \\"})
    key = keys.new_form_key()
    return Sending(consultation, consultation.current, answers, "sv", key, timezone.now(), "web")


def test_what_is_stored_is_read_back_as_the_models_have_it(open_consultation):
    sent = a_sending(open_consultation)
    owner = open_consultation.owners.get(is_lead=True)
    response, submission = thread_of(sent, entrance=owner.pk)
    answers = rows_of(sent.answers, submission)
    for objects in ([response], [submission], answers):
        Rows.of(objects).insert()
    with scope(consultation=open_consultation):
        for each in (response, submission, *answers):
            stored = type(each).objects.get(pk=each.pk)
            for field in each._meta.concrete_fields:
                assert _plain(getattr(stored, field.attname)) == _plain(getattr(each, field.attname)), field
        assert Answer.objects.count() == len(answers)


def _plain(value):
    return bytes(value) if isinstance(value, memoryview | bytes) else value


def test_what_only_the_transaction_knows_is_filled_in(open_consultation):
    thread, rows = rows_to_write(a_sending(open_consultation))
    owner = open_consultation.owners.get(is_lead=True)
    thread.fill_in("entrance", owner.pk)
    for table in (thread, *rows):
        table.insert()
    with scope(consultation=open_consultation):
        assert [response.entrance_id for response in Response.objects.all()] == [owner.pk]


def test_more_rows_than_a_statement_takes_are_all_stored(open_consultation, django_assert_num_queries):
    drafts = [
        Draft(
            consultation=open_consultation,
            version=open_consultation.current,
            lookup_hash=keys.mac("draft", str(n)),
            ciphertext=b"\x00\xff",
            expires_on=timezone.localdate(),
        )
        for n in range(2 * AT_ONCE + 1)
    ]
    with django_assert_num_queries(3):
        Rows.of(drafts).insert()
    assert Draft.objects.count() == len(drafts)
    delete_row(drafts[0])
    assert set(Draft.objects.values_list("pk", flat=True)) == {draft.pk for draft in drafts[1:]}


def test_a_sending_without_answers_is_stored(open_consultation):
    sent = a_sending(open_consultation)
    empty = Sending(sent.consultation, sent.version, [], "sv", sent.form_key, sent.arrived_at, "web")
    assert [table.model for table in rows_to_write(empty)[1]] == [Submission]


def test_writers_of_a_process_stand_in_line_and_a_transaction_within_another_does_not_wait():
    order, held, release = [], threading.Event(), threading.Event()

    def first():
        with one_writer():
            order.append("first in")
            held.set()
            release.wait(5)
            order.append("first out")

    def second():
        with one_writer():
            order.append("second in")

    threads = [threading.Thread(target=work) for work in (first, second)]
    threads[0].start()
    held.wait(5)
    threads[1].start()
    with (
        transaction.atomic(),
        one_writer(),
    ):  # This test's own transaction holds the database: it never waits for a thread.
        order.append("within")
    release.set()
    for thread in threads:
        thread.join(5)
    expected = ["first in", "within", "first out", "second in"]
    assert order == expected if connection.vendor == "sqlite" else set(order) == set(expected)
