"""SQLite as it has to be, and each weaker setting refused by the system check."""

import pytest
from django.conf import settings
from django.core.checks import Tags, run_checks
from django.db import connection
from django.test import override_settings

from config import checks

pytestmark = pytest.mark.skipif(
    "sqlite" not in settings.DATABASES["default"]["ENGINE"],
    reason="about SQLite, and this run is about another database",
)


def found() -> list[str]:
    return [error.id for error in run_checks(tags=[Tags.database], databases=["default"]) if "tilltals" in error.id]


@pytest.fixture
def options(db):
    """The connection's options, put back afterwards."""
    kept = dict(connection.settings_dict["OPTIONS"])
    yield connection.settings_dict["OPTIONS"]
    connection.settings_dict["OPTIONS"].clear()
    connection.settings_dict["OPTIONS"].update(kept)


def pragma(text: str) -> None:
    """Past Django's transaction: SQLite changes some settings only outside of one."""
    connection.connection.execute(f"PRAGMA {text}")


def test_the_shipped_settings_are_accepted(db):
    assert found() == []


def test_a_deferred_transaction_is_refused(options):
    options["transaction_mode"] = "DEFERRED"
    assert found() == ["tilltals.E001"]


def test_no_timeout_is_refused(options):
    del options["timeout"]
    assert found() == ["tilltals.E002"]


@pytest.mark.django_db(transaction=True)
def test_a_confirmation_before_it_is_on_disk_is_refused():
    with connection.cursor():
        pragma("synchronous=NORMAL")
    assert found() == ["tilltals.E003"]


@pytest.mark.django_db(transaction=True)
def test_erased_text_that_stays_in_the_file_is_refused():
    with connection.cursor():
        pragma("secure_delete=OFF")
    assert found() == ["tilltals.E004"]


def test_wal_with_a_library_that_loses_commits_is_refused(db, monkeypatch):
    pragma_of = checks._pragma
    monkeypatch.setattr(checks, "_pragma", lambda c, name: "wal" if name == "journal_mode" else pragma_of(c, name))
    assert found() == []
    monkeypatch.setattr(connection.Database, "sqlite_version_info", (3, 51, 2))
    assert found() == ["tilltals.E005"]


def test_a_cache_of_whole_pages_is_refused():
    def ids():
        return [error.id for error in run_checks(tags=[Tags.security]) if "tilltals" in error.id]

    assert ids() == []
    with override_settings(MIDDLEWARE=[*settings.MIDDLEWARE, "django.middleware.cache.UpdateCacheMiddleware"]):
        assert ids() == ["tilltals.E006"]
