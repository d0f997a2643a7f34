"""Invented responses look like those that people send: the same rows, valid answers, and the same for the same seed."""

from collections import Counter
from io import StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from django_scopes import scope

from consultations.enums import ModerationState
from consultations.models import Answer, Decision, Response, Submission
from consultations.moderation.decisions import content_digest
from consultations.questions.protocol import AnswerValue, type_of
from consultations.questions.questionnaire import read_version
from consultations.results.tallies import counts_of
from tests.builders import a_consultation

COUNT = 120


def load(consultation, **options) -> str:
    out = StringIO()
    call_command("load_responses", str(consultation.pk), count=COUNT, stdout=out, **options)
    return out.getvalue()


def said(consultation) -> Counter:
    with scope(consultation=consultation):
        answers = Answer.objects.all().values_list("question", "choice", "number", "text", "consent", "moderation")
        return Counter(answers)


def test_as_many_responses_come_in_as_were_asked_for_and_the_rate_is_told(open_consultation):
    assert f"{COUNT} responses in" in load(open_consultation)
    with scope(consultation=open_consultation):
        assert Response.objects.count() == COUNT
        assert Submission.objects.filter(tallied=True).count() == COUNT
        assert all(
            response.current.response_id == response.pk for response in Response.objects.select_related("current")
        )
    assert counts_of(open_consultation, now=timezone.now()).responses == COUNT


def test_every_answer_would_pass_the_form(open_consultation):
    load(open_consultation)
    questions = {question.id: question for question in read_version(open_consultation.current).questions}
    with scope(consultation=open_consultation):
        for submission in Submission.objects.prefetch_related("answers"):
            given = {id_: [] for id_ in questions}
            for answer in submission.answers.all():
                given[answer.question].append(
                    AnswerValue(answer.row, answer.choice, answer.number, answer.rank, answer.text)
                )
            for id_, values in given.items():
                kind = type_of(questions[id_])
                value = kind.restore(questions[id_], values)
                assert kind.field(questions[id_]).clean(value) == value


def test_they_come_while_the_consultation_is_open(closed):
    load(closed)
    with scope(consultation=closed):
        assert all(closed.opens <= s.received_at < closed.closes for s in Submission.objects.all())
        assert len({submission.received_at.date() for submission in Submission.objects.all()}) > 10


def test_what_awaits_publication_is_moderated_and_each_decision_fits_its_text(open_consultation):
    load(open_consultation)
    with scope(consultation=open_consultation):
        states = Counter(Answer.objects.exclude(text="").values_list("moderation", flat=True))
        assert states[ModerationState.PUBLISHED] > states[ModerationState.HIDDEN]
        decisions = Decision.objects.select_related("answer")
        assert all(d.state == d.answer.moderation and d.content_digest == content_digest(d.answer) for d in decisions)
        decided = states[ModerationState.PUBLISHED] + states[ModerationState.HIDDEN]
        assert decisions.count() == decided > 0


def test_the_same_seed_invents_the_same_and_another_does_not(site):
    first, second, third = (a_consultation(title=title) for title in ("Ett?", "Två?", "Tre?"))
    load(first, seed=7)
    load(second, seed=7)
    load(third, seed=8)
    assert said(first) == said(second)
    assert said(first) != said(third)


def test_a_slug_will_do_and_what_has_not_opened_or_is_unknown_is_refused(open_consultation, upcoming):
    call_command("load_responses", open_consultation.source_page.slug, count=3, stdout=StringIO())
    with pytest.raises(CommandError, match="not opened"):
        load(upcoming)
    with pytest.raises(CommandError, match="0 consultations"):
        call_command("load_responses", "unknown", count=3)
    with scope(consultation=[open_consultation.pk, upcoming.pk]):
        assert Response.objects.count() == 3


def test_production_wants_to_be_asked(open_consultation, settings):
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="--yes"):
        load(open_consultation)
    load(open_consultation, yes=True)
    with scope(consultation=open_consultation):
        assert Response.objects.count() == COUNT
