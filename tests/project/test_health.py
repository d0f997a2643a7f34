"""The two addresses that a monitor asks."""

import pytest

from config import views


def test_a_server_that_lives_says_so(client, db):
    response = client.get("/-/health/live")
    assert (response.status_code, response.content) == (200, b"ok\n")
    assert "no-store" in response.headers["Cache-Control"]


def test_a_server_with_all_its_parts_is_ready(client, db):
    response = client.get("/-/health/ready")
    assert (response.status_code, response.json()) == (200, {"ready": True, "down": []})


@pytest.mark.parametrize("part", ["database", "migrations", "cache"])
def test_a_server_without_a_part_names_it(client, db, monkeypatch, part):
    def fails():
        raise OSError("away")

    monkeypatch.setitem(views.CHECKS, part, fails)
    response = client.get("/-/health/ready")
    assert (response.status_code, response.json()) == (503, {"ready": False, "down": [part]})


def test_a_migration_that_is_not_applied_makes_it_unready(client, db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'config' AND name = '0001_initial'")
    assert client.get("/-/health/ready").json() == {"ready": False, "down": ["migrations"]}
