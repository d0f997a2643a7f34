"""Declarations, parties and commitments for tests, by the pages' own rules."""

import itertools

from declaration.models import CommitmentPage, DeclarationPage, Party, Signature
from tests.builders import a_site, an_organisation

_numbers = itertools.count(1)


def a_declaration(*, keeper=None, slug: str = "deklarationen") -> DeclarationPage:
    page = DeclarationPage(title="Deklarationen", slug=slug, keeper=keeper or an_organisation(), show_in_menus=True)
    a_site().add_child(instance=page)
    page.save_revision().publish()
    return page


def a_party(organisation=None, *, name: str = "", slug: str = "") -> Party:
    name = name or (organisation.name if organisation else f"Part {next(_numbers)}")
    slug = slug or f"part-{next(_numbers)}"
    party = Party.objects.filter(name=name).first() or Party.objects.create(
        name=name, slug=slug, organisation=organisation
    )
    Signature.objects.create(party=party, version="2020", signed_on="2020-10-23", role="Ordförande")
    return party


def a_commitment(declaration: DeclarationPage, party: Party, title: str = "", **fields) -> CommitmentPage:
    number = next(_numbers)
    page = CommitmentPage(
        **{"promised": "Vi ska samarbeta.", "state_words": "Det är underskrivet."} | fields,
        title=title or f"Åtagande {number}",
        slug=f"atagande-{number}",
        number=number,
        party=party,
    )
    declaration.add_child(instance=page)
    page.save_revision().publish()
    return CommitmentPage.objects.get(pk=page.pk)


def says(page: CommitmentPage, **fields) -> CommitmentPage:
    """The page published anew."""
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    return CommitmentPage.objects.get(pk=page.pk)
