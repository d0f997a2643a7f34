"""A field for several choices of a list, kept as a list of their values, ticked in the admin."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _


class SeveralField(models.JSONField):
    """``options`` gives the pairs of value and label each time they are asked for, so that migrations list none."""

    def __init__(self, *args, options=list, **kwargs):
        self.options = options
        super().__init__(*args, **{"default": list, "blank": True, **kwargs})

    def formfield(self, **kwargs):
        return forms.MultipleChoiceField(
            choices=self.options,
            required=False,
            label=capfirst(kwargs.get("label") or self.verbose_name),
            help_text=kwargs.get("help_text") or self.help_text,
            widget=forms.CheckboxSelectMultiple,
        )

    def validate(self, value, model_instance):
        known = {key for key, _label in self.options()}
        if not isinstance(value, list) or not set(value) <= known:
            raise ValidationError(_("Choose from the list."))
