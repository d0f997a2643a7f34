"""Choices as an editor writes them and as they are compiled: shared by the types that have any."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.list_block import ListBlockAdapter, ListBlockValidationError, ListValue

TWO_EMPTY = [{"text": ""}, {"text": ""}]  # A new question begins with as many choices as it needs at least.


class ChoiceBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Choice"), max_length=200)

    class Meta:
        label = _("Choice")
        icon = "circle-plus"


class DistinctListBlock(blocks.ListBlock):
    """A list in which no two read the same: else nobody who answers, and nobody who counts, can tell them apart."""

    def get_form_state(self, value):
        """Without ids for what was never saved: the editor gives each new question's first choices ids of their own."""
        value = value if isinstance(value, ListValue) else ListValue(self, values=value)
        states = super().get_form_state(value)
        return [
            state | ({} if child.original_id else {"id": None})
            for state, child in zip(states, value.bound_blocks, strict=True)
        ]

    def clean(self, value):
        cleaned, seen, errors = super().clean(value), set(), {}
        for place, item in enumerate(cleaned):
            words = " ".join(item["text"].split()).casefold()
            if words and words in seen:
                errors[place] = ValidationError(
                    _("This reads the same as one above. Make them differ, or take one away.")
                )
            seen.add(words)
        if errors:
            raise ListBlockValidationError(block_errors=errors)
        return cleaned


class DistinctListBlockAdapter(ListBlockAdapter):
    """Wagtail's list in the editor, with the script that makes choices quick to write and gives new ones their ids."""

    @cached_property
    def media(self):
        return super().media + forms.Media(js=["js/admin-choices.js"])


register(DistinctListBlockAdapter(), DistinctListBlock)


class ExclusiveChoiceBlock(ChoiceBlock):
    exclusive = blocks.BooleanBlock(
        label=_("Stands alone"), required=False, help_text=_("For example “None of these” or “Don't know”.")
    )


def compile_choices(faces: Mapping[str, Any], *, field: str = "choices") -> list[dict]:
    """Choices with their text by locale, keyed by the list item's id, in the order of the source (the first face)."""
    source = next(iter(faces.values()))
    texts = {
        locale: {item.id: item.value["text"] for item in face[field].bound_blocks} for locale, face in faces.items()
    }
    return [
        {
            "id": item.id,
            "text": {locale: by_id[item.id] for locale, by_id in texts.items() if by_id.get(item.id)},
            "exclusive": bool(item.value.get("exclusive", False)),
        }
        for item in source[field].bound_blocks
    ]
