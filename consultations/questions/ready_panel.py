"""The panel in the page editor that says whether a consultation is fit to open, worked out from what was saved last."""

from django.utils import timezone
from wagtail.admin.panels import Panel


class ReadinessPanel(Panel):
    """What stops it, what is advised, and how long it takes to answer; each with the question that it is about."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "consultations/admin/ready_panel.html"

        def get_context_data(self, parent_context=None):
            return super().get_context_data(parent_context) | readiness_of(self.instance)


def readiness_of(page) -> dict:
    """``is_saved``, ``stops``, ``advice`` (by where), ``minutes`` and ``questions`` of a draft."""
    from consultations.questions.advice import advice_on, asked_in, minutes_to_answer
    from consultations.questions.compile import compile_questionnaire
    from consultations.questions.readiness import stops

    if page.pk is None:
        return {"is_saved": False}
    language = page.locale.language_code
    content = compile_questionnaire({language: page})
    by_place: dict[str, list[str]] = {}
    for advice in advice_on(page, content):
        by_place.setdefault(advice.where, []).append(advice.why)
    return {
        "is_saved": True,
        "stops": stops(page, content, now=timezone.now()),
        "advice": by_place.items(),
        "minutes": minutes_to_answer(content, language),
        "questions": len(asked_in(content)),
    }
