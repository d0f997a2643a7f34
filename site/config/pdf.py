"""PDFs that a screen reader can read: a typst template in templates/pdf, filled with data, becomes a tagged PDF/UA.

Nothing is fetched: fonts lie in site/fonts and typst's own packages are not used. A template reads what it is given with
``#let data = json(bytes(sys.inputs.data))``; texts stay data, so nothing that a person wrote is read as markup.
"""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import segno
import typst
from django.conf import settings
from django.utils.translation import get_language_info

from config.languages import html_language

TEMPLATES = settings.BASE_DIR / "templates" / "pdf"
FONTS = settings.BASE_DIR / "site" / "fonts"
NOWHERE = Path("/nonexistent")


def make_pdf(template: str, data: dict, *, language: str, made_at: datetime | None = None) -> bytes:
    """The PDF (PDF/UA-1) of ``templates/pdf/<template>`` filled with ``data`` (anything that JSON can hold).

    ``language`` is one of LANGUAGES; the template finds it as ``data.lang`` and ``data.dir``. The time in the file is
    ``made_at``, so that the same data gives the same bytes. Raises typst.TypstError on a template that doesn't compile.
    """
    info = get_language_info(language)
    given = {**data, "lang": html_language(language), "dir": "rtl" if info["bidi"] else "ltr"}
    return typst.compile(
        str(TEMPLATES / template),
        root=str(TEMPLATES),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(given, ensure_ascii=False, default=str)},
        pdf_standards=["ua-1"],
        package_path=str(NOWHERE),
        package_cache_path=str(NOWHERE),
        timestamp=int((made_at or datetime.now(UTC)).timestamp()),
    )


def qr_svg(text: str) -> str:
    """A QR code as SVG, for ``image(bytes(data.qr), alt: ...)`` in a template."""
    drawing = io.BytesIO()
    segno.make(text, error="m", micro=False).save(drawing, kind="svg", scale=4, border=2, xmldecl=False)
    return drawing.getvalue().decode()
