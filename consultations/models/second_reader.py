"""The second pair of eyes before publishing: a step of Wagtail's workflow that nobody takes for themselves."""

from django.utils.translation import gettext_lazy as _
from wagtail.models import AbstractGroupApprovalTask


class SecondReaderTask(AbstractGroupApprovalTask):
    """Approved by a member of one of the groups, and never by whoever asked for it, superusers included."""

    class Meta(AbstractGroupApprovalTask.Meta):
        abstract = False
        verbose_name = _("review by a colleague")
        verbose_name_plural = _("reviews by a colleague")

    @classmethod
    def get_description(cls):
        return _(
            "Members of the chosen groups can approve what a colleague has sent, but not what they sent themselves"
        )

    def get_actions(self, obj, user):
        """Approving publishes: only for those who may publish this very page."""
        state = obj.current_workflow_state
        is_own = state is not None and state.requested_by_id == user.pk
        return super().get_actions(obj, user) if not is_own and obj.permissions_for_user(user).can_publish() else []

    def get_task_states_user_can_moderate(self, user, **kwargs):
        found = super().get_task_states_user_can_moderate(user, **kwargs)
        return found.exclude(workflow_state__requested_by=user)
