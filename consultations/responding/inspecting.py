"""Whether a file is what it says it is, and what is kept of it. Judged by its content; its name only has to agree.

A picture is drawn anew: what else lay in the file (where it was taken, who took it, another file behind it) is gone.
"""

import io
import re
import unicodedata
import warnings

from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

MOST_PIXELS = 50_000_000
LONGEST_NAME = 80
ENDINGS = {"pdf": "pdf", "jpg": "jpg", "jpeg": "jpg", "png": "png", "txt": "txt"}
PICTURES = {b"\xff\xd8\xff": "jpg", b"\x89PNG\r\n\x1a\n": "png"}
FORMATS = {"jpg": "JPEG", "png": "PNG"}
TAIL = 2_048
REFERENCE = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF\s*\Z")
TABLE = re.compile(rb"\s*(xref\b|\d+\s+\d+\s+obj\b)")


class NotTaken(Exception):  # noqa: N818
    """A file that is not taken in. Its text is fit for the resident."""


def inspect(content: bytes, name: str) -> tuple[str, bytes, str]:
    """The kind, what is kept of the content, and a name that is safe to show and to save. Raises NotTaken."""
    if not content:
        raise NotTaken(_("The file is empty"))
    kind = _kind_of(content)
    said = ENDINGS.get(name.rpartition(".")[2].strip().lower())
    if said is None or kind is None:
        raise NotTaken(_("Only PDF, JPEG, PNG and plain text files can be attached"))
    if said != kind:
        raise NotTaken(_("The file is of another kind than its name says"))
    return kind, _drawn_anew(content, kind) if kind in FORMATS else content, safe_name(name, kind)


def safe_name(name: str, kind: str) -> str:
    """The last part of a path, without anything invisible or that turns the text round, and not too long."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    stem = last.rpartition(".")[0]
    seen = "".join(c if unicodedata.category(c)[0] not in "CZ" else " " for c in stem)
    kept = " ".join(re.sub(r'[<>:"|?*;]', " ", seen).split()).strip(". ")[:LONGEST_NAME].strip(". ")
    return f"{kept or _('file')}.{kind}"


def _kind_of(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return "pdf" if _is_pdf(content) else None
    for magic, kind in PICTURES.items():
        if content.startswith(magic):
            return kind
    return "txt" if _is_text(content) else None


def _is_pdf(content: bytes) -> bool:
    """It begins as one, ends as one with nothing after it, and its end leads to the table of what is in it."""
    end = REFERENCE.search(content[-TAIL:])
    place = int(end[1]) if end else len(content)
    return re.match(rb"%PDF-[12]\.\d", content) is not None and TABLE.match(content[place : place + 40]) is not None


def _is_text(content: bytes) -> bool:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    return not any(unicodedata.category(c) == "Cc" and c not in "\n\r\t\f" for c in text)


def _drawn_anew(content: bytes, kind: str) -> bytes:
    """The pixels alone, turned as the camera was held."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(content), formats=[FORMATS[kind]]) as picture:
                if picture.width * picture.height > MOST_PIXELS:
                    raise NotTaken(_("The picture is too large. Make it smaller and attach it again"))
                return _saved(ImageOps.exif_transpose(picture), kind)
    except (UnidentifiedImageError, Image.DecompressionBombError, Image.DecompressionBombWarning) as problem:
        raise NotTaken(_("The picture can't be read")) from problem
    except (OSError, SyntaxError, ValueError, EOFError) as problem:
        raise NotTaken(_("The picture can't be read")) from problem


def _saved(picture: Image.Image, kind: str) -> bytes:
    modes = {"jpg": ("L", "RGB"), "png": ("1", "L", "LA", "RGB", "RGBA")}[kind]
    plain = picture if picture.mode in modes else picture.convert("RGBA" if kind == "png" else "RGB")
    bare = Image.new(plain.mode, plain.size)
    bare.paste(plain)
    file = io.BytesIO()
    bare.save(file, FORMATS[kind], **({"quality": 88} if kind == "jpg" else {}))
    return file.getvalue()
