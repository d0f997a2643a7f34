"""The site served by the production server, whose workers can be killed: the master forks new ones at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.full.begun import ROOT

APPLICATION = "config.wsgi:application"


@contextmanager
def serving(environment: dict[str, str], port: int, *, application: str = APPLICATION) -> Iterator[subprocess.Popen]:
    """Gunicorn with the shipped settings, loaded before it forks so that a killed worker is soon replaced."""
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--preload",
        "-c",
        str(ROOT / "deploy" / "gunicorn.conf.py"),
        application,
    ]
    own = environment | {
        "BIND": f"127.0.0.1:{port}",
        "PYTHONPATH": f"{ROOT / 'site'}:{ROOT}",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    log = Path(environment["DATA_DIR"]) / "gunicorn.log"
    with log.open("a") as output:
        master = subprocess.Popen(command, env=own, cwd=ROOT, stdout=output, stderr=output, start_new_session=True)
    try:
        wait_until_it_answers(port, master, log)
        yield master
    finally:
        os.killpg(master.pid, signal.SIGKILL)
        master.wait()


def wait_until_it_answers(port: int, master: subprocess.Popen, log: Path) -> None:
    for _ in range(600):
        try:
            if urlopen(f"http://127.0.0.1:{port}/-/health/live", timeout=2).status == 200:
                return
        except (URLError, OSError):
            time.sleep(0.1)
        assert master.poll() is None, log.read_text()
    raise AssertionError(log.read_text())


def kill_workers(master: subprocess.Popen) -> int:
    """SIGKILLs every worker, at once; how many there were."""
    workers = Path(f"/proc/{master.pid}/task/{master.pid}/children").read_text().split()
    for worker in workers:
        os.kill(int(worker), signal.SIGKILL)
    return len(workers)
