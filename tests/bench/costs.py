"""Bytes and requests of a first visit, and how often each page asks the database: literal, whatever the machine."""

import gzip
import re
from urllib.request import Request, urlopen

from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.bench.rows import Row, at_most
from tests.bench.servers import ENCODED, PAGE
from tests.resident import answers_to

PARTS = re.compile(r'<(?:link|script|img)\b[^>]*?\b(?:href|src)="(/static[^"]+)"')


def measure(host: str) -> list[Row]:
    return [*first_visit(host), *queries()]


def first_visit(host: str) -> list[Row]:
    """The consultation page with all that a browser fetches for it, compressed."""
    page, size = fetch(host, PAGE)
    parts = {part: fetch(host, part)[1] for part in set(PARTS.findall(page))}
    css, js = (sum(n for part, n in parts.items() if part.endswith(end)) / 1000 for end in (".css", ".js"))
    return [
        at_most("visit.bytes", "First visit: kilobytes in all", (size + sum(parts.values())) / 1000, 25, "kB"),
        at_most("visit.css", "First visit: kilobytes of CSS", css, 8, "kB"),
        at_most("visit.js", "First visit: kilobytes of JavaScript", js, 5, "kB"),
        at_most("visit.requests", "First visit: requests", 1 + len(parts), 4, ""),
    ]


def fetch(host: str, path: str) -> tuple[str, int]:
    """The text, and how many bytes it was on its way."""
    answer = urlopen(Request(f"http://{host}{path}", headers=ENCODED))
    sent = answer.read()
    text = gzip.decompress(sent) if answer.headers.get("Content-Encoding") == "gzip" else sent
    return text.decode(errors="replace"), len(sent)


def queries() -> list[Row]:
    client, form = Client(SERVER_NAME="127.0.0.1"), f"{PAGE}svara/"
    cache.clear()
    client.get(f"{PAGE}?nytt=1")
    fresh = asked(client, "get", f"{PAGE}?nytt=1")[1]
    client.get(PAGE)
    kept = asked(client, "get", PAGE)[1]
    page, shown = asked(client, "get", form)
    stored, steps = 0, 0
    while not page.request["PATH_INFO"].endswith("kontrollera/"):
        data = answers_to(page.content.decode(), "Ett svar")
        taken, n = asked(client, "post", page.request["PATH_INFO"], data)
        stored, steps = max(stored, n), steps + 1
        page, n = asked(client, "get", taken.headers["Location"])
        shown = max(shown, n)
    sent = asked(client, "post", page.request["PATH_INFO"], answers_to(page.content.decode(), ""))[1]
    return [
        at_most("queries.kept", "Queries: page, kept", kept, 1, ""),
        at_most("queries.fresh", "Queries: page, nothing kept", fresh, 8, ""),
        at_most("queries.shown", f"Queries: form step, shown (most of {steps})", shown, 10, ""),
        at_most("queries.stored", f"Queries: form step, stored (most of {steps})", stored, 10, ""),
        Row("queries.sent", "Queries: the form sent", sent),
    ]


def asked(client: Client, method: str, path: str, data: dict | None = None):
    """The answer, and how many queries it took; what begins and ends a transaction is none."""
    with CaptureQueriesContext(connection) as caught:
        answer = getattr(client, method)(path, data)
    if answer.status_code not in {200, 302}:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    begins = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    return answer, sum(not query["sql"].startswith(begins) for query in caught)
