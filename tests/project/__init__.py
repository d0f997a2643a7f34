"""The conventions of the project as tests: what is agreed on can't be forgotten."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CODE = (
    "channels",
    "consultations",
    "declaration",
    "home",
    "organisations",
    "programme",
    "search",
    "signin",
    "site/config",
)


def files(*folders: str, endings: tuple[str, ...]) -> list[Path]:
    """The project's own files with these endings, without what is made or installed."""
    every = (path for folder in folders for path in sorted((ROOT / folder).rglob("*")))
    return [path for path in every if path.suffix in endings and not {"__pycache__", "vendor"} & set(path.parts)]


def production(**changes: str) -> dict[str, str]:
    """An environment for a production process: nothing of the test's own, and secrets that are only good here."""
    import os
    import secrets

    own = {"MODE": "production", "SECRET_KEY": secrets.token_urlsafe(50), "RESPONSE_KEY": secrets.token_urlsafe(50)}
    own |= {"ALLOWED_HOSTS": "example.org", "BASE_URL": "https://example.org"}
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return {name: value for name, value in (kept | own | changes).items() if value}
