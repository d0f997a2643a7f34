"""Any question that the blocks allow compiles, renders, prints, takes an answer or says what is wrong, and counts."""

from collections import Counter

import html5lib
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from consultations.demo.showing import every_type
from consultations.questions.printing import print_question
from consultations.questions.protocol import Counts, all_types, type_of
from consultations.reporting.exports import csv_cells
from consultations.responding.forms import AnswerForm
from tests.questions.making import XHTML, controls, junk, pressed, questions, rendered

SEARCH = settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))


def ids_in(tree):
    return [element.attrib["id"] for element in tree.iter() if "id" in element.attrib]


def words_of(element) -> str:
    return " ".join("".join(element.itertext()).split())


def check_the_marks(tree, form):
    """Every control has a name of its question and a label; ids are unique; what describes is there."""
    ids = ids_in(tree)
    assert len(ids) == len(set(ids))
    labelled = {label.attrib["for"] for label in tree.iter(f"{XHTML}label") if words_of(label)}
    names = {name for question in form.questions for name in type_of(question).names(question)}
    for control in controls(tree):
        assert control.attrib["name"] in names | set(form.fields)
        assert control.attrib["id"] in labelled
    for fieldset in tree.iter(f"{XHTML}fieldset"):
        assert words_of(fieldset.find(f"{XHTML}legend"))
    for element in tree.iter():
        for described in element.attrib.get("aria-describedby", "").split():
            assert described in ids


@SEARCH
@given(questionnaire=questions())
def test_it_renders_and_prints_with_every_word_the_editor_wrote(questionnaire):
    form = AnswerForm(questionnaire.sections)
    tree = rendered(form)
    check_the_marks(tree, form)
    assert controls(tree)
    shown = {control.attrib.get(mark, "") for control in tree.iter() for mark in ("value", "name")}
    for question in questionnaire.questions:
        printed = words_of(html5lib.parse(print_question(question)))
        offered = [choice.text for choice in question.choices if shown & {choice.id, f"{question.id}-{choice.id}"}]
        for text in [question.text, question.hint, *offered, *(row.text for row in question.rows)]:
            assert " ".join(text.split()) in words_of(tree)
            assert " ".join(text.split()) in printed


@SEARCH
@given(data=st.data())
def test_an_answer_is_kept_counted_and_read_back_or_refused_in_words(data):
    questionnaire = data.draw(questions())
    sent = pressed(rendered(AnswerForm(questionnaire.sections)), data.draw)
    take_or_refuse(questionnaire, sent)


@SEARCH
@given(data=st.data())
def test_whatever_is_sent_is_taken_or_refused_in_words(data):
    questionnaire = data.draw(questions())
    take_or_refuse(questionnaire, junk(rendered(AnswerForm(questionnaire.sections)), data.draw))


def take_or_refuse(questionnaire, sent):
    form = AnswerForm(questionnaire.sections, data=sent)
    if form.is_valid():
        check_the_answer(form)
    else:
        check_the_refusal(form)


def check_the_refusal(form):
    """Each message is in words, leads to a control that is there, stands beside it, and the page keeps its marks."""
    tree = rendered(form, show_errors=True)
    check_the_marks(tree, form)
    assert form.problems
    for control_id, message in form.problems:
        assert message.strip()
        assert control_id in {control.attrib["id"] for control in controls(tree)}
        assert " ".join(message.split()) in words_of(tree)


def check_the_answer(form):
    for question, given_answer in zip(form.questions, form.given(), strict=True):
        kind, rows = type_of(question), list(given_answer.values)
        value = form.cleaned_data[question.id]
        assert len({(row.row, row.choice) for row in rows}) == len(rows)
        assert all(len(row.row) <= 36 and len(row.choice) <= 36 for row in rows)
        assert kind.store(question, kind.restore(question, list(reversed(rows)))) == rows
        assert bool(kind.say(question, value)) == bool(rows)
        check_the_export(kind, question, rows)
        check_the_count(kind, question, rows)
    check_it_can_be_filled_in_again(form)


def check_it_can_be_filled_in_again(form):
    """What was stored, sent once more as a change of it begins, is the same answer."""
    asked = {name for question in form.questions for name in type_of(question).names(question)}
    again = {name: form.data.getlist(name) for name in form.data if name not in asked}
    for question, answer in zip(form.questions, form.given(), strict=True):
        kind = type_of(question)
        again |= kind.sent(question, kind.restore(question, answer.values))
    refilled = AnswerForm(form.sections, data=again)
    assert refilled.is_valid(), refilled.errors
    assert [answer.values for answer in refilled.given()] == [answer.values for answer in form.given()]


def check_the_export(kind, question, rows):
    cells = kind.export_cells(question, rows)
    assert len(cells) == len(kind.export_columns(question))
    assert any(cell is not None for cell in cells) == bool(rows)


def check_the_count(kind, question, rows):
    cells = Counter((row.row, row.choice) for row in rows for _person in range(3))
    table = kind.tally(question, Counts(asked=5, answered=3 if rows else 0, cells=cells))
    counted = {(line.row, line.choice): line.count for line in table.lines}
    assert counted == {key: cells.get(key, 0) for key in counted}
    assert {key for key in cells if key[1]} <= set(counted)
    by_row = Counter()
    for line in table.lines:
        by_row[line.row] += line.count
    if table.one_each:
        assert all(count <= table.answered for count in by_row.values())


@SEARCH
@given(data=st.data())
def test_what_is_exported_can_be_read_back(data):
    """No two answers to a question are written alike, in the file of a spreadsheet either: so each can be told from its cells."""
    questionnaire = data.draw(questions())
    tree = rendered(AnswerForm(questionnaire.sections))
    written = {}
    for _one in range(4):
        form = AnswerForm(questionnaire.sections, data=pressed(tree, data.draw))
        for question, given_answer in zip(form.questions, form.given(), strict=True) if form.is_valid() else ():
            rows = list(given_answer.values)
            cells = csv_cells(type_of(question).export_cells(question, rows))
            assert written.setdefault((question.id, *cells), rows) == rows


@SEARCH
@given(data=st.data())
def test_an_invented_answer_is_one_that_could_have_been_sent(data):
    questionnaire = data.draw(questions())
    for question in questionnaire.questions:
        kind = type_of(question)
        if kind.is_text:
            continue
        value = kind.invent(question, lambda: data.draw(st.sampled_from(question.choices)).id)  # noqa: B023
        rows = kind.store(question, value)
        assert rows
        assert kind.restore(question, rows) == value
        check_the_export(kind, question, rows)
        check_the_count(kind, question, rows)


def test_the_style_guide_shows_every_type():
    """Where the browser's probes meet them all, in every state and language."""
    shown = {item.type for section in every_type("sv").sections for item in section.items}
    assert shown == {name for name in all_types() if not name.startswith("x_")}


@pytest.mark.parametrize("name", [name for name in all_types() if not name.startswith("x_")])
def test_an_editor_finds_each_type_by_name_icon_and_description(name):
    block = all_types()[name].block()
    assert block.meta.label
    assert block.meta.description
    assert block.meta.icon
