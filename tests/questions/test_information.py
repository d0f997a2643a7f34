"""What stands between questions: shown and translated, never numbered, counted, asked for or taken out."""

import pytest
from django.core.exceptions import ValidationError

from consultations.questions.protocol import all_types
from consultations.questions.questionnaire import read_version
from consultations.reporting.exports import export_of
from consultations.results import tallies
from tests.builders import a_consultation, a_question, a_response
from tests.forms import visit


def with_information(**fields):
    questions = [
        a_question("information", "Så går bussen"),
        a_question("single_choice", "Åker du buss?"),
        a_question("information", "Mer att läsa", details="", details_heading=""),
    ]
    return a_consultation(questions=questions, **fields)


@pytest.mark.django_db
def test_it_stands_on_the_page_in_both_languages_and_asks_nothing(resident, site):
    consultation = with_information()
    page = visit(resident, f"{consultation.source_page.get_url()}svara/")
    assert "Så går bussen" in page.text
    assert "Två kronor." in page.text
    (question,) = read_version(consultation.current, "sv").questions
    assert set(page.fields) == {"csrfmiddlewaretoken", "form_key", "begun", "version"}
    check = page.press(**{question.id: question.choices[0].id})
    assert "Så går bussen" not in check.text
    assert check.press().receipt
    english = read_version(consultation.current, "en").sections[0].items[0]
    assert (english.text, english.words["details"]) == ("Så går bussen (en)", "Två kronor. (en)")


@pytest.mark.django_db
def test_it_is_neither_numbered_nor_counted_nor_taken_out(site, resident):
    consultation = with_information(stage="closed")
    a_response(consultation, {"Åker du buss?": "Ja"})
    tallies.fold_all(consultation, now=consultation.closes)
    counted = tallies.counts_of(consultation, now=consultation.closes)
    questionnaire = read_version(consultation.current)
    assert [table.question.text for table in counted.tables(questionnaire)] == ["Åker du buss?"]
    assert set(counted.counts["questions"]) == {question.id for question in questionnaire.questions}
    export = export_of(consultation)
    assert export.headings[3:] == ["Åker du buss?"]
    assert [len(row.cells) for row in export.rows()] == [len(export.headings)]


@pytest.mark.parametrize(
    "value",
    [{}, {"text": "Rubrik", "details": "Mer"}, {"text": "Rubrik", "details_heading": "Öppna"}, {"caption": "Bild"}],
)
def test_an_editor_is_told_what_lacks(value):
    block = all_types()["information"].block()
    assert block.clean(block.to_python({"text": "Rubrik"}))["text"] == "Rubrik"
    with pytest.raises(ValidationError):
        block.clean(block.to_python(value))
