"""Keying in, in the admin: which batches there are, a batch with its sheets, and the form for one sheet after the other."""

from django import forms
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from consultations.enums import Channel
from consultations.models import Batch, Consultation
from consultations.permissions import Act, consultations_for
from consultations.questions.questionnaire import read_version
from consultations.reporting.dashboard import find_consultation
from consultations.responding.batches import (
    CHECKED,
    NotDone,
    close_batch,
    key_sheet,
    next_number,
    open_batch,
    to_check,
    versions_of,
    with_counts,
)
from consultations.responding.keying import KeyingForm
from consultations.responding.submit import AlreadyReceived, NotReceived

PAGE = 50
SHARES = [
    (0, gettext_lazy("No sheets")),
    (20, gettext_lazy("Every 20th sheet")),
    (10, gettext_lazy("Every 10th sheet")),
    (5, gettext_lazy("Every 5th sheet")),
    (1, gettext_lazy("Every sheet")),
]


class BatchForm(forms.Form):
    channel = forms.ChoiceField(label=gettext_lazy("Channel"), choices=Channel.keyed_in)
    received_on = forms.DateField(
        label=gettext_lazy("Received on"),
        help_text=gettext_lazy("The day on which it reached you. The consultation has to have been open then."),
        widget=AdminDateInput,
    )
    expected = forms.IntegerField(label=gettext_lazy("Number of sheets"), min_value=1, max_value=100_000)
    locale = forms.ChoiceField(label=gettext_lazy("Language of the sheets"))
    version = forms.ModelChoiceField(label=gettext_lazy("Version of the questions"), queryset=None, empty_label=None)
    check_every = forms.TypedChoiceField(
        label=gettext_lazy("Keyed again by a second person"), choices=SHARES, coerce=int
    )

    def __init__(self, *args, consultation: Consultation, today, **kwargs):
        before = consultation.batches.first()
        initial = {"received_on": today, "check_every": before.check_every if before else CHECKED}
        super().__init__(*args, initial=initial | {"version": consultation.current_id}, **kwargs)
        versions = versions_of(consultation)
        codes = dict.fromkeys(code for version in versions for code in version.content["locales"])
        self.fields["locale"].choices = [(code, get_language_info(code)["name_local"]) for code in codes]
        self.fields["version"].queryset = versions
        self.fields["version"].label_from_instance = lambda version: f"v{version.number}"


def index(request):
    """Those for which the user may key in, with how many batches are open."""
    allowed = consultations_for(request.user, Act.KEY_IN).values("pk")
    found = Consultation.objects.filter(pk__in=allowed, current__isnull=False, opens__lte=request.arrived_at)
    found = found.annotate(unclosed=Count("batches", filter=Q(batches__closed_at__isnull=True)))
    page = Paginator(found.select_related("source_page").order_by("-closes"), PAGE).get_page(request.GET.get("p"))
    rows = [(consultation, consultation.stage(request.arrived_at)) for consultation in page]
    context = {"rows": rows, "page": page, "breadcrumbs_items": trail(), **head(_("Key in answers"))}
    return render(request, "consultations/admin/batches_index.html", context)


def batches(request, pk):
    """The batches of a consultation, and a form that opens another."""
    consultation = find_consultation(request, pk, Act.KEY_IN)
    form = BatchForm(request.POST or None, consultation=consultation, today=timezone.localdate(request.arrived_at))
    if request.method == "POST" and form.is_valid():
        try:
            batch = open_batch(consultation, **form.cleaned_data, by=request.user, now=request.arrived_at)
        except NotDone as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("batch_key", pk, batch.pk)
    context = {
        "consultation": consultation,
        "batches": with_counts(consultation.batches.select_related("version")),
        "form": form,
        "media": form.media,
        "breadcrumbs_items": trail(consultation),
        **head(_("Key in answers")),
    }
    return render(request, "consultations/admin/batches.html", context)


def batch_seen(request, pk, batch):
    """What has been keyed and by whom, what a second person has still to check, and closing."""
    found = find_batch(request, pk, batch)
    sheets = found.sheets.select_related("first_by", "second_by").order_by("-no")
    context = {
        "consultation": found.consultation,
        "batch": found,
        "share": round(100 * found.differing / found.compared, 1) if found.compared else None,
        "waiting": to_check(found),
        "page": Paginator(sheets, PAGE).get_page(request.GET.get("p")),
        "breadcrumbs_items": trail(found.consultation, here=str(found)),
        **head(_("Key in answers")),
    }
    return render(request, "consultations/admin/batch.html", context)


def key(request, pk, batch):
    """One sheet, all questions on one page. What was stored is said, and the next sheet is there."""
    found = find_batch(request, pk, batch)
    if not found.is_open:
        messages.error(request, _("The batch is closed."))
        return redirect("batch", pk, batch)
    form = KeyingForm(read_version(found.version, found.locale), request.POST if request.method == "POST" else None)
    no, refusal = _number(request, found), ""
    if form.is_valid():
        try:
            receipt = key_sheet(
                found, no, answers=form.given(), unread=form.not_read(), by=request.user, now=request.arrived_at
            )
        except AlreadyReceived:
            refusal = _("Sheet %(no)d has been keyed in already. Is it another one? Then give it another number.")
            refusal %= {"no": no}
        except NotReceived as other:
            refusal = str(other)
        else:
            return _stored(request, found, no, form, receipt)
    return render(request, "consultations/admin/keying.html", context_of(found, form, no, refusal=refusal))


def _stored(request, batch, no, form, receipt):
    """Says so; the code of the receipt is shown here, and only here, to hand it over."""
    messages.success(request, _("Sheet %(no)d is stored.") % {"no": no})
    if past := form.led_past():
        said = ngettext(
            "Left out, since the other answers lead past it: question %(numbers)s.",
            "Left out, since the other answers lead past them: questions %(numbers)s.",
            len(past),
        )
        messages.warning(request, said % {"numbers": ", ".join(map(str, past))})
    if "slip" in request.POST and receipt.code:
        context = context_of(batch, form, no) | {"code": receipt.code}
        return render(request, "consultations/admin/keying_slip.html", context)
    return redirect("batch_key", batch.consultation_id, batch.pk)


@require_POST
def close(request, pk, batch):
    found = find_batch(request, pk, batch)
    try:
        close_batch(found, by=request.user, now=request.arrived_at, without_checks="without_checks" in request.POST)
    except NotDone as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The batch is closed."))
    return redirect("batch", pk, batch)


def find_batch(request, pk, batch) -> Batch:
    """The batch with its counts, if the user may key in for its consultation; else it does not exist for them."""
    consultation = find_consultation(request, pk, Act.KEY_IN)
    found = with_counts(consultation.batches.select_related("version", "consultation__source_page", "opened_by"))
    return get_object_or_404(found, pk=batch)


def context_of(batch: Batch, form: KeyingForm, no: int, *, refusal: str = "") -> dict:
    return {
        "consultation": batch.consultation,
        "batch": batch,
        "form": form,
        "no": no,
        "refusal": refusal,
        "breadcrumbs_items": trail(batch.consultation, batch, here=_("Sheet %(no)d") % {"no": no}),
        **head(_("Key in answers")),
    }


def trail(consultation: Consultation | None = None, batch: Batch | None = None, here: str = "") -> list[dict]:
    items = [{"url": reverse("batches_index"), "label": _("Key in answers")}]
    if consultation is not None:
        items.append({"url": reverse("batches", args=[consultation.pk]), "label": str(consultation)})
    if batch is not None:
        items.append({"url": reverse("batch", args=[consultation.pk, batch.pk]), "label": str(batch)})
    return [*items, {"url": "", "label": here}] if here else items


def head(title: str) -> dict:
    return {"header_title": title, "header_icon": "edit"}


def _number(request, batch: Batch) -> int:
    """The number that was written on the sheet, or else the next one."""
    written = request.POST.get("no", "")
    return int(written) if written.isdecimal() and 0 < len(written) < 7 and int(written) else next_number(batch)
