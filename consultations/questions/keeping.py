"""What deleting pages must not take with it: a consultation that somebody has answered stays, whoever deletes.

Asked of the tree, since the database refuses only with an error: deleting an ancestor would reach the consultations below.
"""

from collections.abc import Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, ProtectedError, Q
from django_scopes import scopes_disabled
from wagtail.models import Page

from consultations.models import (
    Batch,
    Consultation,
    ConsultationEvent,
    ConsultationPage,
    Draft,
    Feedback,
    Owner,
    QuestionnaireVersion,
    Response,
    Sheet,
    Tally,
    VersionActivation,
)
from consultations.models.log import write_log


class Answered(Exception):  # noqa: N818
    """Somebody has answered: what was to be deleted is kept."""


def consultations_below(pages: Iterable[Page]):
    """The consultations with a face among these pages or below them, in any language. Aliases are mirrors."""
    below = Q(pk__in=[])
    for page in pages:
        below |= Q(path__startswith=page.path)
    faces = ConsultationPage.objects.filter(below, alias_of=None)
    return Consultation.objects.filter(translation_key__in=faces.values("translation_key"))


def kept_below(pages: Iterable[Page]) -> list[Consultation]:
    """Those that may not be deleted: they have responses or an open batch, or something was published of them."""
    with scopes_disabled():  # It says only that there are some.
        found = consultations_below(pages).annotate(
            answered=Exists(Response.objects.filter(consultation=OuterRef("pk"))),
            keyed_in=Exists(Batch.objects.filter(consultation=OuterRef("pk"), closed_at__isnull=True)),
        )
        kept = found.filter(
            Q(answered=True) | Q(keyed_in=True) | Q(releases__isnull=False) | Q(decided_at__isnull=False)
        )
        return list(kept.select_related("source_page").distinct().order_by("source_page__title"))


def discard_unanswered(pages: Iterable[Page], *, by, now) -> None:
    """Removes what stands behind source pages that are about to be deleted. Raises Answered if one may not be."""
    pages = list(pages)
    with transaction.atomic():
        sources = [c for c in consultations_below(pages) if _is_below(c.source_page, pages)]
        list(Consultation.objects.select_for_update().filter(pk__in=[c.pk for c in sources]))
        if kept_below(pages):
            raise Answered
        for consultation in sources:
            try:
                _discard(consultation)
            except ProtectedError as error:
                raise Answered from error
            write_log("consultation_deleted", by=by, at=now, of=str(consultation.pk))


def _is_below(page: Page, ancestors: list[Page]) -> bool:
    return any(page.path.startswith(ancestor.path) for ancestor in ancestors)


def _discard(consultation: Consultation) -> None:
    Consultation.objects.filter(pk=consultation.pk).update(current=None)
    Draft.objects.filter(consultation=consultation).delete()
    VersionActivation.objects.filter(version__consultation=consultation).delete()
    Sheet.objects.filter(batch__consultation=consultation).delete()
    for model in (Batch, QuestionnaireVersion, ConsultationEvent, Feedback, Tally, Owner):
        model.objects.filter(consultation=consultation).delete()
    Consultation.objects.filter(pk=consultation.pk).delete()
