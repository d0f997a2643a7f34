"""Tags that base.html and the blocks need."""

from django import template

from home.frame import frame_of

register = template.Library()


@register.simple_tag(takes_context=True)
def site_frame(context):
    """The frame round the page in the context (``page``), with ``frame_suffix`` where the address goes on after it."""
    page, missing = context.get("page") or None, context.get("missing_page")
    return frame_of(context["request"], page, context.get("frame_suffix", ""), instead_of=missing)
