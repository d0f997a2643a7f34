"""A constant page of a given size, and one row with eight answers inserted in a transaction of its own."""

import os

from django.db import connection, transaction
from django.http import HttpResponse
from django.urls import path

PAGE = b"x" * int(os.environ.get("BARE_BYTES", "5000"))
COLUMNS = ", ".join(f"a{n}" for n in range(1, 9))
INSERT = f"INSERT INTO bench_bare ({COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"  # noqa: S608


def page(request):
    return HttpResponse(PAGE)


def insert(request):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(INSERT, [f"an answer of some length {n}" for n in range(8)])
    return HttpResponse(b"ok")


urlpatterns = [path("page", page), path("insert", insert)]
