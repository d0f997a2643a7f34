"""Two groups side by side in the admin: two filters, in one consultation or in two that share questions. All in the address."""

from datetime import datetime

from django.http import QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django_scopes import scopes_disabled

from consultations.models import Consultation
from consultations.models.log import write_log
from consultations.permissions import Act, consultations_for
from consultations.questions.questionnaire import Questionnaire, read_version
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.filtering import filter_form, in_words
from consultations.reporting.points_in_words import one_decimal, with_sign
from consultations.results import tallies
from consultations.results.comparing import ComparedLine, ComparedQuestion, Side, compare
from consultations.results.keeping import kept
from consultations.results.selecting import Selection, count_selected

MOST_OTHERS = 100


def comparing(request, pk):
    """The two groups that the address names; without any, only the choice of them."""
    one = find_consultation(request, pk, Act.READ_RESULTS)
    others = _others(request.user, one)
    other = next((each for each in others if str(each.pk) == request.GET.get("with")), one)
    sides = [_Group(one, request, "a-", _("Group A")), _Group(other, request, "b-", _("Group B"))]
    is_one = one.pk == other.pk
    is_chosen = not is_one or sides[0].selection != sides[1].selection
    context = {
        "consultation": one,
        "other": other,
        "others": others,
        "sides": sides,
        "is_one": is_one,
        "is_chosen": is_chosen,
        "breadcrumbs_items": trail(one, here=_("Compare")),
        "header_title": _("Compare"),
        "header_icon": "group",
    }
    if is_chosen:
        now = request.arrived_at
        counted = [side.count(now) for side in sides]
        shared = in_both(one, *(side.selection for side in sides), now=now) if is_one else 0
        tables = [c.tables(side.questionnaire) for c, side in zip(counted, sides, strict=True)]
        found = compare(*tables, by_concept=not is_one)
        context |= {"shared": shared, "counted": counted, "questions": [_shown(each, shared) for each in found]}
        asked = {side.prefix: side.selection.query() for side in sides}
        write_log("results_compared", by=request.user, at=now, consultation=one, **{"with": str(other.pk)}, **asked)
        if not is_one:
            write_log("results_compared", by=request.user, at=now, consultation=other, **{"with": str(one.pk)}, **asked)
    return render(request, "consultations/admin/compare.html", context)


class _Group:
    """One side of the page: a consultation, and what the address selects of it under a prefix."""

    def __init__(self, consultation: Consultation, request, prefix: str, name: str) -> None:
        self.consultation, self.prefix, self.name = consultation, prefix, name
        self.questionnaire: Questionnaire = read_version(consultation.current, consultation.source_locale)
        self.selection = Selection.read(under(request.GET, prefix), self.questionnaire)
        self.filter = filter_form(self.selection, consultation, self.questionnaire, prefix=prefix)
        self.words = in_words(self.selection, self.questionnaire)

    def count(self, now: datetime) -> tallies.CountedResults:
        everybody = tallies.counts_of(self.consultation, now=now)
        return count_selected(self.consultation, self.selection, now=now) if self.selection else everybody


def under(query: QueryDict, prefix: str) -> QueryDict:
    """What an address says under a prefix, without it."""
    found = QueryDict(mutable=True)
    for name in query:
        if name.startswith(prefix):
            found.setlist(name.removeprefix(prefix), query.getlist(name))
    return found


def in_both(consultation: Consultation, one: Selection, other: Selection, *, now: datetime) -> int:
    """How many are in both groups."""

    def count() -> int:
        with scopes_disabled():  # Every query is within this one consultation.
            return one.tallied(consultation).filter(pk__in=other.tallied(consultation).values("pk")).count()

    return kept(consultation, {"both": [one.query(), other.query()]}, count, now=now)[0]


def _others(user, one: Consultation) -> list[Consultation]:
    allowed = consultations_for(user, Act.READ_RESULTS).values("pk")
    found = Consultation.objects.filter(pk__in=allowed, current__isnull=False).exclude(pk=one.pk)
    return list(found.select_related("source_page", "current").order_by("-opens")[:MOST_OTHERS])


def _shown(found: ComparedQuestion, shared: int) -> dict:
    return {"found": found, "lines": [_line(line, shared) for line in found.lines]}


def _line(line: ComparedLine, shared: int) -> dict:
    apart, interval = line.difference, None if shared else line.interval
    return {
        "label": line.label,
        "sides": [_cell(side) for side in (line.one, line.other)],
        "difference": "–" if apart is None else with_sign(100 * apart),
        "interval": [with_sign(100 * limit) for limit in interval] if interval else None,
        "is_clear": interval is not None and (interval[0] > 0 or interval[1] < 0),
    }


def _cell(side: Side | None) -> dict | None:
    if side is None:
        return None
    return {"count": side.count, "share": "–" if side.share is None else f"{one_decimal(100 * side.share)} %"}
