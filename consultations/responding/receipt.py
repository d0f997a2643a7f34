"""The receipt without an account: with its code one sees where one's response is and what became of it, reads it for a
while, changes it while the consultation is open, and withdraws it. The code is POSTed each time, and in no address.
"""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods
from django_scopes import scopes_disabled

from consultations.enums import ResponseState
from consultations.models import Response
from consultations.responding import drafts, guessing, keys
from consultations.responding.changing import withdraw_response
from consultations.responding.finding import place_of
from consultations.responding.refilling import begin_change
from consultations.responding.status import READ_FOR, Status, answers_of, status_of

TOO_MANY = 429
FORBIDDEN = 403


@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def receipt(request):
    """Asks for the code, answers it, and does what is asked of the response."""
    if request.method == "GET":
        return _ask(request)
    if guessing.is_guessing(request):
        return _wait(request)
    code = request.POST.get("code", "")
    response = response_with(code)
    if response is None:
        return _unknown(request, code)
    return ACTS.get(request.POST.get("do"), _show)(request, response, code)


@never_cache
def after_csrf_failure(request):
    """The reference stands in its field again, with a fresh token and one button."""
    message = _("The page had been open for so long that it has to be sent once more.")
    return _ask(request, code=request.POST.get("code", ""), message=message, status=FORBIDDEN)


receipt.after_csrf_failure = after_csrf_failure


def response_with(code: str) -> Response | None:
    """The response that this receipt belongs to, found by the code's hash."""
    if len(keys.plain_code(code)) != keys.LENGTH:
        return None
    hashes = [keys.receipt_hash(code, key=key) for key in keys.response_keys()]
    with scopes_disabled():  # The code itself is what opens the one response, whatever its consultation.
        return (
            Response.objects.select_related("consultation__source_page", "consultation__current", "current__version")
            .filter(receipt_hash__in=hashes)
            .first()
        )


def _ask(request, *, code: str = "", message: str = "", status: int = 200):
    problems = [("code", message)] if message else []
    context = {"asked": bool(message), "code": code[:40], "problems": problems}
    return render(request, "consultations/answering/receipt.html", context, status=status)


def _unknown(request, code: str):
    if not code.strip():
        return _ask(request, message=_("Write your reference"), status=404)
    if len(keys.plain_code(code)) == keys.LENGTH:
        guessing.count_wrong_guess(request)
    return _ask(request, code=code, message=_("No response has this reference. Check each character"), status=404)


def _wait(request):
    context = {"minutes": guessing.MINUTES}
    answer = render(request, "consultations/answering/receipt_wait.html", context, status=TOO_MANY)
    answer.headers["Retry-After"] = str(guessing.MINUTES * 60)
    return answer


def _show(
    request, response: Response, code: str, *, answers=None, done: str = "", refused: str = "", status: int = 200
):
    context = {
        "status": _status(request, response),
        "code": code,
        "answers": answers,
        "done": done,
        "refused": refused,
        "read_days": READ_FOR.days,
    }
    return render(request, "consultations/answering/receipt.html", context, status=status)


def _status(request, response: Response) -> Status:
    return status_of(response, now=request.arrived_at, locale=request.LANGUAGE_CODE)


def _read(request, response: Response, code: str):
    if not _status(request, response).may_read:
        refused = _("The time in which the answers could be read here has passed.")
        return _show(request, response, code, refused=refused, status=FORBIDDEN)
    return _show(request, response, code, answers=answers_of(response))


def _change(request, response: Response, code: str):
    """Opens the form, filled in, as a draft of this browser."""
    status = _status(request, response)
    if not status.may_change:
        return _show(request, response, code, refused=_why_not(response), status=FORBIDDEN)
    here = place_of(status.page, status.page.locale.language_code, address=status.page.get_url(request))
    answer = HttpResponseRedirect(here.form_address())
    begun = begin_change(response, now=request.arrived_at)
    drafts.save_draft(answer, here.consultation, begun)
    drafts.remember_typed(answer, here.consultation, begun, code)
    return answer


def _why_not(response: Response) -> str:
    if response.state == ResponseState.WITHDRAWN:
        return _("The response has been withdrawn, and can't be changed any more.")
    return _("The consultation is not open, so the answers can't be changed any more. You can still withdraw them.")


def _withdraw(request, response: Response, code: str):
    """Asks once more, then withdraws. Whoever presses twice meets the same page."""
    if response.state == ResponseState.ACTIVE and request.POST.get("sure") != "yes":
        context = {"status": _status(request, response), "code": code}
        return render(request, "consultations/answering/withdraw.html", context)
    withdraw_response(response, now=request.arrived_at)
    return _show(request, response_with(code), code, done=_("Your response has been withdrawn."))


ACTS = {"read": _read, "change": _change, "withdraw": _withdraw}
