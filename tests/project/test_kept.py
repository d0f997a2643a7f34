"""What a process keeps under the public version, and the query that asks for it."""

from types import SimpleNamespace

import pytest
from django.db import OperationalError, connection
from django.test import RequestFactory

from config import kept
from config.kept import Kept, public_version
from config.page_cache import public_content_changed


def a_request(host: str = "testserver"):
    return RequestFactory(SERVER_NAME=host).get("/")


@pytest.mark.django_db
def test_a_value_is_made_once_and_again_after_a_change_and_for_each_host():
    made, values = [], Kept(most=10)

    def make():
        made.append(len(made))
        return made[-1]

    assert [values.get(a_request(), "a", make) for _ in range(3)] == [0, 0, 0]
    assert values.get(a_request("127.0.0.1"), "a", make) == 1
    public_content_changed()
    assert values.get(a_request(), "a", make) == 2
    assert values.find(a_request(), "b") is None


@pytest.mark.django_db
def test_what_could_not_be_made_is_not_kept_and_there_are_never_too_many():
    values = Kept(most=3)
    with pytest.raises(ZeroDivisionError):
        values.get(a_request(), "a", lambda: 1 // 0)
    assert [values.get(a_request(), n, lambda n=n: n) for n in range(10)] == list(range(10))
    assert len(values._found) <= 3


def test_a_dead_connection_is_made_anew_once_and_an_error_of_a_live_one_is_told(monkeypatch):
    closed, asked = [], []
    monkeypatch.setattr(
        kept,
        "connection",
        SimpleNamespace(
            health_check_enabled=True, health_check_done=False, in_atomic_block=False, close=lambda: closed.append(1)
        ),
    )

    def number():
        asked.append(1)
        if len(asked) == 1:
            raise OperationalError("server closed the connection unexpectedly")
        return 7

    monkeypatch.setattr(kept, "_number", number)
    assert (public_version(SimpleNamespace()), len(closed), len(asked)) == (7, 1, 2)
    asked.clear()
    with pytest.raises(OperationalError):  # Looked at in this request already.
        public_version(SimpleNamespace())
    assert len(closed) == 1


@pytest.mark.django_db(transaction=True)
def test_a_visitor_does_not_notice_that_the_database_dropped_the_connection(client):
    if connection.vendor != "postgresql":
        assert not connection.health_check_enabled  # SQLite has no server that could.
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (pid,) = cursor.fetchone()
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [pid])
    other.close()
    connection.health_check_enabled, connection.health_check_done = True, False
    assert public_version(a_request()) >= 0
