"""The log tells the operator what went wrong, and on nobody."""

import json
import logging
import sys
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from config import metrics
from config.logs import OneLine, quiet_path, without_traces
from config.middleware import moment_at_the_proxy

TEXT, EMAIL, RECEIPT, ADDRESS = "Kanariefågeln sjunger", "kanarie@example.org", "7K3M-9QXT-2WFB", "203.0.113.77"
CANARIES = (TEXT, EMAIL, RECEIPT, ADDRESS)


@pytest.fixture
def log(monkeypatch):
    """What would be on standard error: every record of every logger, as the handler of the settings writes it."""
    lines = []

    class Keeping(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Keeping(level=logging.DEBUG)
    handler.setFormatter(OneLine())
    root = logging.getLogger()
    monkeypatch.setattr(root, "level", logging.INFO)
    root.addHandler(handler)
    yield lines
    root.removeHandler(handler)


def fails(*_args, **_kwargs):
    try:
        raise ValueError(f"{TEXT} {EMAIL}")
    except ValueError as error:
        raise RuntimeError(f"of {ADDRESS} with {RECEIPT}") from error


def canaries_in(*places: str) -> list[str]:
    return [canary for canary in CANARIES for place in places if canary in place]


@pytest.mark.django_db
def test_a_sending_that_fails_leaves_no_trace_of_its_content(site, log, monkeypatch, mailoutbox, settings):
    settings.ADMINS = [("Drift", "drift@example.org")]
    settings.METRICS_TOKEN = "token"
    client = Client(raise_request_exception=False, REMOTE_ADDR=ADDRESS)
    monkeypatch.setattr("django.http.request.HttpRequest._load_post_and_files", fails)
    response = client.post(f"/sv/kvitto/?e={EMAIL}", {"code": RECEIPT, "text": TEXT, "email": EMAIL})
    assert response.status_code == 500
    number = response.headers["X-Request-ID"]
    assert f'<code dir="ltr">{number}</code>' in response.content.decode()
    assert (
        canaries_in(*log, response.content.decode(), str(response.headers), *(str(m.message()) for m in mailoutbox))
        == []
    )
    assert mailoutbox == []
    told = [json.loads(line) for line in log if "500" in line]
    assert {(line["request"], line["message"]) for line in told} == {(number, "500 POST /-/receipt/")}
    assert [kind.partition(" at ")[0] for kind in told[0]["error"]] == ["builtins.ValueError", "builtins.RuntimeError"]
    assert canaries_in(metrics.written().decode()) == []


def test_the_canaries_would_be_found_by_an_ordinary_formatter():
    try:
        fails()
    except RuntimeError:
        record = logging.LogRecord("a", logging.ERROR, "", 0, "It failed", (), sys.exc_info())
    assert canaries_in(logging.Formatter().format(record)) == list(CANARIES)
    assert canaries_in(OneLine().format(record)) == []


@pytest.mark.django_db
def test_each_request_has_a_number_of_its_own_and_the_proxy_may_give_it(client, settings):
    given = "0123456789abcdef" * 2
    numbers = {client.get("/-/health/live", headers={"x-request-id": given})["X-Request-ID"] for _ in range(3)}
    assert len(numbers - {given}) == 3
    settings.BEHIND_PROXY = True
    assert client.get("/-/health/live", headers={"x-request-id": given})["X-Request-ID"] == given
    assert client.get("/-/health/live", headers={"x-request-id": f"{EMAIL}"})["X-Request-ID"] != EMAIL


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Invalid request from ip=203.0.113.77: x", "Invalid request from ip=[-]: x"),
        ("Error handling request /sv/a/svara/2/?draft=1", "Error handling request [-]"),
        ("to <kanarie@example.org> failed", "to <[-]> failed"),
        ("from 2001:db8::17 now", "from [-] now"),
        ("code 7K3M-9QXT-2WFB is wrong", "code [-] is wrong"),
        ("/sok/?q=Kanarie", "/sok/[-]"),
        ("Task id=3 state=READY at 12:30:01", "Task id=3 state=READY at 12:30:01"),
    ],
)
def test_what_others_log_is_cleaned(written, kept):
    assert without_traces(written) == kept


def test_the_path_of_an_answer_does_not_tell_which_consultation():
    assert quiet_path("/sv/samrad/parken/svara/2/") == "/-/answering/"
    assert quiet_path("/sv/samrad/parken/") == "/sv/samrad/parken/"


def test_the_proxys_moment_is_believed_within_reason():
    now = datetime(2026, 11, 23, 23, 0, 3, tzinfo=UTC)
    assert moment_at_the_proxy(f"t={now.timestamp() - 5}", now) == now - timedelta(seconds=5)
    for wrong in ("", "t=", "t=nan", "t=1e99", f"t={now.timestamp() + 1}", f"t={now.timestamp() - 121}"):
        assert moment_at_the_proxy(wrong, now) == now
