"""What the server gives a second: our page and our submission beside a bare view and a bare insert, in pairs."""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from pathlib import Path
from statistics import median
from urllib.request import Request, urlopen

from django.db import connection

from tests.full.begun import Begun, begin
from tests.resident import Resident

ROOT = Path(__file__).resolve().parents[2]
CLIENTS = 16
PAGE = "/sv/samrad/sex-principer-for-dialog/"
FIELDS = ", ".join(f"a{n} text" for n in range(1, 9))


def a_row(what: str, value: float, unit: str = "", *, limit=None, at_least: bool = True) -> dict:
    missed = limit is not None and (value < limit if at_least else value > limit)
    return {"what": what, "value": value, "unit": unit, "limit": limit, "missed": missed}


def measure(stack, *, seconds: float, rounds: int) -> list[dict]:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_bare")
        cursor.execute(f"CREATE TABLE bench_bare ({FIELDS})")
    ours = a_server(stack, {})
    size = len(urlopen(f"http://{ours}{PAGE}").read())
    bare = a_server(stack, {"DJANGO_SETTINGS_MODULE": "tests.bench.bare_settings", "BARE_BYTES": str(size)})
    return [*pages(ours, bare, seconds, rounds), *submissions(ours, bare, rounds), *first_visit(ours)]


def a_server(stack, environment: dict) -> str:
    """host:port of a server with the shipped settings, ended with the stack."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    path = os.pathsep.join([str(ROOT / "site"), str(ROOT)])
    server = subprocess.Popen(
        [sys.executable, str(ROOT / "manage.py"), "web", "--port", str(port)],
        env=os.environ | {"PYTHONPATH": path} | environment,
        cwd=ROOT,
    )
    stack.callback(lambda: (server.terminate(), server.wait(10)))
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return f"127.0.0.1:{port}"
        time.sleep(0.1)
    raise RuntimeError("The server did not start.")


def pages(ours: str, bare: str, seconds: float, rounds: int) -> list[dict]:
    pairs = [(gets_a_second(ours, PAGE, seconds), gets_a_second(bare, "/page", seconds)) for _ in range(rounds)]
    ratio = median(our / limit for our, limit in pairs)
    return [
        a_row("page, anonymous, warm: requests a second", median(our for our, _ in pairs), "1/s"),
        a_row("bare view of the same size: requests a second", median(limit for _, limit in pairs), "1/s"),
        a_row(f"page of the bare view, median of {rounds} pairs", ratio, "ratio", limit=round(1 / 1.5, 3)),
    ]


def gets_a_second(host: str, path: str, seconds: float, *, method: str = "GET") -> float:
    """Requests a second that 16 clients get answered with 200."""
    until, counts, lock = time.perf_counter() + seconds, [], threading.Lock()

    def keep_asking():
        line, answered = http.client.HTTPConnection(host), 0
        while time.perf_counter() < until:
            line.request(method, path)
            response = line.getresponse()
            response.read()
            answered += response.status == 200
        with lock:
            counts.append(answered)

    clients = [threading.Thread(target=keep_asking) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    return sum(counts) / seconds


def submissions(ours: str, bare: str, rounds: int, *, at_once: int = 200) -> list[dict]:
    """The request that sends a filled-in form (cookie, token, draft, validation, key), beside a bare insert."""
    forms = begin(dict(os.environ), at_once * (rounds + 1))
    pairs = []
    for first in range(0, len(forms), at_once):
        ours_a_second = sendings_a_second(ours, forms[first : first + at_once])
        pairs.append((ours_a_second, gets_a_second(bare, "/insert", at_once / ours_a_second)))
    del pairs[0]  # the first warms up
    ratio = median(our / limit for our, limit in pairs)
    limit = 0.4 if connection.vendor == "postgresql" else 0.5
    return [
        a_row("submission through the real form: a second", median(our for our, _ in pairs), "1/s"),
        a_row("bare insert of eight answers: a second", median(limit for _, limit in pairs), "1/s"),
        a_row(f"submission of the bare insert, median of {rounds} pairs", ratio, "ratio", limit=limit),
    ]


def sendings_a_second(host: str, forms: list[Begun]) -> float:
    """How many prepared forms a second 16 clients send that are answered with the redirect to the receipt."""
    waiting, answers = deque(forms), []

    def keep_sending():
        resident = Resident(host, keep_alive=True)
        while waiting:
            form = waiting.popleft()
            resident.cookies = dict(form.cookies)
            answers.append(resident.ask("POST", form.path, form.fields)[0])
        resident.close()

    clients = [threading.Thread(target=keep_sending) for _ in range(CLIENTS)]
    begun = time.perf_counter()
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    taken = time.perf_counter() - begun
    if answers != [302] * len(forms):
        raise RuntimeError(f"Not all were received: {sorted(set(answers))}, {len(answers)} of {len(forms)}")
    return len(forms) / taken


def first_visit(host: str) -> list[dict]:
    """Bytes and requests of a first visit to the consultation page, compressed as a browser gets them."""
    page, size = fetch(host, PAGE)
    parts = {part.split('"')[0] for part in page.replace('href="/static', 'src="/static').split('src="')[1:]}
    sizes = [fetch(host, part)[1] for part in parts if part.startswith("/static")]
    return [
        a_row("first visit: kilobytes in all", (size + sum(sizes)) / 1000, "kB", limit=25, at_least=False),
        a_row("first visit: requests", 1 + len(sizes), "", limit=4, at_least=False),
    ]


def fetch(host: str, path: str) -> tuple[str, int]:
    answer = urlopen(Request(f"http://{host}{path}", headers={"Accept-Encoding": "gzip"}))
    sent = answer.read()
    if answer.headers.get("Content-Encoding") == "gzip":
        import gzip

        return gzip.decompress(sent).decode(errors="replace"), len(sent)
    return sent.decode(errors="replace"), len(sent)
