"""A file is what its content says; what only looks like one is refused in words."""

import io
import re
import struct
import unicodedata
import zipfile
import zlib

import pytest
from PIL import Image as Picture

from consultations.responding.inspecting import LONGEST_NAME, NotTaken, inspect, safe_name
from tests.responding.attached import PDF

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def picture(kind: str, mode: str = "RGB") -> bytes:
    file = io.BytesIO()
    Picture.new(mode, (8, 4)).save(file, kind)
    return file.getvalue()


def a_zip() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as package:
        package.writestr("x.html", HTML)
    return file.getvalue()


def a_huge_png() -> bytes:
    """A picture of 60,000 by 60,000 that says so in a few bytes."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 60_000, 60_000, 1, 0, 0, 0, 0)
    packed = zlib.compress(b"\0" * 1_000_000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "name", "kind"),
    [
        (PDF, "plan.PDF", "pdf"),
        (picture("JPEG"), "bild.jpeg", "jpg"),
        (picture("PNG", "RGBA"), "bild.png", "png"),
        (picture("PNG", "P"), "bild.png", "png"),
        (picture("JPEG", "CMYK"), "bild.jpg", "jpg"),
        ("Räksmörgås\r\nمرحبا 🚲".encode(), "text.txt", "txt"),
    ],
)
def test_what_is_allowed_is_taken(content, name, kind):
    assert inspect(content, name)[0] == kind


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (b"", "tom.pdf", "tom"),
        (SVG, "bild.png", "annan sort"),
        (HTML, "bild.jpg", "annan sort"),
        (SVG, "bild.svg", "Bara filer"),
        (HTML, "sida.html", "Bara filer"),
        (HTML, "sida", "Bara filer"),
        (picture("PNG"), "bild.jpg", "annan sort"),
        (picture("GIF"), "bild.png", "Bara filer"),
        (b"MZ\x90\x00\x03", "program.pdf", "Bara filer"),
        (a_zip(), "paket.pdf", "Bara filer"),
        (PDF + a_zip(), "plan.pdf", "Bara filer"),
        (b"GIF89a;" + PDF, "plan.pdf", "annan sort"),
        (b"%PDF-1.4\n<script>alert(1)</script>", "plan.pdf", "Bara filer"),
        (PDF.replace(b"29", b"9999999999"), "plan.pdf", "Bara filer"),
        (picture("PNG")[:30], "bild.png", "går inte att läsa"),
        (b"\xff\xd8\xff" + b"0" * 100, "bild.jpg", "går inte att läsa"),
        (b"\x89PNG\r\n\x1a\n" + HTML, "bild.png", "går inte att läsa"),
        (b"a\x00b", "text.txt", "Bara filer"),
        (b"\xff\xfe\xfa", "text.txt", "Bara filer"),
    ],
)
def test_what_is_not_is_refused_in_words(content, name, why):
    with pytest.raises(NotTaken, match=why):
        inspect(content, name)


def test_a_picture_that_would_fill_the_memory_is_not_unpacked():
    with pytest.raises(NotTaken):
        inspect(a_huge_png(), "bild.png")


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_what_lies_behind_a_picture_does_not_come_along(kind):
    _kind, kept, _name = inspect(picture(kind) + HTML + a_zip(), f"bild.{kind.lower()}")
    assert b"script" not in kept
    assert b"PK" not in kept


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\Kim\\plan.pdf", "plan.pdf"),
        ("rent\u202efdp.exe.pdf", "rent fdp.exe.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("..pdf", "fil.pdf"),
        (".pdf", "fil.pdf"),
        ("\u200b\x00.pdf", "fil.pdf"),
        ("مخطط.pdf", "مخطط.pdf"),
        ('"><script>.pdf', "script.pdf"),
    ],
)
def test_a_name_is_safe_to_show_and_to_save(name, kept):
    assert safe_name(name, "pdf") == kept


def test_a_name_of_a_hundred_kilobytes_is_cut():
    name = safe_name("å" * 100_000 + ".pdf", "pdf")
    assert name == "å" * LONGEST_NAME + ".pdf"
    assert not any(unicodedata.category(c)[0] == "C" for c in name)
    assert re.fullmatch(r"[^/\\]+", name)
