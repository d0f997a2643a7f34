"""The living style guide: every component, in its states. Shown in the demo and in tests, not in production."""

from django.core.paginator import Paginator
from django.shortcuts import render


def styleguide(request):
    context = {
        "problems": [("sg-text-error", "Skriv vad du heter"), ("sg-radio-1", "Välj hur du åker")],
        "paged": Paginator(range(50), 10).page(2),
        "bars": [("Mycket bra", 48, 48), ("Bra", 31, 31), ("Dåligt", 21, 21)],
    }
    return render(request, "styleguide/styleguide.html", context)
