"""The tree: names, sizes and who may import whom."""

import ast
import re

import pytest
from django.core.management import call_command

from tests.project import CODE, ROOT, files

# Data walks one way through the rooms: each may import those before it, and no other.
ROOMS = ["enums", "models", "questions", "responding", "moderation", "results", "reporting", "wagtail_hooks"]
PYTHON = [*files(*CODE, "tests", endings=(".py",)), ROOT / "manage.py"]
FORBIDDEN_NAMES = {"utils", "helpers", "core", "common", "services", "managers", "misc"}
EVERY_KIND = files(*CODE, "tests", "templates", "site/static", endings=(".py", ".html", ".css", ".js"))


def room_of(path) -> str:
    """Pages are written when the questions are there: they stand after them."""
    parts = path.relative_to(ROOT / "consultations").with_suffix("").parts
    return "pages" if parts == ("models", "pages") else parts[0]


def imports_of(source: str) -> list[str]:
    """The modules that are imported, in full."""
    names = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names += [name.name for name in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names += [f"{node.module}.{name.name}" for name in node.names]
    return names


def looks_back(path, source: str) -> list[str]:
    """Imports of the consultation module's rooms that stand later than the room of ``path``."""
    own = room_of(path)
    later = ROOMS[ROOMS.index("questions" if own == "pages" else own) + 1 :]
    return [name for name in imports_of(source) if any(_is_in(name, f"consultations.{room}") for room in later)]


def _is_in(name: str, package: str) -> bool:
    return name == package or name.startswith(f"{package}.")


def test_data_walks_one_way_through_the_rooms():
    inside = [p for p in files("consultations", endings=(".py",)) if room_of(p) in {*ROOMS, "pages"}]
    found = {str(path.relative_to(ROOT)): looks_back(path, path.read_text()) for path in inside}
    assert {name: names for name, names in found.items() if names} == {}
    assert {room_of(path) for path in inside} >= set(ROOMS)


def test_an_import_against_the_order_would_be_found():
    path = ROOT / "consultations/models/response.py"
    assert looks_back(path, "from consultations.results import tallies") == ["consultations.results.tallies"]
    assert looks_back(path, "from consultations.enums import Stage") == []


@pytest.mark.parametrize("app", ["home", "search", "organisations", "signin", "programme", "declaration"])
def test_ordinary_apps_do_not_know_the_consultation_module(app):
    strangers = ["channels", "consultations"] + (["home", "search"] if app == "organisations" else [])
    found = {
        str(path): [name for name in imports_of(path.read_text()) if any(_is_in(name, other) for other in strangers)]
        for path in files(app, endings=(".py",))
    }
    assert {name: names for name, names in found.items() if names} == {}


def test_site_is_a_folder_and_never_a_package():
    assert not (ROOT / "site/__init__.py").exists()
    ignored = [line.strip() for line in (ROOT / ".gitignore").read_text().splitlines() if not line.startswith("#")]
    assert [line for line in ignored if line.strip("/") == "site"] == []


def test_no_file_is_longer_than_four_hundred_lines():
    long = {str(path): n for path in EVERY_KIND if (n := len(path.read_text().splitlines())) > 400}
    assert long == {}


def test_no_file_is_named_after_nothing():
    named = [path for path in PYTHON if {path.stem, *path.relative_to(ROOT).parts[:-1]} & FORBIDDEN_NAMES]
    assert named == []


def test_nothing_is_left_to_do_in_the_code():
    mark = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X"]) + r")\b")
    texts = EVERY_KIND + files("docs", "deploy", ".ci", endings=(".md", ".conf", ""))
    assert [str(path) for path in texts if path.is_file() and mark.search(path.read_text())] == []


def test_every_migration_is_made(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


def test_the_locks_name_no_registry():
    for lock in ("base.txt", "dev.txt"):
        text = (ROOT / "requirements" / lock).read_text()
        assert re.findall(r"https?://|--index-url|--find-links|--extra-index", text) == []
        assert len(re.findall(r"^\S+==", text, re.M)) == len(re.findall(r"^\S+==.*\\\n +--hash=", text, re.M))


def test_the_locks_hold_what_the_project_asks_for():
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for lock, wanted in (
        ("base.txt", project["dependencies"]),
        ("dev.txt", project["dependencies"] + project["optional-dependencies"]["dev"]),
    ):
        locked = set(re.findall(r"^([\w.-]+)==", (ROOT / "requirements" / lock).read_text(), re.M))
        asked = {re.match(r"[\w.-]+", name).group().lower() for name in wanted}
        assert asked - {name.lower() for name in locked} == set()
