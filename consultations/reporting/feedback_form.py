"""Where the official writes the feedback: one form a language, a draft until it is published."""

from django import forms
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_scopes import scope
from wagtail.admin import messages

from consultations.models import Contact, Feedback, FeedbackAction
from consultations.permissions import Act
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.feedback import NotGiven, correct_feedback, languages_of, publish_feedback


class FeedbackForm(forms.ModelForm):
    class Meta:
        model = Feedback
        fields = ["we_asked", "you_answered", "decision_reference"]
        widgets = {name: forms.Textarea(attrs={"rows": 6}) for name in ("we_asked", "you_answered")}


class ActionForm(forms.ModelForm):
    class Meta:
        model = FeedbackAction
        fields = ["order", "text", "state", "because"]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("text", "because")}


ActionFormSet = forms.inlineformset_factory(Feedback, FeedbackAction, form=ActionForm, extra=3, can_delete=True)


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
    form = FeedbackForm(request.POST or None, instance=feedback)
    actions = ActionFormSet(request.POST or None, instance=feedback)
    if request.method == "POST" and form.is_valid() and actions.is_valid():
        form.save()
        actions.save()
        correct_feedback(feedback, by=request.user, now=request.arrived_at)
        messages.success(request, _("The feedback has been saved."))
        return redirect("feedback_index", consultation.pk)
    return _show_form(request, consultation, locale, form, actions)


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
            "form": form,
            "actions": actions,
            "breadcrumbs_items": items,
            "header_title": _("Feedback"),
            "header_icon": "edit",
        },
    )
