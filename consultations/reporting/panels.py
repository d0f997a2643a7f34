"""What consultations offer to ordinary pages."""

from django.utils.text import Truncator
from django.utils.translation import get_language

from config import registry
from consultations.enums import Stage
from consultations.models import ConsultationIndexPage
from consultations.reporting.faces import listed
from consultations.reporting.feedback import feedback_of

MOST = 4


@registry.offer("open_consultations")
def open_consultations(request) -> dict:
    """The open consultations that close soonest, and the way to all of them."""
    index = ConsultationIndexPage.objects.live().filter(locale__language_code=get_language()).first()
    return {
        "items": listed(request, stage=Stage.OPEN, most=MOST),
        "index_url": index.get_url(request) if index else "",
    }


@registry.offer("answered_back")
def answered_back(request) -> list[dict]:
    """The latest consultations with feedback, with the beginning of what people answered."""
    return [
        {"url": item.url, "title": item.title, "line": _line(item)}
        for item in listed(request, stage=Stage.DECIDED, most=2)
    ]


def _line(item) -> str:
    feedback = feedback_of(item.consultation, get_language())
    return Truncator(feedback.you_answered).words(24) if feedback else ""
