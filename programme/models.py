"""A programme of events, and its events: what editors and organisers write. Times are the same in every language."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalManyToManyField
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from home.blocks import BodyField
from home.models import KeptPage
from programme.enums import Access, Audience, EventState, Held, Theme, language_name, spoken_languages
from programme.fields import SeveralField
from programme.listing import listing_of, occasions_of
from programme.organising import EventForm, EventPermissions, ProgrammePermissions


class OccasionBlock(blocks.StructBlock):
    starts = blocks.DateTimeBlock(label=_("Starts"))
    ends = blocks.DateTimeBlock(label=_("Ends"))

    class Meta:
        icon = "date"
        label = _("Occasion")

    def clean(self, value):
        value = super().clean(value)
        if value["ends"] <= value["starts"]:
            raise blocks.StructBlockValidationError(
                block_errors={"ends": ValidationError(_("An event ends after it starts."))}
            )
        return value


class OccasionsBlock(blocks.StreamBlock):
    occasion = OccasionBlock()


class ProgrammePage(KeptPage, Page):
    """The programme of one week or year, in one language. Its events are the pages below it."""

    lead = models.TextField(_("lead"), blank=True)
    body = BodyField(blank=True, verbose_name=_("body"))
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    coordinator = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("coordinating organisation"),
        help_text=_("Its editors publish the events of all organisers."),
    )
    is_example = models.BooleanField(_("example content for demonstration"), default=False)

    content_panels = [
        *Page.content_panels,
        FieldPanel("lead"),
        FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")], heading=_("Days")),
        FieldPanel("coordinator"),
        FieldPanel("body"),
        FieldPanel("is_example"),
    ]
    override_translatable_fields = [
        *(SynchronizedField(name, overridable=False) for name in ("first_day", "last_day", "coordinator")),
        TranslatableField("slug"),
    ]
    search_fields = [*Page.search_fields, index.SearchField("lead"), index.SearchField("body")]
    subpage_types = ["programme.EventPage"]
    template = "programme/programme_page.html"

    class Meta:
        verbose_name = _("programme")

    def clean(self):
        super().clean()
        if self.first_day and self.last_day and self.last_day < self.first_day:
            raise ValidationError({"last_day": _("The last day is not before the first.")})

    def permissions_for_user(self, user):
        return ProgrammePermissions(user, self)

    def get_context(self, request, *args, **kwargs):
        others = ProgrammePage.objects.live().public().filter(locale_id=self.locale_id).exclude(pk=self.pk)
        return super().get_context(request, *args, **kwargs) | {
            "listing": listing_of(self, asked=request.GET, now=getattr(request, "arrived_at", timezone.now())),
            "others": others.order_by("-first_day"),
        }


class EventPage(KeptPage, Page):
    """One event, on one occasion or several."""

    introduction = models.TextField(_("introduction"), max_length=400, help_text=_("In one to three sentences."))
    body = BodyField(blank=True, verbose_name=_("more about it"))
    occasions = BodyField(OccasionsBlock(min_num=1, required=True), verbose_name=_("when"))
    held = models.CharField(_("how to take part"), max_length=10, choices=Held, default=Held.ROOM)
    place = models.CharField(_("place"), max_length=120, blank=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    municipality = models.CharField(_("municipality"), max_length=80, blank=True)
    organisers = ParentalManyToManyField(
        "organisations.Organisation", related_name="+", verbose_name=_("organisers"), blank=True
    )
    with_others = models.CharField(_("together with"), max_length=250, blank=True)
    contact = models.CharField(_("contact for questions"), max_length=200, blank=True)
    themes = SeveralField(options=lambda: Theme.choices, verbose_name=_("themes"))
    audiences = SeveralField(options=lambda: Audience.choices, verbose_name=_("audience"))
    languages = SeveralField(options=spoken_languages, verbose_name=_("languages"))
    access = SeveralField(options=lambda: Access.choices, verbose_name=_("accessibility"))
    access_note = models.TextField(_("more about accessibility"), blank=True)
    cost = models.CharField(_("cost"), max_length=120, blank=True, help_text=_("Empty: it is free of charge."))
    registration = models.URLField(_("registration"), blank=True)
    stream = models.URLField(_("link to take part online"), blank=True)
    recording = models.URLField(_("recording"), blank=True)
    recording_has_captions = models.BooleanField(_("the recording has captions"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=EventState, default=EventState.PLANNED)
    moved_from = models.DateTimeField(_("was to start"), null=True, blank=True)
    state_note = models.CharField(_("about the change"), max_length=250, blank=True)
    is_example = models.BooleanField(_("example content for demonstration"), default=False)

    SHARED = [
        "occasions",
        "place",
        "address",
        "municipality",
        "organisers",
        "contact",
        "themes",
        "audiences",
        "languages",
    ]
    SHARED += ["access", "held", "state", "moved_from", "recording_has_captions", "is_example"]
    override_translatable_fields = [
        *(SynchronizedField(name, overridable=False) for name in SHARED),
        TranslatableField("slug"),
    ]
    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.SearchField("place"),
        index.SearchField("municipality"),
        index.SearchField("with_others"),
    ]
    parent_page_types = ["programme.ProgrammePage"]
    subpage_types: list[str] = []
    template = "programme/event_page.html"
    base_form_class = EventForm

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        FieldPanel("occasions"),
        MultiFieldPanel(
            [FieldPanel("state"), FieldPanel("moved_from"), FieldPanel("state_note")], heading=_("If it changes")
        ),
        FieldPanel("body"),
        FieldPanel("is_example"),
    ]
    place_panels = [
        FieldPanel("held"),
        MultiFieldPanel([FieldPanel("place"), FieldPanel("address"), FieldPanel("municipality")], heading=_("On site")),
        MultiFieldPanel([FieldPanel("stream")], heading=_("Online")),
        FieldPanel("registration"),
        FieldPanel("cost"),
        MultiFieldPanel([FieldPanel("recording"), FieldPanel("recording_has_captions")], heading=_("Afterwards")),
    ]
    people_panels = [
        MultiFieldPanel(
            [FieldPanel("organisers"), FieldPanel("with_others"), FieldPanel("contact")], heading=_("Organisers")
        ),
        FieldPanel("themes"),
        FieldPanel("audiences"),
        FieldPanel("languages"),
        FieldPanel("access"),
        FieldPanel("access_note"),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Content")),
            ObjectList(place_panels, heading=_("Place and form")),
            ObjectList(people_panels, heading=_("For whom and by whom")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ]
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")

    @property
    def where(self) -> str:
        """Place and municipality in one line; nothing for what is held online only."""
        return ", ".join(text for text in (self.place, self.municipality) if text) if self.held != Held.ONLINE else ""

    @property
    def is_cancelled(self) -> bool:
        return self.state == EventState.CANCELLED

    @property
    def language_names(self) -> list[str]:
        return [language_name(code) for code in self.languages]

    @property
    def theme_names(self) -> list[str]:
        return [str(Theme(value).label) for value in self.themes]

    @property
    def audience_names(self) -> list[str]:
        return [str(Audience(value).label) for value in self.audiences]

    @property
    def access_names(self) -> list[str]:
        return [str(Access(value).label) for value in self.access]

    def clean(self):
        super().clean()
        if self.held != Held.ONLINE and not self.place:
            raise ValidationError({"place": _("Say where it is held.")})
        if self.state == EventState.MOVED and not self.moved_from:
            raise ValidationError({"moved_from": _("Say when it was to start, so that people understand the change.")})

    def permissions_for_user(self, user):
        return EventPermissions(user, self)

    def get_context(self, request, *args, **kwargs):
        now = getattr(request, "arrived_at", timezone.now())
        return super().get_context(request, *args, **kwargs) | {
            "times": [(occasion, occasion.ends <= now) for occasion in occasions_of(self)],
            "organisers": self.organisers.all(),
        }
