"""Taking everything out to a folder, and putting it back in an empty place: database, media, and what proves them whole.

The keys are not in it: they are kept apart (docs/operators.md), and a backup says which ones it belongs to.
"""

import hashlib
import hmac
import json
import os
import subprocess
import tarfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.core.management import call_command
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

ATTACHED = "files"  # what residents attached, encrypted; in the private storage
MANIFEST, MEDIA = "manifest.json", "media.tar"
DATABASE = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}


class NotRestored(Exception):  # noqa: N818
    """A backup that can't be put back here. Its text is fit for the operator."""


def back_up(to: Path, *, now: datetime) -> Path:
    """Writes a backup into a new folder below ``to`` and gives it. It has its name only once it is whole and on disk."""
    folder = to / f"tilltals-{now:%Y%m%d-%H%M%S}"
    unfinished = folder.with_name(f"{folder.name}.part")
    unfinished.mkdir(parents=True, mode=0o700)
    _dump(unfinished / DATABASE[connection.vendor])
    with tarfile.open(unfinished / MEDIA, "w") as tar:
        if Path(settings.MEDIA_ROOT).exists():
            tar.add(settings.MEDIA_ROOT, arcname="media")
        if (attached := Path(storages["private"].location) / ATTACHED).exists():
            tar.add(attached, arcname=f"private/{ATTACHED}")
    (unfinished / MANIFEST).write_text(json.dumps(_manifest(unfinished, now=now), indent=1))
    for file in unfinished.iterdir():
        _sync(file)
    unfinished.rename(folder)
    _sync(to)
    return folder


def restore(folder: Path) -> dict:
    """Puts a backup back into an empty database and gives its manifest. Raises NotRestored, before anything is touched."""
    manifest = _checked_manifest(folder)
    if connection.introspection.table_names():
        raise NotRestored("The database is not empty. Restore into a new one, or another DATA_DIR.")
    _load(folder / DATABASE[connection.vendor])
    with tarfile.open(folder / MEDIA) as tar:
        tar.extractall(Path(settings.MEDIA_ROOT).parent, filter="data")
    call_command("migrate", verbosity=0, interactive=False)
    return manifest


def key_mark() -> str:
    """Tells whether two places have the same RESPONSE_KEY, and nothing of the key."""
    return hmac.new(settings.RESPONSE_KEY.encode(), b"backup", hashlib.sha256).hexdigest()[:16]


def _manifest(folder: Path, *, now: datetime) -> dict:
    files = (folder / name for name in (DATABASE[connection.vendor], MEDIA))
    return {
        "made": now.isoformat(),
        "database": connection.vendor,
        "key": key_mark(),
        "migrations": sorted(map(list, MigrationRecorder(connection).applied_migrations())),
        "files": {file.name: _digest(file) for file in files},
    }


def _checked_manifest(folder: Path) -> dict:
    if not (folder / MANIFEST).exists():
        raise NotRestored(f"{folder} is no backup: it has no {MANIFEST}.")
    manifest = json.loads((folder / MANIFEST).read_text())
    if manifest["database"] != connection.vendor:
        raise NotRestored(f"The backup is of {manifest['database']}, and this is {connection.vendor}.")
    broken = [name for name, digest in manifest["files"].items() if _digest(folder / name) != digest]
    if broken:
        raise NotRestored(f"Not as they were written: {', '.join(broken)}.")
    marks = {key_mark()} | {_mark_of(key) for key in settings.RESPONSE_KEY_FALLBACKS}
    if manifest["key"] not in marks:
        raise NotRestored(
            "The backup belongs to another RESPONSE_KEY: no receipt could be looked up. Set the right one."
        )
    return manifest


def _mark_of(key: str) -> str:
    return hmac.new(key.encode(), b"backup", hashlib.sha256).hexdigest()[:16]


def _dump(to: Path) -> None:
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(to)])
    else:
        _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={to}"])


def _load(dump: Path) -> None:
    if connection.vendor == "sqlite":
        _load_sqlite(dump)
    else:
        database = connection.settings_dict["NAME"]
        _run(["pg_restore", "--no-owner", "--exit-on-error", "--single-transaction", f"--dbname={database}", str(dump)])
    connection.close()


def _load_sqlite(dump: Path) -> None:
    """The file takes the place of the empty one, whole or not at all."""
    place = Path(connection.settings_dict["NAME"])
    connection.close()
    unfinished = place.with_suffix(".part")
    unfinished.write_bytes(dump.read_bytes())
    _sync(unfinished)
    for leftover in ("-wal", "-shm", "-journal"):
        place.with_name(place.name + leftover).unlink(missing_ok=True)
    unfinished.replace(place)
    _sync(place.parent)


def _run(command: Iterable[str]) -> None:
    """A program of PostgreSQL's, with the connection in its environment: a password never stands among arguments."""
    at = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {variable: str(at[name]) for variable, name in names.items() if at.get(name)}
    try:
        subprocess.run(list(command), check=True, env=os.environ | environment, capture_output=True, text=True)  # noqa: S603
    except FileNotFoundError as error:
        raise NotRestored(f"{error.filename} is missing. Install PostgreSQL's client programs.") from error
    except subprocess.CalledProcessError as error:
        raise NotRestored(error.stderr.strip()) from error


def _digest(file: Path) -> str:
    if not file.exists():
        return ""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
