"""One command serves the site, keeps it running and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.project import ROOT

# The database is its own SQLite file, whatever the rest of the run uses.
PREPARE = "from config.preparing import prepare_database; prepare_database()"


def a_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def manage(*arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "manage.py"), *arguments]


def answers(port: int) -> bool:
    try:
        return urlopen(f"http://127.0.0.1:{port}/-/health/ready", timeout=5).status == 200
    except (URLError, OSError):
        return False


def wait_until(is_so, *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if is_so():
            return True
        time.sleep(0.1)
    return False


def children_of(server, command: str) -> list[int]:
    """Process ids of ``manage.py <command>`` in the server's group."""
    listed = subprocess.run(["ps", "-eo", "pid,pgid,args"], capture_output=True, text=True, check=True).stdout
    rows = [line.split(None, 2) for line in listed.splitlines()[1:]]
    return [int(pid) for pid, group, line in rows if int(group) == server.pid and f"manage.py {command} " in line]


@pytest.fixture(scope="module")
def environment(tmp_path_factory):
    """A prepared site of its own, and where it answers."""
    own = {"MODE": "demo", "DATA_DIR": str(tmp_path_factory.mktemp("served")), "DATABASE_URL": ""}
    environment = os.environ | own | {"PORT": str(a_free_port()), "DEMO_PASSWORD": "for a test"}
    subprocess.run(manage("shell", "-v0", "-c", PREPARE), env=environment, check=True)
    return environment


@pytest.fixture
def server(environment):
    """That site, being served."""
    port = int(environment["PORT"])
    process = subprocess.Popen(
        manage("serve"), env=environment, start_new_session=True, stdout=subprocess.PIPE, text=True
    )
    process.port = port
    assert wait_until(lambda: answers(port), seconds=60)
    yield process
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()


def test_a_server_that_dies_is_started_again_and_ctrl_c_ends_all_of_it(server):
    (web,) = children_of(server, "web")
    os.kill(web, signal.SIGKILL)
    assert wait_until(lambda: children_of(server, "web") not in ([], [web]) and answers(server.port), seconds=40)
    os.killpg(server.pid, signal.SIGINT)
    said, _ = server.communicate(timeout=20)
    assert server.returncode == 0
    assert f"http://127.0.0.1:{server.port}/" in said
    assert "for a test" in said
    assert children_of(server, "web") + children_of(server, "work") == []
    assert not answers(server.port)


def test_nothing_outlives_a_supervisor_that_is_killed(server):
    os.kill(server.pid, signal.SIGKILL)
    assert wait_until(lambda: children_of(server, "web") + children_of(server, "work") == [], seconds=20)


def test_a_port_that_is_taken_is_said_in_a_sentence(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        environment = os.environ | {"MODE": "demo", "DATA_DIR": str(tmp_path), "PORT": str(port)}
        done = subprocess.run(manage("serve"), env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    sentence = f"Port {port} can't be used (Address already in use). Choose another one: PORT={port + 1} make demo"
    assert done.stderr == f"CommandError: {sentence}\n"
