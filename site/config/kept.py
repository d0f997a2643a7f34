"""What a process keeps of public content between requests: gone everywhere the moment anything public changes.

Everything kept hangs on the public version, which a request reads once (see ``page_cache``). What is kept is shared by
all requests of the process, whoever asks: it is never changed, and holds nothing of one visitor.
"""

from collections.abc import Callable, Hashable
from typing import Any

from django.db import connection

_every: list["Kept"] = []


def public_version(request) -> int:
    """The number under which public content is kept now. Read once a request."""
    if not hasattr(request, "public_version"):
        with connection.cursor() as cursor:
            cursor.execute("SELECT number FROM config_publicversion WHERE id = 1")
            row = cursor.fetchone()
        request.public_version = row[0] if row else 0
    return request.public_version


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
