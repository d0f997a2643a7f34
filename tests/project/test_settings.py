"""Production is safe by refusal: it starts with everything it needs, or says what is missing."""

import re
import subprocess
import sys

import pytest

from tests.project import CODE, ROOT, files, production


def manage(*arguments: str, tmp_path, **changes: str) -> subprocess.CompletedProcess:
    environment = production(DATA_DIR=str(tmp_path), **changes)
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_production_passes_the_deployment_check(tmp_path):
    done = manage("check", "--deploy", "--fail-level", "WARNING", tmp_path=tmp_path)
    assert (done.returncode, done.stdout) == (0, "System check identified no issues (0 silenced).\n"), done.stderr


@pytest.mark.parametrize("name", ["SECRET_KEY", "RESPONSE_KEY"])
def test_production_without_a_secret_refuses_in_a_sentence(tmp_path, name):
    done = manage("check", tmp_path=tmp_path, **{name: ""})
    assert done.returncode != 0
    assert f"{name} is missing. In production it has to be set in the environment" in done.stderr
    assert not (tmp_path / "secrets.json").exists()


def test_one_key_for_two_purposes_is_refused(tmp_path):
    done = manage("check", "--deploy", tmp_path=tmp_path, SECRET_KEY="k" * 60, RESPONSE_KEY="k" * 60)
    assert done.returncode != 0
    assert "RESPONSE_KEY and SECRET_KEY must differ" in done.stderr


def test_a_mode_that_does_not_exist_is_refused(tmp_path):
    done = manage("check", tmp_path=tmp_path, MODE="staging")
    assert done.returncode != 0
    assert "MODE must be production, demo or test" in done.stderr


def variables_read() -> set[str]:
    """Names asked of the environment anywhere in the code."""
    asked = r"""(?:env(?:ironment)?\.(?:text|flag|words|secret)|environ\.get|getenv|environ)[\[(]\s*["']([A-Z_]+)["']"""
    code = files(*CODE, endings=(".py",))
    return {name for path in code for name in re.findall(asked, path.read_text())} - {"DJANGO_SETTINGS_MODULE"}


def test_every_variable_of_the_environment_is_explained():
    explained = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/operators.md").read_text(), re.M))
    assert {"SECRET_KEY", "DATABASE_URL", "DEMO_PASSWORD", "PORT"} <= variables_read()
    assert explained == variables_read()
