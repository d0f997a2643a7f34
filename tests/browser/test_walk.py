"""The whole walk in a real browser, with and without JavaScript: asked, answered, moderated, read, given back."""

import re

import pytest

from tests.served import PASSWORD

OPEN = "Sex principer för dialog"


def sign_in(page, username: str) -> None:
    page.goto("/admin/login/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url("**/admin/")


def press_on(page) -> None:
    """The form's forward button: the last one in it."""
    with page.expect_navigation():
        page.locator("[data-consultation-form] button[type=submit]").last.click()


def answer_what_is_required(page) -> None:
    for group in page.locator("[data-consultation-form] fieldset:has(input[type=radio])").all():
        group.locator("label").first.click()


def walk_to_the_check_page(page, *, text: str) -> None:
    """Answers the first choice of each question and writes the text wherever one may be written."""
    for _ in range(20):
        if page.url.rstrip("/").endswith("kontrollera"):
            return
        answer_what_is_required(page)
        for area in page.locator("[data-consultation-form] textarea").all():
            area.fill(text)
        press_on(page)
    raise AssertionError(f"The form did not come to an end: {page.url}")


@pytest.mark.parametrize("java_script", [True, False], ids=["with JavaScript", "without JavaScript"])
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_resident_finds_answers_checks_and_sends(visitor, java_script, language):
    page = visitor(java_script_enabled=java_script, viewport={"width": 360, "height": 740})
    page.goto(f"/{language}/")
    page.locator(
        "main a[href*='/samrad/sex-principer'], main a[href*='/consultations/six-principles'], main a[href*='sex-principer']"
    ).first.click()
    assert page.context.cookies() == []
    page.locator("main a[href$='/svara/']").first.click()
    press_on(page)
    assert page.title().startswith("Fel:" if language == "sv" else "Error:")
    if java_script:
        assert page.evaluate("document.activeElement.matches('.error-summary')")
    walk_to_the_check_page(page, text="Hälsningar från provet 🌲 مرحبا")
    assert "Hälsningar från provet 🌲 مرحبا" in page.inner_text("main")
    press_on(page)
    code = page.locator("[data-receipt]").get_attribute("data-receipt")
    assert re.fullmatch(r"([0-9A-Z]{4}-){3}[0-9A-Z]{4}", code)
    page.reload()
    assert page.locator("[data-receipt]").get_attribute("data-receipt") == code
    page.goto(page.locator("[data-receipt]").get_attribute("data-receipt-url"))
    page.fill("#code", code.replace("-", " ").lower())
    with page.expect_navigation():
        page.locator("main button[type=submit]").click()
    assert code not in page.url
    assert page.locator(".summary-list").count() >= 1


def test_no_element_breaks_the_strict_policy(visitor):
    page = visitor()
    page.goto("/sv/")
    header = page.request.get("/sv/").headers["content-security-policy"]
    assert "default-src 'self'" in header
    assert "unsafe" not in header


def test_a_consultation_page_is_light(visitor):
    """One document, at most 4 requests and 25 kB as sent, for a first visit."""
    page = visitor()
    sizes = []
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    # What the browser already has in memory (the mark stands twice on the page) is finished with nothing sent.
    session.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    page.goto("/sv/samrad/")
    address = page.locator("main a[href*='sex-principer']").first.get_attribute("href")
    sizes.clear()
    session.send("Network.clearBrowserCache")
    page.goto(address, wait_until="networkidle")
    assert len([size for size in sizes if size]) <= 4
    assert sum(sizes) <= 25_000, sizes
