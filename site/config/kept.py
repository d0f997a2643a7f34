"""What a process keeps of public content between requests: gone everywhere the moment anything public changes.

Everything kept hangs on the public version, which a request reads once (see ``page_cache``). What is kept is shared by
all requests of the process, whoever asks: it is never changed, and holds nothing of one visitor.
"""

from collections.abc import Callable, Hashable
from typing import Any

from django.db import InterfaceError, OperationalError, connection

_every: list["Kept"] = []


def public_version(request) -> int:
    """The number under which public content is kept now. Read once a request."""
    if not hasattr(request, "public_version"):
        request.public_version = _read_version()
    return request.public_version


def _read_version() -> int:
    """As nearly always the first query of a request it is also Django's question whether the connection is alive.

    Asked apart that would double what a kept page asks of PostgreSQL. A dead connection is made anew, once.
    """
    is_asked_here = connection.health_check_enabled and not connection.health_check_done
    connection.health_check_done = True
    try:
        return _number()
    except (OperationalError, InterfaceError):
        if not is_asked_here or connection.in_atomic_block:
            raise
        connection.close()
        return _number()


def _number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM config_publicversion WHERE id = 1")
        row = cursor.fetchone()
    return row[0] if row else 0


class Kept:
    """Values by key, at most so many; when there are more, all are forgotten and made anew as they are asked for."""

    def __init__(self, most: int) -> None:
        self._most, self._found = most, {}
        _every.append(self)

    def get(self, request, key: Hashable, make: Callable[[], Any]) -> Any:
        """The value that ``make`` gave under this key since the last change. What it raises is not kept."""
        place = self._place(request, key)
        try:
            return self._found[place]
        except KeyError:
            made = make()
        self._keep(place, made)
        return made

    def find(self, request, key: Hashable) -> Any:
        """The value that was put under this key since the last change, or None."""
        return self._found.get(self._place(request, key))

    def put(self, request, key: Hashable, value: Any) -> None:
        """Keeps a value that was made for this request. It counts as made when the request read the version."""
        self._keep(self._place(request, key), value)

    def _keep(self, place: tuple, value: Any) -> None:
        if len(self._found) >= self._most:
            self._found.clear()
        self._found[place] = value

    @staticmethod
    def _place(request, key: Hashable) -> tuple:
        return public_version(request), request.get_host(), key

    def forget(self) -> None:
        self._found.clear()


def forget_everything() -> None:
    """For tests: a database that is rolled back has its old version again."""
    for kept in _every:
        kept.forget()
