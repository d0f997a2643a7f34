"""Access codes, sent by letter: who has one shows that they were invited, and answers once. Which response is theirs nobody can tell.

A code is random and known to its letter alone: the database holds a keyed hash of it and whether it is spent. On the
response stay only the level ("code") and the stratum that the batch was made for.
"""

import secrets
from datetime import datetime, timedelta

from django import forms
from django.db import IntegrityError, connection, transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django_scopes import scope, scopes_disabled

from consultations.enums import Admission, IdentityLevel
from consultations.models import CodeBatch, Consultation, IdentityProof
from consultations.models.log import write_log
from consultations.responding import keys
from consultations.responding.guessing import MINUTES, count_wrong_guess, is_guessing

LENGTH = 12  # 60 random bits, and wrong ones are counted; shorter than a receipt or a draft's, so that none is taken for another
FEWEST, MOST = 5, 20_000  # A smaller stratum would tell who answered.
AT_ONCE = 500
SHUFFLED_FOR = timedelta(days=3)  # after closing


class NotMade(Exception):  # noqa: N818
    """Why no codes were made, in words."""


def make_codes(consultation: Consultation, *, stratum: str, number: int, by, now: datetime) -> list[str]:
    """New codes in groups (``7K3M-Q2XA-9TTF``), told this once. Raises NotMade, or ValueError beyond ``FEWEST`` and ``MOST``."""
    if not FEWEST <= number <= MOST:
        raise ValueError(number)
    codes = _new_codes(number)
    proofs = [
        IdentityProof(consultation=consultation, method=IdentityLevel.CODE, subject_mac=_mac(code), stratum=stratum)
        for code in codes
    ]
    try:
        with transaction.atomic():
            CodeBatch.objects.create(
                consultation=consultation, stratum=stratum, made=number, made_on=timezone.localdate(now), by=by
            )
            # By their random ids: neither the order of the letters nor that of answering can be read from the table.
            IdentityProof.objects.bulk_create(sorted(proofs, key=lambda proof: proof.pk), batch_size=AT_ONCE)
            write_log("codes_made", by=by, at=now, consultation=consultation, stratum=stratum, number=number)
    except IntegrityError as refusal:
        raise NotMade(_("There are codes for a group of that name already. Give this one another name.")) from refusal
    return [keys.in_groups(code) for code in codes]


def _new_codes(number: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < number:
        found["".join(secrets.choice(keys.ALPHABET) for _place in range(LENGTH))] = None
    return list(found)


def take_back(batch: CodeBatch, *, by, now: datetime) -> int:
    """Makes the unspent codes of a batch invalid, for letters that were lost or printed wrongly. Gives how many."""
    with transaction.atomic(), scope(consultation=batch.consultation_id):
        unspent = _of(batch.consultation).filter(stratum=batch.stratum, spent=False)
        gone = unspent.delete()[0]
        spent = batch.made - gone
        if spent:
            CodeBatch.objects.filter(pk=batch.pk).update(made=spent)
        else:
            batch.delete()
        write_log(
            "codes_taken_back", by=by, at=now, consultation=batch.consultation, stratum=batch.stratum, number=gone
        )
    return gone


def batches_with_use(consultation: Consultation) -> list[tuple[CodeBatch, int | None]]:
    """Each batch and how many of its codes are spent; None once its codes have been deleted. Two queries."""
    with scope(consultation=consultation):
        counted = _of(consultation).order_by().values_list("stratum").annotate(n=Count("pk", filter=Q(spent=True)))
        spent = dict(counted)
    return [(batch, spent.get(batch.stratum)) for batch in consultation.code_batches.select_related("by")]


def proof_of(consultation: Consultation, typed: str) -> IdentityProof | None:
    """What a code proves, spent or not; None for one that was never made."""
    code = keys.plain_code(typed)
    if len(code) != LENGTH:
        return None
    with scope(consultation=consultation):
        return _of(consultation).filter(subject_mac__in=keys.macs("code", code)).first()


def spend(proof: IdentityProof) -> bool:
    """Marks it as used, in the caller's transaction; False if it was already. Of two at once one waits, and gets False."""
    return bool(IdentityProof.objects.filter(pk=proof.pk, spent=False).update(spent=True))


def _of(consultation: Consultation):
    return IdentityProof.objects.filter(consultation=consultation, method=IdentityLevel.CODE)


def _mac(code: str) -> bytes:
    return keys.mac("code", code)


def shuffle_spent(*, now: datetime) -> int:
    """Lays the codes anew, in the order of their random ids, while a consultation that has some is open. Gives how many.

    PostgreSQL writes a changed row somewhere else, with the number of the transaction that stored the response: a dump taken
    later, or who reads that number, would tell in which order codes were spent. First all rows get one and the same number,
    then the table is written anew. SQLite changes rows where they stand, and numbers nothing.

    Raises OperationalError if the table isn't to be had within seconds: the next hour's run does it.
    """
    if connection.vendor != "postgresql":
        return 0
    with scopes_disabled():
        laid = IdentityProof.objects.filter(consultation__closes__gte=now - SHUFFLED_FOR).update(spent=F("spent"))
    if laid:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '5s'")
            cursor.execute("CLUSTER consultations_identityproof USING consultations_identityproof_pkey")
    return laid


class CodeForm(forms.Form):
    """The field for the code, on the last page before sending. ``proof`` is what it proves, once valid."""

    code = forms.CharField(required=False, max_length=100, strip=True)

    def __init__(self, request, consultation: Consultation, *, admits: str):
        super().__init__(request.POST if request.method == "POST" else None)
        self.request, self.consultation = request, consultation
        self.offered, self.needed = admits != Admission.OPEN, admits == Admission.CODE
        self.proof: IdentityProof | None = None
        if not self.offered:
            del self.fields["code"]

    def clean_code(self) -> str:
        typed = self.cleaned_data["code"]
        if not typed:
            if self.needed:
                raise forms.ValidationError(_("Write the code from your letter"))
            return ""
        if is_guessing(self.request):
            raise forms.ValidationError(
                _("Too many wrong codes have come from here. Wait %(n)d minutes and try again"), params={"n": MINUTES}
            )
        self.proof = proof_of(self.consultation, typed)
        if self.proof is None:
            count_wrong_guess(self.request)
            raise forms.ValidationError(_("The code is not one of ours. Compare it with your letter"))
        return typed
