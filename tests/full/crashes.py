"""PostgreSQL crashed in the middle of sendings, again and again, on a server that is made for it and thrown away."""

import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.full.begun import begin, compare
from tests.full.kills import IN_FLIGHT, THREADS
from tests.full.load import Load, press_again
from tests.full.workers import serving
from tests.served import a_free_port

A_CRASH = 100  # forms for each
AT_STAKE = 20  # confirmed since the crash before: what a careless server would lose
# Nothing is written before the buffers are full: a server that only commits late still writes once there is a megabyte.
CARELESS = " -c synchronous_commit=off -c wal_writer_delay=10s -c wal_writer_flush_after=1GB -c wal_buffers=256MB -c bgwriter_lru_maxpages=0"


class Postgres:
    """A server of our own. It refuses to run as root, so its folder belongs to its account then."""

    def __init__(self, place: Path) -> None:
        self.place, self.port = place, a_free_port()
        self.bin = max(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
        place.chmod(0o755)
        if os.getuid() == 0:
            shutil.chown(place, "postgres", "postgres")
        self.run("initdb", "-D", f"{place}/data", "-U", "root", "--auth=trust")

    def run(self, command: str, *arguments: str) -> None:
        account = ["runuser", "-u", "postgres", "--"] if os.getuid() == 0 else []
        done = subprocess.run(
            [*account, str(self.bin / command), *arguments], capture_output=True, text=True, check=False, cwd="/"
        )
        assert done.returncode == 0, done.stderr + done.stdout

    def start(self, *, durable: bool = True) -> None:
        options = f"-p {self.port} -k {self.place} -c listen_addresses=127.0.0.1 -c max_connections=60"
        options += "" if durable else CARELESS
        self.run("pg_ctl", "-D", f"{self.place}/data", "-w", "-l", f"{self.place}/log", "-o", options, "start")

    def crash(self) -> None:
        self.run("pg_ctl", "-D", f"{self.place}/data", "-m", "immediate", "-w", "stop")

    @property
    def address(self) -> str:
        return f"postgresql://root@127.0.0.1:{self.port}/postgres"


@contextmanager
def postgres() -> Iterator[Postgres]:
    place = Path(tempfile.mkdtemp(prefix="tilltals-postgres-"))
    server = Postgres(place)
    server.start()
    try:
        yield server
    finally:
        server.crash()
        shutil.rmtree(place)


def crash_again_and_again(environment: dict[str, str], server: Postgres, crashes: int, *, durable: bool = True) -> dict:
    """What happened, in figures. ``wrong`` lists what must be empty."""
    server.crash()
    server.start(durable=durable)
    port, done, chance = a_free_port(), [], random.Random(13)  # noqa: S311 - the same each time
    forms = begin(environment, crashes * A_CRASH)
    server.run("psql", "-h", "127.0.0.1", "-p", str(server.port), "-U", "root", "-c", "CHECKPOINT", "postgres")
    load = Load(f"127.0.0.1:{port}", forms, THREADS)
    with serving(environment, port):
        load.start()
        while len(done) < crashes and not load.is_over:
            confirmed = len(load.confirmed)
            time.sleep(chance.uniform(0.2, 0.8))
            while not load.is_over and (load.in_flight < IN_FLIGHT or len(load.confirmed) < confirmed + AT_STAKE):
                time.sleep(0.001)
            done += [load.in_flight] if load.in_flight >= IN_FLIGHT else []
            server.crash()
            server.start(durable=durable)
        load.wait(seconds=600)
        changed = (
            []
            if not durable
            else press_again(load.host, [f for f in forms[::10] if f.key in load.confirmed], load.confirmed)
        )
    wrong = compare(environment, load.confirmed) | {"changed": load.changed + changed, "stuck": load.stuck}
    return {
        "crashes": len(done),
        "in_flight": min(done, default=0),
        "confirmed": len(load.confirmed),
        "wrong": {name: len(found) for name, found in wrong.items()},
    }
