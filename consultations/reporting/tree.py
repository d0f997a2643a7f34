"""What the admin's page tree says about consultations: what can't be deleted, translated from here, or is paused.

Each refusal is a page in words at the address where the person stands, with what to do instead.
"""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.views.pages.utils import type_to_delete_confirmation
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from consultations.models import Consultation, ConsultationPage
from consultations.permissions import steered_by
from consultations.questions.advice import advice_on
from consultations.questions.compile import compile_questionnaire
from consultations.questions.keeping import Answered, consultations_below, discard_unanswered, kept_below
from consultations.questions.languages import source_of
from consultations.questions.readiness import stops
from home.translation_requests import SubmitOwnPageView, demand_own


@hooks.register("before_delete_page")
def keep_what_was_answered(request, page):
    """On showing the question as on the answer: a page with answered consultations below it stays."""
    confirmed = request.method == "POST" and type_to_delete_confirmation(request)
    return _refuse_or_discard(request, [page], discard=confirmed)


@hooks.register("before_bulk_action")
def keep_what_was_answered_in_bulk(request, action_type, objects, action):
    if action_type != "delete" or action.model is not Page:
        return None
    return _refuse_or_discard(request, list(objects), discard=True)


@hooks.register("before_bulk_action")
def publish_none_that_is_not_ready(request, action_type, objects, action):
    """Forms refuse and ask for reasons; publishing from a list has no form, so nothing that a form would stop goes."""
    if action_type != "publish" or action.model is not Page:
        return None
    pages = list(objects)
    if request.POST.get("include_descendants"):
        pages += [face for page in objects for face in _faces_below(page)]
    drafts = {page.pk: page.specific.get_latest_revision_as_object() for page in pages}
    unready = [
        d for d in drafts.values() if isinstance(d, ConsultationPage) and _would_be_stopped(d, request.arrived_at)
    ]
    if not unready:
        return None
    titles = ", ".join(draft.title for draft in unready)
    said = _("Not ready to open: %(titles)s. The editor of each page says what is missing. Nothing was published.")
    messages.error(request, said % {"titles": titles})
    return redirect(action.next_url)


def _would_be_stopped(draft: ConsultationPage, now) -> bool:
    if not (draft.opens and draft.closes):
        return True
    if source_of(draft).pk != draft.pk:
        return False  # A translation says in its language what its source asks.
    content = compile_questionnaire({draft.locale.language_code: draft})
    return bool(stops(draft, content, now=now) or (advice_on(draft, content) and not draft.remarks_reason.strip()))


@hooks.register("after_publish_page")
def say_that_it_is_paused(request, page):
    """Publishing again does not open it by itself: the editor chooses."""
    consultation = Consultation.objects.filter(source_page_id=page.pk, paused=True, decided_at=None).first()
    if consultation and request.arrived_at < consultation.closes:
        words = _("The page is published, but the consultation is paused: no responses are taken in.")
        button = messages.button(reverse("results_pause", args=[consultation.pk]), _("Resume"))
        messages.warning(request, words, buttons=[button])


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def times_and_stage(page, user, view_name=None, next_url=None):
    """In the menu of the page, in any language."""
    if page.specific_class is not ConsultationPage or page.alias_of_id:
        return
    if found := steered_by(user).filter(translation_key=page.translation_key, current__isnull=False).first():
        yield Button(_("Times and stage"), reverse("clock", args=[found.pk]), icon_name="calendar-alt", priority=15)
        yield Button(
            _("The questions, on paper"),
            reverse("results_questions", args=[found.pk]),
            icon_name="list-ul",
            priority=16,
        )


def submit_page_translation(request, page_id):
    """Wagtail-localize's view, for all but a consultation in another language than the one it was written in."""
    if not request.user.has_perm("wagtail_localize.submit_translation"):
        raise PermissionDenied
    page = get_object_or_404(Page, pk=page_id)
    demand_own(page, request.user)
    if request.method == "POST" and "include_subtree" in request.POST:
        found = [source for face in _faces_below(page) if (source := source_of(face)).pk != face.pk]
    else:
        found = (
            [source] if page.specific_class is ConsultationPage and (source := source_of(page)).pk != page.pk else []
        )
    if found:
        return _refuse(request, "consultations/admin/tree_translating.html", page=page, sources=found)
    return SubmitOwnPageView.as_view()(request, page_id=page_id)


def _faces_below(page: Page):
    return [*ConsultationPage.objects.descendant_of(page, inclusive=True).filter(alias_of=None)]


def _refuse_or_discard(request, pages, *, discard: bool):
    pages = [page for page in pages if not page.alias_of_id]
    kept = kept_below(pages)
    if not kept and discard:
        try:
            discard_unanswered(pages, by=request.user, now=request.arrived_at)
        except Answered:
            kept = list(consultations_below(pages).select_related("source_page"))
    return _refuse(request, "consultations/admin/tree_deleting.html", pages=pages, kept=kept) if kept else None


def _refuse(request, template, **context):
    steered = set(steered_by(request.user).values_list("pk", flat=True))
    for consultation in context.get("kept", []):
        consultation.may_be_steered = consultation.pk in steered
    return render(request, template, context, status=409)
