"""All answers as CSV, beside a bare stream of the same rows of the database, from the same server."""

import http.client
import time
from statistics import median

from django.conf import settings
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from consultations.models import Consultation, Response
from organisations.models import User
from tests.bench.clients import quotient
from tests.bench.growth import SLUG
from tests.bench.rows import Row, at_least, at_most
from tests.bench.servers import Pair


def measure(pair: Pair, *, rounds: int) -> list[Row]:
    consultation = Consultation.objects.get(source_page__slug=SLUG)
    cookie, export = signed_in("handlaggare"), reverse("results_csv", args=[consultation.pk])
    with scope(consultation=consultation):
        size = Response.objects.count()
    streams = [
        (fetched(pair.ours, export, cookie), fetched(pair.bare, f"/stream/{consultation.pk}")) for _ in range(rounds)
    ]
    if any(ours.lines != size + 1 for ours, _ in streams):
        raise RuntimeError(f"{streams[0][0].lines} lines for {size} responses.")
    ours, bare = ([each.seconds for each in side] for side in zip(*streams, strict=True))
    first = median(ours.first for ours, _ in streams)
    name = f"CSV of {size:,}"
    return [
        Row("csv.rate", f"{name}: responses a second", size / median(ours), "1/s"),
        Row("csv.bare.rate", f"{name}: the same rows, bare: responses a second", size / median(bare), "1/s"),
        at_least("csv", f"{name}, of a bare stream of the same rows", quotient(bare, ours), 0.35),
        at_most("csv.first", f"{name}: first byte", first, 0.5, "s"),
    ]


class fetched:  # noqa: N801  reads as what it is: a stream, fetched
    """How long it took, until the first byte of the body and to the end, and how many lines came."""

    def __init__(self, host: str, path: str, cookie: str = "") -> None:
        line = http.client.HTTPConnection(host, timeout=300)
        begun = time.perf_counter()
        line.request("GET", path, headers={"Cookie": cookie} if cookie else {})
        answer = line.getresponse()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
        received = answer.read1()
        self.first = time.perf_counter() - begun
        self.lines, last = received.count(b"\r\n"), received[-1:]
        while received := answer.read1(1 << 18):
            cut = last == b"\r" and received.startswith(b"\n")  # A line's end may come in two pieces.
            self.lines, last = self.lines + received.count(b"\r\n") + cut, received[-1:]
        self.seconds = time.perf_counter() - begun
        line.close()


def signed_in(username: str) -> str:
    client = Client(SERVER_NAME="127.0.0.1")
    client.force_login(User.objects.get(username=username))
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"
