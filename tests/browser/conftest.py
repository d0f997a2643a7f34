"""A real browser against the real server: the demo as `make demo` serves it, on data of its own."""

import shutil

import pytest
from playwright.sync_api import sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser():
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    assert chromium, "Chromium is missing. Install it with: apt-get install chromium"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def visitor(browser, demo):
    """Opens pages as a visitor: ``visitor(java_script_enabled=False).goto("/sv/")``. Third parties and errors fail the test."""
    opened = []

    def open_browser(**options):
        context = browser.new_context(base_url=demo, locale="sv-SE", timezone_id="Europe/Stockholm", **options)
        page = context.new_page()
        page.trouble = []
        page.on("console", lambda message: message.type == "error" and page.trouble.append(message.text))
        page.on(
            "request",
            lambda request: (
                request.url.startswith((demo, "data:", "blob:")) or page.trouble.append(f"third party: {request.url}")
            ),
        )
        opened.append((context, page))
        return page

    yield open_browser
    troubles = [trouble for context, page in opened for trouble in page.trouble if context.close() is None or True]
    expected = ("status of 422", "status of 403", "status of 404", "status of 410", "status of 500")
    assert [trouble for trouble in troubles if not any(words in trouble for words in expected)] == []
