"""The report as a tagged PDF."""

from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext as _

from config.pdf import make_pdf
from consultations.reporting.report import Report


def write_pdf(report: Report, *, language: str, now: datetime) -> bytes:
    words = {
        "contents": _("Contents"),
        "figures": _("Key figures"),
        "method": _("Method, and what to bear in mind"),
        "results": _("The results"),
        "feedback": _("What it led to"),
        "answer": _("Answer"),
        "number": _("People"),
        "share": _("Share"),
        "of_opinions": _("Of those with an opinion"),
        "bar": _("Bar"),
    }
    data = asdict(report) | {"footer": report.footer, "author": report.organisation, "words": words}
    return make_pdf("report.typ", data, language=language, made_at=now)
