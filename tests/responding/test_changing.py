"""Changing and withdrawing: only the latest answers count, at once and everywhere, and nothing is done twice."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django_scopes import scope

from consultations.enums import Consent, ModerationState, Reason, ResponseState
from consultations.models import Answer, Consultation, Decision, Response, Submission
from consultations.moderation.decisions import NotDecided, content_digest
from consultations.moderation.gate import published_texts
from consultations.questions.questionnaire import read_version
from consultations.reporting.exports import csv_lines, export_of
from consultations.responding import keys
from consultations.responding.changing import ChangedMeanwhile, Withdrawn, change_response, withdraw_response
from consultations.responding.submit import AlreadyReceived, NotOpen, submit_response
from consultations.results.tallies import counts_of
from tests.builders import a_question, a_response, given_answers
from tests.moderation.texts import ASKED, a_text, decided, state_of

pytestmark = pytest.mark.django_db
BUS = "Åker du buss?"
CANARY = "Kanariesang i busskuren"  # ASCII: the API escapes the rest


def a_change(response, answers, *, consent=Consent.ANONYMOUS, name="", form_key=None, at=None, **more):
    consultation = response.consultation
    return change_response(
        response,
        version=consultation.current,
        answers=given_answers(consultation, answers, consent=consent, name=name),
        locale="sv",
        form_key=form_key or keys.new_form_key(),
        arrived_at=at or timezone.now(),
        **more,
    )


def counted(consultation) -> list[tuple[str, str]]:
    with scope(consultation=consultation):
        return sorted(Answer.objects.filter(counted=True).values_list("text", "moderation").exclude(text=""))


def turns(consultation) -> list[int]:
    with scope(consultation=consultation):
        return list(Submission.objects.order_by("n").values_list("n", flat=True))


def public_places(consultation) -> dict[str, bool]:
    """Where a visitor without a cookie meets the canary: page (which is kept), API, search; and the officials' file."""
    found = {
        "page": Client().get(consultation.source_page.url),
        "api": Client().get(f"/api/v1/consultations/{consultation.pk}/results/"),
        "search": Client().get(f"/sv/sok/?q={CANARY.split()[0]}"),
    }
    places = {name: CANARY in response.content.decode() for name, response in found.items()}
    shown = places | {"gate": CANARY in {row["text"] for row in published_texts(consultation)}}
    return shown | {"export": CANARY in exported(consultation)}


def closing(consultation, *, days: int) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(closes=timezone.now() + timedelta(days=days))


def exported(consultation) -> str:
    return "".join(csv_lines(export_of(consultation)))


def test_only_the_latest_answers_count_and_the_receipt_is_the_same(open_consultation):
    response = a_response(open_consultation, {BUS: "Ja", ASKED: "Förr"})
    a_change(response, {BUS: "Nej", ASKED: "Nu"})
    a_change(response, {BUS: "Nej", ASKED: "Nu till sist"})
    assert turns(open_consultation) == [1, 2, 3]
    assert counted(open_consultation) == [("Nu till sist", ModerationState.WAITING)]
    with scope(consultation=open_consultation):
        (thread,) = Response.objects.all()
        assert Answer.objects.filter(text="Förr", counted=False).count() == 1
    assert bytes(thread.receipt_hash) == bytes(response.receipt_hash)
    assert counts_of(open_consultation, now=timezone.now()).responses == 1


def test_an_unchanged_text_keeps_its_decision_and_a_changed_one_waits_again(open_consultation, moderator):
    text = a_text(open_consultation, CANARY)
    decision = decided(text, moderator)
    a_change(text.submission.response, {BUS: "Nej", ASKED: CANARY})
    assert counted(open_consultation) == [(CANARY, ModerationState.PUBLISHED)]
    with scope(consultation=open_consultation):
        copy = Decision.objects.select_related("answer").get(answer__counted=True)
    assert (copy.carried_from, copy.by, copy.at) == (decision, moderator, decision.at)
    assert copy.content_digest == content_digest(copy.answer)
    a_change(text.submission.response, {BUS: "Nej", ASKED: f"{CANARY}!"})
    assert counted(open_consultation) == [(f"{CANARY}!", ModerationState.WAITING)]
    assert list(published_texts(open_consultation)) == []


def test_a_hiding_with_its_reason_is_carried_over_so_that_resending_does_not_undo_it(open_consultation, moderator):
    text = a_text(open_consultation)
    decided(text, moderator, ModerationState.HIDDEN, reason=Reason.OTHER, explanation="Därför.")
    a_change(text.submission.response, {ASKED: text.text})
    with scope(consultation=open_consultation):
        copy = Decision.objects.get(answer__counted=True)
    assert (copy.state, copy.reason, copy.explanation) == (ModerationState.HIDDEN, Reason.OTHER, "Därför.")


@pytest.mark.parametrize(
    ("consent", "name", "state"),
    [
        (Consent.ANONYMOUS, "", ModerationState.PUBLISHED),
        (Consent.NAMED, "Kim", ModerationState.WAITING),
        (Consent.NO, "", ModerationState.NONE),
    ],
)
def test_what_a_moderator_said_holds_for_what_the_moderator_saw(open_consultation, moderator, consent, name, state):
    text = a_text(open_consultation, CANARY)
    decided(text, moderator)
    a_change(text.submission.response, {ASKED: CANARY}, consent=consent, name=name)
    assert counted(open_consultation) == [(CANARY, state)]


@pytest.mark.parametrize("leave", ["change", "withdraw"])
def test_a_published_text_leaves_every_public_place_at_once(open_consultation, moderator, leave):
    text = a_text(open_consultation, CANARY)
    decided(text, moderator)
    closing(open_consultation, days=-1)
    everywhere = {"page": True, "api": True, "search": False, "gate": True, "export": True}
    assert public_places(open_consultation) == everywhere
    if leave == "change":
        closing(open_consultation, days=1)
        a_change(text.submission.response, {BUS: "Ja", ASKED: "Ett annat ord"})
        closing(open_consultation, days=-1)
    else:
        withdraw_response(text.submission.response, now=timezone.now())
    assert public_places(open_consultation) == dict.fromkeys(everywhere, False)
    with pytest.raises(NotDecided):
        decided(text, moderator, ModerationState.HIDDEN, reason=Reason.SPAM)


def test_a_withdrawn_response_counts_in_nothing_and_is_kept(open_consultation):
    kept = a_response(open_consultation, {BUS: "Ja"})
    text = a_text(open_consultation, CANARY)
    assert counts_of(open_consultation, now=timezone.now()).responses == 2
    withdraw_response(text.submission.response, now=timezone.now())
    withdraw_response(text.submission.response, now=timezone.now())
    assert counts_of(open_consultation, now=timezone.now()).responses == 1
    assert counted(open_consultation) == []
    assert state_of(text) == ModerationState.WAITING
    with scope(consultation=open_consultation):
        assert {r.pk: r.state for r in Response.objects.all()} == {
            kept.pk: ResponseState.ACTIVE,
            text.submission.response_id: ResponseState.WITHDRAWN,
        }
    with pytest.raises(Withdrawn):
        a_change(text.submission.response, {BUS: "Nej"})


def test_a_response_can_be_withdrawn_after_closing_but_not_changed(closed):
    response = a_response(closed, {BUS: "Ja"})
    with pytest.raises(NotOpen):
        a_change(response, {BUS: "Nej"})
    withdraw_response(response, now=timezone.now())
    assert counts_of(closed, now=timezone.now()).responses == 0


def test_a_change_has_the_same_grace_as_a_response(open_consultation):
    response, closes = a_response(open_consultation, {BUS: "Ja"}), open_consultation.closes
    late = {"at": closes + timedelta(minutes=5)}
    with pytest.raises(NotOpen):
        a_change(response, {BUS: "Nej"}, **late)
    a_change(response, {BUS: "Nej"}, begun_at=closes - timedelta(minutes=5), **late)
    assert turns(open_consultation) == [1, 2]


def test_the_same_change_sent_twice_is_one_even_after_closing(open_consultation):
    response, key = a_response(open_consultation, {BUS: "Ja"}), keys.new_form_key()
    first = a_change(response, {BUS: "Nej"}, form_key=key, begun_from=str(response.current_id))
    late = open_consultation.closes + timedelta(days=1)
    again = a_change(response, {BUS: "Nej"}, form_key=key, begun_from=str(response.current_id), at=late)
    assert (first.is_new, again.is_new, turns(open_consultation)) == (True, False, [1, 2])
    with pytest.raises(AlreadyReceived):
        a_change(response, {BUS: "Ja"}, form_key=key)


def test_a_form_key_belongs_to_one_thread(open_consultation):
    mine, key = a_response(open_consultation, {BUS: "Ja"}), keys.new_form_key()
    other = a_response(open_consultation, {BUS: "Ja"})
    a_change(mine, {BUS: "Nej"}, form_key=key)
    with pytest.raises(AlreadyReceived):
        a_change(other, {BUS: "Nej"}, form_key=key)
    with pytest.raises(AlreadyReceived):
        submit_response(
            open_consultation,
            version=open_consultation.current,
            answers=given_answers(open_consultation, {BUS: "Nej"}),
            locale="sv",
            form_key=key,
            arrived_at=timezone.now(),
        )
    assert turns(open_consultation) == [1, 1, 2]


def test_a_form_that_was_filled_from_older_answers_overwrites_nothing(open_consultation):
    response = a_response(open_consultation, {BUS: "Ja"})
    seen = str(response.current_id)
    a_change(response, {BUS: "Nej"}, begun_from=seen)
    with pytest.raises(ChangedMeanwhile):
        a_change(response, {BUS: "Ja"}, begun_from=seen)
    assert turns(open_consultation) == [1, 2]


def test_a_change_answers_the_version_of_today(open_consultation):
    response = a_response(open_consultation, {BUS: "Ja"})
    page = open_consultation.source_page
    page.questions = [*page.questions.raw_data, a_question("short_text", "Något mer?")]
    page.save_revision().publish()
    response.consultation = Consultation.objects.select_related("current").get(pk=open_consultation.pk)
    a_change(response, {BUS: "Nej", "Något mer?": "Nej"})
    with scope(consultation=open_consultation):
        first, second = Submission.objects.order_by("n").select_related("version")
    asked = [len(list(read_version(sent.version).questions)) for sent in (first, second)]
    assert asked == [5, 6]
