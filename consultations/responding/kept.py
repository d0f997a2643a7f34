"""Nothing typed is ever lost: what a resident gets back when an answer can't be taken in, whatever the reason."""

import base64
import logging
from functools import wraps
from uuid import UUID

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import Http404
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi
from django.views.decorators.cache import add_never_cache_headers

from consultations.enums import Stage
from consultations.models import Consultation, ConsultationPage, QuestionnaireVersion
from consultations.questions.questionnaire import read_version
from consultations.responding import drafts, keys
from consultations.responding.check import answers_in_words
from consultations.responding.finding import Place, place_in, root_path
from consultations.responding.forms import AnswerForm

TRY_AGAIN_IN = 10  # seconds
log = logging.getLogger(__name__)


def keeps_text(view):
    """A view of the form below which no error costs anybody their text."""

    @wraps(view)
    def kept(request, place: str, *args, **kwargs):
        try:
            return view(request, place, *args, **kwargs)
        except (OperationalError, InterfaceError) as problem:
            log.error("The database did not take in a form: %s", type(problem).__name__)
            return busy(request)
        except Http404:
            here = _place_however(request, place)
            begun = begun_however(request, here) if here else None
            if begun is None:
                raise
            return not_open(request, here, begun, data=begun.data | typed(request, begun.version), status=404)

    return kept


def busy(request):
    """The database is locked, full or gone: the page keeps the fields, and tries again. It asks the database nothing."""
    names = [name for name in request.POST if name not in {"csrfmiddlewaretoken"}]
    context = {
        "fields": [(name, value) for name in names for value in request.POST.getlist(name)],
        "seconds": TRY_AGAIN_IN,
        "language": get_language(),
        "is_rtl": get_language_bidi(),
        "site_name": settings.WAGTAIL_SITE_NAME,
    }
    response = render(request, "consultations/answering/busy.html", context, status=503)
    response.headers["Retry-After"] = str(TRY_AGAIN_IN)
    add_never_cache_headers(response)
    return response


def not_open(request, here: Place, begun: drafts.Begun, *, data: dict[str, list[str]], status: int = 403):
    """Says kindly that nothing is taken in now, and gives back what had been written: here, as a file, and by code.

    While the consultation may open again, what was sent is put into the draft, so that it can be gone on with.
    """
    questionnaire = read_version(begun.version, here.locale)
    form = AnswerForm(questionnaire.sections, data=data)
    pages = dict(enumerate(questionnaire.steps, start=1))
    written = answers_in_words(form, here, pages) if form.names & {name for name in data if any(data[name])} else []
    stage, now = here.consultation.stage(request.arrived_at), request.arrived_at
    may_go_on = bool(written) and now < here.consultation.closes and stage != Stage.DECIDED
    context = {
        "page": here.page,
        "here": here,
        "consultation": here.consultation,
        "title": here.page.title,
        "stage": stage,
        "is_upcoming": stage == Stage.UPCOMING,
        "is_gone": status == 404,
        "changes": begun.changes,
        "answers": written,
        "file": as_file(written, title=here.page.title) if written else "",
        "elsewhere": _other_faces(request, here) if status == 404 else [],
    }
    begun.code = begun.code or keys.new_draft_code()
    if may_go_on:
        context |= {"code": keys.in_groups(begun.code), "expires": drafts.last_day()}
    response = render(request, "consultations/answering/not_open.html", context, status=status)
    if may_go_on:
        begun.data = data
        drafts.save_draft(response, here.consultation, begun)
    return response


def as_file(answers, *, title: str) -> str:
    """The answers as an address that a browser saves as a text file; they go nowhere and are stored nowhere."""
    text = render_to_string("consultations/answering/written.txt", {"answers": answers, "title": title})
    content = base64.b64encode(("\ufeff" + text).encode()).decode()
    return f"data:text/plain;charset=utf-8;base64,{content}"


def typed(request, version: QuestionnaireVersion) -> dict[str, list[str]]:
    """The fields of the questions in what was sent."""
    names = AnswerForm(read_version(version).sections).names
    return {name: values for name, values in request.POST.lists() if name in names}


def begun_however(request, here: Place) -> drafts.Begun | None:
    """The draft, or what the sent page alone says. None if nothing was begun."""
    if begun := drafts.load_draft(request, here.consultation):
        return begun
    version = _version_sent(request)
    if version is None or version.consultation_id != here.consultation.pk:
        return None
    begun_at = drafts.read_signed(request.POST.get("begun", "")) or request.arrived_at
    return drafts.begin(version, now=begun_at, form_key=request.POST.get("form_key", ""))


def _place_however(request, place: str) -> Place | None:
    """The consultation of an address that leads nowhere now: unpublished, moved or no longer in this language."""
    locale = get_language()
    pages = ConsultationPage.objects.select_related("organisation", "locale")
    page = pages.filter(url_path=f"{root_path(request, locale)}{place}/", locale__language_code=locale).first()
    consultations = Consultation.objects.select_related("current", "source_page__locale", "source_page__organisation")
    if page is not None:
        consultation = consultations.filter(translation_key=page.translation_key, current__isnull=False).first()
        return Place(page, consultation, locale, f"/{locale}/{place}/") if consultation else None
    if version := _version_sent(request):
        consultation = consultations.get(pk=version.consultation_id)
        return Place(consultation.source_page, consultation, locale, f"/{locale}/{place}/")
    return None


def _version_sent(request) -> QuestionnaireVersion | None:
    """The version that the sent page carries, or that of the draft it carries."""
    if begun := drafts.open_draft(drafts.carried_code(request)):
        return begun.version
    versions = QuestionnaireVersion.objects.filter(activations__isnull=False).distinct()
    try:
        return versions.filter(pk=UUID(request.POST.get("version", ""))).first()
    except ValueError:
        return None


def _other_faces(request, here: Place) -> list[tuple[str, str, str]]:
    """Where the same form still is: code and name of each language, and the address."""
    if not here.consultation.source_page.live:
        return []
    names = dict(settings.LANGUAGES)
    faces = here.page.get_translations(inclusive=True).live().public().select_related("locale")
    return [
        (
            face.locale.language_code,
            names[face.locale.language_code],
            place_in(request, face, here.consultation).form_address(),
        )
        for face in faces
    ]
