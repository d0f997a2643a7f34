"""The same decision on many texts: each is decided on by itself, as it was seen, and what can't be is told."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from consultations.models import Answer
from consultations.moderation.decisions import NotDecided, decide

MOST = 200


@dataclass
class Outcome:
    decided: int = 0
    refused: int = 0


def decide_many(
    seen: Iterable[tuple[UUID, str]], *, by, state: str, reason: str, explanation: str, now: datetime
) -> Outcome:
    """Decides on each text of which the mark still holds. Raises NotDecided if the decision itself can't be taken.

    Within the scope of what ``by`` may moderate: a text outside it is refused as one that is gone.
    """
    outcome = Outcome()
    pairs = dict(list(seen)[:MOST])
    for answer in Answer.objects.filter(pk__in=pairs).order_by("received_on", "id"):
        try:
            decide(answer, by=by, state=state, seen=pairs[answer.pk], reason=reason, explanation=explanation, now=now)
            outcome.decided += 1
        except NotDecided as refusal:
            if refusal.is_slip:
                raise
            outcome.refused += 1
    outcome.refused = len(pairs) - outcome.decided
    return outcome
