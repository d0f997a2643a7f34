"""Sharing the work: taking a text, giving it back, and asking another person to decide. Decides nothing about the text."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from consultations.enums import ModerationState
from consultations.models import Answer, Review
from consultations.models.log import write_log
from consultations.moderation.decisions import NotDecided
from consultations.permissions import Act, demand


def take(answer: Answer, *, by) -> None:
    """Says that this moderator reads the text, so that others read other ones. Anybody may still decide."""
    demand(by, Act.MODERATE, answer.consultation)
    Review.objects.update_or_create(answer=answer, defaults={"consultation": answer.consultation, "assignee": by})


def give_back(answer: Answer, *, by) -> None:
    demand(by, Act.MODERATE, answer.consultation)
    Review.objects.filter(answer=answer).update(assignee=None)


def ask_second_opinion(answer: Answer, *, by, note: str, now: datetime) -> None:
    """Leaves the decision on a waiting text to another person than the one who asks. Raises NotDecided if it waits no more."""
    demand(by, Act.MODERATE, answer.consultation)
    with transaction.atomic():
        locked = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
        if locked.moderation != ModerationState.WAITING:
            raise NotDecided(_("Only a text that waits can get a second opinion. Take it back to waiting first."))
        said = {"consultation": answer.consultation, "opinion_by": by, "note": note.strip()[:500], "assignee": None}
        Review.objects.update_or_create(answer=answer, defaults=said)
        write_log("second_opinion_asked", by=by, at=now, consultation=answer.consultation, answer=str(answer.pk))
