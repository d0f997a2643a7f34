"""How many texts stand in which state."""

from django.db.models import Count, Q

from consultations.enums import ModerationState
from consultations.models import Answer, Consultation


def moderation_figures(consultation: Consultation) -> dict[str, int]:
    """Numbers of texts: ``received``, and of these ``waiting``, ``published``, ``hidden`` and ``none``.

    ``none`` are not for publication. For those who moderate: small numbers stand as they are. One query, over the
    counted texts of the consultation.
    """
    texts = Answer.objects.with_scope(consultation=consultation).filter(counted=True).exclude(text="")
    states = {str(state): Count("pk", filter=Q(moderation=state)) for state in ModerationState}
    return texts.aggregate(received=Count("pk"), **states)
