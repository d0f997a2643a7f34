"""The versions of the questions, in the admin: who answered which, and the answers under each wording that meant something else."""

from django.shortcuts import render
from django.utils.translation import gettext as _

from consultations.models.log import write_log
from consultations.permissions import Act
from consultations.questions.questionnaire import read_version
from consultations.reporting.bars import CountedQuestion
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.filtering import in_words
from consultations.results import tallies
from consultations.results.selecting import Selection
from consultations.results.wordings import versions_asked, wordings


def versions(request, pk):
    """Everybody, or those that the address selects, by the version that they answered."""
    consultation = find_consultation(request, pk, Act.READ_RESULTS)
    questionnaire = read_version(consultation.current, consultation.source_locale)
    selection, now = Selection.read(request.GET, questionnaire), request.arrived_at
    tallies.counts_of(consultation, now=now)
    asked = versions_asked(consultation, selection, now=now)
    if selection:
        write_log("results_filtered", by=request.user, at=now, consultation=consultation, **selection.query())
    return render(
        request,
        "consultations/admin/results_versions.html",
        {
            "consultation": consultation,
            "selected": in_words(selection, questionnaire),
            "asked": asked,
            "wordings": [
                (text, [(each, CountedQuestion.of(each.table)) for each in told])
                for text, told in wordings(consultation, asked)
            ],
            "breadcrumbs_items": trail(consultation, here=_("Versions of the questions")),
            "header_title": _("Versions of the questions"),
            "header_icon": "history",
        },
    )
