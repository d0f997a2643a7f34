"""Telling about a barrier: the message function that the law asks for."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from home.forms import BarrierForm
from home.models import BarrierReport


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
