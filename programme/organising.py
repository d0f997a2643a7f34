"""Who may do what with an event: its organisers write it, the programme's coordinator publishes it.

Wagtail's page permissions say what somebody may do at all; membership says with which events.
"""

from django.contrib.auth.models import Group, Permission
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import GroupPagePermission

from organisations.keeping import AddedToByAll, Concerned, belongs_to

ORGANISERS = "Arrangör"
ONLY_COORDINATOR = {"publish", "lock", "unlock", "bulk_delete"}


def coordinates(user, programme) -> bool:
    """Whether the user belongs to the organisation that holds the programme together."""
    return belongs_to(user, [getattr(programme.specific, "coordinator_id", None)])


def organises(user, event) -> bool:
    """By what is stored: an unsaved change of the organisers gives nobody anything."""
    through = type(event).organisers.through
    own = user.memberships.values("organisation")
    return through.objects.filter(eventpage_id=event.pk, organisation__in=own).exists()


class EventPermissions(Concerned):
    """Wagtail's own, cut down to the events that one has to do with, and opened to all members of an organiser."""

    def __init__(self, user, page):
        super().__init__(user, page)
        is_ordinary = page.pk is not None and user.is_active and not user.is_superuser
        if is_ordinary and self.is_concerned and not coordinates(user, page.get_parent()):
            self.permissions -= ONLY_COORDINATOR
            self.permissions |= {"change"} if "add" in self.permissions else set()

    def concerns(self, user, page) -> bool:
        return coordinates(user, page.get_parent()) or organises(user, page)


class ProgrammePermissions(AddedToByAll):
    """Whoever does not coordinate a programme may add events to it; no more."""

    def concerns(self, user, page) -> bool:
        return coordinates(user, page)


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
