"""Who may do what with the declaration: each organisation writes its own commitments, and no other's.

Wagtail's page permissions say what somebody may do at all; membership says with which commitments.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import PagePermissionTester


def keeps(user, declaration) -> bool:
    """Whether the user belongs to the organisation that keeps the declaration's own page."""
    keeper = getattr(declaration.specific, "keeper_id", None)
    return user.is_superuser or user.memberships.filter(organisation=keeper).exists()


def stands_behind(user, commitment) -> bool:
    """By what is stored: an unsaved change of the party gives nobody anything."""
    from declaration.models import CommitmentPage

    own = user.memberships.values("organisation")
    return CommitmentPage.objects.filter(pk=commitment.pk, party__organisation__in=own).exists()


class _Concerned(PagePermissionTester):
    """Wagtail's own, for those alone whom the page concerns. A reviewer's way in is the same."""

    is_concerned = True

    def can_edit(self):
        return self.is_concerned and super().can_edit()

    def can_copy(self):
        """A copy would promise in somebody else's name."""
        return self.is_concerned and super().can_copy()

    def can_lock(self):
        return self.is_concerned and super().can_lock()

    def can_unlock(self):
        return self.is_concerned and super().can_unlock()


class CommitmentPermissions(_Concerned):
    """A promise that was published is dropped, in words, and never deleted: its history stays to be read."""

    def __init__(self, user, page):
        super().__init__(user, page)
        is_new = page.pk is None  # It has no place yet, and so no permissions.
        if is_new or not user.is_active or user.is_superuser:
            return
        self.is_concerned = stands_behind(user, page)
        if not self.is_concerned:
            self.permissions = set()

    def can_delete(self, *args, **kwargs):
        from declaration.models import Change

        was_public = Change.objects.filter(commitment=self.page.translation_key).exists()
        return not was_public and super().can_delete(*args, **kwargs)


class DeclarationPermissions(_Concerned):
    """Whoever does not keep the declaration may add commitments to it, if Wagtail lets them; no more."""

    def __init__(self, user, page):
        super().__init__(user, page)
        self.is_concerned = not user.is_active or page.pk is None or keeps(user, page)
        if not self.is_concerned:
            self.permissions &= {"add"}


class CommitmentForm(WagtailAdminPageForm):
    """Each promises for their own organisation, and says why when a state changes."""

    def clean(self):
        cleaned = super().clean()
        user, party = self.for_user, cleaned.get("party")
        if user is not None and party is not None and not user.is_superuser:
            own = user.memberships.filter(organisation=party.organisation_id).exists()
            if party.organisation_id is None or not own:
                self.add_error("party", ValidationError(_("Choose your own organisation.")))
        was = self.instance.last_change()
        if was and cleaned.get("state") != was.after and cleaned.get("state_words") == was.because(self._language())[0]:
            self.add_error("state_words", ValidationError(_("Say why the state has changed.")))
        return cleaned

    def _language(self) -> str:
        return self.instance.locale.language_code if self.instance.locale_id else ""
