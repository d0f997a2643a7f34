"""The bare limits: a constant page of a given size, one row inserted in a transaction, and rows streamed as CSV."""

import csv
import os

from django.db import connection, transaction
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path

PAGE = b"x" * int(os.environ.get("BARE_BYTES", "5000"))
COLUMNS = ", ".join(f"a{n}" for n in range(1, 9))
INSERT = f"INSERT INTO bench_bare ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608
ROWS = (
    "SELECT s.received_at, s.locale, s.channel, a.question, a.row, a.choice, a.number, a.text "
    "FROM consultations_submission s JOIN consultations_answer a ON a.submission_id = s.id "
    "WHERE s.consultation_id = %s ORDER BY s.id"
)


def page(request):
    return _sized(PAGE)


def insert(request):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [f"an answer of some length {n}" for n in range(8)])
    return _sized(b"ok")


def stream(request, pk):
    """The rows that an export is made of, as they stand in the database: no question, no heading, no rule."""
    return StreamingHttpResponse(_lines(pk), content_type="text/csv; charset=utf-8")


def _lines(pk):
    writer = csv.writer(_Echo(), delimiter=";")
    pk = pk if connection.features.has_native_uuid_field else pk.hex
    with connection.chunked_cursor() as cursor:
        cursor.execute(ROWS, [pk])
        while rows := cursor.fetchmany(1000):
            for row in rows:
                yield writer.writerow(row)


class _Echo:
    def write(self, line):
        return line


def _sized(content: bytes) -> HttpResponse:
    return HttpResponse(content, headers={"Content-Length": str(len(content))})


urlpatterns = [path("page", page), path("insert", insert), path("stream/<uuid:pk>", stream)]
