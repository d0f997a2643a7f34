"""What nearly every test stands on is made once a process: the site, and consultations that several tests build alike.

A consultation takes a fifth of a second to publish in two languages. Its rows are noted the first time and put back the
next time: the same pages, revisions, versions and log lines. Only into an empty list of consultations, so that the rows
are what they would have been; where they don't fit, the consultation is built.
"""

from collections.abc import Callable
from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

BEGUN = timezone.now()  # "now" of consultations that are built alike, whichever test asks
STILL_NOW = timedelta(minutes=20)
Rows = dict[str, dict[str, str]]  # by table and primary key, each row as SQL (SQLite) or JSON (PostgreSQL)
_noted: dict[str, list[tuple[str, list[str] | None]]] = {}


def forget() -> None:
    """After the database was made anew: its counters have begun again."""
    _noted.clear()


def is_now() -> bool:
    """False in a test that has moved the clock."""
    return BEGUN <= timezone.now() < BEGUN + STILL_NOW


def built_alike(key: str, build: Callable[[], object]) -> None:
    """Does what ``build`` does to the database: by building, or by putting back what it gave the last time."""
    if key in _noted and _put_back(_noted[key]):
        return
    before = _everything()
    build()
    _noted[key] = [*_difference(before, _everything())]


def _put_back(statements) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in statements:
                cursor.execute(statement, values)
    except IntegrityError:
        return False
    return True


def _everything() -> Rows:
    with connection.cursor() as cursor:
        tables = connection.introspection.django_table_names(only_existing=True)
        return {table: _rows(cursor, table) for table in tables if table != ContentType._meta.db_table}


def _rows(cursor, table: str) -> dict[str, str]:
    if connection.vendor == "postgresql":
        cursor.execute(f'SELECT row_to_json(t)::text, t.{_key(table)}::text FROM "{table}" t')  # noqa: S608
    else:
        cursor.execute(f'SELECT {_as_literals(table)}, CAST("{_key(table)}" AS TEXT) FROM "{table}"')  # noqa: S608
    return {key: row for row, key in cursor.fetchall()}


_columns: dict[str, tuple[str, list[str]]] = {}


def _described(table: str) -> tuple[str, list[str]]:
    if table not in _columns:
        with connection.cursor() as cursor:
            names = [column.name for column in connection.introspection.get_table_description(cursor, table)]
            _columns[table] = connection.introspection.get_primary_key_column(cursor, table), names
    return _columns[table]


def _key(table: str) -> str:
    return _described(table)[0]


def _as_literals(table: str) -> str:
    return " || ',' || ".join(f'quote("{name}")' for name in _described(table)[1])


def _difference(before: Rows, after: Rows):
    """The statements that lead from one to the other. Nothing that is built removes a row."""
    for table, rows in after.items():
        for key, row in rows.items():
            old = before[table].get(key)
            if old == row:
                continue
            if old is not None:
                yield f'DELETE FROM "{table}" WHERE CAST("{_key(table)}" AS TEXT) = %s', [key]  # noqa: S608
            if connection.vendor == "postgresql":
                yield f'INSERT INTO "{table}" SELECT * FROM json_populate_record(NULL::"{table}", %s)', [row]  # noqa: S608
            else:
                names = ", ".join(f'"{name}"' for name in _described(table)[1])
                yield f'INSERT INTO "{table}" ({names}) VALUES ({row})', None  # noqa: S608
