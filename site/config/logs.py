"""One JSON object a line, with the request's number and without anything that a person wrote or is found by.

What an error says of itself may quote an answer or an address, and so may the path of a request: neither is written. An
error is told by its kind and by the places in the code; a request by its number, method, status and quiet path.
"""

import json
import logging
import re
import secrets
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime

NUMBER = re.compile(r"[0-9a-f]{32}")
current_request: ContextVar[str] = ContextVar("current_request", default="")

# As in deploy/nginx.conf: of answering and receipts not even which consultation it was.
QUIET = (
    ("/svara/", "/-/answering/"),
    ("/kvitto/", "/-/receipt/"),
    ("/fortsatt/", "/-/answering/"),
    ("/fraga/", "/-/answering/"),
    ("/hinder/", "/-/barrier/"),
)
# The second belt, for what others log: e-mail, network addresses, queries, addresses of forms, receipts.
TRACES = re.compile(
    r"[^\s@<>\"']+@[^\s@<>\"']+|\b\d{1,3}(?:\.\d{1,3}){3}\b|\b(?:[0-9a-fA-F]{1,4}:){3,7}:?[0-9a-fA-F]{1,4}\b|\b[0-9a-fA-F:]*::[0-9a-fA-F:]*"
    r"|\?[^\s\"']+|/\S*/(?:svara|kvitto|fortsatt|fraga|hinder)/\S*"
    r"|\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){2,}\b"
)
OF_REQUESTS = ("django.request", "django.security")


def request_number(claimed: str) -> str:
    """The number that the proxy gave, if it is one; else a new one."""
    return claimed if NUMBER.fullmatch(claimed) else secrets.token_hex(16)


def quiet_path(path: str) -> str:
    return next((instead for part, instead in QUIET if part in path), path)


def without_traces(text: str) -> str:
    return TRACES.sub("[-]", text)


class OneLine(logging.Formatter):
    """Writes a record without what its makers may have put in of a person."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "request": _number_of(record),
            "message": _message_of(record),
        }
        if record.exc_info and record.exc_info[1]:
            line["error"] = _kinds(record.exc_info[1])
        return json.dumps({name: value for name, value in line.items() if value}, ensure_ascii=False)


def _number_of(record: logging.LogRecord) -> str:
    return getattr(getattr(record, "request", None), "number", "") or current_request.get()


def _message_of(record: logging.LogRecord) -> str:
    if not record.name.startswith(OF_REQUESTS):
        return without_traces(record.getMessage())
    request = getattr(record, "request", None)
    if request is None or not hasattr(request, "path"):
        return "refused"  # an unknown host or the like: its name is whatever somebody sent
    return f"{getattr(record, 'status_code', '')} {request.method} {without_traces(quiet_path(request.path))}".strip()


def _kinds(error: BaseException) -> list[str]:
    """Each error of the chain, the first cause first: its kind, and where it was. Never its text."""
    chain = []
    while error is not None and len(chain) < 10:
        places = [
            f"{place.filename}:{place.lineno} {place.name}" for place in traceback.extract_tb(error.__traceback__)
        ]
        chain.insert(0, f"{type(error).__module__}.{type(error).__qualname__} at {' < '.join(reversed(places))}")
        error = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    return chain
