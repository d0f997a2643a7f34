""" "Something else" with a text: ticked by writing, kept beside the choice, read by officials and never published."""

import pytest
from django.urls import reverse

from consultations.moderation.gate import published_texts
from consultations.questions.other import OTHER
from consultations.questions.protocol import all_types, type_of
from consultations.questions.questionnaire import Choice, Question, Section, read_version
from consultations.responding.forms import AnswerForm
from tests.builders import a_consultation, a_question, a_response, choices

OFFERED = (Choice("a", "Buss"), Choice(OTHER, "Något annat"), Choice("none", "Inget", exclusive=True))


def form_with(kind, chosen, text, **fields):
    question = Question(id="q", type=kind, text="Hur åker du?", choices=OFFERED, **fields)
    return AnswerForm([Section("s", "", "", (question,))], data={"q": chosen, "q-other": [text]})


def rows_of(form):
    assert form.is_valid(), form.problems
    return [(row.row, row.choice, row.text) for row in form.given()[0].values]


TEXT = ("other", "", "Häst")


@pytest.mark.parametrize(
    ("kind", "chosen", "rows"),
    [
        ("single_choice", [], [("", OTHER, ""), TEXT]),
        ("single_choice", [OTHER], [("", OTHER, ""), TEXT]),
        ("multiple_choice", [], [("", OTHER, ""), TEXT]),
        ("multiple_choice", ["a"], [("", "a", ""), ("", OTHER, ""), TEXT]),
    ],
)
def test_a_text_chooses_something_else_by_itself(kind, chosen, rows):
    assert rows_of(form_with(kind, chosen, " Häst ")) == rows
    assert rows_of(form_with(kind, ["a"], "  ")) == [("", "a", "")]
    assert rows_of(form_with(kind, [OTHER], "")) == [("", OTHER, "")]


def test_a_text_beside_another_choice_is_asked_about_and_never_dropped():
    form = form_with("single_choice", ["a"], "Häst")
    assert not form.is_valid()
    assert form.problems == [("q-q-other", "Du valde ”Buss” och skrev något annat också. Behåll ett av dem")]
    alone = form_with("multiple_choice", ["none"], "Häst")
    assert not alone.is_valid()
    assert [link for link, _message in alone.problems] == ["q-q-1"]


def test_a_text_that_is_too_long_is_said_beside_it():
    form = form_with("multiple_choice", [OTHER], "x" * 201)
    assert not form.is_valid()
    assert form.problems == [("q-q-other", "Svaret får vara högst 200 tecken; det är 1 för mycket")]


def test_a_question_that_does_not_offer_it_takes_no_text():
    question = Question(id="q", type="single_choice", text="?", choices=OFFERED[:1])
    form = AnswerForm([Section("s", "", "", (question,))], data={"q": ["a"], "q-other": ["Häst"]})
    assert rows_of(form) == [("", "a", "")]
    assert form.kept() == {"q": ["a"]}


def test_it_stands_above_the_choices_that_stand_alone():
    kind = all_types()["multiple_choice"]
    block = kind.block()
    offered = choices("A", "Inget", exclusive=("Inget",))
    value = block.clean(block.to_python({"text": "?", "other": True, "choices": offered}))
    compiled = kind.compile({"sv": value, "en": value})["choices"]
    assert [choice["text"]["sv"] for choice in compiled] == ["A", "Något annat", "Inget"]
    assert compiled[1] == {"id": OTHER, "text": {"sv": "Något annat", "en": "Something else"}, "exclusive": False}


@pytest.mark.django_db
def test_officials_read_the_text_and_nobody_else(site, official, signed_in, resident):
    consultation = a_consultation(stage="closed", questions=[a_question("single_choice", "Hur åker du?", other=True)])
    (question,) = read_version(consultation.current).questions
    a_response(consultation, {"Hur åker du?": (OTHER, "Hemligheten Häst")})
    address = reverse("results_texts", args=[consultation.pk, question.id])
    assert "Hemligheten Häst" in signed_in(official).get(f"{address}?published=0").content.decode()
    assert "Hemligheten Häst" not in signed_in(official).get(f"{address}?published=1").content.decode()
    assert list(published_texts(consultation)) == []
    assert "Hemligheten" not in resident.get(consultation.source_page.get_url()).content.decode()
    assert type_of(question).export_columns(question) == ["Hur åker du?", "Hur åker du? – Något annat, med ord"]
