"""Many texts at once in the admin: the groups of copies, and the page where ticked texts are read and decided on."""

from uuid import UUID

from django.db.models import Count, Q
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages

from consultations.enums import ModerationState
from consultations.models import Answer, CopyGroup
from consultations.moderation.bulk import MOST, decide_many
from consultations.moderation.decisions import NotDecided, mark_of
from consultations.moderation.forms import DecisionForm
from consultations.moderation.views import ModerationView

GROUPS = 25
FEWEST = 2


class CopiesView(ModerationView):
    """The groups of copies with texts that wait, the largest first."""

    template_name = "consultations/admin/moderation_copies.html"
    page_title = gettext_lazy("Copies")

    def get(self, request):
        waiting = Q(prints__answer__moderation=ModerationState.WAITING, prints__answer__counted=True)
        groups = CopyGroup.objects.filter(consultation__in=self.within, size__gte=FEWEST)
        largest = list(groups.order_by("-size", "id")[: 4 * GROUPS])
        counted = groups.filter(pk__in=[group.pk for group in largest]).annotate(
            waiting=Count("prints", filter=waiting)
        )
        shown = [group for group in counted.order_by("-size", "id") if group.waiting][:GROUPS]
        samples = _samples(shown)
        rows = [
            {
                "group": g,
                "text": samples.get(g.pk, ""),
                "title": str(self.mine[g.consultation_id]),
                "url": self.address("moderation_bulk", group=g.pk),
            }
            for g in shown
        ]
        return self.render_to_response(self.get_context_data(rows=rows))

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


def _samples(groups: list[CopyGroup]) -> dict:
    """A text of each group, the one with the smallest id."""
    texts = Answer.objects.filter(text_print__group__in=groups, moderation=ModerationState.WAITING, counted=True)
    pairs = texts.order_by("-id").values_list("text_print__group", "text")
    return {group: text[:300] for group, text in pairs[: MOST * GROUPS]}


class BulkView(ModerationView):
    """A preview of what would be decided on, in full; only the second press decides."""

    template_name = "consultations/admin/moderation_bulk.html"
    page_title = gettext_lazy("Several texts")

    def get(self, request):
        group = _uuid(request.GET.get("group", ""))
        texts = self._texts()
        return self._preview(texts.filter(text_print__group=group) if group else texts.none(), DecisionForm())

    def post(self, request):
        pairs = _pairs(request.POST.getlist("seen_text"))
        if not request.POST.get("state"):
            return self._preview(self._texts().filter(pk__in=_ids(request.POST.getlist("text"))), DecisionForm())
        form = DecisionForm(_with_a_mark(request.POST))
        if form.is_valid():
            said = {name: form.cleaned_data[name] for name in ("state", "reason", "explanation")}
            try:
                return self._done(decide_many(pairs, by=request.user, now=request.arrived_at, **said))
            except NotDecided as refusal:
                form.add_error("explanation" if said["reason"] else "reason", str(refusal))
        return self._preview(self._texts().filter(pk__in=[pk for pk, _seen in pairs]), form, status=422)

    def _texts(self):
        return Answer.objects.filter(counted=True, moderation=ModerationState.WAITING, consultation__in=self.within)

    def _preview(self, texts, form, status=200):
        found = list(texts.annotate(decisions_made=Count("decisions")).order_by("received_on", "id")[: MOST + 1])
        rows = [{"answer": a, "seen": f"{a.pk}:{mark_of(a, a.decisions_made)}"} for a in found[:MOST]]
        different = len({answer.text for answer in found[:MOST]})
        context = self.get_context_data(rows=rows, more=len(found) > MOST, different=different, form=form)
        return self.render_to_response(context, status=status)

    def _done(self, outcome):
        said = ngettext("%(n)d text was decided on.", "%(n)d texts were decided on.", outcome.decided)
        messages.success(self.request, said % {"n": outcome.decided})
        if outcome.refused:
            said = _("%(n)d were left as they are: somebody had decided on them, or their authors had changed them.")
            messages.warning(self.request, said % {"n": outcome.refused})
        return redirect(self.address("moderation_queue"))

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


def _with_a_mark(data):
    """The form of one decision asks for one mark; here each text carries its own."""
    data = data.copy()
    data["seen"] = "each"
    return data


def _ids(texts: list[str]) -> list[UUID]:
    return [found for text in texts[:MOST] if (found := _uuid(text))]


def _pairs(texts: list[str]) -> list[tuple[UUID, str]]:
    """The texts that were ticked, each with the mark of what was seen."""
    split = (text.partition(":") for text in texts[:MOST])
    return [(pk, mark) for text, _colon, mark in split if (pk := _uuid(text))]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
