"""Questions on paper, for those who answer with a pen."""

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question


def print_question(question: Question) -> SafeString:
    """The question as HTML for a printed form, in the language of its texts."""
    kind = type_of(question)
    context = {
        "question": question,
        "instruction": kind.instruction(question),
        "parts": kind.printed(question),
        "drawing": kind.drawing(question),
    }
    return render_to_string(kind.print_template, context)
