"""What the moderator's pages in the admin have in common, and the log of decisions of a consultation."""

from functools import cached_property
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from consultations.models import Decision
from consultations.moderation.narrowing import Narrowing
from consultations.permissions import Act, consultations_for, may_anywhere, scope_of

LOG_PAGE = 50


class ModerationView(WagtailAdminTemplateMixin, View):
    """A page that holds only what the user may moderate; 403 for those who may not moderate anything."""

    header_icon = "comment"

    def dispatch(self, request, *args, **kwargs):
        try:
            if not may_anywhere(request.user, Act.MODERATE):
                raise PermissionDenied
            with scope_of(request.user, Act.MODERATE):
                response = super().dispatch(request, *args, **kwargs)
                return response.render() if hasattr(response, "render") else response
        except PermissionDenied:
            return render(request, "consultations/admin/moderation_refused.html", status=403)

    @cached_property
    def mine(self):
        """The consultations that the user may moderate, by id, the latest to close first."""
        found = consultations_for(self.request.user, Act.MODERATE).select_related("source_page")
        named = found.only("opens", "closes", "current", "source_page__title").order_by("-closes", "pk")
        return {consultation.pk: consultation for consultation in named}

    @cached_property
    def chosen(self):
        """The consultation that the address narrows the queue to, or None."""
        if not (wanted := self.request.GET.get("consultation")):
            return None
        try:
            return self.mine[UUID(wanted)]
        except (ValueError, KeyError) as unknown:
            raise Http404 from unknown

    @property
    def within(self) -> list[UUID]:
        return [self.chosen.pk] if self.chosen else list(self.mine)

    @cached_property
    def narrowing(self) -> Narrowing:
        return Narrowing.read(self.request.GET)

    def narrow(self, texts):
        return self.narrowing.narrow(texts, user=self.request.user, today=timezone.localdate(self.request.arrived_at))

    def address(self, name: str, *args, **query) -> str:
        """A page of moderation, narrowed as this one is."""
        asked = {"consultation": self.chosen.pk if self.chosen else None} | self.narrowing.query() | query
        asked = {key: value for key, value in asked.items() if value}
        return reverse(name, args=args) + (f"?{urlencode(asked)}" if asked else "")

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": reverse("moderation_queue"), "label": _("Moderation")}]


class LogView(ModerationView):
    """All decisions on a consultation's texts, the latest first."""

    template_name = "consultations/admin/moderation_log.html"
    page_title = gettext_lazy("Log of decisions")
    header_icon = "history"

    def get(self, request, pk):
        if pk not in self.mine:
            raise Http404
        decisions = Decision.objects.filter(consultation=pk, carried_from=None).select_related("by", "answer")
        found = list(_before(decisions, request.GET.get("before")).order_by("-at", "-id")[: LOG_PAGE + 1])
        context = self.get_context_data(
            consultation=self.mine[pk],
            decisions=found[:LOG_PAGE],
            first_url=request.path if request.GET.get("before") else "",
            next_url=f"?{urlencode({'before': found[LOG_PAGE - 1].pk})}" if len(found) > LOG_PAGE else "",
        )
        return self.render_to_response(context)

    def get_page_subtitle(self):
        return str(self.mine[self.kwargs["pk"]])

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


def _before(decisions, pk: str | None):
    """The decisions older than one of them; all of them where the id is no decision's."""
    try:
        last = decisions.filter(pk=UUID(pk)).first() if pk else None
    except ValueError:
        last = None
    if last is None:
        return decisions
    same_time = decisions.filter(at=last.at, id__lt=last.pk)
    return (decisions.filter(at__lt=last.at) | same_time).filter(at__lte=last.at)
