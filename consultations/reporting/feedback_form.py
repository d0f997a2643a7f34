"""Where the official writes the feedback: one form a language, a draft until it is published."""

from uuid import UUID

from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_scopes import scope
from wagtail.admin import messages

from config.page_cache import public_content_changed
from consultations.models import Contact, Feedback, FeedbackAction
from consultations.models.log import write_log
from consultations.permissions import Act
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.feedback import (
    NotGiven,
    as_it_reads,
    correct_feedback,
    languages_of,
    publish_feedback,
)
from consultations.reporting.feedback_fields import FeedbackForm, action_formset
from consultations.reporting.points import add_quote
from consultations.reporting.promise import promise_of


def feedback_index(request, pk):
    """The feedback in each language, and the button that publishes all of it."""
    consultation = find_consultation(request, pk, Act.GIVE_FEEDBACK)
    written = {feedback.locale: feedback for feedback in consultation.feedback.all()}
    with scope(consultation=consultation):
        addresses = Contact.objects.filter(consultation=consultation).count()
    return render(
        request,
        "consultations/admin/feedback_index.html",
        {
            "consultation": consultation,
            "languages": [
                {"code": code, "name": get_language_info(code)["name_local"], "feedback": written.get(code)}
                for code in languages_of(consultation)
            ],
            "addresses": addresses,
            "promise": promise_of(consultation, now=request.arrived_at),
            "has_ended": request.arrived_at >= consultation.closes,
            "breadcrumbs_items": trail(consultation, here=_("Feedback")),
            "header_title": _("Feedback"),
            "header_icon": "edit",
        },
    )


def feedback_edit(request, pk, locale):
    """The feedback in one language."""
    consultation = find_consultation(request, pk, Act.GIVE_FEEDBACK)
    if locale not in languages_of(consultation):
        raise Http404
    feedback = consultation.feedback.filter(locale=locale).first() or Feedback(consultation=consultation, locale=locale)
    form, actions = (
        FeedbackForm(request.POST or None, instance=feedback),
        action_formset(feedback, request.POST or None),
    )
    if request.method == "POST" and form.is_valid() and actions.is_valid() and form.tells_why(actions):
        _save(form, actions, by=request.user, now=request.arrived_at)
        messages.success(request, _("The feedback has been saved."))
        return redirect("feedback_index", consultation.pk)
    return _show_form(request, consultation, locale, form, actions)


@transaction.atomic
def _save(form, actions, *, by, now) -> None:
    """The texts and the points, with how they read before where they were public."""
    before = as_it_reads(form.instance)
    changed = form.has_changed() or actions.has_changed()
    feedback = form.save()
    actions.save()
    for action in actions.forms:
        if action.instance.pk and action.has_changed() and not action.cleaned_data.get("DELETE"):
            action.save_evidence(feedback.consultation)
    correct_feedback(feedback, note=form.cleaned_data.get("note", "") if changed else "", before=before, by=by, now=now)


@require_POST
def feedback_quote(request, pk):
    """Puts a published text beside a point."""
    consultation = find_consultation(request, pk, Act.GIVE_FEEDBACK)
    points = FeedbackAction.objects.filter(feedback__consultation=consultation)
    action = get_object_or_404(points, point=_id(request, "point"), feedback__locale=consultation.source_locale)
    if add_quote(consultation, action.point, _id(request, "answer")):
        write_log("feedback_quoted", by=request.user, at=request.arrived_at, consultation=consultation)
        public_content_changed()
        messages.success(request, _("The text is quoted beside the point."))
    else:
        messages.error(request, _("Only texts that are published can be quoted."))
    return redirect("feedback_edit", consultation.pk, consultation.source_locale)


def _id(request, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError as error:
        raise Http404 from error


@require_POST
def feedback_publish(request, pk):
    consultation = find_consultation(request, pk, Act.GIVE_FEEDBACK)
    try:
        publish_feedback(consultation, by=request.user, now=request.arrived_at)
    except NotGiven as refusal:
        messages.error(request, str(refusal))
        return redirect("feedback_index", consultation.pk)
    messages.success(request, _("The feedback has been published, and those who asked to hear will get an e-mail."))
    return redirect("results", consultation.pk)


def _show_form(request, consultation, locale: str, form, actions):
    name = get_language_info(locale)["name_local"]
    items = trail(consultation)
    items += [
        {"url": reverse("feedback_index", args=[consultation.pk]), "label": _("Feedback")},
        {"url": "", "label": name},
    ]
    return render(
        request,
        "consultations/admin/feedback_form.html",
        {
            "consultation": consultation,
            "language": name,
            "is_first": locale == consultation.source_locale,
            "form": form,
            "actions": actions,
            "breadcrumbs_items": items,
            "header_title": _("Feedback"),
            "header_icon": "edit",
        },
    )
