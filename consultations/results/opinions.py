"""The votes on a set of statements, as they were given, and the groups that they make."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django_scopes import scope

from consultations.enums import ResponseState
from consultations.models import Answer, Consultation, Submission
from consultations.questions.questionnaire import Question
from consultations.results.keeping import kept
from consultations.results.opinion_groups import (
    FEWEST_PEOPLE,
    FEWEST_STATEMENTS,
    Bridge,
    Groups,
    Stance,
    Telling,
)

VOTES = {"agree": 1.0, "disagree": -1.0, "pass": 0.0}
MOST_PEOPLE = 5_000  # drawn by their random ids; more say the same and take longer
CHUNK = 500


@dataclass(frozen=True)
class Opinions:
    """``people`` voted on half of the statements or more, of ``looked_at`` responses; ``groups`` is None if they are too few."""

    people: int
    looked_at: int
    groups: Groups | None
    counted_at: datetime


def has_statements(question: Question) -> bool:
    return question.type == "statements" and len(question.rows) >= FEWEST_STATEMENTS


def opinions_of(consultation: Consultation, question: Question, *, now: datetime) -> Opinions:
    """The groups of those who answered; kept until the tally changes. Takes some seconds the first time."""
    found, at = kept(consultation, {"opinions": question.id}, lambda: _count(consultation, question), now=now)
    groups = _read(found["groups"]) if found["groups"] else None
    return Opinions(found["people"], found["looked_at"], groups, at)


def _count(consultation: Consultation, question: Question) -> dict[str, Any]:
    from consultations.results.opinion_space import find_groups

    votes, looked_at = votes_on(consultation, question)
    groups = asdict(find_groups(votes)) if len(votes) >= FEWEST_PEOPLE else None
    return {"people": len(votes), "looked_at": looked_at, "groups": groups}


def votes_on(consultation: Consultation, question: Question) -> tuple[list[list[float]], int]:
    """Votes by person and statement (nan where none was given), and how many responses were looked at."""
    places = {row.id: place for place, row in enumerate(question.rows)}
    by_person: dict[Any, list[float]] = {}
    with scope(consultation=consultation):
        counted = Submission.objects.filter(
            consultation=consultation, tallied=True, response__state=ResponseState.ACTIVE
        )
        ids = list(counted.order_by("pk").values_list("pk", flat=True)[:MOST_PEOPLE])
        for first in range(0, len(ids), CHUNK):
            given = Answer.objects.filter(submission__in=ids[first : first + CHUNK], question=question.id)
            for person, row, choice in given.values_list("submission", "row", "choice"):
                if row in places and choice in VOTES:
                    by_person.setdefault(person, [float("nan")] * len(places))[places[row]] = VOTES[choice]
    enough = [votes for votes in by_person.values() if 2 * sum(vote == vote for vote in votes) >= len(places)]
    return enough, len(ids)


def _read(kept_groups: dict[str, Any]) -> Groups:
    """The groups as they were before they were kept as JSON."""
    return Groups(
        members=kept_groups["members"],
        places=[tuple(place) for place in kept_groups["places"]],
        stances=[[Stance(**stance) for stance in group] for group in kept_groups["stances"]],
        telling=[[Telling(**each) for each in group] for group in kept_groups["telling"]],
        bridges=[Bridge(**bridge) for bridge in kept_groups["bridges"]],
        silhouette=kept_groups["silhouette"],
        by_chance=kept_groups["by_chance"],
    )
