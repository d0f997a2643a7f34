"""Keying by keyboard alone: no key is pressed in vain, so that twelve questions take well under forty seconds."""

from pathlib import Path

import pytest
from django.template.loader import render_to_string

from consultations.questions.questionnaire import Choice, Question, Questionnaire, Section
from consultations.responding.keying import KeyingForm

SCRIPT = Path(__file__).resolve().parents[2] / "site/static/js/admin-keying.js"
SECONDS_A_KEY = 1.0  # reading the paper included: a practised hand presses three a second


@pytest.fixture
def page(browser):
    opened = browser.new_page()
    yield opened
    opened.close()


def test_twelve_questions_are_keyed_with_two_keys_each_and_one_to_send(page):
    choices = tuple(Choice(id, id.upper()) for id in "abcde")  # noqa: A001
    asked = tuple(Question(f"q{n}", "single_choice", f"Fråga {n}", choices=choices) for n in range(1, 13))
    form = KeyingForm(Questionnaire("sv", ("sv",), "single", (Section("s", "", "", asked),)))
    fields = [
        render_to_string("consultations/admin/keying_fields.html", {"asked": each, "batch": {}})
        for each in form.questions
    ]
    page.set_content(f"<form data-keying>{''.join(fields)}<button data-keying-send>Spara</button></form>")
    page.evaluate(
        "document.forms[0].addEventListener('submit', (event) => {"
        " event.preventDefault(); window.sent = [...new FormData(event.target).values()].join(''); })"
    )
    page.add_script_tag(path=SCRIPT)
    script = [key for n in range(12) for key in (str(n % 5 + 1), "Enter")] + ["Enter"]
    for key in script:
        page.keyboard.press(key)
    assert page.evaluate("window.sent") == "123451234512"
    assert (len(script), len(script) * SECONDS_A_KEY < 40) == (25, True)
