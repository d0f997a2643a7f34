"""A file that somebody has attached, as the form and the answers speak of it: never its content.

On its way it is a signed token that carries the file's own key, and lies in the draft; an answer names the file alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.core import signing
from django.template.defaultfilters import filesizeformat

SIGN = "file:"
SALT = "attached file"
KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png", "txt": "text/plain"}
STORED = re.compile(r"([0-9a-f]{32}) (pdf|jpg|png|txt) (\d{1,9}) (.+)", re.S)


@dataclass(frozen=True)
class Attached:
    """``id`` is that of the stored file, ``kind`` one of KINDS, ``size`` in bytes; ``key`` opens it until it is sent."""

    id: str
    kind: str
    size: int
    name: str
    key: str = ""

    @property
    def uuid(self) -> UUID:
        return UUID(self.id)

    def in_words(self) -> str:
        return f"{self.name} ({filesizeformat(self.size)})"

    def stored(self) -> str:
        """As it stands in an answer."""
        return f"{self.id} {self.kind} {self.size} {self.name}"


def token_of(attached: Attached) -> str:
    fields = [attached.id, attached.kind, attached.size, attached.name, attached.key]
    return SIGN + signing.Signer(salt=SALT).sign_object(fields)


def read_token(text: str) -> Attached | None:
    """The file of a token that we have given; None for anything else."""
    if not text.startswith(SIGN):
        return None
    try:
        return Attached(*signing.Signer(salt=SALT).unsign_object(text.removeprefix(SIGN)))
    except (signing.BadSignature, ValueError, TypeError):
        return None


def read_stored(text: str) -> Attached | None:
    """The reverse of ``Attached.stored``; None where the answer's text has been erased."""
    found = STORED.fullmatch(text)
    return Attached(found[1], found[2], int(found[3]), found[4]) if found else None


def files_in(data: Mapping[str, Iterable[str]]) -> Iterator[Attached]:
    """The files that some of a form's fields hold."""
    for values in data.values():
        yield from (found for value in values if (found := read_token(value)))


def readable(value: str) -> str:
    """What was sent for a control, or the name of the file that it stands for."""
    found = read_token(value)
    return found.in_words() if found else value
