"""Answering a draft: an editor walks the form as a resident would, up to the receipt, and nothing of it is kept.

The real rules run, ``submit_response`` among them, in a transaction that is taken back. There are no test rows.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import get_object_or_404, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from consultations.models import Consultation, ConsultationPage, Owner, QuestionnaireVersion
from consultations.questions.compile import compile_questionnaire, digest_of
from consultations.questions.questionnaire import Questionnaire, read_content
from consultations.responding import keys
from consultations.responding.attaching import pretended
from consultations.responding.check import answers_in_words
from consultations.responding.finding import Place
from consultations.responding.forms import AnswerForm
from consultations.responding.submit import GivenAnswer, submit_response
from consultations.responding.walking import Walk, walk_of

SEND = "send"


@never_cache
@require_http_methods(["GET", "POST"])
def rehearse(request, page_id: int):
    """One page of the rehearsal. What has been filled in so far travels with the form; nothing is stored."""
    draft = get_object_or_404(ConsultationPage, pk=page_id)
    if not draft.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    page = draft.get_latest_revision_as_object()
    content = compile_questionnaire({page.locale.language_code: page})
    with translation.override(page.locale.language_code):
        return _step(request, page, content, read_content(content))


def _step(request, page, content: dict, questionnaire: Questionnaire):
    data = dict(request.POST.lists())
    data |= pretended(data, questionnaire.sections)
    before = walk_of(questionnaire, data)
    came_from = _page_number(request.POST.get("rehearsed", ""), before)
    if request.method == "POST" and request.POST.get("rehearsed") == SEND:
        return _send(request, page, content, AnswerForm(before.sections, data=data))
    form = AnswerForm(before.pages.get(came_from, ()), data=data) if came_from else None
    if form is not None and not form.is_valid():
        return _show(request, page, before, came_from, form, data, problems=form.problems)
    number = before.after(came_from) if came_from else before.first
    if number is None:
        return _check(request, page, before, data)
    shown = AnswerForm(before.pages.get(number, ()), data=data or None)
    return _show(request, page, before, number, shown, data, problems=[])


def _show(request, page, walk: Walk, number: int, form: AnswerForm, data: dict, *, problems: list):
    context = {
        "form": form,
        "rehearsed": number,
        "is_end": number == walk.end,
        "part": len([met for met in walk.pages if met <= number]),
        "parts": walk.most_parts(number),
        "parts_are_certain": not any(walk.questionnaire.conditions),
        "problems": problems,
        "show_errors": bool(problems),
        "carried": _carried(data, without=form.names),
    }
    return _rendered(request, page, "consultations/rehearsing/step.html", context)


def _check(request, page, walk: Walk, data: dict):
    form = AnswerForm(walk.sections, data=data)
    here = Place(page, Consultation(), page.locale.language_code, "")
    context = {"answers": answers_in_words(form, here, walk.pages), "rehearsed": SEND, "carried": _carried(data)}
    return _rendered(request, page, "consultations/rehearsing/check.html", context)


def _send(request, page, content: dict, form: AnswerForm):
    if not form.is_valid():
        return _show(request, page, walk_of(read_content(content), form.data), 1, form, {}, problems=form.problems)
    code = receipt_of_rehearsal(page, content, form.given())
    return _rendered(request, page, "consultations/rehearsing/done.html", {"code": code})


def receipt_of_rehearsal(page: ConsultationPage, content: dict, answers: list[GivenAnswer]) -> str:
    """The receipt that these answers to a draft would get. All that was written for it is taken back."""
    now = timezone.now()
    with transaction.atomic():
        consultation = _open_now(page, now)
        receipt = submit_response(
            consultation,
            version=_version_of(consultation, content),
            answers=[replace(answer, files=()) for answer in answers],  # They were never taken in.
            locale=page.locale.language_code,
            form_key=keys.new_form_key(),
            arrived_at=now,
        )
        transaction.set_rollback(True)
    return receipt.code


def _open_now(page: ConsultationPage, now: datetime) -> Consultation:
    """The page's consultation, made if it has none, and open whatever its times are."""
    times = {"opens": now - timedelta(hours=1), "closes": now + timedelta(hours=1), "paused": False, "decided_at": None}
    facts = {"source_page": page, "source_locale": page.locale.language_code}
    consultation, is_new = Consultation.objects.update_or_create(
        translation_key=page.translation_key, defaults=times, create_defaults=times | facts
    )
    if is_new:
        Owner.objects.create(consultation=consultation, organisation=page.organisation, is_lead=True)
    return consultation


def _version_of(consultation: Consultation, content: dict) -> QuestionnaireVersion:
    digest = digest_of(content)
    known = consultation.versions.filter(digest=digest).first()
    return known or consultation.versions.create(
        number=consultation.versions.count() + 1, digest=digest, content=content
    )


def _page_number(text: str, walk: Walk) -> int | None:
    return int(text) if text.isdecimal() and int(text) in walk.pages else None


def _carried(data: dict[str, list[str]], *, without: Iterable[str] = ()) -> list[tuple[str, str]]:
    """What was filled in on other pages, as hidden fields."""
    left_out = {"csrfmiddlewaretoken", "rehearsed", *without}
    return [(name, value) for name, values in data.items() if name not in left_out for value in values]


def _rendered(request, page: ConsultationPage, template: str, context: dict):
    return render(request, template, {"page": page, "title": page.title, **context})
