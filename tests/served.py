"""Databases and served demos for the tests. What takes long is made once a run, whatever the number of processes:
an empty migrated database, and the demo loaded into a copy of it. Every test process and every server that is
started gets a copy of its own, and is ready within seconds.
"""

import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

import psycopg
from django.conf import settings

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "a password for the tests"
_started: dict[int, subprocess.Popen] = {}  # by process id: those that are children of this process


@contextmanager
def shared(place: Path, make: Callable[[], dict], unmake: Callable[[dict], None]) -> Iterator[dict]:
    """What ``make`` gives, made by the first process that asks for it and unmade by the last one that leaves."""
    place.mkdir(parents=True, exist_ok=True)
    state = place / "shared.json"
    with _alone(place):
        users, made = json.loads(state.read_text()) if state.exists() else (0, None)
        made = made if users else make()
        state.write_text(json.dumps([users + 1, made]))
    try:
        yield made
    finally:
        with _alone(place):
            users, made = json.loads(state.read_text())
            state.write_text(json.dumps([users - 1, made]))
            if users == 1:
                unmake(made)


@contextmanager
def _alone(place: Path) -> Iterator[None]:
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(place: Path) -> dict:
    """An empty migrated database. On SQLite the one that is kept in .build, unless the migrations have changed."""
    return _made(place, "migrated", "prepare_database")


def load(migrated: dict, place: Path) -> dict:
    """A DATA_DIR with the demo in it, and on PostgreSQL its database."""
    return _made(place, "loaded", "prepare", template=migrated["database"])


def _made(place: Path, name: str, rule: str, template: str = "template1") -> dict:
    data_dir, database = place / "data", f"tilltals_{name}_{secrets.token_hex(4)}"
    data_dir.mkdir()
    if not on_sqlite():
        copy_database(template, database)
    code = f"from config.preparing import {rule} as make; make()"
    command = [sys.executable, str(ROOT / "manage.py"), "shell", "-v0", "--no-imports", "-c", code]
    done = subprocess.run(
        command, env=environment_of(data_dir, database, port=0), cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return {"data_dir": str(data_dir), "database": database}


def remove(made: dict) -> None:
    if not on_sqlite():
        drop_database(made["database"])
    shutil.rmtree(made["data_dir"])


def copy_test_database(migrated: dict, own: str) -> None:
    """Puts the migrated database where a test process has its own, over what is there."""
    if not on_sqlite():
        drop_database(own)
        copy_database(migrated["database"], own)
        return
    with (
        closing(sqlite3.connect(Path(migrated["data_dir"]) / "tilltals.sqlite3")) as source,
        closing(sqlite3.connect(own)) as target,
    ):
        source.backup(target)


def remove_test_database(own: str) -> None:
    if not on_sqlite():
        drop_database(own)
        return
    for name in (own, f"{own}-wal", f"{own}-shm", f"{own}-journal"):
        Path(name).unlink(missing_ok=True)


def start(kept: dict, place: Path) -> dict:
    """Serves a copy of what is kept. Ends with ``stop``, in this process or in another one."""
    data_dir, database, port = place / "data", f"tilltals_served_{secrets.token_hex(4)}", a_free_port()
    shutil.rmtree(data_dir, ignore_errors=True)
    shutil.copytree(kept["data_dir"], data_dir)
    if not on_sqlite():
        copy_database(kept["database"], database)
    environment, log = environment_of(data_dir, database, port=port), data_dir / "server.log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [sys.executable, str(ROOT / "manage.py"), "serve"],
            env=environment,
            cwd=ROOT,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    _started[server.pid] = server
    address = f"http://127.0.0.1:{port}"
    wait_for(f"{address}/-/health/ready", server, log)
    return {"address": address, "pid": server.pid, "database": database, "data_dir": str(data_dir)}


def stop(served: dict) -> None:
    """At once. (That it also stops kindly is tests/project/test_serving.py's business.)"""
    os.killpg(served["pid"], signal.SIGKILL)
    if own := _started.pop(served["pid"], None):
        own.wait()
    if not on_sqlite():
        drop_database(served["database"])


@contextmanager
def serving(kept: dict, place: Path) -> Iterator[dict]:
    """A server of one's own, which may be killed; with the environment of its commands."""
    place.mkdir(parents=True, exist_ok=True)
    served = start(kept, place)
    try:
        yield served | {"environment": environment_of(Path(served["data_dir"]), served["database"], port=0)}
    finally:
        stop(served)


def environment_of(data_dir: Path, database: str, *, port: int) -> dict[str, str]:
    environment = os.environ | {
        "MODE": "demo",
        "DATA_DIR": str(data_dir),
        "PORT": str(port),
        "DEMO_PASSWORD": PASSWORD,
        "DATABASE_URL": "" if on_sqlite() else address_of(database),
        "PYTHONWARNINGS": "default",
    }
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    return environment


def wait_for(address: str, server: subprocess.Popen, log: Path) -> None:
    for _ in range(900):
        try:
            if urlopen(address, timeout=1).status == 200:  # noqa: S310
                return
        except (URLError, OSError):
            time.sleep(0.1)
        assert server.poll() is None, log.read_text()
    raise AssertionError(log.read_text())


def a_free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def on_sqlite() -> bool:
    return "sqlite" in settings.DATABASES["default"]["ENGINE"]


def copy_database(template: str, database: str) -> None:
    _as_owner(f'CREATE DATABASE "{database}" TEMPLATE "{template}"')


def drop_database(database: str) -> None:
    _as_owner(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def _as_owner(statement: str) -> None:
    with psycopg.connect(dbname="postgres", autocommit=True, **_known()) as connection:
        connection.execute(statement)


def _known() -> dict[str, str]:
    """Host, port, user and password of the suite's database server, as far as they are said."""
    database = settings.DATABASES["default"]
    return {name.lower(): str(database[name]) for name in ("HOST", "PORT", "USER", "PASSWORD") if database[name]}


def address_of(database: str) -> str:
    known = _known()
    password = f":{quote(known['password'])}" if "password" in known else ""
    credentials = f"{quote(known['user'])}{password}@" if "user" in known else ""
    port = f":{known['port']}" if "port" in known else ""
    return f"postgresql://{credentials}{known.get('host', '')}{port}/{database}"
