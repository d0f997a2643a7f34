"""What every file that is taken out says of itself: of what, when, how it came about, and what was left out or not."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from consultations.models import Consultation
from consultations.questions.questionnaire import Questionnaire
from consultations.reporting.exports import Cell, Export
from consultations.reporting.filtering import in_words
from consultations.results.selecting import Selection
from consultations.results.tallies import CountedResults


def about_export(export: Export, counted: CountedResults, *, now: datetime) -> list[tuple[str, Cell]]:
    """Headings with what they say, in the language in use."""
    return [
        (_("Consultation"), str(export.consultation)),
        *about_consultation(export.consultation),
        (_("Taken out on"), timezone.localdate(now)),
        (_("Responses"), counted.responses),
        (_("Method"), _("Anybody could answer. The responses tell what those who answered think, not what all think.")),
        (_("Filter"), filter_in_words(export.selection, export.questionnaire)),
        (_("Internal"), _("Small numbers are not withheld here. Publish from the results page, not from this file.")),
        (
            _("Not answered"),
            _("“(not asked)”: the question was never met. Empty: it was passed by. “Don't know” is an answer."),
        ),
    ]


def about_consultation(consultation: Consultation) -> list[tuple[str, Cell]]:
    """Whose it is, and when it was open."""
    page = consultation.source_page
    times = (consultation.opens, consultation.closes)
    opens, closes = (date_format(timezone.localtime(at), "DATETIME_FORMAT") for at in times)
    return [
        (_("Diary number"), page.diary_number or "–"),
        (_("Responsible"), page.organisation.name),
        (_("Open"), f"{opens} – {closes}"),
    ]


def filter_in_words(selection: Selection, questionnaire: Questionnaire) -> str:
    if not selection:
        return _("None: all responses that count. Withdrawn and replaced ones and trials are left out.")
    return "; ".join([_("Not everybody is in this file"), *in_words(selection, questionnaire)])
