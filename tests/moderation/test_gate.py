"""One gate: what is not published never comes out, and what is does."""

import ast
import itertools
import re
from pathlib import Path

import pytest
from django.utils import timezone
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from consultations.enums import Consent, ModerationState, Reason, ResponseState
from consultations.models import Answer, Decision, Response
from consultations.moderation.gate import published_texts
from tests.builders import a_consultation, an_id
from tests.moderation.texts import ASKED, a_text, ask_again, current, decided

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
class TestWhatComesOut:
    def test_published_texts_and_nothing_of_who_or_when(self, open_consultation, moderator):
        anonymous = a_text(open_consultation, "Utan namn", consent=Consent.ANONYMOUS, name="Skrivet ändå")
        named = a_text(open_consultation, "Med namn", consent=Consent.NAMED, name="Ada")
        a_text(open_consultation, "Väntar")
        decided(anonymous, moderator)
        decided(named, moderator)
        question = an_id(f"question {ASKED}")
        assert list(published_texts(open_consultation)) == sorted(
            [
                {
                    "id": anonymous.pk,
                    "question": question,
                    "text": "Utan namn",
                    "language": "sv",
                    "name": "",
                    "translation": None,
                },
                {
                    "id": named.pk,
                    "question": question,
                    "text": "Med namn",
                    "language": "sv",
                    "name": "Ada",
                    "translation": None,
                },
            ],
            key=lambda row: row["id"],
        )

    def test_a_text_leaves_when_hidden_and_comes_back_when_reinstated(self, open_consultation, moderator):
        answer = a_text(open_consultation)
        counts = []
        for state in ("published", "hidden", "published", "waiting"):
            decided(answer, moderator, state, reason=Reason.SPAM)
            counts.append(published_texts(open_consultation).count())
        assert counts == [1, 0, 1, 0]

    def test_a_question_that_is_no_longer_publishable_takes_its_texts_away(self, open_consultation, moderator):
        decided(a_text(open_consultation), moderator)
        page = open_consultation.source_page
        for publishable, count in ((False, 0), (True, 1)):
            ask_again(page, publishable=publishable)
            assert published_texts(current(open_consultation)).count() == count

    def test_one_question_and_one_consultation_at_a_time(self, open_consultation, moderator):
        decided(a_text(open_consultation), moderator)
        other = a_consultation()
        assert published_texts(open_consultation, question=an_id(f"question {ASKED}")).count() == 1
        assert published_texts(open_consultation, question=an_id("question Vilken linje?")).count() == 0
        assert published_texts(other).count() == 0

    @pytest.mark.parametrize("texts", [1, 3])
    def test_one_query_whatever_the_number(self, open_consultation, moderator, texts, django_assert_num_queries):
        for n in range(texts):
            decided(a_text(open_consultation, f"Text {n}"), moderator)
        consultation = current(open_consultation)
        with django_assert_num_queries(1):
            assert len(published_texts(consultation)) == texts


FACTS = {
    "consent": list(Consent),
    "moderation": list(ModerationState),
    "decision": [None, *ModerationState],
    "counted": [True, False],
    "response": list(ResponseState),
    "question": [ASKED, "Vilken linje?"],
}


class TestEveryOtherState(TestCase):
    """Canaries in random combinations of all that the gate looks at: out come exactly those in which all is right."""

    @classmethod
    def setUpTestData(cls):
        cls.consultation = a_consultation()
        cls.numbers = itertools.count()

    @settings(max_examples=25, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.fixed_dictionaries({name: st.sampled_from(all_) for name, all_ in FACTS.items()}), max_size=12))
    def test_no_canary_comes_out_and_every_published_text_does(self, facts):
        expected = {_plant(self.consultation, f"canary {next(self.numbers)}", **fact) for fact in facts} - {None}
        assert {row["text"] for row in published_texts(self.consultation)} == expected


def _plant(consultation, text, *, consent, moderation, decision, counted, response, question) -> str | None:
    """A text in this state; its words if it is published."""
    answer = a_text(consultation, text, consent=consent)
    with scope(consultation=consultation):
        Response.objects.filter(pk=answer.submission.response_id).update(state=response)
        Answer.objects.filter(pk=answer.pk).update(
            moderation=moderation, counted=counted, question=an_id(f"question {question}")
        )
        if decision is not None:
            earlier = ModerationState.HIDDEN if decision == ModerationState.PUBLISHED else ModerationState.PUBLISHED
            _say(answer, 1, earlier)
            _say(answer, 2, decision)
    right = (
        consent in ("anonymous", "named"),
        moderation == decision == "published",
        counted,
        response == "active",
        question == ASKED,
    )
    return text if all(right) else None


def _say(answer, n, state):
    Decision.objects.create(
        consultation_id=answer.consultation_id,
        answer=answer,
        n=n,
        state=state,
        reason=Reason.SPAM if state == ModerationState.HIDDEN else "",
        content_digest="",
        at=timezone.now(),
    )


@pytest.mark.django_db
def test_every_single_fact_alone_keeps_a_text_in(open_consultation):
    right = {
        "consent": Consent.NAMED,
        "moderation": "published",
        "decision": "published",
        "counted": True,
        "response": "active",
        "question": ASKED,
    }
    shown = {_plant(open_consultation, "the control", **right)}
    for n, (name, value) in enumerate((name, value) for name, all_ in FACTS.items() for value in all_):
        shown.add(_plant(open_consultation, f"canary {n}", **right | {name: value}))
    assert {row["text"] for row in published_texts(open_consultation)} == shown - {None}
    assert len(shown - {None}) == 1 + 7  # the control, and each fact's own right value (two consents)


WITHOUT_A_GATE = {  # Reads texts, and is not public.
    "consultations/reporting/fetching.py": "the name of an attached file, for officials",
    "consultations/reporting/dashboard.py": "the officials' dashboard",
    "consultations/reporting/searching.py": "the officials' search",
    "consultations/reporting/archive.py": "the registrar's package",
    "consultations/reporting/deletion.py": "how many would go",
    "consultations/reporting/erasing.py": "what is deleted",
    "consultations/reporting/data_package.py": "the officials' exports",
    "consultations/reporting/exports.py": "the officials' exports",
}


def public_files():
    files = [*(ROOT / "consultations/reporting").rglob("*.py"), *(ROOT / "search").rglob("*.py")]
    return {str(file.relative_to(ROOT)): file.read_text() for file in files}


def test_nobody_who_speaks_to_the_public_reads_answers_past_the_gate():
    reading = {name for name, source in public_files().items() if _names_answers(source)}
    assert reading <= WITHOUT_A_GATE.keys(), f"Take texts from moderation.gate: {reading - WITHOUT_A_GATE.keys()}"


def test_the_lint_of_the_gate_sees_an_import_and_a_relation():
    assert _names_answers("from consultations.models import Answer")
    assert _names_answers("submission.answers.all()")
    assert not _names_answers("# Answer\nx = 'the answers'")


def _names_answers(source: str) -> bool:
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.alias) and re.fullmatch(r"(.*\.)?Answer", node.name):
            return True
        if isinstance(node, ast.Attribute) and node.attr in {"Answer", "answers"}:
            return True
    return False
