"""The rules for contributions in force: which version a decision is taken under, and how a new one comes to be."""

import tomllib
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db import transaction

from config.page_cache import public_content_changed
from consultations.models import Consultation, Owner, Policy, PolicyVersion
from consultations.models.log import write_log
from organisations.models import Organisation

FIELDS = ("introduction", "shown", "promise")


@lru_cache
def shipped_policy() -> dict[str, dict]:
    """The rules that every organisation begins with, by language."""
    return tomllib.loads(Path(__file__).with_name("policy.toml").read_text())


def policy_for(consultation: Consultation, *, now: datetime) -> PolicyVersion:
    """The version in force for a consultation: that of the organisation that leads it."""
    lead = Owner.objects.select_related("organisation").get(consultation=consultation, is_lead=True)
    return policy_of(lead.organisation, now=now)


def policy_of(organisation: Organisation, *, now: datetime) -> PolicyVersion:
    """The latest version of an organisation's rules; made of those that come with the program where it has none."""
    found = PolicyVersion.objects.filter(organisation=organisation).order_by("number").last()
    return found or _begin(organisation, now)


def publish_policy(organisation: Organisation, *, by, now: datetime) -> PolicyVersion:
    """Makes a version of what the organisation's rules say now, unless that is what the last one says."""
    with transaction.atomic():
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        content = {policy.locale: _content_of(policy) for policy in Policy.objects.filter(organisation=organisation)}
        last = PolicyVersion.objects.filter(organisation=organisation).order_by("number").last()
        if last and last.content == content:
            return last
        version = PolicyVersion.objects.create(
            organisation=organisation, number=last.number + 1 if last else 1, since=now, content=content
        )
        write_log("policy_changed", by=by, at=now, organisation=str(organisation.pk), version=version.number)
        if last:
            public_content_changed()
    return version


def _content_of(policy: Policy) -> dict:
    rules = {block.value["reason"]: block.value["text"] for block in policy.rules}
    return {name: getattr(policy, name) for name in FIELDS} | {"rules": rules}


def _begin(organisation: Organisation, now: datetime) -> PolicyVersion:
    with transaction.atomic():
        for locale, said in shipped_policy().items():
            rules = [("rule", {"reason": reason, "text": text}) for reason, text in said["rules"].items()]
            fields = {name: said[name] for name in FIELDS} | {"rules": rules}
            Policy.objects.get_or_create(organisation=organisation, locale=locale, defaults=fields)
        return publish_policy(organisation, by=None, now=now)
