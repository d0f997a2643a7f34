"""The form's pages: steps, check, done. Each fetches, asks a rule and renders."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from consultations.enums import Admission
from consultations.models import QuestionnaireVersion
from consultations.questions.attached import files_in
from consultations.questions.questionnaire import Questionnaire, read_version
from consultations.responding import drafts, guards, kept, saving
from consultations.responding.attaching import discard, take_in
from consultations.responding.changing import change_response
from consultations.responding.check import ContactForm, answers_in_words, dropped_in_words
from consultations.responding.closing import closing_of
from consultations.responding.codes import CodeForm
from consultations.responding.finding import Place, find_place
from consultations.responding.forms import AnswerForm
from consultations.responding.keeping import kept_here, picture_of
from consultations.responding.kept import keeps_text, not_open
from consultations.responding.keys import is_form_key, new_draft_code
from consultations.responding.refilling import (
    carried_changes,
    context_of,
    is_of_another_form,
    response_of,
    resume,
    submission_begun_from,
)
from consultations.responding.submit import CodeSpent, NotOpen, NotReceived, receipt_of, submit_response
from consultations.responding.walking import Walk, walk_of

UNPROCESSABLE = 422


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@keeps_text
def answer(request, place: str, step: int = 1):
    """One page of questions: shown, or taken in and kept as a draft before the next page."""
    here = find_place(request, place)
    begun = _begun(request, here)
    if begun.changes and "leave" in request.POST:
        return leave_change(request, here, begun)
    questionnaire = read_version(begun.version, here.locale)
    if not here.consultation.takes_responses(request.arrived_at, begun_at=begun.begun_at):
        return not_open(request, here, begun, data=begun.data | kept.typed(request, begun.version))
    if request.method == "GET" and questionnaire.locale != here.locale:
        return HttpResponseRedirect(here.address)  # There it says in which languages the questions are.
    walk = walk_of(questionnaire, begun.data)
    if step not in walk.pages:
        return HttpResponseRedirect(here.form_address(walk.before(step) or walk.first))
    if request.method == "POST" and step != walk.end:
        return _take_in(request, here, begun, walk, step)
    data = begun.data if begun.stored or begun.changes else None
    form = _form(questionnaire, walk.pages[step], data=data)
    return show_step(request, here, begun, walk, step, form, with_errors="fel" in request.GET)


def _take_in(request, here: Place, begun, walk: Walk, step: int):
    sent = take_in(request, begun, walk.pages[step], here.consultation, kept_until=drafts.last_day())
    form = _form(walk.questionnaire, walk.pages[step], data=sent.data, refused=sent.refused)
    if request.POST.get("go") and not sent.refused:
        return saving.leave_page(request, here, begun, form, step=step)
    if not form.is_valid():
        return _mend(request, here, begun, walk, step, form, keeps=sent.new)
    begun.take_in(form)
    response = HttpResponseRedirect(_next(request, here, walk, walk_of(walk.questionnaire, begun.data), step))
    drafts.save_draft(response, here.consultation, begun)
    return response


def _mend(request, here: Place, begun, walk: Walk, step: int, form: AnswerForm, *, keeps: bool):
    """The page again, with what is wrong. A file that came with it is kept: a browser does not send it twice."""
    if not keeps:
        return show_step(request, here, begun, walk, step, form, with_errors=True)
    begun.take_in(form)
    begun.code = begun.code or new_draft_code()
    response = show_step(request, here, begun, walk, step, form, with_errors=True)
    drafts.save_draft(response, here.consultation, begun)
    return response


def _next(request, here: Place, before: Walk, walk: Walk, step: int) -> str:
    """The page after this one; for somebody who came to change an answer, what it newly asks, or back to the check."""
    if request.POST.get("return") == "check":
        new = walk.new_since(before)
        return f"{here.form_address(new)}?andra" if new else here.form_address("check")
    return here.form_address(walk.after(step) or "check")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@keeps_text
def check(request, place: str):
    """All answers once more, with the way back to each; from here they are sent."""
    here = find_place(request, place)
    begun = drafts.load_draft(request, here.consultation)
    if begun is None or is_of_another_form(request, begun):
        return _sent_or_start(request, here)
    if request.POST.get("go", "") not in {"", *guards.ASKED_AGAIN}:
        return saving.leave_page(request, here, begun, step="check")
    if removed := request.POST.get("remove", ""):
        return _without_file(here, begun, removed)
    questionnaire = read_version(begun.version, here.locale)
    walk = walk_of(questionnaire, begun.data)
    if walk.end:
        return HttpResponseRedirect(here.form_address(walk.end))
    form = _form(questionnaire, walk.sections, data=begun.data)
    if not form.is_valid():
        return HttpResponseRedirect(f"{here.form_address(_step_with_errors(walk, form))}?fel")
    contact, code = _forms_beside(request, here, begun)
    if request.method == "POST" and contact.is_valid() & code.is_valid():
        return _send(request, here, begun, walk, form, contact, code)
    return show_check(request, here, begun, walk, form, contact, code)


def _forms_beside(request, here: Place, begun) -> tuple[ContactForm, CodeForm]:
    """What is asked beside the answers. A change is of a response that was let in before."""
    contact = ContactForm(request.POST or None, offered=here.page.asks_for_contact)
    admits = Admission.OPEN if begun.changes else here.consultation.source_page.admits
    return contact, CodeForm(request, here.consultation, admits=admits)


def _without_file(here: Place, begun, question: str):
    """The check page again, without the file that was attached to a question."""
    response = HttpResponseRedirect(here.form_address("check"))
    if files := list(files_in({question: begun.data.get(question, [])})):
        del begun.data[question]
        drafts.save_draft(response, here.consultation, begun)
        discard(files)
    return response


def _send(request, here: Place, begun, walk: Walk, form: AnswerForm, contact: ContactForm, code: CodeForm):
    demanded = here.consultation.source_page.asks_challenge and not begun.changes
    verdict = guards.judge(request, begun_at=begun.begun_at, demanded=demanded)
    if verdict.asks:
        return show_check(request, here, begun, walk, form, contact, code, verdict=verdict)
    sending = {
        "version": begun.version,
        "answers": form.given(),
        "locale": here.locale,
        "form_key": begun.form_key,
        "arrived_at": request.arrived_at,
        "begun_at": begun.begun_at,
        "draft": begun.stored,
        "doubt": verdict.doubt,
    }
    try:
        if begun.changes:
            begun_from = submission_begun_from(begun.changes)
            change_response(response_of(begun.changes), begun_from=begun_from, **sending)
        else:
            email = contact.cleaned_data.get("email", "")
            submit_response(here.consultation, email=email, proof=code.proof, **sending)
    except NotOpen:
        return not_open(request, here, begun, data=begun.data)
    except CodeSpent as refusal:
        code.add_error("code", str(refusal))
        return show_check(request, here, begun, walk, form, contact, code)
    except NotReceived as refusal:
        return _refused(request, here, begun, walk, form, refusal)
    return _to_done(here, begun.form_key)


def _refused(request, here: Place, begun, walk: Walk, form: AnswerForm, refusal: NotReceived):
    """Why it was not taken in. What was written in a change stays to be copied."""
    written = answers_in_words(form, here, walk.pages) if begun.changes else []
    context = _common(here, refusal=refusal, answers=written, changes=begun.changes)
    return render(request, "consultations/answering/refused.html", context, status=409)


def _sent_or_start(request, here: Place):
    """Without a draft: sent already (a double click, a retry, a reload), or nothing begun."""
    form_key = request.POST.get("form_key", "") or drafts.sent_from_here(request, here.consultation)
    if is_form_key(form_key) and receipt_of(here.consultation, form_key) is not None:
        return _to_done(here, form_key)
    return HttpResponseRedirect(reverse("receipt") if carried_changes(request) else here.form_address())


def _to_done(here: Place, form_key: str):
    response = HttpResponseRedirect(here.form_address("done"))
    drafts.remember_sending(response, here.consultation, form_key)
    return response


@never_cache
@require_http_methods(["GET"])
def done(request, place: str):
    """Thanks, with the receipt, as long as this browser remembers what it sent."""
    here = find_place(request, place)
    found = kept_here(request, here.consultation)
    if found is None:
        return HttpResponseRedirect(here.form_address())
    receipt_url = request.build_absolute_uri(reverse("receipt"))
    picture = picture_of(found.code) if found.code else None
    context = _common(here, code=found.code, is_change=found.is_change, receipt_url=receipt_url, picture=picture)
    return render(request, "consultations/answering/done.html", context)


def leave_change(request, here: Place, begun):
    """Goes back on a change before it is sent: the answers stay as they were."""
    response = HttpResponseRedirect(reverse("receipt"))
    drafts.forget_draft(response, here.consultation, begun)
    return response


@keeps_text
def after_csrf_failure(request, place: str, step: int = 1):
    """The page comes back filled in, with a fresh token and one button."""
    here = find_place(request, place)
    begun = _begun(request, here)
    questionnaire = read_version(begun.version, here.locale)
    step = min(step, len(questionnaire.steps))
    kept = {name: values for name, values in begun.data.items() if next(files_in({name: values}), None)}
    form = _form(questionnaire, questionnaire.steps[step - 1], data=kept | dict(request.POST.lists()))
    walk = walk_of(questionnaire, begun.data)
    return show_step(request, here, begun, walk, step, form, with_errors=False, expired=True)


@keeps_text
def check_after_csrf_failure(request, place: str):
    """The same of the check page, from the draft that the sent page carries."""
    here = find_place(request, place)
    begun = drafts.load_draft(request, here.consultation)
    if begun is None:
        return _sent_or_start(request, here)
    walk = walk_of(read_version(begun.version, here.locale), begun.data)
    form = _form(walk.questionnaire, walk.sections, data=begun.data)
    form.is_valid()
    contact, code = _forms_beside(request, here, begun)
    return show_check(request, here, begun, walk, form, contact, code, expired=True)


answer.after_csrf_failure = after_csrf_failure
check.after_csrf_failure = check_after_csrf_failure


def show_step(request, here: Place, begun, walk: Walk, step, form, *, with_errors: bool, expired: bool = False):
    back = walk.before(step)
    problems = form.problems if with_errors and form.is_bound else []
    context = _common(
        here,
        form=form,
        form_key=begun.form_key,
        begun=drafts.signed(begun.begun_at),
        draft=begun.code,
        version=begun.version.pk,
        spoken_in=walk.questionnaire.locales,
        closing=closing_of(here.consultation, request.arrived_at),
        frame_suffix=request.path.removeprefix(here.address),
        is_end=step == walk.end,
        admits=Admission.OPEN if begun.changes else here.consultation.source_page.admits,
        part=len([page for page in walk.pages if page <= step]),
        parts=walk.most_parts(step),
        parts_are_certain=not any(walk.questionnaire.conditions),
        back=here.form_address(back) if back else here.address,
        **context_of(here, begun, walk.questionnaire),
        returns_to_check="andra" in request.GET or request.POST.get("return") == "check",
        problems=problems,
        show_errors=bool(problems),
        expired=expired,
    )
    status = 403 if expired else UNPROCESSABLE if problems and request.method == "POST" else 200
    return render(request, "consultations/answering/step.html", context, status=status)


def show_check(
    request, here: Place, begun, walk: Walk, form: AnswerForm, contact, code, *, verdict=None, expired=False
):
    everything = _form(walk.questionnaire, walk.questionnaire.sections, data=begun.data)
    problems = [
        (field, error) for beside in (contact, code) for field, errors in beside.errors.items() for error in errors
    ]
    problems += verdict.problems if verdict else []
    context = _common(
        here,
        answers=answers_in_words(form, here, walk.pages),
        dropped=dropped_in_words(everything, walk.route),
        contact=contact,
        code=code,
        email=request.POST.get("email", "") or "".join(begun.data.get("email", [])),
        form_key=begun.form_key,
        draft=begun.code,
        spoken_in=walk.questionnaire.locales,
        verdict=verdict,
        honeypot=guards.HONEYPOT,
        problems=problems,
        expired=expired,
        closing=closing_of(here.consultation, request.arrived_at),
        frame_suffix=request.path.removeprefix(here.address),
        back=here.form_address(walk.last),
        **context_of(here, begun, walk.questionnaire),
    )
    status = 403 if expired else UNPROCESSABLE if problems or verdict else 200
    return render(request, "consultations/answering/check.html", context, status=status)


def _begun(request, here: Place) -> drafts.Begun:
    """What this browser has begun; or else what the page that was sent says, which may be nothing."""
    begun = drafts.load_draft(request, here.consultation)
    return _begin(request, here) if begun is None or is_of_another_form(request, begun) else begun


def _begin(request, here: Place) -> drafts.Begun:
    """A form begun now, or when the page that was sent says that it was."""
    begun = drafts.begin(
        _version_answered(request, here),
        now=drafts.read_signed(request.POST.get("begun", "")) or request.arrived_at,
        form_key=request.POST.get("form_key", ""),
    )
    return resume(request, begun)


def _version_answered(request, here: Place) -> QuestionnaireVersion:
    """The version that the sent form carries, if it was ever active here; else the current one."""
    carried = request.POST.get("version", "")
    if carried and carried != str(here.consultation.current_id):
        versions = here.consultation.versions.filter(activations__isnull=False)
        return next((v for v in versions.distinct() if str(v.pk) == carried), here.consultation.current)
    return here.consultation.current


def _form(questionnaire: Questionnaire, sections, *, data, refused=None) -> AnswerForm:
    numbers = {question.id: n for n, question in enumerate(questionnaire.questions, start=1)}
    return AnswerForm(sections, data=data, numbers=numbers, refused=refused)


def _step_with_errors(walk: Walk, form: AnswerForm) -> int:
    wrong = {name.removesuffix("-name") for name in form.errors}
    for number, sections in walk.pages.items():
        if any(question.id in wrong for section in sections for question in section.questions):
            return number
    return walk.first


def _common(here: Place, **context) -> dict:
    return {"page": here.page, "here": here, "consultation": here.consultation, "title": here.page.title, **context}


def answer_step(request, place: str, step: str):
    return answer(request, place, int(step))


answer_step.after_csrf_failure = lambda request, place, step: after_csrf_failure(request, place, int(step))
