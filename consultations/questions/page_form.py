"""The page editor's form: a draft may lack anything; what is sent to be published has to be ready."""

from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.blocks.stream_block import StreamBlockValidationError

from consultations.models.consultation import Consultation
from consultations.questions.compile import compile_questionnaire
from consultations.questions.readiness import harms, stops

PUBLISHING = ("action-publish", "action-submit", "action-restart-workflow")


class ConsultationPageForm(WagtailAdminPageForm):
    def clean(self):
        cleaned = super().clean()
        if any(name in self.data for name in PUBLISHING) and not self.errors:
            self._refuse_what_is_not_ready(cleaned)
        return cleaned

    def _refuse_what_is_not_ready(self, cleaned) -> None:
        """The source page says what is asked and when; a translation only says it in its language."""
        page = self.instance
        for name, value in cleaned.items():
            if hasattr(page, name):
                setattr(page, name, value)
        consultation = Consultation.objects.filter(translation_key=page.translation_key).first()
        if consultation is not None and consultation.source_page_id != page.pk:
            return
        content = compile_questionnaire({page.locale.language_code: page})
        for stop in stops(page, content, now=timezone.now()):
            self.add_error(stop.field if stop.field in self.fields else None, stop.why)
        found = harms(consultation, content) if consultation is not None else []
        if found:
            way_out = _("Copy the consultation if you want to ask differently.")
            self.add_error("questions", StreamBlockValidationError(non_block_errors=[*found, way_out]))
