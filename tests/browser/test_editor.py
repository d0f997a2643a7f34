"""Composing a questionnaire in the page editor as its users do: by keyboard, by pasting, and quickly."""

import time

import pytest

from tests.browser.test_walk import sign_in

CHOICES = "[name^='questions-{n}-value-choices-'][name$='-value-text']"
PASTE = """([field, text]) => {
  const carried = new DataTransfer();
  carried.setData('text', text);
  document.querySelector(field).dispatchEvent(
    new ClipboardEvent('paste', { clipboardData: carried, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def page(visitor):
    opened = visitor(viewport={"width": 1280, "height": 1000})
    sign_in(opened, "redaktor")
    opened.goto("/admin/pages/")
    found = opened.evaluate(
        "fetch('/admin/api/main/pages/?type=consultations.ConsultationIndexPage&locale=sv').then((r) => r.json())"
    )
    [index] = [item["id"] for item in found["items"] if item["meta"]["type"] == "consultations.ConsultationIndexPage"]
    opened.goto(f"/admin/pages/add/consultations/consultationpage/{index}/")
    opened.fill("#id_title", f"Skriven för hand {time.time_ns()}")
    opened.get_by_role("tab", name="Frågor").click()
    opened.wait_for_function("() => document.getElementById('id_slug').value")  # made from the title, a moment later
    save(opened)  # Before anything but a title is said.
    assert opened.input_value("[name=organisation]")
    opened.get_by_role("tab", name="Frågor").click()
    yield opened
    half_written = "status of 400"  # what the admin tries to save while a choice is still empty
    opened.trouble[:] = [trouble for trouble in opened.trouble if half_written not in trouble]


def add(page, kind: str, text: str) -> None:
    page.locator("button.c-sf-add-button:visible").last.click()
    page.get_by_role("option", name=kind, exact=True).click()
    page.wait_for_function("() => /-value-(text|heading)$/.test(document.activeElement.name)")
    page.keyboard.insert_text(text)


def choices_of(page, n: int) -> list[str]:
    return page.eval_on_selector_all(CHOICES.format(n=n), "(fields) => fields.map((field) => field.value)")


def save(page) -> None:
    """Saved by the button: what is on the page afterwards came from the server. It saves by itself too, in place."""
    page.evaluate("window.isUnsaved = true")
    page.get_by_role("button", name="Spara utkast", exact=True).click()
    page.wait_for_function("() => !window.isUnsaved && document.readyState === 'complete'")
    page.locator(".messages .success").first.wait_for()


def test_enter_begins_the_next_choice_however_quickly_one_writes(page):
    add(page, "Ett val", "Hur kommer du hit?")
    page.click("[name='questions-0-value-choices-0-value-text']")
    written = [f"Sätt {n}" for n in range(9)]
    for n, text in enumerate(written):
        if n:
            page.keyboard.press("Enter")
        page.keyboard.insert_text(text)
    assert choices_of(page, 0) == written
    save(page)
    assert choices_of(page, 0) == written


def test_pasted_lines_become_a_choice_each(page):
    add(page, "Flera val", "Hur kommer du hit?")
    page.click("[name='questions-0-value-choices-0-value-text']")
    page.evaluate(PASTE, ["[name='questions-0-value-choices-0-value-text']", "Buss"])
    assert choices_of(page, 0) == ["", ""], "one line is left to the browser"
    text = "• Buss\n2. Cykel\r\n- Till fots\n\na) Tåg\nInget av detta"
    page.evaluate(PASTE, ["[name='questions-0-value-choices-0-value-text']", text])
    assert choices_of(page, 0) == ["Buss", "Cykel", "Till fots", "Tåg", "Inget av detta"]


def test_who_is_asked_is_chosen_among_the_questions_above(page):
    add(page, "Ett val", "Hur kommer du hit?")
    page.click("[name='questions-0-value-choices-0-value-text']")
    page.keyboard.insert_text("Buss")
    page.keyboard.press("Enter")
    page.keyboard.insert_text("Cykel")
    add(page, "Lång text", "Vad tycker du om bussen?")
    add(page, "Lång text", "Något annat?")
    picker = page.locator("[id$='shown_if-question']").nth(1)
    picker.focus()
    assert picker.locator("option").all_text_contents() == ["Alla", "1. Hur kommer du hit?"]
    picker.select_option(label="1. Hur kommer du hit?")
    page.locator(".shown-if__choices:visible input").first.check()
    ids = page.eval_on_selector_all(
        "[name='questions-0-id'], [name='questions-0-value-choices-0-id']", "(fields) => fields.map((f) => f.value)"
    )
    assert page.input_value("[name='questions-1-value-shown_if']") == "=".join(ids)
    save(page)
    picker = page.locator("[id$='shown_if-question']").nth(1)
    assert picker.locator("option:checked").text_content() == "1. Hur kommer du hit?"
    assert page.locator(".shown-if__choices label:has(:checked)").all_text_contents() == [" Buss"]


def test_choices_of_different_questions_have_ids_of_their_own(page):
    for n in range(2):
        add(page, "Ett val", f"Fråga {n}")
        page.evaluate(PASTE, [f"[name='questions-{n}-value-choices-0-value-text']", "Ja\nNej\nVet inte"])
    add(page, "Matris", "Fråga 2")
    ids = "[name^='questions-'][name$='-id']"
    before = page.eval_on_selector_all(ids, "(fields) => fields.map((field) => field.value)")
    assert all(before)
    assert len(set(before)) == len(before) == 3 + 3 + 3 + 4
    page.evaluate(PASTE, ["[name='questions-2-value-rows-0-value-text']", "Buss\nTåg"])
    page.evaluate(PASTE, ["[name='questions-2-value-choices-0-value-text']", "Bra\nDåligt"])
    save(page)
    assert sorted(page.eval_on_selector_all(ids, "(fields) => fields.map((field) => field.value)")) == sorted(before)
