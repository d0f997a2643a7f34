"""Telling about a barrier, the message function that the law asks for; and the stylesheet of a site's colour."""

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from home.forms import BarrierForm
from home.models import BarrierReport
from home.theme import stylesheet


@never_cache
@require_http_methods(["GET", "POST"])
def report_barrier(request):
    form = BarrierForm(request.POST or None, initial={"address": request.GET.get("sida", "")[:500], "wish": "barrier"})
    if request.method == "POST" and form.is_valid():
        report = form.save()
        return HttpResponseRedirect(reverse("barrier_reported", args=[report.reference]))
    problems = form.problems if form.is_bound else []
    context = {"form": form, "problems": problems, "wishes": BarrierReport.Wish.choices}
    return render(request, "home/report_barrier.html", context, status=422 if problems else 200)


@never_cache
def barrier_reported(request, reference: str):
    return render(request, "home/barrier_reported.html", {"reference": reference})


@require_safe
def theme(request, colour: str, version: str):
    """The stylesheet of an accent colour. Its address changes with its content, so that a browser need not ask again."""
    response = HttpResponse(stylesheet(f"#{colour}"), content_type="text/css; charset=utf-8")
    patch_cache_control(response, public=True, max_age=365 * 24 * 3600, immutable=True)
    return response
