"""What a page's body is made of: accessible blocks, each with a template of the same name."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.fields import StreamField
from wagtail.images.blocks import ImageBlock

RICH_TEXT = ["bold", "italic", "ol", "ul", "link", "document-link"]


class HeadingBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Heading"), max_length=150)
    level = blocks.ChoiceBlock(
        choices=[("h2", _("Heading")), ("h3", _("Smaller heading"))], default="h2", label=_("Size")
    )

    class Meta:
        icon = "title"
        label = _("Heading")
        template = "blocks/heading.html"


class FigureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(label=_("Caption"), required=False, default="", max_length=250)

    class Meta:
        icon = "image"
        label = _("Image")
        template = "blocks/figure.html"


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("Quote"))
    source = blocks.CharBlock(label=_("Who said it"), required=False, default="", max_length=150)
    language = blocks.RegexBlock(
        regex=r"^([a-z]{2,3}(-[A-Za-z]+)?)?$",
        label=_("Language code, if another than the page's"),
        required=False,
        default="",
    )

    class Meta:
        icon = "openquote"
        label = _("Quote")
        template = "blocks/quote.html"


class CaptionedTableBlock(TableBlock):
    """A table that has to have a caption, and a header row or column."""

    def clean(self, value):
        value = super().clean(value)
        if not (value or {}).get("table_caption"):
            raise ValidationError(_("Give the table a caption: it tells what the table shows."))
        if not (value.get("first_row_is_table_header") or value.get("first_col_is_header")):
            raise ValidationError(_("Say whether the first row or the first column is the header."))
        return value


class DetailsBlock(blocks.StructBlock):
    summary = blocks.CharBlock(label=_("What it is about"), max_length=150)
    text = blocks.RichTextBlock(label=_("Text"), features=RICH_TEXT)

    class Meta:
        icon = "arrow-down-big"
        label = _("Details that open")
        template = "blocks/details.html"


class CallToActionBlock(blocks.StructBlock):
    text = blocks.CharBlock(label=_("Text on the button"), max_length=80)
    page = blocks.PageChooserBlock(label=_("Page"), required=False)
    address = blocks.URLBlock(label=_("Or an address elsewhere"), required=False, default="")

    class Meta:
        icon = "arrow-right"
        label = _("Button")
        template = "blocks/call_to_action.html"


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=_("Document"))
    text = blocks.CharBlock(label=_("Link text"), required=False, default="", max_length=150)

    class Meta:
        icon = "doc-full"
        label = _("Document")
        template = "blocks/document.html"


class LinkCardBlock(blocks.StructBlock):
    """A film or recording elsewhere: a card with a link, never a frame, so that nothing is fetched from others."""

    title = blocks.CharBlock(label=_("Title"), max_length=150)
    address = blocks.URLBlock(label=_("Address"))
    description = blocks.TextBlock(label=_("What it is, how long, in which language"), required=False, default="")
    transcript = blocks.PageChooserBlock(label=_("Page with the transcript"), required=False)

    class Meta:
        icon = "media"
        label = _("Film or recording elsewhere")
        template = "blocks/link_card.html"


class EasyReadBlock(blocks.TextBlock):
    """Easy Swedish: one thought a line."""

    class Meta:
        icon = "pilcrow"
        label = _("Easy-to-read text, one thought a line")
        template = "blocks/easy_read.html"


class BodyBlock(blocks.StreamBlock):
    heading = HeadingBlock()
    text = blocks.RichTextBlock(label=_("Text"), icon="pilcrow", features=RICH_TEXT, template="blocks/text.html")
    image = FigureBlock()
    quote = QuoteBlock()
    table = CaptionedTableBlock(label=_("Table"), template="blocks/table.html")
    details = DetailsBlock()
    call_to_action = CallToActionBlock()
    document = DocumentBlock()
    link_card = LinkCardBlock()
    easy_read = EasyReadBlock()


class BodyField(StreamField):
    """A body whose migrations do not list the blocks, so that a reworded label needs none."""

    def __init__(self, block_types=None, **kwargs):
        super().__init__(block_types or BodyBlock(required=False), **kwargs)

    def deconstruct(self):
        name, path, _args, kwargs = super().deconstruct()
        return name, path, [], {key: kwargs[key] for key in kwargs if key not in {"block_lookup", "block_types"}}
