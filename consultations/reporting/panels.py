"""What consultations offer to ordinary pages."""

from django.utils.text import Truncator
from django.utils.translation import get_language

from config import registry
from consultations.enums import Stage
from consultations.models import ConsultationIndexPage
from consultations.reporting.faces import listed, next_change_of
from consultations.reporting.feedback import feedback_by_consultation

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
    items = listed(request, stage=Stage.DECIDED, most=2)
    said = feedback_by_consultation([item.consultation for item in items], get_language())
    return [{"url": item.url, "title": item.title, "line": _line(said.get(item.consultation.pk))} for item in items]


@registry.offer("next_change")
def next_change(request):
    """When any consultation changes its stage by itself next, for whoever keeps a page that lists them."""
    return next_change_of(request.arrived_at)


def _line(feedback) -> str:
    return Truncator(feedback.you_answered).words(24) if feedback else ""
