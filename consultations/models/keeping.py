"""Who writes a consultation's pages: its owners' editors. Wagtail's page permissions say what they may do at all."""

from home.keeping import SharedListPermissions
from organisations.keeping import Concerned, belongs_to


def owners_of(page) -> set:
    """The ids of the organisations that own the consultation of this page, by what is stored."""
    from consultations.models.consultation import Owner
    from consultations.models.pages import ConsultationPage

    named = ConsultationPage.objects.filter(pk=page.pk).values_list("organisation", flat=True)
    owners = Owner.objects.filter(consultation__translation_key=page.translation_key)
    return {*named, *owners.values_list("organisation", flat=True)}


class ConsultationPermissions(Concerned):
    def concerns(self, user, page) -> bool:
        return belongs_to(user, owners_of(page))


class ConsultationListPermissions(SharedListPermissions):
    """Whoever does not keep the list may add a consultation of their own organisation; no more."""
