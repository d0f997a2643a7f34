"""The page editor's form: a draft may lack anything; what is sent to be published has to be ready."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.stream_block import StreamBlockValidationError

from consultations.models.consultation import Consultation
from consultations.questions.advice import advice_on
from consultations.questions.compile import compile_questionnaire
from consultations.questions.readiness import harms, has_responses, stops
from consultations.questions.rewording import reworded
from organisations.keeping import belongs_to

PUBLISHING = ("action-publish", "action-submit", "action-restart-workflow")
ABOUT_A_CHANGE = ("change_kind", "change_reason")


class ConsultationPageForm(WagtailAdminPageForm):
    """What was said of one change is not taken for the next: both fields begin empty each time."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "organisation" in self.fields and self.instance.pk is None and self.for_user:
            self.initial["organisation"] = self.initial.get("organisation") or self._own_organisation()
        self.consultation = Consultation.objects.filter(translation_key=self.instance.translation_key).first()
        may_reword = self.consultation is not None and self.consultation.current and has_responses(self.consultation)
        for name in ABOUT_A_CHANGE:
            if not may_reword:
                self.fields.pop(name, None)
            elif name in self.fields:
                self.initial[name] = ""
        if "remarks_reason" in self.fields:
            self.fields["remarks_reason"].widget = forms.Textarea(attrs={"rows": 2})

    def _own_organisation(self):
        """Whom somebody most likely asks for: with it chosen, a draft can be saved at once."""
        return self.for_user.memberships.order_by("organisation__name").values_list("organisation", flat=True).first()

    def clean(self):
        cleaned = super().clean()
        self._refuse_another_organisation(cleaned.get("organisation"))
        if self._is_to_be_published and not self.errors:
            self._refuse_what_is_not_ready(cleaned)
        return cleaned

    def _refuse_another_organisation(self, chosen) -> None:
        """Nobody asks in another organisation's name. What stands there already may stay."""
        was = self.instance.organisation_id if self.instance.pk else None
        if self.for_user and chosen and chosen.pk != was and not belongs_to(self.for_user, [chosen.pk]):
            self.add_error("organisation", _("Choose your own organisation."))

    @property
    def _is_to_be_published(self) -> bool:
        approves = "action-workflow-action" in self.data and self.data.get("workflow-action-name") == "approve"
        return approves or any(name in self.data for name in PUBLISHING)

    def _refuse_what_is_not_ready(self, cleaned) -> None:
        """The source page says what is asked and when; a translation only says it in its language."""
        page = self.instance
        for name, value in cleaned.items():
            if hasattr(page, name):
                setattr(page, name, value)
        if self.consultation is not None and self.consultation.source_page_id != page.pk:
            return
        content = compile_questionnaire({page.locale.language_code: page})
        for stop in stops(page, content, now=timezone.now()):
            self.add_error(stop.field if stop.field in self.fields else None, stop.why)
        found = harms(self.consultation, content) if self.consultation is not None else []
        if found:
            way_out = _("Copy the consultation if you want to ask differently.")
            self.add_error("questions", StreamBlockValidationError(non_block_errors=[*found, way_out]))
        elif not self.errors:
            self._ask_for_reasons(page, content, cleaned)

    def _ask_for_reasons(self, page, content, cleaned) -> None:
        advice = advice_on(page, content)
        if advice and "remarks_reason" in self.fields and not cleaned.get("remarks_reason", "").strip():
            said = _("There are remarks on this consultation. Mend them, or write why it opens all the same.")
            self.add_error("remarks_reason", " ".join([said, *dict.fromkeys(_in_words(each) for each in advice)]))
        if "change_kind" in self.fields and reworded(
            self.consultation.current.content, content, content["source_locale"]
        ):
            if not cleaned.get("change_kind"):
                self.add_error(
                    "change_kind",
                    _("Answers have come in, and a question reads otherwise now. Say what the change is."),
                )
            elif cleaned["change_kind"] == "meaning" and not cleaned.get("change_reason", "").strip():
                self.add_error("change_reason", _("Say why the meaning is changed. It is shown beside the results."))


def _in_words(advice) -> str:
    return f"{advice.where}: {advice.why}" if advice.where else advice.why
