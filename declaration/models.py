"""The declaration, who signed it and what each promised: what editors write. A commitment's state is the same in every language."""

import uuid

from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel, MultiFieldPanel
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from declaration.enums import PartyKind, State
from declaration.permissions import CommitmentForm, CommitmentPermissions, DeclarationPermissions
from home.blocks import BodyField
from home.models import KeptPage


class Party(ClusterableModel):
    """An organisation that stands behind the declaration. Members of ``organisation`` look after it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=200, unique=True)
    slug = models.SlugField(_("slug"), max_length=80, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=PartyKind, default=PartyKind.MUNICIPALITY)
    organisation = models.OneToOneField(
        "organisations.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="party",
        verbose_name=_("organisation of this site"),
        help_text=_("Its members write its commitments."),
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
    )
    website = models.URLField(_("website"), blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)

    wagtail_reference_index_ignore = True
    panels = [
        FieldPanel("name"),
        FieldPanel("slug", permission="superuser"),
        FieldPanel("kind"),
        FieldPanel("organisation", permission="superuser"),
        FieldPanel("logo"),
        MultiFieldPanel([FieldPanel("website"), FieldPanel("email"), FieldPanel("phone")], heading=_("Contact")),
        InlinePanel("signatures", heading=_("Signatures"), label=_("Signature")),
    ]

    class Meta:
        verbose_name = _("party to the declaration")
        verbose_name_plural = _("parties to the declaration")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Signature(models.Model):
    """Who signed which version of the declaration for a party, and when."""

    party = ParentalKey(Party, on_delete=models.CASCADE, related_name="signatures")
    version = models.CharField(_("version of the declaration"), max_length=80)
    signed_on = models.DateField(_("signed"))
    body = models.CharField(_("decided by"), max_length=120, blank=True)
    role = models.CharField(_("role"), max_length=120, blank=True)
    name = models.CharField(_("name"), max_length=120, blank=True, help_text=_("Only with the person's consent."))
    source = models.URLField(_("source"), blank=True)

    wagtail_reference_index_ignore = True
    panels = [
        FieldRowPanel([FieldPanel("version"), FieldPanel("signed_on")]),
        FieldRowPanel([FieldPanel("body"), FieldPanel("role"), FieldPanel("name")]),
        FieldPanel("source"),
    ]

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["-signed_on", "pk"]

    def __str__(self) -> str:
        return f"{self.party} {self.signed_on}"


class DeclarationPage(KeptPage, Page):
    """The declaration in one language, with what became of it. The commitments are the pages below it."""

    lead = models.TextField(_("lead"), blank=True)
    body = BodyField(blank=True, verbose_name=_("body"))
    keeper = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation that keeps this page"),
        help_text=_("Each other organisation adds and changes its own commitments only."),
    )
    is_example = models.BooleanField(_("example content for demonstration"), default=False)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldPanel("body"),
        FieldPanel("keeper"),
        FieldPanel("is_example"),
    ]
    override_translatable_fields = [
        SynchronizedField("keeper", overridable=False),
        SynchronizedField("is_example", overridable=False),
        TranslatableField("slug"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    subpage_types = ["declaration.CommitmentPage", "home.ContentPage"]
    template = "declaration/declaration_page.html"

    class Meta:
        verbose_name = _("declaration")

    def permissions_for_user(self, user):
        return DeclarationPermissions(user, self)

    def get_context(self, request, *args, **kwargs):
        from declaration.listing import about_declaration

        return super().get_context(request, *args, **kwargs) | about_declaration(request, self)


class EvidenceBlock(blocks.StreamBlock):
    page = blocks.PageChooserBlock(label=_("A consultation, event or other page of this site"))
    document = DocumentChooserBlock(label=_("Document"))
    link = blocks.StructBlock(
        [
            ("text", blocks.CharBlock(label=_("Link text"), max_length=150)),
            ("address", blocks.URLBlock(label=_("Address"))),
        ],
        icon="link",
        label=_("An address elsewhere"),
    )


class CommitmentPage(KeptPage, Page):
    """What one party promised, and how it goes."""

    party = models.ForeignKey(
        Party, on_delete=models.PROTECT, related_name="commitments", verbose_name=_("who promised it")
    )
    number = models.PositiveSmallIntegerField(_("number"), default=1)
    promised = models.TextField(_("what was promised"))
    why = models.TextField(_("why"), blank=True)
    doing = BodyField(blank=True, verbose_name=_("what we do"))
    measured = models.TextField(_("how it is measured"), blank=True)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.NOT_BEGUN)
    state_words = models.TextField(
        _("about the state"), max_length=600, help_text=_("What has happened, or why the state has changed.")
    )
    board = models.CharField(_("responsible board"), max_length=120, blank=True)
    evidence = BodyField(EvidenceBlock(required=False), blank=True, verbose_name=_("what shows it"))
    is_example = models.BooleanField(_("example content for demonstration"), default=False)

    content_panels = [
        *Page.content_panels,
        FieldRowPanel([FieldPanel("party"), FieldPanel("number"), FieldPanel("board")], heading=_("Who")),
        FieldPanel("promised"),
        FieldPanel("why"),
        FieldPanel("doing"),
        FieldPanel("measured"),
        MultiFieldPanel([FieldPanel("state"), FieldPanel("state_words")], heading=_("How it goes")),
        FieldPanel("evidence"),
        FieldPanel("is_example"),
    ]
    override_translatable_fields = [
        *(SynchronizedField(name, overridable=False) for name in ("party", "number", "state", "is_example")),
        SynchronizedField("evidence"),
        TranslatableField("slug"),
    ]
    search_fields = [
        *Page.search_fields,
        *(index.SearchField(name) for name in ("promised", "why", "doing", "measured", "state_words")),
    ]
    parent_page_types = ["declaration.DeclarationPage"]
    subpage_types: list[str] = []
    template = "declaration/commitment_page.html"
    base_form_class = CommitmentForm

    class Meta:
        verbose_name = _("commitment")
        verbose_name_plural = _("commitments")

    @property
    def introduction(self) -> str:
        """For searches."""
        return self.promised

    def last_change(self):
        return Change.objects.filter(commitment=self.translation_key).order_by("-n").first()

    def permissions_for_user(self, user):
        return CommitmentPermissions(user, self)

    def get_context(self, request, *args, **kwargs):
        from declaration.listing import about_commitment

        return super().get_context(request, *args, **kwargs) | about_commitment(request, self)


class _NeverRewritten(models.QuerySet):
    """Rows can be added, no more."""

    def update(self, **kwargs):
        raise TypeError("History is never rewritten.")

    def delete(self):
        raise TypeError("History is never rewritten.")

    def bulk_update(self, *args, **kwargs):
        raise TypeError("History is never rewritten.")


class _History(models.Model):
    objects = _NeverRewritten.as_manager()
    wagtail_reference_index_ignore = True

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise TypeError("History is never rewritten.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("History is never rewritten.")


class Change(_History):
    """A commitment got another state, or more was said of it. ``commitment`` is the key that its pages share; ``by``
    is the party's name as it was. It outlives the pages.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    commitment = models.UUIDField()
    n = models.PositiveIntegerField()
    at = models.DateTimeField()
    before = models.CharField(max_length=12, choices=State, blank=True)
    after = models.CharField(max_length=12, choices=State)
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["n"]
        constraints = [models.UniqueConstraint(fields=["commitment", "n"], name="one_change_a_turn")]

    def __str__(self) -> str:
        return f"{self.get_after_display()} {self.at:%Y-%m-%d}"

    @cached_property
    def said(self) -> dict[str, str]:
        """What was said of it, by language, as it was first written first."""
        return {words.language: words.text for words in self.words.all()}

    def because(self, language: str) -> tuple[str, str]:
        """The words and their language: the one asked for, or else the one in which it was written."""
        if language in self.said:
            return self.said[language], language
        return next(((text, code) for code, text in self.said.items()), ("", language))


class ChangeWords(_History):
    """What was said of a change in one language."""

    change = models.ForeignKey(Change, on_delete=models.PROTECT, related_name="words")
    language = models.CharField(max_length=20)
    text = models.TextField()

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["change", "language"], name="one_wording_a_language")]

    def __str__(self) -> str:
        return self.text
