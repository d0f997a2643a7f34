"""Publishing results: what the public would see is shown first."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from wagtail.admin import messages

from consultations.permissions import Act
from consultations.reporting.dashboard import find_consultation, trail
from consultations.results.releases import NotPublished, preview_release, publish_release


def publish(request, pk):
    """Shows what the public would see and what not; on POST publishes it."""
    consultation = find_consultation(request, pk, Act.PUBLISH_RESULTS)
    if request.method == "POST":
        try:
            publish_release(consultation, by=request.user, now=request.arrived_at)
        except NotPublished as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The results have been published."))
            return redirect("results", consultation.pk)
    return render(
        request,
        "consultations/admin/results_publish.html",
        {
            "consultation": consultation,
            "preview": preview_release(consultation, request.arrived_at),
            "earlier": consultation.releases.order_by("-n"),
            "breadcrumbs_items": trail(consultation, here=_("Publish results")),
            "header_title": _("Publish results"),
            "header_icon": "view",
        },
    )
