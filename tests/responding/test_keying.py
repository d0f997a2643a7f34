"""Paper and the web end in the same answers: what is keyed by numbers is stored as the form would have stored it."""

from django.utils.datastructures import MultiValueDict
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.questions.keyed import Keyed
from consultations.questions.protocol import all_types
from consultations.questions.questionnaire import Choice, Question, Questionnaire, Section
from consultations.responding.forms import AnswerForm
from consultations.responding.keying import KeyingForm, keyed_fields
from tests.questions.making import pressed, questions, rendered


def keys_for(question: Question, sent: dict[str, list[str]]) -> dict[str, str]:
    """What somebody keys who reads on paper what was sent on the web."""
    return {
        f"k-{field.name}": field.typed([v for v in sent.get(field.name, []) if v]) for field in keyed_fields(question)
    }


@settings(max_examples=40)
@given(st.data())
def test_any_answer_keyed_by_numbers_is_stored_as_from_the_web(data):
    questionnaire = data.draw(questions())
    section = questionnaire.sections
    sent = pressed(rendered(AnswerForm(section)), data.draw)
    on_the_web = AnswerForm(section, data=MultiValueDict(sent))
    if not on_the_web.is_valid():
        return
    keyed = KeyingForm(questionnaire, keys_for(next(iter(questionnaire.questions)), sent))
    assert keyed.is_valid(), keyed.form.errors
    assert keyed.given() == on_the_web.given()


def test_every_type_can_be_keyed():
    assert all(hasattr(kind, "keyed") for kind in all_types().values() if kind.asks)


def test_numbers_stand_for_choices():
    few = Keyed("q", choices=[Choice(id, id) for id in "abcde"], many=True)  # noqa: A001
    assert few.sent("145") == few.sent("1 4 5") == few.sent("1,4,5") == ["a", "d", "e"]
    twelve = Keyed("q", choices=[Choice(str(n), "") for n in range(1, 13)])
    assert twelve.sent("12") == ["12"]


def a_sheet_of(**fields) -> tuple[Question, Questionnaire]:
    choices = (Choice("yes", "Ja"), Choice("no", "Nej"))
    question = Question("q", "single_choice", "Åker du buss?", choices=choices, **fields)
    return question, Questionnaire("sv", ("sv",), "single", (Section("s", "", "", (question,)),))


def test_a_required_question_may_be_blank_on_paper_if_that_is_keyed():
    _question, sheet = a_sheet_of(required=True)
    assert not KeyingForm(sheet, {"k-q": ""}).is_valid()
    blank, unreadable = KeyingForm(sheet, {"k-q": "-"}), KeyingForm(sheet, {"k-q": "x"})
    assert [form.is_valid() for form in (blank, unreadable)] == [True, True]
    assert [form.not_read() for form in (blank, unreadable)] == [{"q": "blank"}, {"q": "invalid"}]
    assert [answer.values for answer in unreadable.given()] == [[]]


def test_a_number_without_a_choice_and_two_where_one_is_asked_for_are_refused():
    _question, sheet = a_sheet_of()
    assert [KeyingForm(sheet, {"k-q": typed}).is_valid() for typed in ("2", "3", "0", "1 2", "12")] == [True] + [
        False
    ] * 4
