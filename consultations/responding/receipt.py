"""The receipt without an account: with its code one sees where one's response is and what became of it."""

from dataclasses import dataclass

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_scopes import scope, scopes_disabled

from consultations.enums import ModerationState, ResponseState, Stage
from consultations.models import Answer, Response
from consultations.questions.questionnaire import read_version
from consultations.responding import keys


@dataclass(frozen=True)
class TextState:
    """What a moderator has said of one of the resident's texts."""

    question: str
    state: str
    label: str
    reason: str


@dataclass(frozen=True)
class Status:
    """What the receipt page tells. No text of the answers."""

    response: Response
    page: object
    stage: Stage
    received_on: object
    counted: bool
    texts: list[TextState]


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def receipt(request):
    """Asks for the code and answers it. The code never stands in an address."""
    code = request.POST.get("code", "")
    status = status_of(code, now=request.arrived_at, locale=request.LANGUAGE_CODE) if code else None
    missing = request.method == "POST" and status is None
    message = _("No response has this reference. Check each character") if code else _("Write your reference")
    context = {
        "status": status,
        "asked": missing,
        "code": code[:40],
        "problems": [("code", message)] if missing else [],
    }
    return render(request, "consultations/answering/receipt.html", context, status=404 if missing else 200)


def status_of(code: str, *, now, locale: str) -> Status | None:
    """Where the response of this receipt is, or None if no response has it."""
    if len(keys.plain_code(code)) != keys.LENGTH:
        return None
    hashes = [keys.receipt_hash(code, key=key) for key in keys.response_keys()]
    with scopes_disabled():  # The code itself is what opens the one response, whatever its consultation.
        response = (
            Response.objects.select_related("consultation__source_page", "current__version")
            .filter(receipt_hash__in=hashes)
            .first()
        )
    return _status(response, now=now, locale=locale) if response else None


def _status(response: Response, *, now, locale: str) -> Status:
    consultation, submission = response.consultation, response.current
    page = consultation.source_page
    face = next(
        (face for face in page.get_translations(inclusive=True).live() if face.locale.language_code == locale), page
    )
    with scope(consultation=consultation):
        answers = Answer.objects.filter(submission=submission).exclude(moderation=ModerationState.NONE)
        texts = [_text_state(answer, read_version(submission.version, locale)) for answer in answers]
    return Status(
        response=response,
        page=face,
        stage=consultation.stage(now),
        received_on=submission.received_at,
        counted=response.state == ResponseState.ACTIVE,
        texts=texts,
    )


def _text_state(answer: Answer, questionnaire) -> TextState:
    question = questionnaire.question(answer.question)
    last = answer.decisions.order_by("n").last()
    return TextState(
        question=question.text if question else "",
        state=answer.moderation,
        label=answer.get_moderation_display(),
        reason=last.get_reason_display() if last and last.reason else "",
    )
