"""Consultations as they are met in lists: with the page and the address in the language in use. Four queries at most."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import get_language

from consultations.enums import Stage
from consultations.models import Consultation, ConsultationPage
from consultations.reporting.promise import Promise, promise_of

ORDER = [Stage.OPEN, Stage.UPCOMING, Stage.CLOSED, Stage.DECIDED]


@dataclass(frozen=True)
class Listed:
    consultation: Consultation
    page: ConsultationPage
    stage: Stage
    url: str
    promise: Promise | None

    @property
    def title(self) -> str:
        return self.page.title

    @property
    def closes(self) -> datetime:
        return self.consultation.closes

    @property
    def opens(self) -> datetime:
        return self.consultation.opens

    @property
    def minutes(self) -> int:
        return self.page.minutes


def public_faces(*, locale: str | None = None):
    """Every live page of a consultation that anybody may see, in one language or all; none if its source is not public."""
    runs = Consultation.objects.filter(source_page__live=True).values("translation_key")
    faces = ConsultationPage.objects.live().public().select_related("locale")
    faces = faces.filter(alias_of=None, translation_key__in=runs)
    return faces.filter(locale__language_code=locale) if locale else faces


def listed(request, *, stage: str = "", locale: str | None = None, most: int | None = None) -> list[Listed]:
    """What runs, with its face in the language; closing soonest first among the open, else latest first."""
    now = request.arrived_at
    consultations = Consultation.objects.filter(current__isnull=False).select_related("source_page")
    if stage:
        consultations = consultations.at_stage(stage, now)
    by_key = {consultation.translation_key: consultation for consultation in consultations}
    faces = public_faces(locale=locale or get_language()).filter(translation_key__in=by_key)
    found = [_listed(by_key[face.translation_key], face, request, now) for face in faces]
    return sorted(found, key=_place)[:most]


def next_change_of(now: datetime) -> datetime:
    """When any consultation changes its stage by itself next."""
    changes: Iterable[datetime | None] = (c.next_change(now) for c in Consultation.objects.filter(closes__gt=now))
    return min((change for change in changes if change), default=now + timedelta(hours=1))


def _listed(consultation: Consultation, face: ConsultationPage, request, now: datetime) -> Listed:
    stage, promise = consultation.stage(now), promise_of(consultation, now=now)
    return Listed(consultation, face, stage, face.get_url(request), promise)


def _place(item: Listed) -> tuple[int, float]:
    soonest_first = item.stage in {Stage.OPEN, Stage.UPCOMING}
    return ORDER.index(item.stage), item.closes.timestamp() * (1 if soonest_first else -1)
