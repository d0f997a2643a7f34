"""What every test stands on: a database file of its own, its first contents kept, and no way out to the network."""

import ipaddress
import json
import os
import sys

import pytest
from hypothesis import HealthCheck, settings

pytest_plugins = ["tests.cast"]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test.
settings.register_profile(
    "suite", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")

ONE_BY_ONE = {"transactional_db", "live_server", "django_db_reset_sequences"}
_first_contents = pytest.StashKey[str]()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings):
    """SQLite in a file: threads and browsers can't share a database in memory."""
    from django.conf import settings
    from django.db import connections

    database = connections.settings["default"]
    if "sqlite" in database["ENGINE"]:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
        database["TEST"]["NAME"] = str(settings.DATA_DIR / f"test-{worker}.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, request):
    """Keeps what the migrations made: root page, locale, collection, groups."""
    from django.db import connection

    with django_db_blocker.unblock():
        rows = json.loads(connection.creation.serialize_db_to_string())
    # Content types first: whatever else is loaded asks for them, and would make new ones.
    rows.sort(key=lambda row: row["model"] != "contenttypes.contenttype")
    request.config.stash[_first_contents] = json.dumps(rows)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item):
    """A test with real transactions empties the database; here it gets its first contents back."""
    result = yield
    marker = item.get_closest_marker("django_db")
    if ONE_BY_ONE & set(item.fixturenames) or (marker and marker.kwargs.get("transaction")):
        _restore(item.config)
    return result


def _restore(config) -> None:
    from django.contrib.contenttypes.models import ContentType
    from django.core.management import call_command
    from django.db import connection
    from pytest_django.plugin import blocking_manager_key

    with config.stash[blocking_manager_key].unblock():
        ContentType.objects.clear_cache()
        call_command("flush", verbosity=0, interactive=False, reset_sequences=False, inhibit_post_migrate=True)
        connection.creation.deserialize_db_from_string(config.stash[_first_contents])
        connection.close()


def _refuse_third_parties(event: str, arguments) -> None:
    """Nothing in a test may talk to another machine. (PostgreSQL's own library doesn't pass here.)"""
    if event == "socket.connect" and isinstance(arguments[1], tuple) and not _is_here(arguments[1][0]):
        raise AssertionError(f"A test tried to reach {arguments[1][0]}.")


def _is_here(host) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


sys.addaudithook(_refuse_third_parties)
