"""A real browser against the real server: the demo as `make demo` serves it, on data of its own."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import psycopg
import pytest
from django.conf import settings
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "a password for the tests"


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))


def a_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


@contextmanager
def own_database(name: str):
    """The address of a database of the server's own, beside that of the suite; '' where it is SQLite in its folder."""
    database = settings.DATABASES["default"]
    if "sqlite" in database["ENGINE"]:
        yield ""
        return
    known = {
        "host": database["HOST"],
        "port": database["PORT"],
        "user": database["USER"],
        "password": database["PASSWORD"],
    }
    known = {key: value for key, value in known.items() if value}
    with psycopg.connect(dbname="postgres", autocommit=True, **known) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
        yield f"postgresql://{credentials(known)}{known.get('host', '')}{port_of(known)}/{name}"
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def credentials(known: dict) -> str:
    password = f":{quote(known['password'])}" if "password" in known else ""
    return f"{quote(known['user'])}{password}@" if "user" in known else ""


def port_of(known: dict) -> str:
    return f":{known['port']}" if "port" in known else ""


@pytest.fixture(scope="session")
def demo(tmp_path_factory):
    """The address of a running demo."""
    with own_database(f"tilltals_browser_{secrets.token_hex(4)}") as database:
        yield from served(tmp_path_factory.mktemp("demo"), database)


def served(data_dir: Path, database: str):
    port = a_free_port()
    environment = os.environ | {
        "MODE": "demo",
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "DEMO_PASSWORD": PASSWORD,
        "DATABASE_URL": database,
        "PYTHONWARNINGS": "default",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [sys.executable, str(ROOT / "manage.py"), "serve", "--prepare"]
    with (data_dir / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log, start_new_session=True)
        try:
            wait_for(f"http://127.0.0.1:{port}/-/health/ready", server, data_dir / "server.log")
            yield f"http://127.0.0.1:{port}"
        finally:
            os.killpg(server.pid, signal.SIGINT)
            server.wait(timeout=20)


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(900):
        try:
            if urlopen(address, timeout=1).status == 200:  # noqa: S310
                return
        except (URLError, OSError):
            time.sleep(0.1)
        assert server.poll() is None, log.read_text()
    raise AssertionError(log.read_text())


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
