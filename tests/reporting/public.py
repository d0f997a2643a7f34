"""What the public tests plant and read: answered consultations, and the parts of a page that carry marks."""

from django.utils import timezone

from consultations.enums import ActionState, Consent, Reason
from consultations.models import Feedback, FeedbackAction
from consultations.reporting.feedback import address_of
from consultations.results.releases import publish_release
from tests.builders import a_consultation, a_question, a_response, choices, one_of_each
from tests.forms import visit
from tests.moderation.texts import ASKED, a_text, decided

BUS, WAYS = "Åker du buss?", "Hur tar du dig fram?"
SECRETS = ("KanarieVäntar", "KanarieDold", "KanarieUtanLov")
WAYS_OFFERED = choices("Buss", "Cykel", "Båt", "Inget", exclusive=("Inget",))


def address(consultation, locale: str = "sv") -> str:
    pages = consultation.source_page.get_translations(inclusive=True)
    return address_of(pages.get(locale__language_code=locale))


def look(client, consultation, locale: str = "sv"):
    return visit(client, address(consultation, locale))


def plant_canaries(consultation, moderator) -> None:
    """Texts that wait, are hidden, or whose authors said no: none of them may be seen anywhere."""
    waiting, hidden, refused = SECRETS
    a_text(consultation, waiting)
    decided(a_text(consultation, hidden), moderator, "hidden", reason=Reason.SPAM)
    a_text(consultation, refused, consent=Consent.NO)


def an_answered_consultation(official, *, people: int = 20, **said):
    """Closed and released: of 20 people 12 said yes, all went by bicycle and 3 by boat."""
    questions = [
        a_question("single_choice", BUS, required=True),
        a_question("multiple_choice", WAYS, choices=WAYS_OFFERED, at_least=None, at_most=None, required=True),
        *one_of_each()[-1:],
    ]
    consultation = a_consultation(stage="closed", questions=questions, **said)
    for n in range(people):
        ways = ["Cykel", *(["Båt"] if n % 20 < 3 and people == 20 else [])]
        a_response(consultation, {BUS: "Ja" if n < people * 0.6 else "Nej", WAYS: ways})
    publish_release(consultation, by=official, now=timezone.now())
    return consultation


def give_feedback(consultation, locale: str = "sv", *, action: str = "Fler kvällsturer") -> Feedback:
    """Published feedback in a language, as if it had been published with the consultation's decision."""
    feedback = Feedback.objects.create(
        consultation=consultation,
        locale=locale,
        we_asked=f"Vi undrade om bussen ({locale})",
        you_answered=f"Ni vill ha fler turer ({locale})",
        published_at=timezone.now(),
    )
    FeedbackAction.objects.create(feedback=feedback, text=action, state=ActionState.PARTLY, because="Från i höst.")
    return feedback


__all__ = ["ASKED", "a_text", "decided"]  # The texts of moderation, for whoever plants them here.
