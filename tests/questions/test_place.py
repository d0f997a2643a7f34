"""A place in one of three ways, on one line; squares are merged among themselves before they cost a named place its number."""

import io
from types import SimpleNamespace

import pytest
from django.core.exceptions import ValidationError
from django.core.files.images import ImageFile
from django.utils import timezone
from django_scopes import scope
from PIL import Image as Picture
from wagtail.images import get_image_model

from consultations.models import Answer
from consultations.questions.compile import compile_questionnaire
from consultations.questions.drawings import drawing_of
from consultations.questions.other import OTHER
from consultations.questions.protocol import AnswerValue, type_of
from consultations.questions.questionnaire import Choice, Question, Section, read_version
from consultations.questions.readiness import harms
from consultations.questions.types.place import Placed
from consultations.reporting.api import _counted
from consultations.reporting.bars import CountedQuestion
from consultations.reporting.exports import export_of
from consultations.reporting.shown import shown_lines
from consultations.responding.forms import AnswerForm
from consultations.results import tallies
from consultations.results.releases import preview_release
from tests.builders import a_consultation, a_question, a_response, an_id
from tests.forms import visit

CHOICES = (Choice("a", "Torget"), Choice("b", "Hamnen"), Choice(OTHER, "En annan plats"))
SETTINGS = {"drawing": "varmland", "rows": 9, "words": True, "marks": {"b": [25, 50]}}
QUESTION = Question(id="q", type="place", text="Var?", choices=CHOICES, settings=SETTINGS)


def form_with(chosen="", square="", text="", **fields):
    question = Question(id="q", type="place", text="Var?", choices=CHOICES, settings=SETTINGS, **fields)
    sent = {"q": [chosen], "q-square": [square], "q-other": [text]}
    return AnswerForm([Section("s", "", "", (question,))], data=sent)


@pytest.mark.parametrize(
    ("sent", "rows", "said"),
    [
        (("a", "", ""), [AnswerValue(choice="a")], ["Torget"]),
        ((OTHER, "", ""), [AnswerValue(choice=OTHER)], ["En annan plats"]),
        (("", "C4", ""), [AnswerValue(choice="C4")], ["Ruta C4"]),
        (
            (OTHER, "H9", "vid bron"),
            [AnswerValue(choice="H9"), AnswerValue(row=OTHER, text="vid bron")],
            ["Ruta H9: vid bron"],
        ),
        (("", "", "Å 1"), [AnswerValue(choice=OTHER), AnswerValue(row=OTHER, text="Å 1")], ["En annan plats: Å 1"]),
        (("", "", " \u200b"), [], []),
    ],
)
def test_a_place_is_named_pointed_out_or_written_and_stands_on_one_line(sent, rows, said):
    form = form_with(*sent)
    assert form.is_valid()
    (given,) = form.given()
    assert list(given.values) == rows
    assert type_of(QUESTION).say(QUESTION, form.cleaned_data["q"]) == said


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (("a", "C4", ""), ("q-q-square", "Du har valt ”Torget” och en annan plats också. Behåll en av dem")),
        (("a", "", "Bron"), ("q-q-other", "Du har valt ”Torget” och en annan plats också. Behåll en av dem")),
        (("", "I1", ""), ("q-q-square", "Välj en av rutorna i listan")),
        (("", "A10", ""), ("q-q-square", "Välj en av rutorna i listan")),
        (("x", "", ""), ("q-q-1", "Välj ett av svaren i listan")),
        (("", "", "x" * 201), ("q-q-other", "Svaret får vara högst 200 tecken; det är 1 för mycket")),
    ],
)
def test_what_is_wrong_is_said_where_it_is(sent, problem):
    form = form_with(*sent)
    assert not form.is_valid()
    assert form.problems == [problem]


def test_one_that_has_to_be_answered_says_so():
    form = form_with(required=True)
    assert not form.is_valid()
    assert form.problems == [("q-q-1", "Välj en plats")]


def test_without_a_drawing_no_square_is_taken():
    question = Question(
        id="q", type="place", text="?", choices=CHOICES, settings={"words": True, "drawing": "", "rows": 0}
    )
    form = AnswerForm([Section("s", "", "", (question,))], data={"q-square": ["C4"], "q-other": ["Bron"]})
    assert form.is_valid()
    assert [(row.choice, row.text) for row in form.given()[0].values] == [(OTHER, ""), ("", "Bron")]
    assert drawing_of(question) is None


def test_named_places_are_numbered_on_the_drawing_and_circles_grow_with_their_numbers():
    drawing = drawing_of(QUESTION, counts={"b": 9, "C4": 36, "a": 50, "A1": 0})
    assert [(mark.said, mark.x, mark.y) for mark in drawing_of(QUESTION).places] == [("1", 200, 450)]
    assert [(c.label, c.said, c.x, c.y) for c in drawing.circles] == [("C4", "36", 250, 350), ("Hamnen", "9", 200, 450)]
    boxes, written = type_of(QUESTION).printed(QUESTION)
    assert (boxes.items, written.room) == (("Torget", "Hamnen (1)", "En annan plats"), 2)
    large, small = (circle.radius for circle in drawing.circles)
    assert large == pytest.approx(2 * small, rel=0.1)


def saying(consultation, *places):
    for place in places:
        a_response(consultation, {"Var?": place})


@pytest.fixture
def answered(site):
    """Six on each named place; three squares with one person each, and seven who passed it by."""
    consultation = a_consultation(questions=[a_question("place", "Var?")], stage="closed", translated=False)
    named = [Placed(an_id(f"choice {name}")) for name in ("Torget", "Hamnen") for _n in range(6)]
    saying(consultation, *named, Placed(square="C4", text="Gula huset"), Placed(square="A1"), Placed(square="H9"))
    saying(consultation, *[None] * 7)
    return consultation


def test_few_on_squares_do_not_cost_the_named_places_their_numbers(answered):
    preview = preview_release(answered, timezone.now())
    ((table, _notes),) = preview.tables
    shown = [(line.line.label, line.line.count) for line in shown_lines(table)]
    assert shown == [("Torget", 6), ("Hamnen", 6), ("En annan plats", 0), ("Rutorna A1 till H9 / Inget svar", 10)]
    assert table.answered is None
    counted = _counted(table)
    assert {choice: n for choice, n in counted["counts"].items() if n} == {
        an_id("choice Torget"): 6,
        an_id("choice Hamnen"): 6,
    }
    assert counted["counts"]["C4"] is None


def test_squares_with_enough_people_are_told_one_by_one(site):
    consultation = a_consultation(
        questions=[a_question("place", "Var?", required=True)], stage="closed", translated=False
    )
    saying(
        consultation, *[Placed(square="A1")] * 5, *[Placed(square="E5")] * 6, *[Placed(text="Bron", choice=OTHER)] * 5
    )
    ((table, _notes),) = preview_release(consultation, timezone.now()).tables
    lines = [(line.line.label, line.line.count) for line in shown_lines(table)]
    assert lines == [("Torget", 0), ("Hamnen", 0), ("En annan plats", 5), ("Ruta A1", 5), ("Ruta E5", 6)]


def test_officials_see_the_squares_that_somebody_chose_and_read_the_words(answered, official):
    (table,) = tallies.counts_of(answered, now=timezone.now()).tables(read_version(answered.current))
    counted = CountedQuestion.of(table)
    assert [(bar.label, bar.count) for bar in counted.bars] == [
        *(("Torget", 6), ("Hamnen", 6), ("En annan plats", 0)),
        *(("Ruta A1", 1), ("Ruta C4", 1), ("Ruta H9", 1)),
    ]
    assert [circle.label for circle in counted.picture.circles] == ["A1", "C4", "H9"]
    assert counted.has_text
    rows = [row.cells[3:] for row in export_of(answered).rows()]
    assert sorted(cells for cells in rows if cells[1]) == [["Ruta C4", "Gula huset"]]
    with scope(consultation=answered):
        assert set(Answer.objects.exclude(text="").values_list("moderation", flat=True)) == {"none"}


def test_the_drawing_of_answered_questions_stays(answered):
    page = answered.source_page.specific
    raw = [dict(block) for block in page.questions.raw_data]
    raw[0]["value"] = raw[0]["value"] | {"drawing": ""}
    page.questions = raw
    (why,) = harms(answered, compile_questionnaire({"sv": page}))
    assert "Ritningen i ”Var?” kan inte ändras" in why


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # Wagtail leaves its file open.
def test_a_picture_of_the_editors_needs_words_and_gets_squares_by_its_shape(site):
    file = io.BytesIO()
    Picture.new("RGB", (1200, 600), "green").save(file, "PNG")
    file.seek(0)
    image = get_image_model().objects.create(title="Hamnen", file=ImageFile(file, name="hamn.png"))
    block = type_of(QUESTION).block()

    def cleaned(alt):
        picture = {"image": image.pk, "decorative": False, "alt_text": alt}
        raw = a_question("place", "Var?", drawing="picture", image=picture)["value"]
        return block.clean(block.to_python(raw))

    with pytest.raises(ValidationError):
        cleaned("")
    placed = SimpleNamespace(id="q", block_type="place", value=cleaned("Hamnen från ovan"))
    content = compile_questionnaire({"sv": SimpleNamespace(presentation="single", questions=[placed])})
    (question,) = content["sections"][0]["questions"]
    assert (question["settings"]["rows"], question["words"]["alt"]) == (4, {"sv": "Hamnen från ovan"})


@pytest.mark.django_db
def test_a_square_is_chosen_and_changed_without_javascript(site, resident):
    consultation = a_consultation(questions=[a_question("place", "Var?")], translated=False)
    (question,) = read_version(consultation.current).questions
    page = visit(resident, f"{consultation.source_page.get_url()}svara/")
    assert "inte skalenlig" in page.text
    check = page.press(**{f"{question.id}-square": ["C4"]})
    assert "Ruta C4" in check.text
    again = visit(resident, f"{consultation.source_page.get_url()}svara/")
    assert again.fields[f"{question.id}-square"] == ["C4"]
