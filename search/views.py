"""The search page."""

from django.shortcuts import render

from search.items import LONGEST, find


def search(request):
    words = request.GET.get("q", "").replace("\x00", "")[:LONGEST]
    return render(request, "search/search.html", {"words": words, "found": find(words), "longest": LONGEST})
