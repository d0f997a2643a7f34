"""What is asked for when somebody passes the second factor."""

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """Spaces and hyphens, which people write to read more easily, are no part of a code."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "dir": "ltr", "autofocus": True}
        ),
    )

    def clean_code(self):
        return "".join(sign for sign in self.cleaned_data["code"] if sign.isalnum())
