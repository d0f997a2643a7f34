"""The form for telling about a barrier."""

from django import forms
from django.utils.translation import gettext_lazy as _

from home.models import BarrierReport


class BarrierForm(forms.ModelForm):
    """Anonymous if one wants to; only what happened has to be said."""

    class Meta:
        model = BarrierReport
        fields = ["wish", "address", "what", "tools", "contact"]

    what = forms.CharField(max_length=5000, error_messages={"required": _("Write what happened")})

    @property
    def problems(self) -> list[tuple[str, str]]:
        return [(f"id_{name}", error) for name, errors in self.errors.items() for error in errors]
