"""Blocks of a page's body. NOTE: consultations.models.pages imports BodyField from here (StreamField without blocks in migrations)."""

from wagtail import blocks
from wagtail.fields import StreamField


class BodyField(StreamField):
    def __init__(self, block_types=None, **kwargs):
        super().__init__(block_types or [("text", blocks.RichTextBlock())], **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        return name, path, [], {key: kwargs[key] for key in kwargs if key not in {"block_lookup", "block_types"}}
