"""What every test stands on: a database of its own, migrated once a run, and no way out to the network."""

import ipaddress
import os
import sys

import pytest
from hypothesis import HealthCheck, settings
from xdist.scheduler import LoadScopeScheduling

from tests import served

pytest_plugins = ["tests.cast"]

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's loop runs in the thread of the test.
settings.register_profile(
    "suite", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("suite")

# What a file's tests share is made once: they go to the same process.
TOGETHER = (
    "tests/demo/",
    "tests/browser/test_crawl.py",
    "tests/project/test_serving.py",
    "tests/hostile/test_durability.py",
)


class Together(LoadScopeScheduling):
    """Test by test to whoever is free, but for the files above. (xdist's own groups do nothing under pytest 9.2.)"""

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in TOGETHER if nodeid.startswith(place)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    return Together(config, log)


@pytest.fixture(scope="session")
def run_dir(tmp_path_factory):
    """A folder that all processes of this run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def migrated(run_dir):
    """An empty migrated database that all databases of this run are copies of."""
    place = run_dir / "migrated"
    with served.shared(place, lambda: served.migrate(place), served.remove) as made:
        yield made


@pytest.fixture(scope="session")
def kept_demo(run_dir, migrated):
    """The demo, loaded and not served."""
    place = run_dir / "kept-demo"
    with served.shared(place, lambda: served.load(migrated, place), served.remove) as kept:
        yield kept


@pytest.fixture(scope="session")
def demo(kept_demo, run_dir):
    """The address of a running demo, the same for every test of the run."""
    place = run_dir / "demo"
    with served.shared(place, lambda: served.start(kept_demo, place), served.stop) as running:
        yield running["address"]


@pytest.fixture(scope="module")
def own_demo(kept_demo, tmp_path_factory):
    """A running demo for the tests of one file, which may do with it what they like: its address and environment."""
    with served.serving(kept_demo, tmp_path_factory.mktemp("own-demo")) as running:
        yield running


@pytest.fixture(scope="session", autouse=True)
def private_files(tmp_path_factory):
    """Each process keeps private files in a folder of its own: what sweeps out files without a row is also tested."""
    from django.conf import settings

    settings.STORAGES["private"]["OPTIONS"]["location"] = tmp_path_factory.mktemp("private")


@pytest.fixture(scope="session")
def django_db_keepdb():
    """Django finds the database that ``django_db_modify_db_settings`` has put there."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(migrated):
    """Each process has a database of its own. SQLite's is a file: threads and browsers can't share one in memory."""
    from django.conf import settings
    from django.db import connections

    database = connections.settings["default"]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "alone")
    on_sqlite = served.on_sqlite()
    own = str(settings.DATA_DIR / f"test-{worker}.sqlite3") if on_sqlite else f"test_{database['NAME']}_{worker}"
    database["TEST"]["NAME"] = own
    served.remove_test_database(own)
    served.copy_test_database(migrated, own)
    yield
    connections.close_all()
    served.remove_test_database(own)


@pytest.fixture(scope="session")
def refill(migrated):
    """Puts a database where this process has its own: by default the migrated one, with the site that tests stand on."""
    from django.contrib.contenttypes.models import ContentType
    from django.db import connections

    from tests import builders, furnished

    def put(made=migrated):
        own = connections["default"].settings_dict["NAME"]
        connections.close_all()
        served.copy_test_database(made, own)
        ContentType.objects.clear_cache()
        furnished.forget()
        if made is migrated:
            builders.furnish()

    return put


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, refill):
    """After a test with real transactions the database is made anew, instead of having every table emptied and filled."""
    from django.test import TransactionTestCase

    from tests import builders

    with django_db_blocker.unblock():
        builders.furnish()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: refill())
        yield


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
