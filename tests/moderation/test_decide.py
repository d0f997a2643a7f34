"""A decision is on what was seen, says why, and is never lost."""

import itertools
import json
import threading

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone, translation
from django_scopes import scope

from config.models import PublicVersion
from consultations.enums import Consent, ModerationState, Reason, ResponseState
from consultations.models import Answer, Decision, Log, Response
from consultations.models.log import first_broken_link
from consultations.moderation.decisions import DecidedMeanwhile, NotDecided, decide
from tests.builders import a_consultation
from tests.cast import a_person
from tests.moderation.texts import a_text, ask_again, decided, decisions_on, seen, state_of

WAITING, PUBLISHED, HIDDEN, NONE = "waiting", "published", "hidden", "none"


@pytest.fixture
def text(open_consultation):
    return a_text(open_consultation)


def refusal(answer, by, state=PUBLISHED, **said) -> str:
    """The words (in English) with which a decision is refused, having changed nothing."""
    before = (state_of(answer), decisions_on(answer), Log.objects.count())
    with pytest.raises(NotDecided) as refused:
        decided(answer, by, state, **said)
    assert (state_of(answer), decisions_on(answer), Log.objects.count()) == before
    with translation.override("en"):
        return str(refused.value)


@pytest.mark.django_db
class TestOneDecision:
    def test_a_text_is_published_hidden_with_a_reason_and_taken_back_and_all_is_kept(self, text, moderator):
        decided(text, moderator, PUBLISHED)
        decided(text, moderator, HIDDEN, reason=Reason.PERSONAL_DATA, explanation="Ett namn.")
        decided(text, moderator, WAITING)
        assert decisions_on(text) == [(1, PUBLISHED), (2, HIDDEN), (3, WAITING)]
        assert state_of(text) == WAITING

    def test_hiding_needs_a_reason_and_publishing_none(self, text, moderator):
        assert refusal(text, moderator, HIDDEN).startswith("Choose why")
        decided(text, moderator, PUBLISHED)
        assert state_of(text) == PUBLISHED

    def test_another_reason_needs_an_explanation(self, text, moderator):
        assert refusal(text, moderator, HIDDEN, reason=Reason.OTHER, explanation=" ").startswith("Explain")
        assert decided(text, moderator, HIDDEN, reason=Reason.OTHER, explanation=" Dikt. ").explanation == "Dikt."

    def test_a_reason_belongs_to_hiding_only(self, text, moderator):
        assert decided(text, moderator, PUBLISHED, reason=Reason.SPAM, explanation="x").reason == ""

    def test_a_text_cannot_be_made_unfit_for_publication_or_decided_to_be_what_it_is(self, text, moderator):
        refusal(text, moderator, NONE)
        refusal(text, moderator, WAITING)
        decided(text, moderator, PUBLISHED)
        with pytest.raises(ValueError, match="burnt"):
            decided(text, moderator, "burnt")

    def test_a_text_without_consent_is_not_for_publication(self, open_consultation, text, moderator):
        kept = a_text(open_consultation, "Bara för er", consent=Consent.NO)
        assert refusal(kept, moderator).startswith("The author has not agreed")
        decided(text, moderator)

    def test_a_text_to_a_question_that_is_not_published_is_refused(self, open_consultation, moderator):
        answer = a_text(open_consultation)
        ask_again(open_consultation.source_page, publishable=False)
        assert "this question" in refusal(answer, moderator)

    def test_a_changed_or_withdrawn_text_is_refused(self, open_consultation, moderator):
        changed, withdrawn = a_text(open_consultation, "Ändrad"), a_text(open_consultation, "Ångrad")
        with scope(consultation=open_consultation):
            Answer.objects.filter(pk=changed.pk).update(counted=False)
            Response.objects.filter(pk=withdrawn.submission.response_id).update(state=ResponseState.WITHDRAWN)
        assert refusal(changed, moderator) == refusal(withdrawn, moderator)

    def test_only_a_moderator_of_the_consultation_decides(self, text, moderator, official, editor, outsider):
        for person in (official, editor, outsider):
            with pytest.raises(PermissionDenied):
                decided(text, person)
        decided(text, moderator)
        assert decisions_on(text) == [(1, PUBLISHED)]


@pytest.mark.django_db
class TestOnWhatWasSeen:
    def test_a_decision_on_an_earlier_state_is_refused(self, text, moderator, karlstad):
        colleague = a_person("colleague", karlstad, role="moderator")
        opened = seen(text)
        decided(text, colleague, HIDDEN, reason=Reason.SPAM)
        with pytest.raises(DecidedMeanwhile):
            decided(text, moderator, PUBLISHED, seen=opened)
        assert decisions_on(text) == [(1, HIDDEN)]
        decided(text, moderator, PUBLISHED)
        assert state_of(text) == PUBLISHED

    def test_a_decision_on_another_text_or_name_is_refused(self, open_consultation, moderator):
        answer = a_text(open_consultation, consent=Consent.NAMED, name="Ada")
        for change in ({"text": "Nu något annat"}, {"display_name": "Eva"}):
            opened = seen(answer)
            with scope(consultation=open_consultation):
                Answer.objects.filter(pk=answer.pk).update(**change)
            with pytest.raises(DecidedMeanwhile):
                decided(answer, moderator, seen=opened)
            answer = a_text(open_consultation, "En till", consent=Consent.NAMED, name="Ada")
        decided(answer, moderator)

    def test_the_same_decision_sent_twice_is_one(self, text, moderator):
        opened = seen(text)
        first, again = (decided(text, moderator, HIDDEN, reason=Reason.SPAM, seen=opened) for _ in range(2))
        assert first == again
        assert decisions_on(text) == [(1, HIDDEN)]
        assert Log.objects.filter(action="text_decided").count() == 1


@pytest.mark.django_db
class TestTraces:
    def test_the_log_tells_who_and_what_and_never_the_text(self, open_consultation, moderator):
        answer = a_text(open_consultation, "HEMLIG-KANARIE", consent=Consent.NAMED, name="NAMN-KANARIE")
        decision = decided(answer, moderator, HIDDEN, reason=Reason.OTHER, explanation="HEMLIG-KANARIE citerad")
        entry = Log.objects.get(action="text_decided")
        assert entry.by == moderator
        assert entry.consultation == open_consultation
        assert entry.detail == {
            "answer": str(answer.pk), "decision": str(decision.pk), "n": 1, "state": HIDDEN, "reason": "other",
            "parts_hidden": 0, "policy": 1,
        }  # fmt: skip
        assert "KANARIE" not in json.dumps(entry.detail)
        assert first_broken_link() is None

    def test_kept_pages_become_stale_when_what_is_public_changes_and_only_then(self, text, moderator):
        versions = [PublicVersion.objects.get(pk=1).number]
        for state, reason in [(HIDDEN, Reason.SPAM), (PUBLISHED, ""), (HIDDEN, Reason.THREAT), (WAITING, "")]:
            decided(text, moderator, state, reason=reason)
            versions.append(PublicVersion.objects.get(pk=1).number)
        assert [later - earlier for earlier, later in itertools.pairwise(versions)] == [0, 1, 1, 0]

    def test_a_decision_is_never_changed_and_outlives_its_text(self, open_consultation, text, moderator):
        decision = decided(text, moderator)
        with scope(consultation=open_consultation):
            with pytest.raises(TypeError):
                decision.save()
            Answer.objects.get(pk=text.pk).delete()
            assert Decision.objects.values_list("pk", "answer", "state").get() == (decision.pk, None, PUBLISHED)


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_one_decides_and_the_other_is_told():
    consultation = a_consultation()
    karlstad = consultation.owners.get().organisation
    people = [a_person(name, karlstad, role="moderator") for name in ("first", "second")]
    for _ in range(10):
        answer = a_text(consultation)
        outcomes = _at_once(answer, people)
        assert sorted(outcomes) == ["decided", "told"]
        assert decisions_on(answer) == [(1, state_of(answer))]
    assert Log.objects.filter(action="text_decided").count() == 10
    assert first_broken_link() is None


def _at_once(answer, people) -> list[str]:
    outcomes, start, opened = [], threading.Barrier(len(people)), seen(answer)

    def take(by, state, reason):
        try:
            start.wait()
            with scope(consultation=answer.consultation_id):
                decide(answer, by=by, state=state, reason=reason, seen=opened, now=timezone.now())
            outcomes.append("decided")
        except DecidedMeanwhile:
            outcomes.append("told")
        finally:
            connection.close()

    wanted = [(people[0], ModerationState.PUBLISHED, ""), (people[1], ModerationState.HIDDEN, Reason.SPAM)]
    threads = [threading.Thread(target=take, args=each) for each in wanted]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
