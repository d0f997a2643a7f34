"""Groups of opinion, for officials: who answers alike, what tells each group from the others, and what unites them."""

from dataclasses import dataclass

from django.http import Http404
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from consultations.models.log import write_log
from consultations.permissions import Act
from consultations.questions.questionnaire import Question, read_version
from consultations.reporting.dashboard import find_consultation, trail
from consultations.results import tallies
from consultations.results.opinion_groups import FEWEST_PEOPLE, Groups, Stance
from consultations.results.opinions import MOST_PEOPLE, has_statements, opinions_of

WIDTH, HEIGHT, EDGE = 640, 400, 24
MOST_DRAWN = 1_200


@dataclass(frozen=True)
class Drawn:
    """A person as a mark on the drawing."""

    letter: str
    x: float
    y: float


@require_safe
def opinions(request, pk, question):
    """The groups of one question with statements."""
    consultation = find_consultation(request, pk, Act.READ_RESULTS)
    asked = read_version(consultation.current, consultation.source_locale).question(question)
    if asked is None or not has_statements(asked):
        raise Http404
    tallies.counts_of(consultation, now=request.arrived_at)
    found = opinions_of(consultation, asked, now=request.arrived_at)
    write_log("opinions_grouped", by=request.user, at=request.arrived_at, consultation=consultation, question=question)
    groups = found.groups
    context = {
        "consultation": consultation,
        "question": asked,
        "found": found,
        "fewest": FEWEST_PEOPLE,
        "is_sample": found.looked_at == MOST_PEOPLE,
        "letters": [letter_of(n) for n in range(len(groups.stances))] if groups else [],
        "groups": [_group(groups, n, asked) for n in range(len(groups.stances))] if groups else [],
        "bridges": [_bridge(groups, bridge, asked) for bridge in groups.bridges] if groups else [],
        "statements": _statements(groups, asked) if groups else [],
        "drawing": drawing_of(groups) if groups and groups.stances else None,
        "breadcrumbs_items": trail(consultation, here=_("Groups of opinion")),
        "header_title": _("Groups of opinion"),
        "header_icon": "group",
    }
    return render(request, "consultations/admin/opinions.html", context)


def letter_of(group: int) -> str:
    return "ABCDE"[group]


def drawing_of(groups: Groups) -> dict:
    """Marks within the picture, at most ``MOST_DRAWN``: the nearer two people stand, the more alike they voted."""
    xs, ys = zip(*groups.places, strict=True)
    across, up = (max(xs) - min(xs)) or 1, (max(ys) - min(ys)) or 1
    step = -(-len(groups.places) // MOST_DRAWN)
    marks = [
        Drawn(
            letter_of(group),
            round(EDGE + (x - min(xs)) / across * (WIDTH - 2 * EDGE), 1),
            round(HEIGHT - EDGE - (y - min(ys)) / up * (HEIGHT - 2 * EDGE), 1),
        )
        for group, (x, y) in list(zip(groups.members, groups.places, strict=True))[::step]
    ]
    return {"width": WIDTH, "height": HEIGHT, "marks": marks, "is_thinned": step > 1}


def _group(groups: Groups, n: int, question: Question) -> dict:
    size, people = groups.sizes[n], len(groups.members)
    telling = [
        {
            "text": question.rows[each.statement].text,
            "agrees": each.side > 0,
            "share": _percent(each.share),
            "others": _percent(each.others),
        }
        for each in groups.telling[n][:5]
    ]
    return {"letter": letter_of(n), "size": size, "share": _percent(size / people), "telling": telling}


def _bridge(groups: Groups, bridge, question: Question) -> dict:
    shares = [_percent(group[bridge.statement].share(bridge.side)) for group in groups.stances]
    return {"text": question.rows[bridge.statement].text, "agrees": bridge.side > 0, "shares": shares}


def _statements(groups: Groups, question: Question) -> list[tuple[str, list[tuple[Stance, int, int]]]]:
    """Every statement with each group's votes, and the shares that agree and disagree."""
    return [
        (row.text, [(s := group[place], _percent(s.share(1)), _percent(s.share(-1))) for group in groups.stances])
        for place, row in enumerate(question.rows)
    ]


def _percent(share: float) -> int:
    return round(100 * share)
