"""A moderator's own work, in the admin."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from consultations.enums import ModerationState
from consultations.moderation.own_work import DAYS, HIDDEN_IN_PART, own_work, reasons_in_words
from consultations.moderation.views import ModerationView


class OwnWorkView(ModerationView):
    template_name = "consultations/admin/moderation_own.html"
    page_title = gettext_lazy("My decisions")

    def get(self, request):
        work = own_work(request.user, now=request.arrived_at)
        context = self.get_context_data(
            work=work, length=DAYS, states=_in_words(work.states), reasons=reasons_in_words(work.reasons)
        )
        return self.render_to_response(context)

    def get_breadcrumbs_items(self):
        return [*super().get_breadcrumbs_items(), {"url": "", "label": self.page_title}]


def _in_words(states: dict[str, int]) -> list[tuple[str, int]]:
    named = {
        ModerationState.PUBLISHED: _("Published"),
        HIDDEN_IN_PART: _("Published, with parts hidden"),
        ModerationState.HIDDEN: _("Hidden"),
        ModerationState.WAITING: _("Back to waiting"),
    }
    return [(label, states[state]) for state, label in named.items() if states.get(state)]
