"""What consultations tell of themselves beside the declaration, by figures that anybody may already see.

Consultations are counted, never people; answers only as releases tell them, and languages as the public figures of
moderation do: rounded down, so that nothing here is finer than what stands there.
"""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db.models import OuterRef, Subquery
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config import registry
from consultations.models import Consultation, OpennessReport, Release
from consultations.reporting.faces import public_faces
from consultations.reporting.promise import Promise, promise_of

FEWEST_TEXTS = 50


@registry.offer("participation_figures")
def participation_figures(request, *, year: int | None = None) -> list[dict]:
    """Of a year, or of the whole time. Each with ``name``, ``label``, ``value``, ``how``, ``as_of``, ``as_of_words``."""
    now = request.arrived_at
    consultations = _public(now, year)
    found = [_held(consultations), _answered_in_time(consultations, now), _responses(consultations)]
    for each in found:
        each["as_of"] = now
    if year is None:
        found += _languages()
    return [each | {"as_of_words": date_format(timezone.localtime(each["as_of"]), "DATE_FORMAT")} for each in found]


def _public(now: datetime, year: int | None) -> list[Consultation]:
    """Those that have opened and that anybody may see, with what their last release told."""
    last = Release.objects.filter(consultation=OuterRef("pk")).order_by("-n").values("responses")[:1]
    faces = public_faces().values("translation_key")
    found = Consultation.objects.filter(translation_key__in=faces, current__isnull=False, opens__lte=now)
    found = found.select_related("source_page").annotate(told=Subquery(last))
    return [each for each in found if year in (None, timezone.localtime(each.opens).year)]


def _held(consultations: list[Consultation]) -> dict:
    return {
        "name": "held",
        "label": _("Consultations held"),
        "value": str(len(consultations)),
        "how": _("Every public consultation on this website that has opened is counted once, in the year it opened."),
    }


def _answered_in_time(consultations: list[Consultation], now: datetime) -> dict:
    due = [clock for clock in (promise_of(each, now=now) for each in consultations) if clock and _is_known(clock)]
    kept = [clock for clock in due if not clock.is_late]
    said = {"kept": len(kept), "due": len(due)}
    return {
        "name": "answered_in_time",
        "label": _("Feedback given in time"),
        "value": _("%(kept)d of %(due)d") % said if due else _("none has been due yet"),
        "how": _(
            "We count consultations that have closed. The day by which we promised feedback has passed, "
            "or the feedback has come. It is in time if it came on that day or before."
        ),
    }


def _is_known(clock: Promise) -> bool:
    return bool(clock.kept_on) or clock.is_late


def _responses(consultations: list[Consultation]) -> dict:
    told = [each.told for each in consultations if each.told is not None]
    return {
        "name": "responses",
        "label": _("Responses in published results"),
        "value": str(sum(told)) if told else _("no results are published yet"),
        "how": _(
            "We add up the responses of all published results. Results with too few responses are not published, "
            "and not counted here."
        ),
    }


def _languages() -> Iterator[dict]:
    """Shares of what is public already; none where all of it is so little that a share would say nothing."""
    report = OpennessReport.objects.filter(consultation__isnull=True).first()
    received = report.figures["received_by_language"] if report else {}
    every, names = sum(received.values()), dict(settings.LANGUAGES)
    many = every >= FEWEST_TEXTS
    largest_first = sorted((item for item in received.items() if item[1]), key=lambda item: (-item[1], item[0]))
    shares = [f"{names.get(code, code)} {round(100 * n / every)} %" for code, n in largest_first] if many else []
    yield {
        "name": "languages",
        "label": _("Texts in answers, by language"),
        "value": " · ".join(shares) if shares else _("too few to show"),
        "how": _(
            "We count the texts that came in, by the language of the form. "
            "Each number is first rounded down to a multiple of five. "
            "Languages with fewer than five texts are left out."
        ),
        "as_of": report.made_at if report else timezone.now(),
    }
