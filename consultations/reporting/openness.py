"""The public figures of moderation, of the site and of each consultation: as pages, and in a form for machines."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from config.page_cache import keep
from consultations.enums import Reason
from consultations.models import ConsultationPage, OpennessReport
from consultations.reporting.faces import public_faces


@require_GET
def openness(request):
    """The figures of the whole site, with the way to those of each consultation."""
    report = OpennessReport.objects.filter(consultation__isnull=True).first()
    faces = list(public_faces(locale=get_language()).order_by("title"))
    context = {"report": report, "tables": tables(report), "faces": faces, "json_url": reverse("openness_json")}
    return keep(render(request, "consultations/moderation/openness.html", context))


@require_GET
def openness_of(request, pk: UUID):
    """Those of one consultation, by the translation key that its pages share."""
    face, report = _found(pk, get_language())
    context = {
        "report": report,
        "tables": tables(report),
        "face": face,
        "json_url": reverse("openness_of_json", args=[pk]),
    }
    return keep(render(request, "consultations/moderation/openness.html", context))


@require_GET
def openness_json(request, pk: UUID | None = None):
    """The stored figures as they are: ``{"made_at", "consultation", "figures"}``."""
    report = _found(pk, "")[1] if pk else OpennessReport.objects.filter(consultation__isnull=True).first()
    figures = {"made_at": report.made_at if report else None, "figures": report.figures if report else None}
    return JsonResponse({"consultation": pk, **figures})


def _found(pk: UUID, locale: str) -> tuple[ConsultationPage, OpennessReport | None]:
    """A public face of the consultation, in the language if there is one. Raises Http404 if it has none."""
    faces = list(public_faces().filter(translation_key=pk))
    if not faces:
        raise Http404
    face = next((face for face in faces if face.locale.language_code == locale), faces[0])
    return face, OpennessReport.objects.filter(consultation__translation_key=pk).first()


def tables(report: OpennessReport | None) -> list[tuple[str, list[tuple[str, int]]]]:
    """The numbers in words: captions, and lines of label and number. 0 says "fewer than five"."""
    if report is None:
        return []
    said = report.figures
    what = {
        "received": _("Texts received"),
        "waiting": _("Waiting"),
        "published": _("Published whole"),
        "published_with_parts_hidden": _("Published, with parts hidden"),
        "hidden": _("Hidden"),
        "appealed": _("Another look was asked for"),
        "overturned": _("The decision was changed"),
    }
    languages = dict(settings.LANGUAGES)
    return [
        (_("What became of the texts"), [(label, said[name]) for name, label in what.items()]),
        (_("Hidden, by rule"), [(Reason(name).label, n) for name, n in said["hidden_by_rule"].items()]),
        (_("Received, by language"), [(languages.get(c, c), n) for c, n in said["received_by_language"].items()]),
    ]
