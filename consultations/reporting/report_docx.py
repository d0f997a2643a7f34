"""The report as an editable DOCX: real headings, table heads that repeat, bars with texts, a language. No macros.

What people wrote becomes text and nothing else; the only field is the page's number.
"""

import io
import struct
import zlib
from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import get_language_bidi, get_language_info
from django.utils.translation import gettext as _
from docx import Document
from docx.enum.table import WD_TABLE_DIRECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from config.languages import html_language
from consultations.reporting.report import Report, ReportQuestion, ReportTable
from consultations.reporting.workbook import NOT_XML

FONT = "Arial"
ACCENT = RGBColor(0x15, 0x54, 0x47)
PAGE, EDGE = (Cm(21), Cm(29.7)), Cm(2.2)
LABEL, FIGURE, SHARE, BAR = Cm(5.2), Cm(2.3), Cm(2.4), Cm(4.2)
MARGIN = Cm(0.5)  # of the cell, round a bar
SHORT = 20  # lines of a table that stays on one page


def write_docx(report: Report, *, language: str, now: datetime) -> bytes:
    document = Document()
    _dress(document, report, language=language, now=now)
    _title_page(document, report)
    _facts(document, _("Key figures"), report.figures)
    document.add_heading(_("Method, and what to bear in mind"), 1)
    for sentence in report.method:
        document.add_paragraph(_plain(sentence), style="List Bullet")
    document.add_heading(_("The results"), 1)
    for question in report.questions:
        _question(document, question)
    if report.feedback:
        document.add_heading(_("What it led to"), 1)
    for heading, said in report.feedback:
        document.add_heading(_plain(heading), 2)
        _paragraphs(document, said)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _dress(document, report: Report, *, language: str, now: datetime) -> None:
    """Fonts and colours, language and direction, who made it, and the line at the foot of each page."""
    for name in ("Normal", "Title", *(f"Heading {n}" for n in (1, 2, 3))):
        _set_font(document.styles[name])
        if name != "Normal":
            document.styles[name].font.color.rgb = ACCENT
    document.styles["Normal"].font.size = Pt(11)
    _say_language(document, language)
    about = document.core_properties
    about.title, about.author, about.language = (
        _plain(report.title),
        _plain(report.organisation),
        html_language(language),
    )
    about.subject, about.comments, about.created, about.modified = _plain(report.kind), "", now, now
    page = document.sections[0]
    page.page_width, page.page_height = PAGE
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = EDGE
    foot = page.footer.paragraphs[0]
    foot.add_run(f"{_plain(report.footer)}  ·  ")
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    foot._p.append(number)


def _set_font(style) -> None:
    """In place of the template's, which names a theme."""
    style.font.name = FONT
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for key in [key for key in fonts.attrib if key.endswith("Theme")]:
        del fonts.attrib[key]
    for kind in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(kind), FONT)


def _say_language(document, language: str) -> None:
    defaults = document.styles.element.find(qn("w:docDefaults"))
    marks = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr")).find(qn("w:lang"))
    for kind in ("w:val", "w:eastAsia", "w:bidi"):
        marks.set(qn(kind), html_language(language))
    if get_language_info(language)["bidi"]:
        normal = document.styles["Normal"].element
        normal.get_or_add_pPr().append(OxmlElement("w:bidi"))
        normal.get_or_add_rPr().append(OxmlElement("w:rtl"))


def _title_page(document, report: Report) -> None:
    document.add_paragraph(_plain(f"{report.organisation} · {report.kind}"))
    document.add_paragraph(_plain(report.title), style="Title")
    if report.mark:
        _embolden(document.add_paragraph().add_run(_plain(report.mark)))
    _lines(document, report.facts)
    document.add_page_break()


def _facts(document, heading: str, facts: Iterable[tuple[str, str]]) -> None:
    document.add_heading(heading, 1)
    _lines(document, facts)


def _lines(document, facts: Iterable[tuple[str, str]]) -> None:
    for heading, said in facts:
        paragraph = document.add_paragraph()
        _embolden(paragraph.add_run(f"{_plain(heading)}: "))
        paragraph.add_run(_plain(said))


def _question(document, question: ReportQuestion) -> None:
    document.add_heading(_plain(question.heading), 2)
    _paragraphs(document, [question.hint, question.base], stays=bool(question.tables))
    for table in question.tables:
        if table.heading:
            document.add_heading(_plain(table.heading), 3)
        if table.lines:
            _table(document, table, about=table.heading or question.heading)
    _paragraphs(document, question.notes)


def _paragraphs(document, texts: Iterable[str], *, stays: bool = False) -> None:
    """``stays`` keeps them on the page of what comes next."""
    for text in texts:
        if text:
            document.add_paragraph(_plain(text)).paragraph_format.keep_with_next = stays


def _table(document, table: ReportTable, *, about: str) -> None:
    heads = _heads(table)
    drawn = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    drawn.autofit = False
    for column, width in zip(drawn.columns, _widths(len(heads)), strict=True):
        column.width = width
    _tell_of(drawn, about)
    _fill(drawn.rows[0].cells, heads, stays=True)
    for cell in drawn.rows[0].cells:
        _embolden(cell.paragraphs[0].runs[0])
    for line in table.lines:
        cells = drawn.add_row().cells
        said = [line.label, line.number, line.share, *([line.of_opinions] if table.has_opinions else [])]
        _fill(cells, [*said, ""], stays=len(table.lines) <= SHORT and line is not table.lines[-1])
        if line.percent:
            _bar(cells[-1], line.percent, alt=line.share)
    document.add_paragraph()


def _heads(table: ReportTable) -> list[str]:
    of_opinions = [_("Of those with an opinion")] if table.has_opinions else []
    return [_("Answer"), _("People"), _("Share"), *of_opinions, _("Bar")]


def _fill(cells, texts: list[str], *, stays: bool) -> None:
    """A row: words at the beginning of their cell, numbers at its end. ``stays`` keeps it on the page of the next one."""
    for place, (cell, text, width) in enumerate(zip(cells, texts, _widths(len(texts)), strict=True)):
        paragraph = cell.paragraphs[0]
        cell.width = width
        paragraph.add_run(_plain(text))
        paragraph.paragraph_format.keep_with_next = stays
        if 0 < place < len(texts) - 1:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _widths(columns: int) -> list:
    return [LABEL, FIGURE, FIGURE, *[SHARE] * (columns - 4), BAR]


def _embolden(run) -> None:
    run.font.bold = run.font.cs_bold = True


def _tell_of(table, about: str) -> None:
    """A title and a description for those who don't see it, and a head that repeats on each page."""
    properties = table._tbl.tblPr
    for name in ("w:tblCaption", "w:tblDescription"):
        said = OxmlElement(name)
        said.set(qn("w:val"), _plain(about))
        properties.append(said)
    if get_language_bidi():
        table.table_direction = WD_TABLE_DIRECTION.RTL
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(head)


def _bar(cell, percent: int, *, alt: str) -> None:
    picture = (
        cell.paragraphs[0]
        .add_run()
        .add_picture(io.BytesIO(DOT), width=int((BAR - MARGIN) * percent / 100), height=Cm(0.35))
    )
    picture._inline.docPr.set("descr", alt)


def _plain(text: str) -> str:
    """Text that XML can hold."""
    return NOT_XML.sub("\ufffd", str(text))


def _dot(colour: bytes) -> bytes:
    """A picture of one dot (PNG), which is stretched to a bar."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0" + colour)) + chunk(b"IEND", b"")


DOT = _dot(bytes(ACCENT))
