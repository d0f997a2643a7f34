"""The form filled with what was answered before: carried over by id to the questions of today, differences said."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from uuid import UUID

from django_scopes import scope, scopes_disabled

from consultations.models import Answer, Response, Submission
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question, Questionnaire, read_version
from consultations.responding import drafts, keys
from consultations.responding.finding import Place
from consultations.responding.forms import consent_field, name_field
from consultations.responding.sealing import seal, unseal


@dataclass(frozen=True)
class Differences:
    """What the questions of today have that those answered had not, by the questions' texts."""

    gone: list[str]
    new: list[str]
    reworded: list[str]

    def __bool__(self) -> bool:
        return bool(self.gone or self.new or self.reworded)


def begin_change(response: Response, *, now) -> drafts.Begun:
    """A form filled with the current answers of a response, of today's questions."""
    begun = drafts.begin(response.consultation.current, now=now)
    begun.changes = f"{response.pk}.{response.current_id}"
    begun.data = earlier_data(response.current, read_version(begun.version))
    return begun


def earlier_data(submission: Submission, questionnaire: Questionnaire) -> dict[str, list[str]]:
    """What was answered as the form would have sent it; what is not asked in ``questionnaire`` is left out."""
    data: dict[str, list[str]] = {}
    for question, answers in _by_question(submission, questionnaire):
        kind = type_of(question)
        data |= kind.sent(question, kind.restore(question, answers))
        if question.publishable:
            data[consent_field(question)] = [answers[0].consent]
            data[name_field(question)] = [answers[0].display_name]
    return data


def differences(response: Response, questionnaire: Questionnaire) -> Differences:
    """What has changed in the questions since the response was sent, in the language of ``questionnaire``."""
    old = {q.id: q for q in read_version(response.current.version, questionnaire.locale).questions}
    new = {q.id: q for q in questionnaire.questions}
    with scope(consultation=response.consultation_id):
        answered = set(Answer.objects.filter(submission=response.current_id).values_list("question", flat=True))
    return Differences(
        gone=[q.text for q in old.values() if q.id in answered and (q.id not in new or new[q.id].type != q.type)],
        new=[q.text for q in new.values() if q.id not in old],
        reworded=[q.text for q in new.values() if q.id in old and _wording(q) != _wording(old[q.id])],
    )


def response_of(changes: str) -> Response:
    """The response that a form changes, with all that its pages ask of it."""
    with scopes_disabled():  # The id comes from a sealed draft or page, which only the holder of the code was given.
        return Response.objects.select_related("consultation", "current__version").get(pk=_ids(changes)[0])


def submission_begun_from(changes: str) -> str:
    return str(_ids(changes)[1])


def sealed_changes(begun: drafts.Begun) -> str:
    """What the pages of a change carry, so that it stays one even if the browser forgets its cookie."""
    return seal(begun.changes, purpose="change", material=begun.form_key).decode() if begun.changes else ""


def carried_changes(request) -> str:
    """What ``sealed_changes`` gave to the page that was sent; '' for any other form."""
    sealed, form_key = request.POST.get("changes", ""), request.POST.get("form_key", "")
    if not sealed or not keys.is_form_key(form_key):
        return ""
    return unseal(sealed.encode(), purpose="change", material=form_key) or ""


def resume(request, begun: drafts.Begun) -> drafts.Begun:
    """A form begun anew from the page that was sent; if that page changes a response, the rest is filled in again."""
    begun.changes = carried_changes(request)
    if begun.changes:
        begun.data = earlier_data(response_of(begun.changes).current, read_version(begun.version))
    return begun


def is_of_another_form(request, begun: drafts.Begun | None) -> bool:
    """Whether the page that was sent and the draft would mix a change with something else."""
    if begun is None or request.method != "POST":
        return False
    return begun.changes != carried_changes(request) and request.POST.get("form_key") != begun.form_key


def context_of(here: Place, begun: drafts.Begun, questionnaire: Questionnaire) -> dict:
    """What the pages of a change say beside the questions."""
    if not begun.changes:
        return {}
    return {
        "changes": sealed_changes(begun),
        "differences": differences(response_of(begun.changes), questionnaire),
    }


def _ids(changes: str) -> tuple[UUID, UUID]:
    response, submission = changes.split(".")
    return UUID(response), UUID(submission)


def _by_question(submission: Submission, questionnaire: Questionnaire) -> Iterable[tuple[Question, list[Answer]]]:
    """Each question that was answered and is still asked, with the rows that still fit it."""
    with scope(consultation=submission.consultation_id):
        rows = list(Answer.objects.filter(submission=submission).order_by("question", "rank", "row", "choice"))
    types = {q.id: q.type for q in read_version(submission.version).questions}
    for id_, group in groupby(rows, key=lambda answer: answer.question):
        question = questionnaire.question(id_)
        if question is None or types.get(id_) != question.type:
            continue
        fitting = [answer for answer in group if _fits(answer, question)]
        if fitting:
            yield question, fitting


def _fits(answer: Answer, question: Question) -> bool:
    return not answer.choice or type_of(question).offers(question, answer.choice)


def _wording(question: Question) -> tuple:
    return (question.text, *((choice.id, choice.text) for choice in question.choices))
