"""The editor's draft of a consultation, in every language. What runs is the Consultation; what is asked, a version.

The one file among the models that stands after ``questions``: the stream's blocks are those of the question types.
"""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, MultiFieldPanel, ObjectList, TabbedInterface
from wagtail.fields import RichTextField
from wagtail.models import Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from config import registry
from consultations.enums import Admission, Level, Presentation
from consultations.models.keeping import ConsultationListPermissions, ConsultationPermissions
from consultations.questions.blocks import QuestionsField
from consultations.questions.page_form import ConsultationPageForm
from consultations.questions.ready_panel import ReadinessPanel
from home.blocks import BodyField

REASONS = ("remarks_reason", "change_kind", "change_reason")
TEXT_FEATURES = ["bold", "italic", "ol", "ul", "link", "document-link"]


class ShownByRegistry(models.Model):
    """A page whose view is written further down the walk than its model."""

    class Meta:
        abstract = True

    def serve(self, request, *args, **kwargs):
        return registry.view_of(self)(request, self)

    def serve_preview(self, request, mode_name):
        request.is_preview = True
        request.preview_mode = mode_name
        return registry.view_of(self)(request, self)


class ConsultationIndexPage(ShownByRegistry, Page):
    """The list of all consultations."""

    introduction = RichTextField(_("introduction"), blank=True, features=TEXT_FEATURES)

    content_panels = [*Page.content_panels, FieldPanel("introduction")]
    search_fields = [*Page.search_fields, index.SearchField("introduction")]
    subpage_types = ["consultations.ConsultationPage"]
    max_count_per_parent = 1

    class Meta:
        verbose_name = _("list of consultations")

    def permissions_for_user(self, user):
        return ConsultationListPermissions(user, self)


class ConsultationPage(ShownByRegistry, Page):
    """One consultation in one language, as its editors compose it."""

    introduction = models.TextField(
        _("introduction"),
        max_length=600,
        help_text=_("What it is about and why it matters, in two or three sentences."),
    )
    body = BodyField(blank=True, verbose_name=_("background"))
    can_influence = RichTextField(_("what can be influenced"), features=TEXT_FEATURES)
    already_decided = RichTextField(_("what is already decided"), features=TEXT_FEATURES)
    purpose = models.TextField(_("why we ask"), blank=True)
    decides = models.CharField(_("who decides, and when"), max_length=250)
    support = RichTextField(
        _("support for those who need it"),
        blank=True,
        features=TEXT_FEATURES,
        help_text=_("Shown before the first question and on the thank-you page of a sensitive consultation."),
    )
    organisation = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="+", verbose_name=_("lead organisation")
    )
    level = models.CharField(_("level"), max_length=20, choices=Level, default=Level.CONSULTATION)
    opens = models.DateTimeField(_("opens"), null=True)
    closes = models.DateTimeField(_("closes"), null=True)
    feedback_due = models.DateField(_("feedback promised by"), null=True, blank=True)
    diary_number = models.CharField(_("diary number"), max_length=40, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes it takes to answer"), default=5)
    presentation = models.CharField(_("form"), max_length=20, choices=Presentation, default=Presentation.SECTIONS)
    asks_for_contact = models.BooleanField(
        _("offer to send the feedback by e-mail"),
        default=True,
        help_text=_("The address is kept apart from the answers and is deleted once the feedback has been sent."),
    )
    leave_page = models.BooleanField(
        _("show “Leave this page”"), default=False, help_text=_("For sensitive consultations.")
    )
    admits = models.CharField(
        _("who may answer"),
        max_length=20,
        choices=Admission,
        default=Admission.OPEN,
        help_text=_(
            "Officials make codes and send them by letter, for example to a random sample. With codes only, nobody else is"
            " heard on the web: those who answer on paper or by phone can still be keyed in."
        ),
    )
    asks_challenge = models.BooleanField(
        _("ask a question that machines can't answer"),
        default=False,
        help_text=_(
            "Before sending. It shuts out some people too: use it only while machines answer this consultation, and tell"
            " in which other ways one can answer."
        ),
    )
    bars_composers = models.BooleanField(
        _("those who write this consultation don't moderate its texts"),
        default=False,
        help_text=_("They don't find its texts in their queue, whatever their roles. Holds once it is published."),
    )
    paper_return = models.TextField(
        _("where to hand in the paper form"),
        max_length=300,
        blank=True,
        help_text=_(
            "A postal address, or a desk and when it is open. Left empty, the organisation's address is printed."
        ),
    )
    remarks_reason = models.CharField(
        _("why it opens in spite of the remarks"),
        max_length=500,
        blank=True,
        help_text=_("Only where there are remarks. It is kept in the log."),
    )
    change_kind = models.CharField(
        _("what the change of wording is"),
        max_length=20,
        blank=True,
        choices=[
            ("typo", _("A slip that is mended: it means the same")),
            ("meaning", _("It means something else now")),
        ],
    )
    change_reason = models.CharField(
        _("why the meaning is changed"),
        max_length=500,
        blank=True,
        help_text=_("Shown to everybody beside the results, with the earlier wording."),
    )
    is_example = models.BooleanField(_("example content for demonstration"), default=False)
    questions = QuestionsField(blank=True, verbose_name=_("questions"))

    parent_page_types = ["consultations.ConsultationIndexPage"]
    subpage_types: list[str] = []
    exclude_fields_in_copy = [
        "remarks_reason",
        "change_kind",
        "change_reason",
        "opens",
        "closes",
        "feedback_due",
        "diary_number",
        "go_live_at",
        "expire_at",
    ]
    preview_modes = [("", _("The page")), ("form", _("The form"))]

    override_translatable_fields = [
        SynchronizedField("level"),
        SynchronizedField("diary_number"),
        SynchronizedField("presentation"),
        SynchronizedField("admits"),
        SynchronizedField("asks_challenge"),
        SynchronizedField("bars_composers"),
        *(SynchronizedField(name, overridable=False) for name in REASONS),
        TranslatableField("slug"),
    ]

    search_fields = [
        *Page.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
        index.SearchField("can_influence"),
        index.SearchField("already_decided"),
    ]

    content_panels = [
        *Page.content_panels,
        FieldPanel("introduction"),
        MultiFieldPanel(
            [FieldPanel("can_influence"), FieldPanel("already_decided"), FieldPanel("purpose"), FieldPanel("decides")],
            heading=_("What the answers can change"),
        ),
        FieldPanel("body"),
        FieldPanel("support"),
    ]
    question_panels = [
        HelpPanel(
            template="consultations/admin/questions_help.html",
            heading=_("Good questions"),
        ),
        FieldPanel("presentation"),
        FieldPanel("minutes"),
        FieldPanel("questions"),
    ]
    time_panels = [
        FieldPanel("organisation"),
        FieldPanel("level"),
        FieldRowPanel([FieldPanel("opens"), FieldPanel("closes")], heading=_("Times")),
        FieldPanel("feedback_due"),
        FieldPanel("diary_number"),
        FieldPanel("paper_return"),
        FieldPanel("asks_for_contact"),
        FieldPanel("leave_page"),
        FieldPanel("admits"),
        FieldPanel("asks_challenge"),
        FieldPanel("bars_composers"),
        FieldPanel("is_example"),
    ]
    ready_panels = [
        ReadinessPanel(heading=_("Is it ready?")),
        FieldPanel("remarks_reason"),
        MultiFieldPanel([FieldPanel("change_kind"), FieldPanel("change_reason")], heading=_("Changed wording")),
    ]
    edit_handler = TabbedInterface(
        [
            ObjectList(content_panels, heading=_("Content")),
            ObjectList(question_panels, heading=_("Questions")),
            ObjectList(time_panels, heading=_("Times and owner")),
            ObjectList(ready_panels, heading=_("Ready to open?")),
            ObjectList(Page.promote_panels, heading=_("Promote")),
            ObjectList(Page.settings_panels, heading=_("Settings")),
        ]
    )

    base_form_class = ConsultationPageForm

    class Meta:
        verbose_name = _("consultation")
        verbose_name_plural = _("consultations")

    def permissions_for_user(self, user):
        return ConsultationPermissions(user, self)

    def copy(self, *args, reset_translation_key=True, **kwargs):
        """A copy is a consultation of its own, with its own times and diary number; a translation shares them."""
        if not reset_translation_key:
            self.exclude_fields_in_copy = []
        try:
            return super().copy(*args, reset_translation_key=reset_translation_key, **kwargs)
        finally:
            self.__dict__.pop("exclude_fields_in_copy", None)

    def full_clean(self, exclude=None, **kwargs):
        """A copy is saved before anybody has given it times; forms ask for them all the same."""
        without = {"opens", "closes"} if self._state.adding else set()
        super().full_clean(exclude={*(exclude or ()), *without}, **kwargs)

    def clean(self):
        super().clean()
        if self.opens and self.closes and self.closes <= self.opens:
            raise ValidationError({"closes": _("A consultation closes after it opens.")})
