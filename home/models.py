"""The ordinary pages: start, content, accessibility statement; the barriers people report; what is said of the site."""

import secrets
import uuid

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PageChooserPanel
from wagtail.contrib.settings.models import BaseSiteSetting, register_setting
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from config import registry
from config.page_cache import keep
from home.accent_panel import AccentPanel
from home.blocks import BodyField
from home.keeping import KeptByOrganisationForm, OrdinaryPermissions
from home.theme import COLOUR


class KeptPage(models.Model):
    """A public page that is the same for every visitor, and so may be kept."""

    class Meta:
        abstract = True

    def serve(self, request, *args, **kwargs):
        from home.frame import is_public

        response = super().serve(request, *args, **kwargs)
        if not is_public(request, self):
            return response
        response.render()
        return keep(response, until=registry.panel("next_change", request), now=request.arrived_at)


class OrdinaryPage(KeptPage):
    """A page of nobody's in particular: whoever keeps the site, or the part of it where the page stands, writes it."""

    class Meta:
        abstract = True

    def permissions_for_user(self, user):
        return OrdinaryPermissions(user, self)


class HomePage(OrdinaryPage, Page):
    """The start page in one language."""

    lead = models.TextField(_("lead"), blank=True)
    body = BodyField(blank=True, verbose_name=_("body"))

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body")]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    parent_page_types = ["wagtailcore.Page"]
    template = "home/home_page.html"

    class Meta:
        verbose_name = _("start page")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {
            "open_consultations": registry.panel("open_consultations", request),
            "answered_back": registry.panel("answered_back", request),
            "entrances": self.get_children().live().public().in_menu(),
        }


class ContentPage(OrdinaryPage, Page):
    """A page of text."""

    lead = models.TextField(_("lead"), blank=True)
    body = BodyField(blank=True, verbose_name=_("body"))
    is_example = models.BooleanField(_("example content for demonstration"), default=False)
    keeper = models.ForeignKey(
        "organisations.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation that keeps this page"),
        help_text=_("It alone changes this page and the pages of text below it. Left empty: as for the page above."),
    )

    content_panels = [*Page.content_panels, FieldPanel("lead"), FieldPanel("body"), FieldPanel("is_example")]
    settings_panels = [FieldPanel("keeper"), *Page.settings_panels]
    override_translatable_fields = [SynchronizedField("keeper", overridable=False)]
    base_form_class = KeptByOrganisationForm
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    template = "home/content_page.html"

    class Meta:
        verbose_name = _("content page")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"children": self.get_children().live().public()}


class Conformance(models.TextChoices):
    FULL = "full", _("fully compliant")
    PARTIAL = "partial", _("partly compliant")
    NONE = "none", _("not compliant")


class AccessibilityStatementPage(OrdinaryPage, Page):
    """The statement that the law asks for. Its list of failures is made from the barriers that are shown in it."""

    lead = models.TextField(_("lead"), blank=True)
    conformance = models.CharField(_("conformance"), max_length=10, choices=Conformance, default=Conformance.PARTIAL)
    standard = models.CharField(_("assessed against"), max_length=100, default="EN 301 549 V3.2.1 (WCAG 2.1 AA)")
    method = models.TextField(_("how we have tested"), blank=True)
    assessed_on = models.DateField(_("last assessed"), null=True, blank=True)
    answer_days = models.PositiveSmallIntegerField(_("we answer within (working days)"), default=10)
    outside_the_law = models.TextField(_("content that the law does not cover"), blank=True)
    unreasonable_burden = models.TextField(_("unreasonably burdensome adaptation"), blank=True)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        MultiFieldPanel(
            [FieldPanel("conformance"), FieldPanel("standard"), FieldPanel("method"), FieldPanel("assessed_on")],
            heading=_("Assessment"),
        ),
        FieldPanel("answer_days"),
        FieldPanel("outside_the_law"),
        FieldPanel("unreasonable_burden"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("method")]
    template = "home/accessibility_statement_page.html"

    class Meta:
        verbose_name = _("accessibility statement")

    def get_context(self, request, *args, **kwargs):
        return super().get_context(request, *args, **kwargs) | {"barriers": BarrierReport.objects.shown()}


class BarrierState(models.TextChoices):
    NEW = "new", _("New")
    INVESTIGATED = "investigated", _("Being investigated")
    FIXED = "fixed", _("Fixed")
    REMAINS = "remains", _("Remains")
    EXEMPT = "exempt", _("Exempt")


class BarrierReportQuerySet(models.QuerySet):
    def shown(self):
        return self.filter(in_statement=True).exclude(state=BarrierState.FIXED)


class BarrierReport(models.Model):
    """A barrier that somebody has met, or content that somebody asks for in another format."""

    class Wish(models.TextChoices):
        BARRIER = "barrier", _("Tell about a barrier")
        FORMAT = "format", _("Ask for content in a format that works for me")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(_("reference"), max_length=12, unique=True, editable=False)
    reported_on = models.DateField(_("reported"), auto_now_add=True)
    wish = models.CharField(_("wish"), max_length=10, choices=Wish, default=Wish.BARRIER)
    address = models.CharField(_("page"), max_length=500, blank=True)
    what = models.TextField(_("what happened"))
    tools = models.CharField(_("assistive technology and browser"), max_length=250, blank=True)
    contact = models.CharField(_("e-mail or phone for an answer"), max_length=250, blank=True)
    state = models.CharField(_("state"), max_length=20, choices=BarrierState, default=BarrierState.NEW)
    in_statement = models.BooleanField(_("show in the accessibility statement"), default=False)
    public_text = models.TextField(_("what does not work, in the statement's words"), blank=True)
    affects = models.CharField(_("for whom"), max_length=250, blank=True)
    criterion = models.CharField(_("criterion"), max_length=100, blank=True)
    why = models.CharField(_("why"), max_length=250, blank=True)
    fixed_by = models.DateField(_("to be fixed by"), null=True, blank=True)

    objects = BarrierReportQuerySet.as_manager()
    panels = [
        MultiFieldPanel(
            [
                FieldPanel("reference", read_only=True),
                FieldPanel("wish"),
                FieldPanel("address"),
                FieldPanel("what"),
                FieldPanel("tools"),
                FieldPanel("contact"),
            ],
            heading=_("What was reported"),
        ),
        FieldPanel("state"),
        MultiFieldPanel(
            [
                FieldPanel("in_statement"),
                FieldPanel("public_text"),
                FieldPanel("affects"),
                FieldPanel("criterion"),
                FieldPanel("why"),
                FieldPanel("fixed_by"),
            ],
            heading=_("In the statement"),
        ),
    ]

    class Meta:
        verbose_name = _("reported barrier")
        verbose_name_plural = _("reported barriers")
        ordering = ["-reported_on"]

    def __str__(self) -> str:
        return self.reference

    def save(self, *args, **kwargs):
        self.reference = self.reference or f"H-{secrets.token_hex(4).upper()}"
        super().save(*args, **kwargs)


@register_setting(icon="cog")
class SiteSettings(BaseSiteSetting):
    """Who stands behind the site, and which pages the footer leads to."""

    keeper = models.ForeignKey(
        "organisations.Organisation",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("organisation that keeps the website"),
        help_text=_(
            "Its editors alone change the pages of text. Others add and change consultations, events and commitments of"
            " their own. Left empty: all editors change all pages of text."
        ),
    )
    name = models.CharField(_("name of the website"), max_length=80, blank=True)
    actor = models.CharField(_("who is behind it"), max_length=120, blank=True)
    accent = models.CharField(
        _("colour"),
        max_length=7,
        blank=True,
        validators=[RegexValidator(COLOUR, _("Write a colour as # and six of the characters 0–9 and a–f: #155447."))],
        help_text=_("For buttons, links and bars. Left empty, the site's own green."),
    )
    logo = models.ForeignKey(
        "wagtailimages.Image",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name=_("logo"),
        help_text=_("Shown beside the name of the website, always on white."),
    )
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    address = models.CharField(_("visiting address"), max_length=200, blank=True)
    controller = models.CharField(_("board responsible for personal data"), max_length=120, blank=True)
    protection_officer = models.CharField(_("contact of the data protection officer"), max_length=200, blank=True)
    accessibility_page, privacy_page, moderation_page, cookie_page = (
        models.ForeignKey(Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+", verbose_name=name)
        for name in (
            _("accessibility statement"),
            _("personal data"),
            _("rules for contributions"),
            _("cookies"),
        )
    )

    panels = [
        MultiFieldPanel(
            [FieldPanel(name) for name in ("keeper", "name", "actor", "phone", "email", "address")], heading=_("Who")
        ),
        MultiFieldPanel(
            [FieldPanel("logo"), FieldPanel("accent"), AccentPanel(template="home/admin/accent.html")],
            heading=_("Appearance"),
        ),
        MultiFieldPanel([FieldPanel("controller"), FieldPanel("protection_officer")], heading=_("Personal data")),
        MultiFieldPanel(
            [
                PageChooserPanel(name)
                for name in ("accessibility_page", "privacy_page", "moderation_page", "cookie_page")
            ],
            heading=_("Pages in the footer, in the main language"),
        ),
    ]

    FOOTER = ["accessibility_page_id", "privacy_page_id", "moderation_page_id", "cookie_page_id"]

    class Meta:
        verbose_name = _("the website")
