"""Reads the environment, and fails loudly: three small readers and the generated secrets of a demo."""

import json
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, default).strip()


def flag(name: str, *, default: bool = False) -> bool:
    value = text(name).lower()
    if value in {"", "0", "false", "no", "off"}:
        return default if value == "" else False
    if value in {"1", "true", "yes", "on"}:
        return True
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {value!r}.")


def words(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str, *, generated_in: Path | None) -> str:
    """A secret from the environment, or one made once and kept in ``generated_in`` (demo and tests only)."""
    if value := text(name):
        return value
    if generated_in is None:
        raise ImproperlyConfigured(
            f"{name} is missing. In production it has to be set in the environment: a long random text, for"
            ' example from python3 -c "import secrets; print(secrets.token_urlsafe(50))". Keep it in the backup.'
        )
    return _kept_secret(name, generated_in / "secrets.json")


def _kept_secret(name: str, file: Path) -> str:
    kept = json.loads(file.read_text()) if file.exists() else {}
    if name not in kept:
        kept[name] = secrets.token_urlsafe(50)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(json.dumps(kept, indent=1))
    return kept[name]
