"""The shipped nginx in front of two applications: many slow clients cost the others nothing, and one of two may die."""

import contextlib
import http.client
import os
import re
import signal
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from tests.full.begun import ROOT
from tests.full.workers import serving
from tests.served import a_free_port

LIMIT = 0.5  # seconds, of the 95th percentile
SLOW_FROM_ONE = 100  # below what the configuration allows one address
PATH = "/-/health/ready"


def own_configuration(place: Path, *, listen: int, applications: list[int]) -> Path:
    """What we ship, with this machine's ports and paths in it and nothing else changed."""
    text = (ROOT / "deploy" / "nginx.conf").read_text()
    text = re.sub(r"(?<= )/tmp/", f"{place}/", text)
    servers = "\n".join(f"server 127.0.0.1:{port};" for port in applications)
    for old, new in (
        ("server app:8000;", servers),
        ("listen 8080;", f"listen 127.0.0.1:{listen};"),
        ("/dev/stderr", str(place / "error.log")),
        ("/dev/stdout", str(place / "access.log")),
    ):
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    own = place / "nginx.conf"
    own.write_text(text)
    return own


@contextlib.contextmanager
def proxying(place: Path, applications: list[int]) -> Iterator[int]:
    port = a_free_port()
    own = own_configuration(place, listen=port, applications=applications)
    place.chmod(0o755)
    master = subprocess.Popen(["nginx", "-p", str(place), "-c", str(own), "-g", "daemon off;"])
    try:
        for _ in range(100):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
                break
            time.sleep(0.1)
            assert master.poll() is None, (place / "error.log").read_text()
        yield port
    finally:
        master.terminate()
        master.wait()


@contextlib.contextmanager
def slow_clients(port: int, number: int) -> Iterator[list[socket.socket]]:
    """Connections that send a form a byte a second, from several addresses of this machine."""
    head = f"POST /sv/kvitto/ HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 5000\r\n\r\n".encode()
    over, clients = threading.Event(), []
    for which in range(number):
        source = (f"127.0.0.{2 + which // SLOW_FROM_ONE}", 0)
        client = socket.create_connection(("127.0.0.1", port), timeout=5, source_address=source)
        client.sendall(head)
        clients.append(client)

    def trickle() -> None:
        while not over.wait(1):
            for client in clients:
                with contextlib.suppress(OSError):
                    client.send(b"x")

    thread = threading.Thread(target=trickle, daemon=True)
    thread.start()
    try:
        yield clients
    finally:
        over.set()
        thread.join()
        for client in clients:
            client.close()


def ask(port: int) -> tuple[int, float]:
    """Status (0 when none came) and seconds of one request."""
    began = time.perf_counter()
    connection = http.client.HTTPConnection(f"127.0.0.1:{port}", timeout=5)
    try:
        connection.request("GET", PATH)
        status = connection.getresponse().status
    except (OSError, http.client.HTTPException):
        status = 0
    finally:
        connection.close()
    return status, time.perf_counter() - began


def ask_for_a_while(port: int, requests: int) -> dict:
    asked = [ask(port) for _ in range(requests)]
    p95 = statistics.quantiles([seconds for _, seconds in asked], n=20)[-1]
    return {"p95": round(p95, 3), "failed": sum(status != 200 for status, _ in asked), "asked": len(asked)}


def stand_in_front(environment: dict[str, str], place: Path, slow: int) -> dict:
    """What others met while ``slow`` clients trickled, and while one of the two applications was killed."""
    behind = environment | {"BEHIND_PROXY": "1"}
    ports = [a_free_port(), a_free_port()]
    with serving(behind, ports[0]), serving(behind, ports[1]) as second, proxying(place, ports) as front:
        with slow_clients(front, slow) as clients:
            others = ask_for_a_while(front, 200)
            done = sum(is_open(client) for client in clients)
        with slow_clients(ports[0], 100):
            control = ask_for_a_while(ports[0], 4)
        killer = threading.Timer(0.5, os.killpg, (second.pid, signal.SIGKILL))
        killer.start()
        orphaned = ask_for_a_while(front, 200)
        killer.join()
        # The control of the second trial: what was killed does not answer when it is asked itself.
        gone = ask(ports[1])[0] == 0
        wrong = {
            "slow for others": int(others["p95"] > LIMIT),
            "not answered beside slow clients": others["failed"],
            "not answered when one was killed": orphaned["failed"],
        }
        caught = gone and (control["p95"] > LIMIT or control["failed"] > 0)
        figures = {"others": others, "bare": control, "killed": orphaned}
        return {"done": done, "wrong": wrong, "control": caught, **figures}


def is_open(client: socket.socket) -> bool:
    """Whether the other side still listens: neither refused nor hung up."""
    client.setblocking(False)
    try:
        client.recv(1)  # an answer already, or the end: not slow any more
        return False
    except BlockingIOError:
        return True
    except OSError:
        return False
