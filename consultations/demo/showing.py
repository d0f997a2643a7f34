"""One question of every kind on one page of the style guide. Shown in the demo and in tests, not in production."""

from types import SimpleNamespace

from django.conf import settings
from django.shortcuts import render
from django.utils import translation

from consultations.demo.reading import LANGUAGES, content_of, stream_of_questions
from consultations.questions.blocks import QuestionsBlock
from consultations.questions.compile import compile_questionnaire
from consultations.questions.questionnaire import Questionnaire, read_content
from consultations.responding.forms import AnswerForm


def show_every_type(request):
    """As it is first met, or with ``?fel`` as it comes back when it was sent empty; ``?sprak=`` says in which language."""
    asked = request.GET.get("sprak", "")
    language = asked if asked in dict(settings.LANGUAGES) else LANGUAGES[0]
    with translation.override(language):
        form = AnswerForm(every_type(language).sections, data={} if "fel" in request.GET else None)
        problems = form.problems if form.is_bound else []
        context = {"form": form, "problems": problems, "show_errors": bool(problems)}
        return render(request, "styleguide/question_types.html", context)


def every_type(language: str) -> Questionnaire:
    """The examples, in a language that the content has or else in Swedish."""
    entries, block = content_of("every_type")["questions"], QuestionsBlock()
    streams = {spoken: block.to_python(stream_of_questions("every_type", entries, spoken)) for spoken in LANGUAGES}
    pages = {spoken: SimpleNamespace(presentation="single", questions=stream) for spoken, stream in streams.items()}
    return read_content(compile_questionnaire(pages), language)
