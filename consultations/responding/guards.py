"""What stands between the form and machines, and never between the form and a person.

In this order: a field that people don't see, the time since the form was fetched, how much comes from one place, and only
then, or when the editor demands it, a question. What is doubtful is received and marked; nothing is refused for it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from consultations.enums import Doubt
from consultations.responding import limits
from consultations.responding.challenge import Challenge, is_answered, new_challenge

HONEYPOT = "hemsida"
FASTEST = timedelta(seconds=3)  # from fetching the form to sending it
MOST_IN_TEN_MINUTES = 60  # from one address and browser; a class or two on the same kind of tablet
ASKED_AGAIN = {"another", "words"}


@dataclass(frozen=True)
class Verdict:
    """Whether a sending may go on (``asks`` is None), and what is doubtful about it; or the question to ask first."""

    doubt: str = ""
    asks: Challenge | None = None
    must: bool = False
    error: str = ""

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [("challenge", self.error)] if self.error else []


def judge(request, *, begun_at: datetime, demanded: bool) -> Verdict:
    """What the guards say of a sending. Counts it, and uses up the answer to a question."""
    trapped = bool(request.POST.get(HONEYPOT, "").strip())
    asked = "question" in request.POST
    if demanded or trapped or asked:
        return _ask(request, demanded=demanded, asked=asked)
    return Verdict(doubt=_doubt(request, begun_at))


def _ask(request, *, demanded: bool, asked: bool) -> Verdict:
    """A right answer clears every doubt; where the editor does not demand one, none at all only marks."""
    pressed, answer = request.POST.get("go", ""), request.POST.get("challenge", "").strip()
    in_words = pressed == "words" or (pressed != "another" and request.POST.get("kind") == "words")
    if not asked or pressed in ASKED_AGAIN:
        return Verdict(asks=new_challenge(in_words=in_words), must=demanded)
    if is_answered(request.POST["question"], answer):
        return Verdict()
    if not answer and not demanded:
        return Verdict(doubt=Doubt.TRAP)
    error = _("That was not the answer. Here is another question") if answer else _("Answer the question")
    return Verdict(asks=new_challenge(in_words=in_words), must=demanded, error=error)


def _doubt(request, begun_at: datetime) -> str:
    if limits.count(request, "sending") > MOST_IN_TEN_MINUTES:
        return Doubt.MANY
    return Doubt.FAST if request.arrived_at - begun_at < FASTEST else ""
