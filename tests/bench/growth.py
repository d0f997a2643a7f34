"""What grows with what is stored, and must not: results and queue at more and more responses."""

import time
from statistics import median

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from consultations.models import Consultation, Response
from organisations.models import User
from tests.bench.serving import a_row

TURNS = 15
SLUG = "sex-principer-for-dialog"


def measure(sizes: list[int]) -> list[dict]:
    """Medians of the results page and the moderation queue at each size, as ratios of the first."""
    consultation = Consultation.objects.get(source_page__slug=SLUG)
    pages = {
        "results": ("handlaggare", reverse("results", args=[consultation.pk]), 1.2),
        "queue": ("moderator", reverse("moderation_queue"), 1.5),
    }
    first, rows = {}, []
    for size in sizes:
        rows.append(load(consultation, size))
        for what, (username, address, limit) in pages.items():
            seconds, queries = shown(username, address)
            first.setdefault(what, (seconds, queries))
            rows.append(a_row(f"{what} at {size}: milliseconds, median of {TURNS}", seconds * 1000, "ms"))
            ratio = seconds / first[what][0]
            rows.append(a_row(f"{what} at {size} of {sizes[0]}", ratio, "ratio", limit=limit, at_least=False))
            rows.append(a_row(f"{what} at {size}: queries more", queries - first[what][1], "", limit=0, at_least=False))
    return rows


def load(consultation: Consultation, size: int) -> dict:
    with scope(consultation=consultation):
        more = size - Response.objects.count()
    begun = time.perf_counter()
    call_command("load_responses", str(consultation.pk), "--count", str(max(more, 0)), "--seed", str(size))
    rate = more / (time.perf_counter() - begun)
    return a_row(f"load_responses up to {size}: a second", rate, "1/s", limit=3000 if more >= 10_000 else None)


def shown(username: str, address: str) -> tuple[float, int]:
    """Median seconds to make the page, and its queries."""
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=username))
    client.get(address)
    times = []
    for _ in range(TURNS):
        begun = time.perf_counter()
        answer = client.get(address)
        times.append(time.perf_counter() - begun)
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status_code}")
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return median(times), len(queries)
