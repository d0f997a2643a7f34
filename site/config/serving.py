"""Runs a whole site from one command: the web server and the worker as child processes.

A child that ends by itself is started again. A signal stops them all, and a child whose parent is gone stops too
(its standard input ends), so that nothing is left behind.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings

TIME_TO_STOP = 15.0  # seconds, before a child is killed
TOO_SOON = 5.0  # a child that lives shorter than this has failed to start
PATIENCE = 4  # so many failed starts in a row, and we give up


class NotRunningError(Exception):
    """A part can't be kept running; the message says which."""


class Part:
    """A child process, ``manage.py <command>``, that is kept running."""

    def __init__(self, command: str, *arguments: str):
        self.name, self.arguments, self.failures = command, arguments, 0
        self.start()

    def start(self) -> None:
        manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
        arguments = [*manage, self.name, "--with-parent", *self.arguments]
        self.process = subprocess.Popen(arguments, stdin=subprocess.PIPE)  # noqa: S603
        self.started = time.monotonic()

    def keep_running(self) -> None:
        if self.process.poll() is None:
            return
        self.failures = self.failures + 1 if time.monotonic() - self.started < TOO_SOON else 0
        if self.failures >= PATIENCE:
            raise NotRunningError(f"{self.name} ended {PATIENCE} times right after its start; the reason stands above.")
        sys.stderr.write(f"{self.name} ended with code {self.process.returncode}: starting it again.\n")
        self.start()

    def stop(self, *, deadline: float) -> None:
        try:
            self.process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            sys.stderr.write(f"{self.name} does not stop: killed.\n")
            self.process.kill()
            self.process.wait()


class Supervisor:
    """Keeps the parts running until SIGINT or SIGTERM."""

    def __init__(self, *, port: int, when_ready):
        self.port, self.when_ready = port, when_ready
        self.stopping = threading.Event()

    def run(self) -> None:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: self.stopping.set())
        parts = [Part("web", "--port", str(self.port)), Part("work")]
        try:
            self._watch(parts)
        finally:
            stop(parts)

    def _watch(self, parts) -> None:
        is_ready = False
        while not self.stopping.wait(0.2 if not is_ready else 1):
            for part in parts:
                part.keep_running()
            if not is_ready and answers(self.port):
                is_ready = True
                self.when_ready()


def stop(parts) -> None:
    deadline = time.monotonic() + TIME_TO_STOP
    for part in parts:
        part.process.terminate()
    for part in parts:
        part.stop(deadline=deadline)


def answers(port: int) -> bool:
    name = settings.ALLOWED_HOSTS[0] if settings.ALLOWED_HOSTS else "127.0.0.1"
    question = Request(f"http://127.0.0.1:{port}/-/health/ready", headers={"Host": name})
    try:
        with urlopen(question, timeout=5) as response:  # noqa: S310
            return response.status == 200
    except (URLError, OSError):
        return False


def stop_with_parent() -> None:
    """In a child: leaves Ctrl-C to the parent, which says stop; and stops when the parent is gone."""
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})

    def wait_for_the_end():
        os.read(sys.stdin.fileno(), 1)  # Nothing is ever written: this returns when the parent's end is closed.
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=wait_for_the_end, daemon=True).start()
