"""Translating one published text in the admin."""

from django.shortcuts import redirect
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin import messages

from config.languages import html_language
from consultations.enums import ModerationState
from consultations.models import Answer, Decision, Owner, TextTranslation
from consultations.moderation.forms import TranslationForm
from consultations.moderation.redaction import shown_text
from consultations.moderation.text_view import TextView, is_gone
from consultations.moderation.translating import (
    NotTranslated,
    digest_of_shown,
    drop_translation,
    translate_text,
    translations_of,
)


class TranslateView(TextView):
    """What the public reads beside a box for the translation. ``?language=`` opens the one that is there."""

    template_name = "consultations/admin/moderation_translate.html"
    page_title = gettext_lazy("Translate")

    def get(self, request, pk):
        answer, last = self._published(pk)
        if last is None:
            return self._not_published(pk)
        language = request.GET.get("language", "")
        there = TextTranslation.objects.filter(answer=answer, locale=language).first()
        initial = {"language": language or html_language(get_language()), "translator": _leader_of(answer)}
        if there:
            initial |= {"text": there.text, "translator": there.translator, "tool": there.tool}
        return self._box(answer, last, TranslationForm(initial=initial))

    def post(self, request, pk):
        answer, last = self._published(pk)
        if last is None:
            return self._not_published(pk)
        if "remove" in request.POST:
            drop_translation(answer, by=request.user, locale=request.POST["remove"], now=request.arrived_at)
            messages.success(request, _("The translation is taken away."))
            return redirect(self.address("moderation_text", pk))
        form = TranslationForm(request.POST)
        if form.is_valid():
            said = form.cleaned_data
            said["locale"] = said.pop("language")
            try:
                translate_text(answer, by=request.user, now=request.arrived_at, **said)
            except NotTranslated as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The translation is shown beside the text."))
                return redirect(self.address("moderation_text", pk))
        return self._box(answer, last, form, status=422)

    def _published(self, pk) -> tuple[Answer, Decision | None]:
        answer = self._answer(pk)
        last = Decision.objects.filter(answer=answer).order_by("-n").first()
        is_public = last and last.state == ModerationState.PUBLISHED and not is_gone(answer)
        return answer, last if is_public else None

    def _not_published(self, pk):
        messages.warning(self.request, _("Only a published text is translated."))
        return redirect(self.address("moderation_text", pk))

    def _box(self, answer: Answer, last: Decision, form: TranslationForm, status: int = 200):
        context = self.get_context_data(
            answer=answer,
            form=form,
            shown=shown_text(answer.text, last.redactions),
            seen=form.data.get("seen") or digest_of_shown(answer.text, last.redactions),
            there=translations_of(answer, last),
            back_url=self.address("moderation_text", answer.pk),
        )
        return self.render_to_response(context, status=status)

    def get_breadcrumbs_items(self):
        above = {"url": self.address("moderation_text", self.kwargs["pk"]), "label": _("A text")}
        items = super().get_breadcrumbs_items()
        return [*items[:-1], above, items[-1]]


def _leader_of(answer: Answer) -> str:
    lead = Owner.objects.select_related("organisation").get(consultation=answer.consultation_id, is_lead=True)
    return lead.organisation.name
