"""Hidden texts whose authors have their receipt, and what they send."""

from django.utils import timezone
from django_scopes import scope

from consultations.models import Answer, Appeal
from consultations.moderation.appeals import appeal_decision
from consultations.responding import keys
from organisations.models import Organisation
from tests.cast import a_person
from tests.moderation.texts import a_text, decided


def a_hidden_text(consultation, by, text="Dold text", **said):
    """The text, the decision to hide it, and the code of its author's receipt."""
    form_key = keys.new_form_key()
    answer = a_text(consultation, text, form_key=form_key)
    decision = decided(answer, by, **({"state": "hidden", "reason": "spam"} | said))
    return answer, decision, keys.receipt_code(form_key)


def an_appeal(consultation, by=None, words="Det är inte reklam") -> Appeal:
    by = by or a_person("first", Organisation.objects.get(name="Karlstads kommun"), role="moderator")
    _answer, decision, code = a_hidden_text(consultation, by)
    return appealed(code, decision, words=words)


def appealed(code, decision, *, words="", now=None) -> Appeal:
    now = now or timezone.now()
    return appeal_decision(code, decision_id=decision.pk, words=words, now=now, locale="sv")


def stored(appeal: Appeal) -> Appeal:
    with scope(consultation=appeal.consultation_id):
        return Appeal.objects.get(pk=appeal.pk)


def text_of(answer) -> Answer:
    with scope(consultation=answer.consultation_id):
        return Answer.objects.get(pk=answer.pk)
