"""The search page."""

from django.shortcuts import render

from search.items import LONGEST, excerpt_of, find


def search(request):
    words = request.GET.get("q", "").replace("\x00", "")[:LONGEST]
    found = [(page, excerpt_of(page)) for page in find(words)]
    return render(request, "search/search.html", {"words": words, "found": found, "longest": LONGEST})
