"""Save now, continue later: the resident is shown the code that the draft lies under, and types it back anywhere.

The code never stands in an address, a title or a log. Those who have it can read and send the answers; nobody else can, and
we can't either: see ``drafts``.
"""

from datetime import timedelta
from io import BytesIO
from uuid import uuid4

import segno
from django import forms
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from consultations.models import Consultation, Outbox
from consultations.questions.questionnaire import read_version
from consultations.responding import drafts, guessing, keys, limits
from consultations.responding.carrying import Carried, carry_over, first_unanswered
from consultations.responding.finding import Place, find_place, place_in
from consultations.responding.sealing import seal
from consultations.responding.submit import receipt_of
from consultations.responding.walking import walk_of

SAVE, AUTOMATIC = "save", "auto"
MOST_MESSAGES = 5  # with codes, in an hour
MOST_ATTEMPTS = 9  # to deliver one: about a day


def leave_page(request, here: Place, begun: drafts.Begun, form=None, *, step: int | str):
    """Another button than the forward one was pressed: what is filled in is kept, valid or not, and the way is free."""
    if request.POST["go"] == AUTOMATIC and form is not None:
        return _save_quietly(request, here, begun, form)
    if form is not None:
        begun.take_in(form)
    elif "email" in request.POST:  # on the check page; it goes with the answers until they are sent
        begun.data["email"] = request.POST.getlist("email")
    address = here.form_address("saved") if request.POST["go"] == SAVE else _in_language(request, here, step)
    response = HttpResponseRedirect(address)
    drafts.save_draft(response, here.consultation, begun)
    return response


def _save_quietly(request, here: Place, begun: drafts.Begun, form):
    """While somebody writes. What has been sent meanwhile, perhaps in another tab, is not begun again."""
    if begun.stored is None and receipt_of(here.consultation, begun.form_key):
        return JsonResponse({"said": _("Your answers have been sent.")}, status=409)
    begun.take_in(form)
    at = date_format(timezone.localtime(request.arrived_at), "TIME_FORMAT")
    begun.code = begun.code or keys.new_draft_code()
    response = JsonResponse({"draft": begun.code, "said": _("Saved %(time)s") % {"time": at}})
    if not drafts.save_draft(response, here.consultation, begun, only_if_there=begun.stored is not None):
        return JsonResponse({"said": _("Your answers have been sent.")}, status=409)
    return response


def _in_language(request, here: Place, step: int | str) -> str:
    """The same page of the form in the language of the pressed button, or here if there is none."""
    faces = here.page.get_translations().live().public().select_related("locale")
    face = faces.filter(locale__language_code=request.POST["go"]).first()
    return place_in(request, face, here.consultation).form_address(step) if face else here.form_address(step)


class MessageForm(forms.Form):
    """Where the code should be sent. The address is not kept."""

    email = forms.EmailField(
        max_length=254,
        error_messages={
            "invalid": gettext_lazy("Write an e-mail address like name@example.se"),
            "required": gettext_lazy("Write your e-mail address"),
        },
    )


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def saved(request, place: str):
    """The code, for whoever has the draft open in this browser; by wish sent by e-mail, or taken from the browser."""
    here = find_place(request, place)
    begun = drafts.load_draft(request, here.consultation)
    if begun is None:
        return HttpResponseRedirect(here.address)
    if request.POST.get("go") == "forget":
        return _forget(request, here)
    form = MessageForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and not _too_many_messages(request, form):
        send_code(request, here, begun, to=form.cleaned_data["email"])
        return HttpResponseRedirect(f"{here.form_address('saved')}?skickat")
    context = {
        "page": here.page,
        "here": here,
        "title": here.page.title,
        "begun": begun,
        "code": keys.in_groups(begun.code),
        "resume_url": request.build_absolute_uri(reverse("resume")),
        "form": form,
        "problems": [("email", error) for error in form.errors.get("email", [])],
        "was_sent": "skickat" in request.GET,
    }
    return render(request, "consultations/answering/saved.html", context, status=422 if form.errors else 200)


def _too_many_messages(request, form: MessageForm) -> bool:
    """Nobody uses us to fill somebody else's mailbox."""
    if limits.count(request, "code-by-mail", within=timedelta(hours=1), by_agent=False) <= MOST_MESSAGES:
        return False
    form.add_error("email", _("So many messages have been sent from here that you have to wait an hour"))
    return True


def send_code(request, here: Place, begun: drafts.Begun, *, to: str) -> None:
    """A message in the outbox: its content is encrypted, and deleted with the address when it has been sent."""
    context = _about(request, here, begun)
    content = {
        "to": to,
        "subject": _("Your code to continue answering"),
        "text": render_to_string("consultations/mail/saved.txt", context),
        "locale": here.locale,
    }
    Outbox.objects.create(
        key=f"saved:{uuid4()}", payload=seal(content, purpose="outbox"), next_attempt=request.arrived_at
    )


def delete_undelivered() -> int:
    """Gives up messages that could not be sent within a day, and with them their addresses. Gives how many."""
    stale = Outbox.objects.filter(key__startswith="saved:", sent_on__isnull=True, attempts__gte=MOST_ATTEMPTS)
    return stale.delete()[0]


def _about(request, here: Place, begun: drafts.Begun) -> dict:
    return {
        "title": here.page.title,
        "code": keys.in_groups(begun.code),
        "address": request.build_absolute_uri(reverse("resume")),
        "expires": begun.stored.expires_on,
        "organisation": here.page.organisation.name,
    }


def _forget(request, here: Place):
    response = HttpResponseRedirect(f"{reverse('resume')}?glomt")
    drafts.let_go(response, here.consultation)
    return response


@never_cache
@require_safe
def code_file(request, place: str):
    """The code in a small text file to keep."""
    here = find_place(request, place)
    begun = drafts.load_draft(request, here.consultation)
    if begun is None:
        raise Http404
    text = render_to_string("consultations/answering/code.txt", _about(request, here, begun))
    response = HttpResponse("\ufeff" + text.replace("\n", "\r\n"), content_type="text/plain; charset=utf-8")
    name = f"{_('continue-answering')}.txt"
    response.headers["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


@require_safe
def picture_of_the_address(request):
    """A QR picture of the page where the code is typed; the code itself is never in a picture."""
    picture = BytesIO()
    segno.make_qr(request.build_absolute_uri(reverse("resume")), error="m").save(
        picture, kind="svg", border=4, light="#ffffff", dark="#000000", svgclass=None, lineclass=None
    )
    return HttpResponse(picture.getvalue(), content_type="image/svg+xml")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def resume(request):
    """Takes the code and opens what was saved, on whatever device."""
    if request.method == "GET":
        return _ask_for_code(request)
    if guessing.is_guessing(request):
        return _ask_for_code(request, _("Too many codes have been wrong. Wait ten minutes, or call us"), status=429)
    begun = drafts.open_draft(keys.plain_code(request.POST.get("code", "")))
    if begun is None:
        return _ask_for_code(request, _what_is_wrong(request), status=404)
    consultation = Consultation.objects.select_related("current", "source_page").get(pk=begun.stored.consultation_id)
    return _go_on(request, consultation, begun)


resume.after_csrf_failure = lambda request: _ask_for_code(
    request, _("The page had been open for too long. Press the button once more"), status=403
)
saved.after_csrf_failure = lambda request, place: HttpResponseRedirect(find_place(request, place).form_address("saved"))


def _what_is_wrong(request) -> str:
    code = keys.plain_code(request.POST.get("code", ""))
    if not code:
        return _("Write your code")
    guessing.count_wrong_guess(request)
    if len(code) == keys.LENGTH:
        return _(
            "This is as long as the reference of answers that have been sent. A code to continue has twenty characters"
        )
    if len(code) != keys.DRAFT_LENGTH:
        return _("The code has twenty characters. Check that none is missing")
    return _(
        "No saved answers have this code. Check each character. They are deleted after 14 days, and when they are sent"
    )


def _ask_for_code(request, error: str = "", *, status: int = 200):
    context = {
        "problems": [("code", error)] if error else [],
        "code": request.POST.get("code", "")[:60],
        "was_forgotten": "glomt" in request.GET,
    }
    return render(request, "consultations/answering/resume.html", context, status=status)


def _go_on(request, consultation: Consultation, begun: drafts.Begun):
    """To the first page that is empty, or to the check page; with what has changed since, if anything has."""
    face = _face_of(consultation)
    here = place_in(request, face, consultation)
    if not face.live or not consultation.takes_responses(request.arrived_at, begun_at=begun.begun_at):
        response = HttpResponseRedirect(here.form_address())
        drafts.hand_over(response, consultation, begun.code)
        return response
    carried = carry_to_current(consultation, begun, locale=here.locale)
    walk = walk_of(read_version(begun.version, here.locale), begun.data)
    empty = first_unanswered(walk.pages, begun.data)
    onward = here.form_address(empty or "check")
    held = _other_draft(request, consultation, begun)
    if carried.differs or held:
        context = {"page": face, "here": here, "title": face.title, "carried": carried, "onward": onward, "held": held}
        response = render(request, "consultations/answering/resumed.html", context)
    else:
        response = HttpResponseRedirect(onward)
    drafts.save_draft(response, consultation, begun)
    return response


def carry_to_current(consultation: Consultation, begun: drafts.Begun, *, locale: str) -> Carried:
    """Brings a draft to the version in force. What it has to say of the differences is in the given language."""
    if begun.version.pk == consultation.current_id:
        return Carried()
    was, now = read_version(begun.version, locale), read_version(consultation.current, locale)
    carried = carry_over(begun.data, was=was, now=now)
    begun.version, begun.data = consultation.current, carried.data
    return carried


def _face_of(consultation: Consultation):
    """The consultation's page in the language in use, or else as it was written."""
    faces = consultation.source_page.get_translations().live().public().select_related("organisation", "locale")
    return faces.filter(locale__language_code=get_language()).first() or consultation.source_page


def _other_draft(request, consultation: Consultation, begun: drafts.Begun) -> str:
    """The code of what somebody else had begun in this browser and would lose; '' if there is nothing."""
    other = drafts.held_draft(request, consultation)
    return keys.in_groups(other.code) if other and other.code != begun.code and other.data else ""
