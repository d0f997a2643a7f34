"""The site and the bare limits, each on the production server with the settings that we ship."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
PAGE = "/sv/samrad/sex-principer-for-dialog/"
ENCODED = {"Accept-Encoding": "gzip"}
FIELDS = ", ".join(f"a{n} text" for n in range(1, 9))


@dataclass(frozen=True)
class Pair:
    """host:port of both."""

    ours: str
    bare: str


def start_pair(stack: ExitStack) -> Pair:
    """The bare page has as many bytes as ours has on its way to a browser."""
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE bench_bare ({FIELDS})")
    ours = start(stack, {})
    size = len(urlopen(Request(f"http://{ours}{PAGE}", headers=ENCODED)).read())
    bare = start(stack, {"DJANGO_SETTINGS_MODULE": "tests.bench.bare_settings", "BARE_BYTES": str(size)})
    return Pair(ours, bare)


def start(stack: ExitStack, environment: dict) -> str:
    """Gunicorn with deploy/gunicorn.conf.py, except that no worker is replaced in the middle of a measurement."""
    host = f"127.0.0.1:{a_free_port()}"
    path = os.pathsep.join([str(ROOT / "site"), str(ROOT)])
    command = [sys.executable, "-m", "gunicorn", "-c", str(ROOT / "deploy" / "gunicorn.conf.py")]
    server = subprocess.Popen(
        [*command, "--max-requests", "0", "--log-level", "warning", "config.wsgi:application"],
        env=os.environ | {"PYTHONPATH": path, "BIND": host, "WORKERS": "2"} | environment,
        cwd=ROOT,
    )
    stack.callback(end, server)
    wait_for(host)
    return host


def end(server: subprocess.Popen) -> None:
    server.send_signal(signal.SIGTERM)
    try:
        server.wait(20)
    except subprocess.TimeoutExpired:
        server.kill()


def a_free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(host: str) -> None:
    name, port = host.split(":")
    for _ in range(600):
        with socket.socket() as probe:
            if probe.connect_ex((name, int(port))) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError("The server did not start.")
