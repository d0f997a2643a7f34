"""Sixteen clients that ask as fast as they are answered, in one thread: what asks must not slow what answers."""

import re
import selectors
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import repeat
from statistics import median

CLIENTS = 16
PATIENCE = 30.0  # seconds without any answer, before we give up
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


@dataclass(frozen=True)
class Load:
    """How long each part of a round asks, and how many rounds there are."""

    seconds: float
    rounds: int

    def in_turn(self, **parts: Callable[[], float]) -> dict[str, list[float]]:
        """Every part once a round, in turn, so that what else the machine does hits them alike."""
        found: dict[str, list[float]] = {name: [] for name in parts}
        for _ in range(self.rounds):
            for name, part in parts.items():
                found[name].append(part())
        return found


def quotient(these: list[float], those: list[float]) -> float:
    """The median of the rounds' ratios."""
    return median(this / that for this, that in zip(these, those, strict=True))


def get(host: str, path: str, **headers: str) -> bytes:
    return request(
        "GET", host, path, {"Accept-Encoding": "gzip"} | {k.replace("_", "-"): v for k, v in headers.items()}
    )


def request(method: str, host: str, path: str, headers: dict[str, str], body: bytes = b"") -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}", *(f"{name}: {value}" for name, value in headers.items())]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode() + body


def repeated(host: str, sent: bytes, *, seconds: float, status: int = 200) -> float:
    """Answers a second to the same request for so long."""
    return _rate(host, repeat(sent), status, until=time.perf_counter() + seconds)


def each_once(host: str, requests: list[bytes], *, status: int) -> float:
    """Answers a second to these requests, each sent once."""
    return _rate(host, iter(requests), status)


def _rate(host: str, requests: Iterator[bytes], status: int, *, until: float = float("inf")) -> float:
    """Raises RuntimeError unless every answer has the status."""
    expected, answered = f"HTTP/1.1 {status} ".encode(), 0
    with selectors.DefaultSelector() as selector:
        clients = [_Client(host, selector) for _ in range(CLIENTS)]
        begun = time.perf_counter()
        busy = sum(client.ask(requests) for client in clients)
        while busy:
            for key, _ in _ready(selector):
                if not (answer := key.data.take_in()):
                    continue
                if not answer.startswith(expected):
                    raise RuntimeError(f"{host} answered {answer[:300]!r}")
                answered += 1
                if time.perf_counter() >= until or not key.data.ask(requests):
                    key.data.close()
                    busy -= 1
        taken = time.perf_counter() - begun
        for client in clients:
            client.close()
    return answered / taken


def _ready(selector):
    if ready := selector.select(PATIENCE):
        return ready
    raise RuntimeError(f"No answer for {PATIENCE:.0f} seconds.")


class _Client:
    """A connection that is kept; one request on it at a time."""

    def __init__(self, host: str, selector) -> None:
        name, port = host.split(":")
        self.socket = socket.create_connection((name, int(port)), timeout=PATIENCE)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.selector, self.got = selector, b""
        selector.register(self.socket, selectors.EVENT_READ, self)

    def ask(self, requests: Iterator[bytes]) -> bool:
        """Sends the next request; False when there is none left."""
        if (sent := next(requests, None)) is None:
            return False
        self.socket.sendall(sent)
        return True

    def take_in(self) -> bytes:
        """The answer once it is whole; b"" before that."""
        if not (more := self.socket.recv(1 << 18)):
            raise RuntimeError("The server hung up.")
        self.got += more
        head = self.got.find(b"\r\n\r\n")
        if head < 0 or len(self.got) < head + 4 + self._length(self.got[:head]):
            return b""
        answer, self.got = self.got, b""
        return answer

    def _length(self, head: bytes) -> int:
        if found := LENGTH.search(head):
            return int(found[1]) if b" 304 " not in head[:13] else 0
        if b" 304 " in head[:13]:
            return 0
        raise RuntimeError(f"An answer without its length: {head[:200]!r}")

    def close(self) -> None:
        if self.socket.fileno() >= 0:
            self.selector.unregister(self.socket)
            self.socket.close()
