"""What is changed or withdrawn leaves the count: whatever the order, the counts are those of a count anew."""

import threading
from collections import Counter

import pytest
from django.db import OperationalError, connection, connections, transaction
from django.utils import timezone
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations.enums import ResponseState
from consultations.models import Answer, Response, Submission, Tally
from consultations.responding import keys
from consultations.responding.changing import change_response, withdraw_response
from consultations.responding.submit import NotReceived
from consultations.results.tallies import counts_of, fold, fold_all, recount
from tests.builders import a_consultation, a_response, a_site, given_answers

BUS, WAYS, BETTER = "Åker du buss?", "Hur tar du dig fram?", "Vad kan bli bättre?"
ANSWERS = st.fixed_dictionaries(
    {
        BUS: st.sampled_from([None, "Ja", "Nej"]),
        WAYS: st.sampled_from([None, ["Buss"], ["Buss", "Cykel"], ["Inget"]]),
        BETTER: st.sampled_from([None, "Fler turer", "Färre turer"]),
    }
)
STEPS = st.one_of(
    st.tuples(st.just("submit"), st.just(0), ANSWERS),
    st.tuples(st.just("change"), st.integers(0, 3), ANSWERS),
    st.tuples(st.just("withdraw"), st.integers(0, 3), st.none()),
    st.tuples(st.just("fold"), st.just(0), st.none()),
)


def change(response, answers, *, form_key=None):
    consultation = response.consultation
    return change_response(
        response,
        version=consultation.current,
        answers=given_answers(consultation, answers),
        locale="sv",
        form_key=form_key or keys.new_form_key(),
        arrived_at=timezone.now(),
    )


def the_counts(consultation):
    return Tally.objects.get(pk=consultation.pk).counts


def counted_anew(consultation):
    recount(consultation, now=timezone.now())
    return the_counts(consultation)


@pytest.mark.django_db
@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(STEPS, max_size=8))
def test_any_order_of_sending_changing_withdrawing_and_counting_gives_the_same_counts(steps):
    with transaction.atomic():
        a_site()
        consultation = a_consultation(translated=False)
        sent: list = []
        stands: dict = {}
        for step, which, answers in [("submit", 0, {BUS: "Ja"}), *steps]:
            take(step, which, answers, consultation, sent, stands)
        fold_all(consultation, now=timezone.now())
        folded = the_counts(consultation)
        assert counted_anew(consultation) == folded
        assert folded.get("responses", 0) == len(stands)
        assert _said(folded, consultation, BUS) == Counter(
            given_to[BUS] for given_to in stands.values() if given_to[BUS]
        )
        transaction.set_rollback(True)


def take(step, which, answers, consultation, sent, stands):
    """One step, and what ought to count after it."""
    if step == "submit":
        sent.append(a_response(consultation, answers))
        stands[len(sent) - 1] = answers
    elif step == "fold":
        fold(consultation, now=timezone.now())
    elif which < len(sent):
        if step == "withdraw":
            withdraw_response(sent[which], now=timezone.now())
            stands.pop(which, None)
        elif which in stands:
            change(sent[which], answers)
            stands[which] = answers
        else:
            with pytest.raises(NotReceived):
                change(sent[which], answers)


def _said(counts, consultation, text) -> dict[str, int]:
    """How many chose each choice of a question, by the choice's text."""
    (question,) = [answer.question for answer in given_answers(consultation, {}) if answer.question.text == text]
    cells = counts.get("questions", {}).get(question.id, {}).get("cells", {})
    return {question.choice(key.removeprefix("|")).text: n for key, n in cells.items()}


def test_a_change_that_fails_half_way_changes_no_count(open_consultation, monkeypatch):
    response = a_response(open_consultation, {BUS: "Ja"})
    before = counts_of(open_consultation, now=timezone.now()).counts
    monkeypatch.setattr("consultations.responding.changing.public_content_changed", lambda: 1 / 0)
    with scope(consultation=open_consultation):
        Answer.objects.update(moderation="published")
    with pytest.raises(ZeroDivisionError):
        change(response, {BUS: "Nej"})
    assert the_counts(open_consultation) == before
    with scope(consultation=open_consultation):
        assert Submission.objects.count() == 1
        assert not Answer.objects.filter(counted=False).exists()


def in_turn(act):
    """The tests' SQLite lies in memory, where a writer is turned away instead of waiting."""
    while True:
        try:
            return act()
        except NotReceived:
            return None
        except OperationalError as error:
            if connection.vendor != "sqlite" or "locked" not in str(error):
                raise


@pytest.mark.django_db(transaction=True)
def test_whatever_comes_first_the_counts_are_those_of_a_count_anew():
    """Browsers that change and withdraw the same responses at the same moment, while others send and count."""
    consultation = a_consultation(translated=False)
    responses = [a_response(consultation, {BUS: "Ja", WAYS: ["Buss"]}) for _ in range(4)]
    same_key = keys.new_form_key()
    gate = threading.Barrier(6)

    def all_of(*acts):
        gate.wait()
        try:
            for act in acts:
                in_turn(act)
        finally:
            connections.close_all()

    def changes(answer):
        return [lambda r=r: change(r, {BUS: answer, WAYS: ["Cykel"]}) for r in responses]

    def twice():
        return change(responses[0], {BUS: "Nej", BETTER: "En gång"}, form_key=same_key)

    def count():
        fold(consultation, now=timezone.now(), limit=2)

    work = [
        changes("Nej"),
        [*changes("Ja")[::-1], count],
        [twice, count, twice],
        [twice, count, count, twice],
        [count, lambda: withdraw_response(responses[1], now=timezone.now()), count],
        [count, lambda: a_response(consultation, {BUS: "Ja"}), count, count],
    ]
    threads = [threading.Thread(target=all_of, args=acts) for acts in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fold_all(consultation, now=timezone.now())
    folded = the_counts(consultation)
    assert counted_anew(consultation) == folded
    assert folded["responses"] == 4
    check_rows(consultation)


def check_rows(consultation):
    with scope(consultation=consultation):
        once = Answer.objects.filter(text="En gång")
        assert once.count() == 1
        active = Response.objects.filter(state=ResponseState.ACTIVE).values("current")
        assert not Answer.objects.filter(counted=True).exclude(submission__in=active).exists()
        assert not Answer.objects.filter(counted=False, submission__in=active).exists()
        for response in Response.objects.all():
            turns = list(response.submissions.order_by("n").values_list("n", flat=True))
            assert turns == list(range(1, len(turns) + 1))
