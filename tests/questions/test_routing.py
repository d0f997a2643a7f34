"""Who is asked what follows from the answers given before, and from nothing else."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.blocks.stream_block import StreamBlockValidationError

from consultations.models import ConsultationPage
from consultations.questions.blocks import QuestionsBlock
from consultations.questions.compile import compile_questionnaire, kind_of_change
from consultations.questions.protocol import AnswerValue
from consultations.questions.questionnaire import Condition, read_content
from consultations.questions.routing import (
    NEVER_MET,
    NO_SUCH_CHOICE,
    NOT_EARLIER,
    conditions_on,
    ending_choices,
    read_condition,
    route_of,
    unsound_conditions,
)
from tests.builders import a_question, a_section, an_id
from tests.routing import AGE, GROWN, LINE, RIDES, WHY, WISH, YOUNG, a_section_for, only, several_ways


def the_questionnaire(questions, presentation="sections"):
    value = ConsultationPage._meta.get_field("questions").stream_block.to_python(questions)
    return read_content(compile_questionnaire({"sv": SimpleNamespace(questions=value, presentation=presentation)}))


def chosen(*answers: tuple[str, str]) -> dict:
    return {an_id(f"question {q}"): [AnswerValue(choice=an_id(f"choice {choice}"))] for q, choice in answers}


def asked(questionnaire, given_answers) -> list[str]:
    route = route_of(questionnaire, given_answers)
    return [question.text for question in questionnaire.questions if question.id in route.questions]


def test_what_is_asked_follows_from_earlier_answers():
    several = the_questionnaire(several_ways())
    assert asked(several, {}) == [AGE]
    assert asked(several, chosen((AGE, GROWN))) == [AGE, RIDES]
    assert asked(several, chosen((AGE, GROWN), (RIDES, "Ja"))) == [AGE, RIDES, LINE]
    assert asked(several, chosen((AGE, GROWN), (RIDES, "Nej"))) == [AGE, RIDES, WHY]
    line = {an_id(f"question {LINE}"): [AnswerValue(text="4")]}
    assert asked(several, chosen((AGE, GROWN), (RIDES, "Ja")) | line) == [AGE, RIDES, LINE, WISH]


def test_an_answer_that_is_not_asked_for_decides_nothing():
    several = the_questionnaire(several_ways())
    line = {an_id(f"question {LINE}"): [AnswerValue(text="4")]}
    assert asked(several, chosen((AGE, GROWN), (RIDES, "Nej")) | line) == [AGE, RIDES, WHY]
    assert asked(several, chosen((AGE, YOUNG), (RIDES, "Ja")) | line) == [AGE]


def test_the_form_ends_where_a_section_says_so():
    several = the_questionnaire(several_ways())
    assert route_of(several, chosen((AGE, GROWN))).ends_at == ""
    assert route_of(several, chosen((AGE, YOUNG))).ends_at == an_id("section Prata med en vuxen")
    assert ending_choices(several) == {an_id(f"question {AGE}"): {an_id(f"choice {YOUNG}")}}


@pytest.mark.parametrize("presentation", ["sections", "single"])
def test_what_depends_on_an_answer_never_stands_on_the_page_where_it_is_given(presentation):
    several = the_questionnaire(several_ways(), presentation)
    pages = [[question.text for section in page for question in section.questions] for page in several.steps]
    assert pages == [[AGE], [], [RIDES], [LINE, WHY], [WISH]]
    assert [page[0].heading for page in several.steps][2:] == ["Om bussen"] * 3


def test_without_conditions_the_pages_are_the_sections_or_one():
    plain = [a_section("Ett"), a_question("scale", "A"), a_section("Två"), a_question("scale", "B")]
    assert [len(page) for page in the_questionnaire(plain).steps] == [1, 1]
    assert [len(page) for page in the_questionnaire(plain, "single").steps] == [2]


@given(st.lists(st.tuples(st.integers(0, 7), st.sampled_from(["Ja", "Nej", ""])), max_size=8), st.booleans())
def test_every_question_stands_on_one_page_and_after_what_decides_it(conditions, together):
    questions = [a_question("single_choice", f"F{n}") for n in range(9)]
    for n, (on, choice) in enumerate(conditions, start=1):
        if on < n:
            questions[n]["value"]["shown_if"] = only(f"F{on}", *([choice] if choice else []))
    made = the_questionnaire(questions, "single" if together else "sections")
    page_of = {q.id: n for n, page in enumerate(made.steps) for section in page for q in section.questions}
    assert list(page_of) == [question.id for question in made.questions]
    assert all(page_of[q.shown_if.question] < page_of[q.id] for q in made.questions if q.shown_if)


def test_conditions_that_say_nothing_new_are_left_out():
    several = the_questionnaire(several_ways())
    under = {q.text: conditions_on(several, q.id) for q in several.questions}
    rides = Condition(an_id(f"question {RIDES}"), (an_id("choice Ja"),))
    assert under[AGE] == ()
    assert under[RIDES] == ()  # whoever sends anything is grown
    assert under[LINE] == (rides,)
    assert under[WISH] == (Condition(an_id(f"question {LINE}")),)


def faults(questions) -> list[tuple[str, str]]:
    return [(fault.id, fault.reason) for fault in unsound_conditions(the_questionnaire(questions))]


def test_a_condition_can_only_look_back():
    ahead = [a_question("scale", "A", shown_if=only("B")), a_question("scale", "B", shown_if=only("A"))]
    assert faults(ahead) == [(an_id("question A"), NOT_EARLIER)]
    assert faults([a_question("scale", "A", shown_if=only("A"))]) == [(an_id("question A"), NOT_EARLIER)]
    assert faults(several_ways()) == []


def test_a_condition_on_a_choice_that_is_gone_is_unsound():
    gone = [a_question("single_choice", "A"), a_question("scale", "B", shown_if=only("A", "Kanske"))]
    assert faults(gone) == [(an_id("question B"), NO_SUCH_CHOICE)]


def test_nothing_may_follow_where_everybody_has_left():
    ends = [a_section_for("Slut", "", ends=True), a_section("Mer"), a_question("scale", "A")]
    assert faults(ends) == [(an_id("section Mer"), NEVER_MET)]


def test_the_editor_is_told_beside_the_condition():
    block = QuestionsBlock()
    value = block.to_python([a_question("scale", "A", shown_if=only("B")), a_question("scale", "B")])
    with pytest.raises(StreamBlockValidationError) as refused:
        block.clean(value)
    assert set(refused.value.block_errors) == {0}
    assert set(refused.value.block_errors[0].block_errors) == {"shown_if"}
    block.clean(block.to_python(several_ways()))


@pytest.mark.parametrize("text", ["a=b,c", "a", "", "a=1"])
def test_the_editors_field_takes_what_its_script_writes(text):
    field = QuestionsBlock().child_blocks["scale"].child_blocks["shown_if"]
    assert field.clean(text) == text
    condition = read_condition(text)
    assert condition == (Condition(text[0], tuple(c for c in text[2:].split(",") if c)) if text else None)


def test_to_ask_others_is_a_change_of_meaning_and_a_plain_question_keeps_its_digest():
    before = [a_question("single_choice", "A"), a_question("scale", "B")]
    after = [before[0], a_question("scale", "B", shown_if=only("A", "Ja"))]
    contents = []
    for questions in (before, after):
        value = ConsultationPage._meta.get_field("questions").stream_block.to_python(questions)
        contents.append(compile_questionnaire({"sv": SimpleNamespace(questions=value, presentation="single")}))
    assert kind_of_change(*contents) == "meaning"
    assert "shown_if" not in contents[0]["sections"][0]["questions"][1]
    assert contents[1]["sections"][0]["questions"][1]["shown_if"] == {
        "question": an_id("question A"),
        "choices": [an_id("choice Ja")],
    }
