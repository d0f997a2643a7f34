"""The code book in the admin, with how far the coding of each question has come, and the themes counted in people."""

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from consultations.models import Consultation, Theme
from consultations.models.log import write_log
from consultations.permissions import Act, may
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question, read_version
from consultations.reporting.dashboard import find_consultation, trail
from consultations.reporting.shown import share_of
from consultations.results import themes
from consultations.results.coding import progress
from consultations.results.selecting import closed_questions
from consultations.results.themed import CHANNEL, LANGUAGE, Themed, count_themes


class ThemeForm(forms.ModelForm):
    class Meta:
        model = Theme
        fields = ["name", "definition", "example"]
        widgets = {name: forms.Textarea(attrs={"rows": 3}) for name in ("definition", "example")}

    def clean_name(self):
        """The database holds the same; here it is said in words."""
        name = self.cleaned_data["name"]
        others = Theme.objects.filter(consultation=self.instance.consultation, name=name).exclude(pk=self.instance.pk)
        if others.count():
            raise forms.ValidationError(_("There is a theme of this name."))
        return name


class IntoForm(forms.Form):
    into = forms.ModelChoiceField(Theme.objects.none(), label=gettext_lazy("Merge into"))


def code_book(request, pk):
    """The themes, and the questions with texts; on POST takes in a theme."""
    posted = request.method == "POST"
    consultation = find_consultation(request, pk, Act.CODE_TEXTS if posted else Act.READ_RESULTS)
    form = ThemeForm(request.POST if posted else None, instance=Theme(consultation=consultation))
    if posted and form.is_valid():
        themes.save_theme(form.save(commit=False), by=request.user, now=request.arrived_at)
        messages.success(request, _("The theme has been added."))
        return redirect("results_themes", consultation.pk)
    found = list(Theme.objects.filter(consultation=consultation).select_related("merged_into"))
    context = {
        "consultation": consultation,
        "themes": [theme for theme in found if not theme.retired],
        "retired": [theme for theme in found if theme.retired],
        "questions": [
            (question, progress(consultation, question, coder=request.user))
            for question in questions_with_texts(consultation)
        ],
        "form": form,
        "may_code": may(request.user, Act.CODE_TEXTS, consultation),
        "breadcrumbs_items": trail(consultation, here=_("Themes")),
        "header_title": _("Themes"),
        "header_icon": "tag",
    }
    return render(request, "consultations/admin/themes.html", context)


def theme(request, pk, theme):
    """One theme, to be changed, moved, taken out of use or merged."""
    consultation = find_consultation(request, pk, Act.CODE_TEXTS)
    found = get_object_or_404(Theme, consultation=consultation, pk=theme)
    act = request.POST.get("act", "")
    form = ThemeForm(request.POST if act == "save" else None, instance=found)
    into = IntoForm(request.POST if act == "merge" else None)
    others = Theme.objects.filter(consultation=consultation, retired=False).exclude(pk=found.pk)
    into.fields["into"].queryset = others
    if request.method == "POST" and _act(request, act, found, form, into):
        return redirect("results_themes", consultation.pk)
    return render(
        request,
        "consultations/admin/theme.html",
        {
            "consultation": consultation,
            "theme": found,
            "form": form,
            "into": into,
            "others": len(others),
            "breadcrumbs_items": trail(consultation, here=found.name),
            "header_title": found.name,
            "header_icon": "tag",
        },
    )


def _act(request, act: str, found: Theme, form: ThemeForm, into: IntoForm) -> bool:
    """Does what was pressed; False where the page has to be shown again."""
    done = {"by": request.user, "now": request.arrived_at}
    if act == "save" and form.is_valid():
        themes.save_theme(form.save(commit=False), **done)
    elif act == "merge" and into.is_valid():
        try:
            themes.merge_themes(found, into=into.cleaned_data["into"], **done)
        except themes.NotMerged as refusal:
            messages.error(request, str(refusal))
            return False
    elif act in {"up", "down"}:
        themes.move_theme(found, up=act == "up", by=request.user)
        return True
    elif act in {"retire", "restore"}:
        themes.retire_theme(found, retired=act == "retire", **done)
    else:
        return False
    messages.success(request, _("Saved."))
    return True


def themed(request, pk, question):
    """The themes of one question counted in people, for all or in groups."""
    consultation = find_consultation(request, pk, Act.READ_RESULTS)
    asked = find_question(consultation, question)
    questionnaire = read_version(consultation.current, consultation.source_locale)
    by = request.GET.get("by", "")
    counted = count_themes(consultation, asked, by=by, questionnaire=questionnaire)
    write_log("themes_counted", by=request.user, at=request.arrived_at, consultation=consultation, question=asked.id)
    ways = [(LANGUAGE, _("Language")), (CHANNEL, _("Channel"))]
    return render(
        request,
        "consultations/admin/themed.html",
        {
            "consultation": consultation,
            "question": asked,
            "counted": counted,
            "lines": _lines(counted),
            "by": by,
            "ways": [*ways, *((each.id, each.text) for each in closed_questions(questionnaire))],
            "breadcrumbs_items": trail(consultation, here=_("Themes in people")),
            "header_title": _("Themes in people"),
            "header_icon": "tag",
        },
    )


def _lines(counted: Themed) -> list[tuple]:
    """Each line with its share, and in each group the people and their share of the group, in whole per cent."""
    bases = [group.people for group in counted.groups]
    return [
        (
            line,
            share_of(line.people, counted.people),
            [(n, share_of(n, base)) for n, base in zip(line.in_groups, bases, strict=True)],
        )
        for line in counted.lines
    ]


def questions_with_texts(consultation: Consultation) -> list[Question]:
    asked = read_version(consultation.current, consultation.source_locale).questions
    return [question for question in asked if type_of(question).has_text(question)]


def find_question(consultation: Consultation, question: str) -> Question:
    found = next((asked for asked in questions_with_texts(consultation) if asked.id == question), None)
    if found is None:
        raise Http404
    return found
