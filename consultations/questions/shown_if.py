"""The field in which an editor says who is asked: chosen in the page among earlier questions, kept as ids."""

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

ID = "[0-9a-zA-Z_-]+"


class ShownIfInput(forms.TextInput):
    """A text field that its script replaces by a list of the questions above, and boxes for their choices."""

    class Media:
        js = ["js/admin-shown-if.js"]
        css = {"all": ["css/admin-shown-if.css"]}

    def __init__(self, attrs=None):
        words = {
            "data-everybody": _("Everybody"),
            "data-answered": _("whatever the answer"),
            "data-gone": _("A question that is no longer above this one"),
            "data-legend": _("those who answered"),
        }
        super().__init__({"data-shown-if": "", "autocomplete": "off", **words, **(attrs or {})})


class ShownIfBlock(blocks.FieldBlock):
    """``''`` for everybody, ``question`` for those who answered it, ``question=choice,choice`` for those who chose so."""

    def __init__(self, **kwargs):
        self.field = forms.RegexField(rf"^({ID}(={ID}(,{ID})*)?)?$", required=False, widget=ShownIfInput())
        kwargs = {"label": _("Shown to"), "default": "", "required": False} | kwargs
        super().__init__(**kwargs)

    def deconstruct(self):
        return "consultations.questions.shown_if.ShownIfBlock", [], {}

    class Meta:
        icon = "redirect"
