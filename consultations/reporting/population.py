"""The officials' page of population figures: taking in a table from a file, saying what its columns and codes mean."""

from django import forms
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.widgets import AdminDateInput

from consultations.models import PopulationTable
from consultations.models.log import write_log
from consultations.permissions import Act, organisations_for
from consultations.reporting.dashboard import trail
from consultations.results.population import AGE, BORN, CONCEPTS, GENDER, MUNICIPALITY, SUM, Dimension, Figures
from consultations.results.population_file import NotATable, read_file
from consultations.results.shipped import shipped_tables

MOST_SHOWN = 40
CONCEPT_NAMES = {
    MUNICIPALITY: gettext_lazy("Municipality"),
    GENDER: gettext_lazy("Gender"),
    AGE: gettext_lazy("Age"),
    BORN: gettext_lazy("Country of birth"),
}


class TableForm(forms.ModelForm):
    file = forms.FileField(label=gettext_lazy("File (JSON-stat 2.0 or CSV)"))

    class Meta:
        model = PopulationTable
        fields = ["organisation", "name", "source", "as_of", "licence"]
        widgets = {"as_of": AdminDateInput}

    def __init__(self, *args, organisations, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations
        self.fields["organisation"].label = _("The organisation")
        if len(organisations) == 1:
            self.fields["organisation"].initial = organisations[0]
            self.fields["organisation"].widget = forms.HiddenInput()

    def clean_file(self):
        try:
            self.instance.figures = read_file(self.cleaned_data["file"].read()).store()
        except NotATable as refusal:
            raise forms.ValidationError(str(refusal)) from refusal
        return self.cleaned_data["file"]


def tables(request):
    """What there is; on POST a file is taken in, to be looked at before it is used."""
    organisations = _organisations(request)
    form = TableForm(request.POST or None, request.FILES or None, organisations=organisations)
    if request.method == "POST" and form.is_valid():
        form.instance.imported_at, form.instance.imported_by = request.arrived_at, request.user
        table = form.save()
        return redirect("population_table", table.pk)
    own = PopulationTable.objects.filter(organisation__in=organisations).defer("figures").select_related("organisation")
    context = {"own": own, "shipped": shipped_tables(), "form": form, "media": form.media}
    return table_page(
        request, "consultations/admin/population.html", context, _("Population figures"), bool(form.errors)
    )


def table(request, pk):
    """What the columns stand for, and a look at what comes of it; saving takes the table into use."""
    found = find_table(request, pk)
    figures = Figures.read(found.figures)
    problem = ""
    if request.method == "POST":
        figures = figures.used_as([request.POST.get(f"use-{n}", "") for n in range(len(figures.dimensions))])
        problem = why_not(figures)
        if not problem:
            found.figures, found.is_ready = figures.store(), True
            found.save(update_fields=["figures", "is_ready"])
            log_table("population_taken_in", request, found)
            messages.success(request, _("The table is in use. Look at what the answers mean in it."))
            return redirect("population_meanings", found.pk)
    context = {
        "table": found,
        "problem": problem,
        "dimensions": [(each, _uses(each)) for each in figures.dimensions],
        "looks": [] if why_not(figures) else list(_looks(figures)),
    }
    return table_page(request, "consultations/admin/population_table.html", context, found.name, bool(problem))


@require_POST
def remove(request, pk):
    found = find_table(request, pk)
    log_table("population_removed", request, found)
    found.delete()
    messages.success(request, _("The table has been removed."))
    return redirect("population")


def why_not(figures: Figures) -> str:
    """Why a table cannot be used so, in words; '' if it can."""
    concepts = figures.concepts
    if not concepts:
        return _(
            "At least one column has to be something that you ask about: municipality, gender, age or country of birth."
        )
    if len(set(concepts)) < len(concepts):
        return _("Two columns can't stand for the same.")
    for each in figures.dimensions:
        if each.use not in {*CONCEPTS, SUM, *(f"={code}" for code, _label in each.categories)}:
            return _("Say what “%(column)s” stands for.") % {"column": each.label}
        if each.use in CONCEPTS and not each.parts:
            return _("“%(column)s” has no codes of that kind.") % {"column": each.label}
    return ""


def _uses(dimension: Dimension) -> list[tuple[str, str]]:
    only = [(f"={code}", _("only: %(category)s") % {"category": label}) for code, label in dimension.categories[:200]]
    return [*CONCEPT_NAMES.items(), (SUM, _("all together")), *only]


def _looks(figures: Figures):
    for concept in figures.concepts:
        people, labels = figures.counts(concept), figures.dimension(concept).parts
        rows = [(code, label, people.get((code,), 0)) for code, label in labels.items()]
        yield {
            "name": CONCEPT_NAMES[concept],
            "rows": rows[:MOST_SHOWN],
            "more": len(rows) - len(rows[:MOST_SHOWN]),
            "total": sum(people.values()),
        }


def _organisations(request):
    found = organisations_for(request.user, Act.KEEP_POPULATION)
    if not found:
        raise PermissionDenied
    return found


def find_table(request, pk) -> PopulationTable:
    own = PopulationTable.objects.filter(organisation__in=organisations_for(request.user, Act.KEEP_POPULATION))
    return get_object_or_404(own.select_related("organisation"), pk=pk)


def log_table(action: str, request, found: PopulationTable) -> None:
    write_log(
        action, by=request.user, at=request.arrived_at, table=str(found.pk), organisation=str(found.organisation_id)
    )


def table_page(request, template: str, context: dict, title: str, has_problem: bool):
    start = [*trail(), {"url": reverse("population"), "label": _("Population figures")}]
    here = start if title == _("Population figures") else [*start, {"url": "", "label": title}]
    shell = {"breadcrumbs_items": here, "header_title": title, "header_icon": "group"}
    return render(request, template, context | shell, status=422 if has_problem else 200)
