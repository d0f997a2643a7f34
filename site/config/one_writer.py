"""SQLite has one writer. Threads of a process that wait for it stand in line here, and wake the moment it is free.

SQLite itself makes them sleep and ask again, longer each time: with many threads the lock is idle between two writers,
and who came first is not first. Other processes are met by SQLite as before. On other databases nothing waits here.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_line = threading.Lock()


@contextmanager
def one_writer() -> Iterator[None]:
    """Held around a short transaction that is begun inside. Within another transaction, which has its place, it is nothing."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with _line:
        yield
