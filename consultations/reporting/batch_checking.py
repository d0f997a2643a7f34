"""The second person's check in the admin: the sheet is keyed anew, blind; what was read otherwise stands side by side."""

from dataclasses import dataclass

from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.enums import Consent
from consultations.models import Sheet
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question, read_version
from consultations.reporting.batches import context_of, find_batch
from consultations.responding.batches import Said, check_sheet, demand_second, differences, first_reading
from consultations.responding.keying import KeyedQuestion, KeyingForm
from consultations.responding.submit import GivenAnswer, NotReceived

OWN = "own-"  # what is written instead of both


@dataclass(frozen=True)
class Difference:
    asked: KeyedQuestion
    first: list[str]
    second: list[str]
    chosen: str

    @property
    def name(self) -> str:
        return f"settle-{self.asked.question.id}"


def check(request, pk, batch, no):
    """First the empty form; then, where the two readings differ, which of them holds."""
    found = find_batch(request, pk, batch)
    sheet = get_object_or_404(Sheet.objects.select_related("batch", "response"), batch=found, no=no)
    try:
        demand_second(sheet, request.user)
    except NotReceived as refusal:
        messages.error(request, str(refusal))
        return redirect("batch", pk, batch)
    data = request.POST if request.method == "POST" else None
    form = KeyingForm(read_version(found.version, found.locale), data)
    if not form.is_valid():
        return render(request, "consultations/admin/keying.html", context_of(found, form, no) | {"is_check": True})
    return _compared(request, found, sheet, form)


def _compared(request, batch, sheet, form):
    """Stores what is the same, or has been settled; else asks."""
    context, first, second = context_of(batch, form, sheet.no), first_reading(sheet), form.given()
    try:
        differing = differences(batch, first, second)
        own = _written_instead(form, request.POST)
        settled = _settled(request.POST, differing, first, second, own)
        if settled is not None:
            check_sheet(sheet, second=second, settled=settled, by=request.user, now=request.arrived_at)
            messages.success(request, _("Sheet %(no)d is checked.") % {"no": sheet.no})
            return redirect("batch", batch.consultation_id, batch.pk)
    except NotReceived as refusal:
        context["refusal"] = str(refusal)
        return render(request, "consultations/admin/keying.html", context | {"is_check": True})
    context["differences"] = _side_by_side(request.POST, differing, first, second, own)
    return render(request, "consultations/admin/keying_check.html", context)


def _settled(data, differing, first, second, own) -> list[GivenAnswer] | None:
    """The answers as they shall stand; None as long as something is to be decided."""
    ids = {question.id for question in differing}
    wanted = {id: data.get(f"settle-{id}", "") for id in ids}  # noqa: A001
    if not all(choice in {"first", "second", "own"} for choice in wanted.values()):
        return None
    written: dict[str, GivenAnswer] = {}
    if "own" in wanted.values():
        if not own.is_valid():
            return None
        written = {answer.question.id: answer for answer in own.given()}
    return [
        _as_given(answer.question, first.get(answer.question.id))
        if wanted.get(answer.question.id) == "first"
        else written[answer.question.id]
        if wanted.get(answer.question.id) == "own"
        else answer
        for answer in second
    ]


def _as_given(question: Question, said: Said | None) -> GivenAnswer:
    values, consent, name = said or (frozenset(), Consent.NO, "")
    return GivenAnswer(
        question, sorted(values, key=lambda value: (value.rank or 0, value.row, value.choice)), consent, name
    )


def _written_instead(form: KeyingForm, data) -> KeyingForm:
    """What is written instead of both readings, beginning from the second one."""
    typed = {f"{OWN}{name.removeprefix(form.prefix)}": value for name, value in form.hidden()}
    return KeyingForm(form.questionnaire, {name: data.get(name, value) for name, value in typed.items()}, prefix=OWN)


def _side_by_side(data, differing, first, second, own) -> list[Difference]:
    by_id = {answer.question.id: answer for answer in second}
    asked = {each.question.id: each for each in own.questions}
    return [
        Difference(
            asked[question.id],
            _in_words(_as_given(question, first.get(question.id))),
            _in_words(by_id[question.id]),
            data.get(f"settle-{question.id}", ""),
        )
        for question in differing
    ]


def _in_words(given: GivenAnswer) -> list[str]:
    kind = type_of(given.question)
    if not given.values:
        return [_("No answer")]
    said = kind.say(given.question, kind.restore(given.question, given.values))
    shown = [str(Consent(given.consent).label), given.display_name] if given.question.publishable else []
    return [*said, *(each for each in shown if each)]
