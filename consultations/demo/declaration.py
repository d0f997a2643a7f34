"""What the demo's declaration is besides texts: who signed it, and what became of each commitment so far."""

from datetime import date, datetime, time

from django.utils import timezone
from django.utils.text import slugify

from consultations.demo.reading import LANGUAGES, OTHERS, NotTranslatedError, content_of, id_of, spoken
from declaration.enums import PartyKind
from declaration.models import Change, ChangeWords, Party, Signature
from organisations.models import Organisation

NOT_FIELDS_OF_COMMITMENTS = {"changes", "evidence"}
PROMISED_BY = "Karlstads kommun"


def load_parties() -> None:
    """Those who signed on the same day. What is there is left as it is."""
    said = content_of("declaration")
    named = [(name, PartyKind.MUNICIPALITY) for name in said["municipalities"]]
    named += [("Region Värmland", PartyKind.REGION), ("Länsstyrelsen Värmland", PartyKind.STATE)]
    there = set(Party.objects.values_list("name", flat=True))
    own = {one.name: one for one in Organisation.objects.filter(party=None)}
    for name, kind in named:
        if name not in there:
            party = Party.objects.create(name=name, slug=slugify(name), kind=kind, organisation=own.get(name))
            Signature.objects.create(party=party, version=said["version"], signed_on=said["signed_on"])


def facts_of_commitment(entry: dict, language: str, *, linked) -> dict:
    """``linked`` gives the id of the page that "@key" names."""
    last = entry["changes"][-1]
    evidence = [
        {"type": kind, "id": str(id_of(entry["key"], "evidence", str(n))), "value": linked(value)}
        for n, (kind, value) in enumerate(entry["evidence"])
    ]
    return {
        "party": Party.objects.get(name=PROMISED_BY),
        "state": last["state"],
        "state_words": spoken(last["words"], language),
        "evidence": evidence,
    }


def write_history(entry: dict) -> None:
    """As if each change had been published on its day."""
    before, key = "", id_of("page", entry["key"])
    for n, said in enumerate(entry["changes"], start=1):
        at = timezone.make_aware(datetime.combine(date.fromisoformat(said["on"]), time(9)))
        change = Change.objects.create(commitment=key, n=n, at=at, before=before, after=said["state"], by=PROMISED_BY)
        for language in (*LANGUAGES, *OTHERS):
            try:
                ChangeWords.objects.create(change=change, language=language, text=spoken(said["words"], language))
            except NotTranslatedError:
                continue
        before = said["state"]
