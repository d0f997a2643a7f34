"""A backup taken while answers come in holds every one that had been confirmed, and is put back only where it fits."""

import json
import os
import subprocess
import sys
import threading
import uuid
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, connections
from django.utils import timezone
from django_scopes import scope

from config.backup import NotRestored, back_up, restore
from consultations.models import Response
from consultations.reporting.erasing import erase_responses
from tests.builders import a_consultation, a_response

LOOK = """
from consultations.models import Response
from django_scopes import scopes_disabled
with scopes_disabled():
    print(*sorted(map(str, Response.objects.values_list("pk", flat=True))))
"""


@pytest.fixture
def empty_place(tmp_path):
    """The environment of an empty database somewhere else, with the same keys."""
    place = {
        **os.environ,
        "MODE": "test",
        "DATA_DIR": str(tmp_path / "restored"),
        "RESPONSE_KEY": settings.RESPONSE_KEY,
    }
    if connection.vendor == "sqlite":
        place.pop("DATABASE_URL", None)
        yield place
        return
    name, at = f"restored_{uuid.uuid4().hex[:8]}", connection.settings_dict
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {name}")
    yield place | {"DATABASE_URL": f"postgresql://{at['USER']}@{at['HOST']}:{at['PORT'] or 5432}/{name}"}
    with connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE {name} WITH (FORCE)")


def manage(place: dict, *arguments: str, says: str = "") -> subprocess.CompletedProcess:
    command = [sys.executable, str(settings.BASE_DIR / "manage.py"), *arguments]
    return subprocess.run(command, env=place, input=says, capture_output=True, text=True, timeout=120)


@pytest.mark.django_db(transaction=True)
def test_what_was_confirmed_before_a_backup_began_is_in_it(tmp_path, empty_place):
    consultation = a_consultation(translated=False)
    confirmed: list[str] = []
    enough, full = threading.Event(), threading.Event()

    def answer():
        while not full.is_set():
            confirmed.append(str(a_response(consultation, {"Åker du buss?": "Ja"}).pk))
            if len(confirmed) >= 5:
                enough.set()
        connections.close_all()

    resident = threading.Thread(target=answer)
    resident.start()
    assert enough.wait(30)
    before = set(confirmed)
    Path(settings.MEDIA_ROOT).mkdir(parents=True, exist_ok=True)
    (Path(settings.MEDIA_ROOT) / "bild.txt").write_text("en bild")
    folder = back_up(tmp_path, now=timezone.now())
    full.set()
    resident.join()

    restored = manage(empty_place, "restore", str(folder))
    assert restored.returncode == 0, restored.stderr
    found = set(manage(empty_place, "shell", "--no-imports", "-c", LOOK).stdout.split())
    assert before <= found <= set(confirmed)
    assert (Path(empty_place["DATA_DIR"]) / "media" / "bild.txt").read_text() == "en bild"
    again = manage(empty_place, "restore", str(folder))
    assert (again.returncode, "not empty" in again.stderr) == (1, True)
    with scope(consultation=consultation):
        assert Response.objects.count() == len(confirmed)


@pytest.fixture
def backup(tmp_path, settings, db):
    """What a backup looks like, without the database's own content."""
    settings.MEDIA_ROOT = tmp_path / "media"
    folder = tmp_path / "backup"
    folder.mkdir()
    return folder


def refusal(folder) -> str:
    with pytest.raises(NotRestored) as refused:
        restore(folder)
    return str(refused.value)


def test_a_folder_that_is_no_backup_is_refused(backup):
    assert "is no backup" in refusal(backup)


def test_a_backup_of_another_database_is_refused(backup):
    (backup / "manifest.json").write_text(json.dumps({"database": "oracle", "files": {}, "key": ""}))
    assert "is of oracle" in refusal(backup)


def test_a_damaged_file_is_refused(backup):
    (backup / "media.tar").write_bytes(b"changed")
    manifest = {"database": connection.vendor, "files": {"media.tar": "0" * 64}, "key": ""}
    (backup / "manifest.json").write_text(json.dumps(manifest))
    assert "media.tar" in refusal(backup)


def test_the_wrong_keys_are_refused(backup):
    manifest = {"database": connection.vendor, "files": {}, "key": "another"}
    (backup / "manifest.json").write_text(json.dumps(manifest))
    assert "RESPONSE_KEY" in refusal(backup)


@pytest.mark.django_db(transaction=True)
def test_what_was_erased_after_a_backup_is_erased_again_when_it_is_put_back(tmp_path, empty_place):
    consultation = a_consultation(translated=False)
    kept, erased = (a_response(consultation, {"Vad kan bli bättre?": text}).pk for text in ("Kvar", "Bort"))
    folder, listed = back_up(tmp_path, now=timezone.now()), tmp_path / "erasures.jsonl"
    erase_responses(consultation, [erased], what="responses", decision="KS-2026-7", on=timezone.localdate())
    call_command("erasures", export=listed, verbosity=0)

    missing = manage(empty_place, "restore", str(folder), "--erasures", str(tmp_path / "none"))
    assert (missing.returncode, "Nothing was restored" in missing.stderr) == (1, True)
    restored = manage(empty_place, "restore", str(folder), "--erasures", str(listed))
    assert "1 of 1 had come back" in restored.stdout, restored.stderr
    assert manage(empty_place, "shell", "--no-imports", "-c", LOOK).stdout.split() == [str(kept)]
    again = manage(empty_place, "erasures", "--replay", str(listed))
    assert "0 of 1 had come back" in again.stdout
