"""Who may do what with an event: its organisers write it, the programme's coordinator publishes it.

Wagtail's page permissions say what somebody may do at all; membership says with which events.
"""

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import GroupPagePermission, PagePermissionTester

ORGANISERS = "Arrangör"
ONLY_COORDINATOR = {"publish", "lock", "unlock", "bulk_delete"}


def coordinates(user, programme) -> bool:
    """Whether the user belongs to the organisation that holds the programme together."""
    coordinator = getattr(programme.specific, "coordinator_id", None)
    return user.is_superuser or user.memberships.filter(organisation=coordinator).exists()


def organises(user, event) -> bool:
    """By what is stored: an unsaved change of the organisers gives nobody anything."""
    through = type(event).organisers.through
    own = user.memberships.values("organisation")
    return through.objects.filter(eventpage_id=event.pk, organisation__in=own).exists()


class EventPermissions(PagePermissionTester):
    """Wagtail's own, cut down to the events that one has to do with, and opened to all members of an organiser."""

    def __init__(self, user, page):
        super().__init__(user, page)
        self.is_concerned = True
        is_new = page.pk is None  # It has no place yet, and so no permissions.
        if is_new or not user.is_active or user.is_superuser or coordinates(user, page.get_parent()):
            return
        self.is_concerned = organises(user, page)
        if not self.is_concerned:
            self.permissions = set()
        else:
            self.permissions -= ONLY_COORDINATOR
            self.permissions |= {"change"} if "add" in self.permissions else set()

    def can_edit(self):
        """A reviewer in the workflow has an editor's way in: it too is for those whom the event concerns."""
        return self.is_concerned and super().can_edit()

    def can_lock(self):
        return self.is_concerned and super().can_lock()

    def can_unlock(self):
        return self.is_concerned and super().can_unlock()


class ProgrammePermissions(PagePermissionTester):
    """Whoever does not coordinate a programme may add events to it, if Wagtail lets them; no more."""

    def __init__(self, user, page):
        super().__init__(user, page)
        self.is_concerned = not user.is_active or coordinates(user, page)
        if not self.is_concerned:
            self.permissions &= {"add"}

    def can_edit(self):
        return self.is_concerned and super().can_edit()


class EventForm(WagtailAdminPageForm):
    """Whoever does not coordinate the programme is among the organisers of what they enter."""

    def clean(self):
        cleaned = super().clean()
        user, organisers = self.for_user, cleaned.get("organisers")
        if user is None or organisers is None or not self.parent_page or coordinates(user, self.parent_page):
            return cleaned
        own = set(user.memberships.values_list("organisation_id", flat=True))
        if not own & {organisation.pk for organisation in organisers}:
            self.add_error("organisers", ValidationError(_("Choose your own organisation too.")))
        return cleaned


def open_to_organisers(*, instance, created: bool, raw: bool = False, **_signal) -> None:
    """For the signal that a programme is new: people of the group of organisers may add events to it."""
    if created and not raw:
        group, _is_new = Group.objects.get_or_create(name=ORGANISERS)
        permission = Permission.objects.get(codename="add_page", content_type__app_label="wagtailcore")
        GroupPagePermission.objects.get_or_create(group=group, page_id=instance.pk, permission=permission)
