"""Composing a questionnaire in the page editor as its users do: by keyboard, by pasting, quickly, and with many questions."""

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
QUESTIONS = 12
MOST = 5  # seconds to open twelve questions, on any machine; forty take two


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
    return opened


def add(page, kind: str, text: str) -> None:
    page.locator("button.c-sf-add-button:visible").last.click()
    page.get_by_role("option", name=kind, exact=True).click()
    page.wait_for_function("() => /-value-(text|heading)$/.test(document.activeElement.name)")
    page.keyboard.insert_text(text)


def choices_of(page, n: int) -> list[str]:
    return page.eval_on_selector_all(CHOICES.format(n=n), "(fields) => fields.map((field) => field.value)")


def save(page) -> None:
    with page.expect_navigation(url="**/edit/"):
        page.get_by_role("button", name="Spara utkast", exact=True).click()


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
    text = "• Buss\n2. Cykel\r\n- Till fots\n\na) Tåg\nInget av detta"
    page.evaluate(PASTE, ["[name='questions-0-value-choices-0-value-text']", text])
    assert choices_of(page, 0) == ["Buss", "Cykel", "Till fots", "Tåg", "Inget av detta"]


def test_a_pasted_line_alone_is_left_to_the_browser(page):
    add(page, "Ett val", "Hur kommer du hit?")
    page.evaluate(PASTE, ["[name='questions-0-value-choices-0-value-text']", "Buss"])
    assert choices_of(page, 0) == ["", ""]


def test_a_draft_is_kept_before_anything_but_a_title_is_said(page):
    """Who asks is chosen beforehand: what has been composed is never refused for a field on another tab."""
    save(page)
    assert page.input_value("[name=organisation]") != ""


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
    assert page.input_value("[name='questions-1-value-shown_if']") == "=".join(sorted(ids, key=ids.index))
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


def test_many_questions_open_and_know_those_above(page):
    add(page, "Ett val", "Fråga 1")
    page.evaluate(
        PASTE, ["[name='questions-0-value-choices-0-value-text']", "Ja\nNej\nVet inte\nKanske\nBåde och\nInget"]
    )
    for n in range(1, QUESTIONS):
        block = page.locator(f"[name='questions-{n - 1}-id']").locator("..")
        block.locator("[data-streamfield-action=DUPLICATE]").first.click()
        page.locator(f"[name='questions-{n}-value-text']").fill(f"Fråga {n + 1}")
    save(page)
    page.wait_for_load_state()
    began = time.monotonic()
    page.reload()
    page.wait_for_function(f"() => document.querySelectorAll('[id$=shown_if-question]').length === {QUESTIONS}")
    assert time.monotonic() - began < MOST
    last = page.locator("[id$='shown_if-question']").last
    assert last.locator("option").all_text_contents()[1:] == [f"{n}. Fråga {n}" for n in range(1, QUESTIONS)]
