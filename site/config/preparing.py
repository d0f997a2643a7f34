"""Makes a place ready to serve: database, demo content and static files. What is done already is not done again.

Migrating an empty database takes longer than anything else, so an empty migrated SQLite file is kept in .build and
a new DATA_DIR begins as a copy of it. The migrations run in any case and add what the copy lacks.
"""

import hashlib
import os
import shutil
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

BUILD = settings.BASE_DIR / ".build"


def prepare() -> None:
    prepare_database()
    if settings.MODE == "demo":
        call_command("load_demo", verbosity=0)
    collect_static_files()


def prepare_database() -> None:
    kept = BUILD / f"migrated-{_fingerprint(_migrations())}.sqlite3"
    is_new = connection.vendor == "sqlite" and not Path(connection.settings_dict["NAME"]).exists()
    if is_new and kept.exists():
        shutil.copyfile(kept, connection.settings_dict["NAME"])
    call_command("migrate", verbosity=0, interactive=False)
    if is_new and not kept.exists():
        _keep_a_copy(kept)


def _keep_a_copy(kept: Path) -> None:
    kept.parent.mkdir(parents=True, exist_ok=True)
    for older in kept.parent.glob("migrated-*.sqlite3*"):
        older.unlink(missing_ok=True)
    unfinished = kept.with_suffix(f".{os.getpid()}.part")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(unfinished)])
    unfinished.replace(kept)


def collect_static_files() -> None:
    """Collects, hashes and compresses them, unless they are those of the last time."""
    mark = settings.STATIC_ROOT / "collected-from"
    wanted = _fingerprint(path for folder in settings.STATICFILES_DIRS for path in sorted(Path(folder).rglob("*")))
    if mark.exists() and mark.read_text() == wanted:
        return
    mark.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(wanted)


def _migrations():
    return sorted([*settings.BASE_DIR.glob("*/migrations/0*.py"), *settings.BASE_DIR.glob("site/*/migrations/0*.py")])


def _fingerprint(paths) -> str:
    """Changes with the content of the files, and with the installed packages."""
    digest = hashlib.sha256((settings.BASE_DIR / "requirements" / "base.txt").read_bytes())
    for path in paths:
        if path.is_file():
            digest.update(str(path.relative_to(settings.BASE_DIR)).encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:16]
