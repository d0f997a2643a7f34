"""Whose a page is: Wagtail's page permissions say what somebody may do at all, membership says with which pages."""

from wagtail.models import PagePermissionTester


def belongs_to(user, organisations) -> bool:
    """Whether the user is a member of one of these organisations, given by their ids; superusers are of all."""
    return user.is_superuser or user.memberships.filter(organisation__in=organisations).exists()


class Concerned(PagePermissionTester):
    """Wagtail's own, for those alone whom the page concerns. A reviewer's way in through the workflow is the same.

    ``left_to_others`` is what Wagtail's permissions still give everybody else.
    """

    left_to_others: frozenset[str] = frozenset()

    def __init__(self, user, page):
        super().__init__(user, page)
        is_new = page.pk is None  # It has no place yet, and so no permissions.
        self.is_concerned = is_new or not user.is_active or user.is_superuser or self.concerns(user, page)
        if not self.is_concerned:
            self.permissions &= self.left_to_others

    def concerns(self, user, page) -> bool:
        """By what is stored: an unsaved change of the page gives nobody anything."""
        raise NotImplementedError

    def can_edit(self):
        return self.is_concerned and super().can_edit()

    def can_delete(self, *args, **kwargs):
        return self.is_concerned and super().can_delete(*args, **kwargs)

    def can_copy(self):
        """A copy would speak in somebody else's name."""
        return self.is_concerned and super().can_copy()

    def can_lock(self):
        return self.is_concerned and super().can_lock()

    def can_unlock(self):
        return self.is_concerned and super().can_unlock()


class AddedToByAll(Concerned):
    """A page whose keeper is one organisation, and to which others add pages of their own, if Wagtail lets them."""

    left_to_others = frozenset({"add"})
