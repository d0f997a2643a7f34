"""Texts to moderate, as they come in by the only door, and decisions on them."""

from django.utils import timezone
from django_scopes import scope

from consultations.enums import ModerationState
from consultations.models import Answer, Consultation, Decision
from consultations.moderation.decisions import decide, mark_of
from tests.builders import a_response

ASKED = "Vad kan bli bättre?"


def a_text(consultation, text="Fler turer på kvällen", **response) -> Answer:
    """A text that waits for a moderator, unless its author says otherwise."""
    sent = a_response(consultation, {"Åker du buss?": "Ja", ASKED: text}, **response)
    with scope(consultation=consultation):
        return Answer.objects.select_related("submission__response").get(submission=sent.current_id, text=text)


def seen(answer: Answer) -> str:
    """The mark that the page of the text carries now."""
    with scope(consultation=answer.consultation_id):
        return mark_of(answer, Decision.objects.filter(answer=answer).count())


def decided(answer: Answer, by, state=ModerationState.PUBLISHED, **said) -> Decision:
    """What a moderator decides on the text as it stands now."""
    with scope(consultation=answer.consultation_id):
        return decide(answer, by=by, state=state, **{"seen": seen(answer), "now": timezone.now()} | said)


def decisions_on(answer: Answer) -> list[tuple[int, str]]:
    with scope(consultation=answer.consultation_id):
        return list(Decision.objects.filter(answer=answer).order_by("n").values_list("n", "state"))


def state_of(answer: Answer) -> str:
    with scope(consultation=answer.consultation_id):
        return Answer.objects.get(pk=answer.pk).moderation


def current(consultation) -> Consultation:
    return Consultation.objects.select_related("current").get(pk=consultation.pk)


def ask_again(page, *, publishable: bool) -> None:
    """The same questions, published once more, with the one for a text publishable or not."""
    page.questions = [
        block | {"value": block["value"] | {"publishable": publishable}} if block["type"] == "long_text" else block
        for block in map(dict, page.questions.raw_data)
    ]
    page.save_revision().publish()
