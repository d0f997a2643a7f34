"""The official's side in the admin: which consultations, what came in, what was written, and taking it out.

Numbers come from the tally and are not suppressed: this is the internal view, and it says so.
"""

from uuid import UUID

from django.core.paginator import Paginator
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django_scopes import scope

from consultations.enums import ModerationState, ResponseState
from consultations.models import Answer, Consultation, FeedbackAction, Submission
from consultations.models.log import write_log
from consultations.moderation.bursts import find_bursts
from consultations.permissions import Act, acts_with, consultations_for, may, scope_of
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question, read_version
from consultations.questions.rewording import rewordings
from consultations.reporting.bars import CountedQuestion, channels_of, languages_of, name_of_language, proofs_of
from consultations.reporting.filtering import filter_form, in_words
from consultations.responding.batches import open_batches
from consultations.results import tallies
from consultations.results.selecting import Selection, count_selected
from consultations.results.substance import passings

PAGE = 50
OFFERED = {  # by name, since acts that the same roles may do are one member of the enumeration
    "export": Act.EXPORT,
    "archive": Act.ARCHIVE,
    "read_log": Act.READ_LOG,
    "publish_results": Act.PUBLISH_RESULTS,
    "give_feedback": Act.GIVE_FEEDBACK,
    "reschedule": Act.RESCHEDULE,
    "delete": Act.DELETE,
    "key_in": Act.KEY_IN,
    "make_codes": Act.MAKE_CODES,
}


def find_consultation(request, pk, act: Act) -> Consultation:
    """The consultation, if the user may do this with it; else it does not exist for them."""
    allowed = consultations_for(request.user, act).values("pk")
    found = Consultation.objects.filter(pk__in=allowed).select_related("source_page", "current")
    return get_object_or_404(found, pk=pk)


def trail(consultation: Consultation | None = None, here: str = "") -> list[dict]:
    """The breadcrumb of the results pages."""
    items = [{"url": reverse("results_index"), "label": _("Results")}]
    if consultation is not None:
        items.append({"url": reverse("results", args=[consultation.pk]), "label": str(consultation)})
    return [*items, {"url": "", "label": here}] if here else items


def index(request):
    """Those that the user may read the results of, the latest first."""
    found = Consultation.objects.filter(pk__in=consultations_for(request.user, Act.READ_RESULTS).values("pk"))
    found = found.filter(current__isnull=False).select_related("source_page", "tally").order_by("-opens")
    with scope_of(request.user, Act.READ_RESULTS):
        page = Paginator(found.annotate(waiting=_waiting()), PAGE).get_page(request.GET.get("p"))
        rows = [_index_row(consultation, request.arrived_at) for consultation in page]
    return render(
        request,
        "consultations/admin/results_index.html",
        {
            "rows": rows,
            "page": page,
            "breadcrumbs_items": trail(),
            "header_title": _("Results"),
            "header_icon": "history",
        },
    )


def results(request, pk):
    """What came in: how many, when, in which language and way, and every question counted in people."""
    consultation = find_consultation(request, pk, Act.READ_RESULTS)
    questionnaire = read_version(consultation.current, consultation.source_locale)
    selection, now = Selection.read(request.GET, questionnaire), request.arrived_at
    everybody = tallies.counts_of(consultation, now=now)
    counted = count_selected(consultation, selection, now=now) if selection else everybody
    if selection:
        write_log("results_filtered", by=request.user, at=now, consultation=consultation, **selection.query())
    changes = rewordings(consultation, consultation.source_locale)
    tables = counted.tables(questionnaire)
    allowed = acts_with(request.user, consultation)
    return render(
        request,
        "consultations/admin/results.html",
        {
            "consultation": consultation,
            "stage": consultation.stage(request.arrived_at),
            "has_ended": request.arrived_at >= consultation.closes,
            "counted": counted,
            "bursts": find_bursts(everybody.hours, opens=consultation.opens, closes=consultation.closes),
            "everybody": everybody,
            "filter": filter_form(selection, consultation, questionnaire),
            "selected": in_words(selection, questionnaire),
            "query": f"?{selection.address}" if selection else "",
            "selection_fields": [
                (name, each)
                for name, said in selection.query().items()
                for each in (said if isinstance(said, list) else [said])
            ],
            "languages": [(code, name_of_language(code)) for code in questionnaire.locales],
            "has_release": consultation.releases.exists(),
            "locales": languages_of(counted),
            "channels": channels_of(counted),
            "proofs": proofs_of(counted),
            "questions": [
                CountedQuestion.of(table, [change for change in changes if change.question == table.question.id])
                for table in tables
            ],
            "passings": list(passings(tables)),
            "batches": open_batches(consultation),
            "may": {name: act in allowed for name, act in OFFERED.items()},
            "breadcrumbs_items": trail(consultation),
            "header_title": str(consultation),
            "header_icon": "history",
        },
    )


def texts(request, pk, question):
    """Texts of one question, those that were published apart from the rest, fifty at a time."""
    consultation = find_consultation(request, pk, Act.READ_RESULTS)
    asked = read_version(consultation.current, consultation.source_locale).question(question)
    if asked is None or not type_of(asked).has_text(asked):
        raise Http404
    published = request.GET.get("published", "1") == "1"
    page, following = _page_of_texts(consultation, asked, published=published, after=request.GET.get("after", ""))
    write_log("texts_read", by=request.user, at=request.arrived_at, consultation=consultation, texts=len(page))
    return render(
        request,
        "consultations/admin/results_texts.html",
        {
            "consultation": consultation,
            "question": asked,
            "texts": page,
            "published": published,
            "points": _points(request.user, consultation) if published else [],
            "following": following,
            "breadcrumbs_items": trail(consultation, here=asked.text),
            "header_title": asked.text,
            "header_icon": "history",
        },
    )


def _index_row(consultation: Consultation, now) -> dict:
    tally = getattr(consultation, "tally", None)
    due = consultation.source_page.feedback_due
    return {
        "consultation": consultation,
        "stage": consultation.stage(now),
        "responses": (tally.counts.get("responses", 0) if tally else 0) + consultation.waiting,
        "feedback_due": due,
        "is_late": bool(due and consultation.decided_at is None and due < now.date()),
    }


def _waiting():
    """How many submissions of each consultation are not in its tally yet."""
    waiting = Submission.objects.filter(
        consultation=OuterRef("pk"),
        tallied=False,
        response__state=ResponseState.ACTIVE,
        response__current=F("pk"),
    )
    counted = waiting.order_by().values("consultation").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _points(user, consultation: Consultation) -> list[FeedbackAction]:
    """The points of the feedback that a text can be quoted beside, for those who may write it."""
    if not may(user, Act.GIVE_FEEDBACK, consultation):
        return []
    written = FeedbackAction.objects.filter(feedback__consultation=consultation)
    return list(written.filter(feedback__locale=consultation.source_locale))


def _page_of_texts(consultation: Consultation, question: Question, *, published: bool, after: str):
    """Up to fifty answers in random order, and where the next fifty begin: any page costs the same."""
    with scope(consultation=consultation):
        found = Answer.objects.filter(consultation=consultation, question=question.id, choice="", counted=True)
        found = found.exclude(text="").filter(submission__response__state=ResponseState.ACTIVE)
        if published:
            found = found.filter(moderation=ModerationState.PUBLISHED)
        else:
            found = found.exclude(moderation=ModerationState.PUBLISHED)
        if after:
            found = found.filter(pk__gt=_as_id(after))
        page = list(found.select_related("submission").order_by("pk")[: PAGE + 1])
    return page[:PAGE], str(page[PAGE - 1].pk) if len(page) > PAGE else ""


def _as_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
