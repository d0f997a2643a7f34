"""What must not grow with what is stored: public results, dashboard and queue at more and more responses.

Each is divided by a page that has nothing to do with responses, fetched right before it, so that a machine which
slows down between two sizes does not look like growth.
"""

import io
import re
import time
from statistics import median

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django_scopes import scope

from consultations.models import Consultation, Response
from consultations.results.releases import publish_release
from organisations.models import User
from tests.bench.rows import Row, at_least, at_most

SLUG = "ideer-till-demokrativeckan"
PUBLIC = f"/sv/samrad/{SLUG}/?nytt=1"
STEADY = "/sv/?nytt=1"
LOADED_A_SECOND = 3_000


def measure(sizes: list[int], *, turns: int) -> list[Row]:
    consultation = Consultation.objects.get(source_page__slug=SLUG)
    watched = [Watched(*each) for each in faces(consultation)]
    rows = []
    for size in sizes:
        rows += load(consultation, size)
        for page in watched:
            rows += page.at(size, turns)
    return rows


def faces(consultation: Consultation) -> list[tuple]:
    queue = reverse("moderation_queue")
    return [
        ("results", "Public results", "", PUBLIC, 1.2),
        ("dashboard", "Dashboard", "handlaggare", reverse("results", args=[consultation.pk]), 1.2),
        ("dashboards", "List of dashboards", "handlaggare", reverse("results_index"), 1.2),
        ("queue", "Moderation queue", "moderator", queue, 1.5),
        ("queue.deep", "Moderation queue, deep in it", "moderator", f"{queue}?after=2026-10-10_{'8' * 32}", 1.5),
    ]


def load(consultation: Consultation, size: int) -> list[Row]:
    """Brings the consultation to so many responses, counted and released."""
    with scope(consultation=consultation):
        more = max(1, size - Response.objects.count())
    told, now = io.StringIO(), timezone.now()
    call_command("load_responses", str(consultation.pk), count=more, seed=size, stdout=told)
    stored, counted = (float(n) for n in re.findall(r"in ([\d.]+) s", told.getvalue()))
    publish_release(consultation, by=User.objects.get(username="handlaggare"), now=now)
    if connection.vendor == "postgresql":  # What autovacuum does within a minute.
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
    if more < 10_000:
        return []
    rate = more / max(stored, 0.001)
    return [
        at_least(f"load.{size}", f"load_responses up to {size:,}: stored a second", rate, LOADED_A_SECOND, "1/s"),
        Row(f"fold.{size}", f"load_responses up to {size:,}: counted a second", more / max(counted, 0.001), "1/s"),
    ]


class Watched:
    """A page and what it took at the first size."""

    def __init__(self, name: str, what: str, username: str, address: str, limit: float) -> None:
        self.name, self.what, self.address, self.limit = name, what, address, limit
        self.client, self.anyone = Client(SERVER_NAME="127.0.0.1"), Client(SERVER_NAME="127.0.0.1")
        if username:
            self.client.force_login(User.objects.get(username=username))
        self.first: tuple[int, float, int] | None = None

    def at(self, size: int, turns: int) -> list[Row]:
        seconds, weight = self.weigh(turns)
        queries = self.queries()
        shown = Row(f"{self.name}.{size}.ms", f"{self.what} at {size:,}", seconds * 1000, "ms")
        if self.first is None:
            self.first = (size, weight, queries)
            return [shown, Row(f"{self.name}.queries", f"{self.what}: queries", queries)]
        base, weight_then, queries_then = self.first
        what = f"{self.what} at {size:,}, of that at {base:,}"
        more = queries - queries_then
        return [
            shown,
            at_most(f"{self.name}.{size}", what, weight / weight_then, self.limit),
            at_most(f"{self.name}.{size}.queries", f"{self.what} at {size:,}: more queries", more, 0, ""),
        ]

    def weigh(self, turns: int) -> tuple[float, float]:
        """Median seconds, and the median of the quotients by the steady page."""
        self._took(self.anyone, STEADY), self._took(self.client, self.address)
        pairs = [(self._took(self.anyone, STEADY), self._took(self.client, self.address)) for _ in range(turns)]
        return median(took for _, took in pairs), median(took / steady for steady, took in pairs)

    def queries(self) -> int:
        with CaptureQueriesContext(connection) as caught:
            self._took(self.client, self.address)
        return len(caught)

    def _took(self, client: Client, address: str) -> float:
        begun = time.perf_counter()
        answer = client.get(address)
        taken = time.perf_counter() - begun
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
        return taken
