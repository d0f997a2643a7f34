"""Access codes, in the admin: made for a group, handed over once as a file to print from, and how many were used."""

import csv

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from config.pdf import make_pdf, qr_svg
from consultations.enums import Admission
from consultations.models import CodeBatch, Consultation
from consultations.permissions import Act
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.exports import csv_cells
from consultations.responding import codes
from consultations.responding.codes import NotMade

LETTERS = 2_000  # More are printed by whoever sends out the list.


class CodesForm(forms.Form):
    stratum = forms.CharField(
        label=gettext_lazy("Group"),
        max_length=40,
        help_text=gettext_lazy(
            "For example “Random sample, Hagfors”. It stays on the responses, so that results can be told by group. No names of people."
        ),
    )
    number = forms.IntegerField(
        label=gettext_lazy("Number of codes"),
        min_value=codes.FEWEST,
        max_value=codes.MOST,
        help_text=gettext_lazy("At least five: in a smaller group it would show who has answered."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("File"),
        choices=[
            ("csv", gettext_lazy("List (CSV) for mail merge or a printing house")),
            ("pdf", gettext_lazy("Letters to print (PDF), at most 2,000")),
        ],
        widget=forms.RadioSelect,
        initial="csv",
    )

    def clean(self):
        said = super().clean()
        if said.get("kind") == "pdf" and said.get("number", 0) > LETTERS:
            self.add_error("kind", _("So many letters don't fit into one PDF. Take the list, or make fewer at a time."))
        return said

    def clean_stratum(self) -> str:
        return " ".join(self.cleaned_data["stratum"].split())


@never_cache
def access_codes(request, pk):
    """The batches with how many of each were used, and a form that makes another: its answer is the file."""
    consultation = find_consultation(request, pk, Act.MAKE_CODES)
    form = CodesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = codes.make_codes(
                consultation, stratum=said["stratum"], number=said["number"], by=request.user, now=request.arrived_at
            )
        except NotMade as refusal:
            form.add_error("stratum", str(refusal))
        else:
            return _file(request, consultation, said, made)
    context = {
        "consultation": consultation,
        "form": form,
        "batches": codes.batches_with_use(consultation),
        "is_open_to_all": consultation.source_page.admits == Admission.OPEN,
        "breadcrumbs_items": trail(consultation, here=_("Access codes")),
        "header_title": _("Access codes"),
        "header_icon": "key",
    }
    return render(request, "consultations/admin/codes.html", context)


@require_POST
def take_back(request, pk, batch):
    """Makes invalid what has not been used of a batch."""
    consultation = find_consultation(request, pk, Act.MAKE_CODES)
    found = get_object_or_404(CodeBatch, consultation=consultation, pk=batch)
    gone = codes.take_back(found, by=request.user, now=request.arrived_at)
    told = ngettext("%(n)d code is no longer valid.", "%(n)d codes are no longer valid.", gone) % {"n": gone}
    messages.success(request, told)
    return redirect("results_codes", pk)


def _file(request, consultation: Consultation, said: dict, made: list[str]) -> HttpResponse:
    address = request.build_absolute_uri(consultation.source_page.url)
    day = timezone.localdate(request.arrived_at)
    if said["kind"] == "pdf":
        response = HttpResponse(_letters(consultation, made, address, request), content_type="application/pdf")
    else:
        response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
        writer = csv.writer(response, delimiter=";", lineterminator="\r\n")
        writer.writerow([_("Code"), _("Group"), _("Address"), _("Consultation"), _("Closes")])
        closes = date_format(timezone.localtime(consultation.closes), "Y-m-d H:i")
        for code in made:
            writer.writerow(csv_cells([code, said["stratum"], address, str(consultation), closes]))
    response["Content-Disposition"] = f'attachment; filename="koder-{day}.{said["kind"]}"'
    return response


def _letters(consultation: Consultation, made: list[str], address: str, request) -> bytes:
    """One A4 a code, in the language that the consultation was written in."""
    page, language = consultation.source_page, consultation.source_locale
    with translation.override(language):
        closes = date_format(timezone.localtime(consultation.closes), "j F Y H:i")
        data = {
            "title": page.title,
            "introduction": page.introduction,
            "sender": page.organisation.name,
            "codes": made,
            "heading": _("Your code"),
            "address": address.partition("://")[2].rstrip("/"),
            "link": address,
            "qr": qr_svg(address),
            "alt": _("QR code that leads to %(address)s") % {"address": address},
            "steps": [
                _("Go to the address below, or point your phone's camera at the picture."),
                _("Answer the questions. You need no account."),
                _("Write the code before you send your answers. It can be used once."),
            ],
            "closes": _("You can answer until %(day)s.") % {"day": closes},
            "apart": _("We see that a code has been used, but not which answers came with it."),
        }
        return make_pdf("letters.typ", data, language=language, made_at=request.arrived_at)
