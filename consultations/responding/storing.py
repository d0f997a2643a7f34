"""Rows made ready to be stored: what can be worked out before a transaction is, so that it holds others up for less.

On a busy server the time between BEGIN and COMMIT is what the next resident waits for.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db import connection, connections
from django.db.models import Field, Model

AT_ONCE = 100  # rows a statement


@dataclass(frozen=True)
class Rows:
    """Rows of one table with their values as the database takes them. No signal is sent, no default is filled in."""

    model: type[Model]
    values: list[list]

    @classmethod
    def of(cls, objects: Sequence[Model]) -> "Rows":
        model = type(objects[0])
        fields, database = model._meta.concrete_fields, connections[connection.alias]
        return cls(
            model,
            [[f.get_db_prep_save(getattr(each, f.attname), database) for f in fields] for each in objects],
        )

    def fill_in(self, name: str, value) -> None:
        """Sets a field of every row that only the transaction knows."""
        place, field = _place_of(self.model, name)
        prepared = field.get_db_prep_save(value, connection)
        for row in self.values:
            row[place] = prepared

    def insert(self) -> None:
        with connection.cursor() as cursor:
            for start in range(0, len(self.values), AT_ONCE):
                rows = self.values[start : start + AT_ONCE]
                cursor.execute(_statement(self.model, len(rows)), [value for row in rows for value in row])


@lru_cache(maxsize=256)
def _statement(model: type[Model], rows: int) -> str:
    quoted = connection.ops.quote_name
    columns = [quoted(field.column) for field in model._meta.concrete_fields]
    row = f"({', '.join(['%s'] * len(columns))})"
    return f"INSERT INTO {quoted(model._meta.db_table)} ({', '.join(columns)}) VALUES {', '.join([row] * rows)}"  # noqa: S608


@lru_cache
def _place_of(model: type[Model], name: str) -> tuple[int, Field]:
    field = model._meta.get_field(name)
    return model._meta.concrete_fields.index(field), field


def delete_row(row: Model) -> None:
    """Deletes a row that nothing points to."""
    table, column = (connection.ops.quote_name(n) for n in (row._meta.db_table, row._meta.pk.column))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE {column} = %s",  # noqa: S608
            [row._meta.pk.get_db_prep_value(row.pk, connection)],
        )
