"""A PDF of ours is tagged, says its language and title, holds its own fonts, and treats what people wrote as text."""

import io
from datetime import UTC, datetime

import pytest
from pypdf import PdfReader

from config import pdf

TEMPLATE = """#import "base.typ": sheet
#let data = json(bytes(sys.inputs.data))
#show: sheet.with(data)
#title()
#data.text
#image(bytes(data.qr), alt: "QR", width: 3cm)
"""


@pytest.mark.parametrize(("language", "stated"), [("sv", "sv"), ("ar", "ar"), ("sv-simple", "sv")])
def test_a_pdf_is_tagged_and_the_same_twice(tmp_path, monkeypatch, language, stated):
    monkeypatch.setattr(pdf, "TEMPLATES", tmp_path)
    (tmp_path / "base.typ").write_text((pdf.settings.BASE_DIR / "templates/pdf/base.typ").read_text())
    (tmp_path / "one.typ").write_text(TEMPLATE)
    data = {"title": "Lekplatser", "text": '#panic("x") *kastanj*', "qr": pdf.qr_svg("https://example.org/")}
    once, again = (
        pdf.make_pdf("one.typ", data, language=language, made_at=datetime(2026, 11, 1, tzinfo=UTC)) for _ in "12"
    )
    assert once == again
    read = PdfReader(io.BytesIO(once))
    root = read.trailer["/Root"]
    assert (root["/Lang"], root["/MarkInfo"]["/Marked"], read.metadata.title) == (stated, True, "Lekplatser")
    assert "/StructTreeRoot" in root
    assert '#panic("x") *kastanj*' in read.pages[0].extract_text()
    fonts = {font.get_object()["/BaseFont"] for font in read.pages[0]["/Resources"]["/Font"].values()}
    assert fonts
    assert {name.split("+")[-1] for name in fonts} <= {"NotoSans-Regular", "NotoSans-Bold", "NotoNaskhArabic-Regular"}
