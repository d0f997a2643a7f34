"""PDFs as a reading aid meets them: the tree of tags, and whether any text stands outside it."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from pypdf import PdfReader
from pypdf.generic import ContentStream

SHOWING = {b"Tj", b"TJ", b"'", b'"'}


@dataclass(frozen=True)
class Tag:
    kind: str
    alt: str


@dataclass(frozen=True)
class Read:
    """A PDF that was read: its tags in reading order, the text of its pages, and its language."""

    tags: list[Tag]
    pages: list[str]
    language: str
    untagged: int

    @property
    def kinds(self) -> list[str]:
        return [tag.kind for tag in self.tags]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.pages).split())

    @property
    def headings(self) -> list[int]:
        return [int(kind[1:]) for kind in self.kinds if kind[0] == "H" and kind[1:].isdigit()]


def read_pdf(content: bytes) -> Read:
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    return Read(
        list(_walk(root["/StructTreeRoot"]["/K"])),
        [page.extract_text() for page in reader.pages],
        root["/Lang"],
        sum(_untagged(page, reader) for page in reader.pages),
    )


def check_that_it_can_be_read(read: Read, *, language: str) -> None:
    """What PDF/UA asks that a program can see: language, no text outside the tags, headings in order, pictures in words."""
    assert read.language == language
    assert read.untagged == 0
    assert read.headings
    assert read.headings[0] == 1
    assert all(after <= before + 1 for before, after in zip(read.headings, read.headings[1:], strict=False))
    assert all(tag.alt for tag in read.tags if tag.kind == "Figure")


def _walk(node) -> Iterator[Tag]:
    node = node.get_object()
    if isinstance(node, list):
        for each in node:
            yield from _walk(each)
    elif isinstance(node, dict):
        if "/S" in node:
            yield Tag(str(node["/S"]).removeprefix("/"), str(node.get("/Alt", "")))
        if "/K" in node:
            yield from _walk(node["/K"])


def _untagged(page, reader) -> int:
    """How often text is shown that is in no tag, and is not marked as an ornament either."""
    depth, found = 0, 0
    for _operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in {b"BDC", b"BMC"}:
            depth += 1
        elif operator == b"EMC":
            depth -= 1
        elif operator in SHOWING and not depth:
            found += 1
    return found
