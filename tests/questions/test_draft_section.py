"""A draft put out section by section: a stance that is counted, and a comment that is moderated like any text."""

import pytest
from django_scopes import scope

from consultations.enums import Consent, ModerationState
from consultations.models import Answer
from consultations.questions.questionnaire import Choice, Question, Section, read_version
from consultations.responding.forms import AnswerForm
from consultations.results import tallies
from tests.builders import a_consultation, a_question, a_response
from tests.forms import visit

STANCES = (Choice("agree", "Jag håller med"), Choice("disagree", "Jag håller inte med"))


def form_with(stance, comment, **fields):
    question = Question(id="q", type="draft_section", text="3 §", choices=STANCES, settings={"limit": 20}, **fields)
    return AnswerForm([Section("s", "", "", (question,))], data={"q": stance, "q-comment": [comment]})


@pytest.mark.parametrize(
    ("stance", "comment", "rows"),
    [
        (["agree"], " Bra\r\nså ", [("", "agree", ""), ("comment", "", "Bra\nså")]),
        (["disagree"], "", [("", "disagree", "")]),
        ([], "Oklart", [("comment", "", "Oklart")]),
        ([], "", []),
    ],
)
def test_a_stance_and_a_comment_stand_each_by_itself(stance, comment, rows):
    form = form_with(stance, comment)
    assert form.is_valid()
    assert [(row.row, row.choice, row.text) for row in form.given()[0].values] == rows


def test_what_is_wrong_is_said_where_it_is():
    long = form_with(["agree"], "x" * 21)
    assert not long.is_valid()
    assert long.problems == [("q-q-comment", "Svaret får vara högst 20 tecken; det är 1 för mycket")]
    none = form_with([], "Oklart", required=True)
    assert not none.is_valid()
    assert none.problems == [("q-q-1", "Välj om du håller med")]


@pytest.mark.django_db
def test_the_draft_is_on_the_page_and_the_comment_waits_for_a_moderator(site, resident):
    consultation = a_consultation(questions=[a_question("draft_section", "3 § Tysta timmar")])
    page = visit(resident, f"{consultation.source_page.get_url()}svara/")
    assert "Mellan 23 och 6 ska det vara tyst." in page.text
    (question,) = read_version(consultation.current).questions
    for consent in (Consent.ANONYMOUS, Consent.NO):
        a_response(consultation, {question.text: ("agree", f"Kommentar {consent}")}, consent=consent)
    with scope(consultation=consultation):
        found = dict(Answer.objects.exclude(text="").values_list("text", "moderation"))
        stances = set(Answer.objects.exclude(choice="").values_list("moderation", flat=True))
    assert found == {
        f"Kommentar {Consent.ANONYMOUS}": ModerationState.WAITING,
        f"Kommentar {Consent.NO}": ModerationState.NONE,
    }
    assert stances == {ModerationState.NONE}
    (table,) = tallies.counts_of(consultation, now=consultation.closes).tables(read_version(consultation.current))
    assert [line.count for line in table.lines] == [2, 0, 0, 0]
