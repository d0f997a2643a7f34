"""Who may do what with the declaration: each organisation writes its own commitments, and no other's.

Wagtail's page permissions say what somebody may do at all; membership says with which commitments.
"""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from organisations.keeping import AddedToByAll, Concerned, belongs_to


def keeps(user, declaration) -> bool:
    """Whether the user belongs to the organisation that keeps the declaration's own page."""
    return belongs_to(user, [getattr(declaration.specific, "keeper_id", None)])


def stands_behind(user, commitment) -> bool:
    """By what is stored: an unsaved change of the party gives nobody anything."""
    from declaration.models import CommitmentPage

    own = user.memberships.values("organisation")
    return CommitmentPage.objects.filter(pk=commitment.pk, party__organisation__in=own).exists()


class CommitmentPermissions(Concerned):
    """A promise that was published is dropped, in words, and never deleted: its history stays to be read."""

    def concerns(self, user, page) -> bool:
        return stands_behind(user, page)

    def can_delete(self, *args, **kwargs):
        from declaration.models import Change

        was_public = Change.objects.filter(commitment=self.page.translation_key).exists()
        return not was_public and super().can_delete(*args, **kwargs)


class DeclarationPermissions(AddedToByAll):
    """Whoever does not keep the declaration may add commitments to it; no more."""

    def concerns(self, user, page) -> bool:
        return keeps(user, page)


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
