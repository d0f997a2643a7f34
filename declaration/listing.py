"""What is told of a declaration's commitments: the table, a party's, one, and a year's. The same few queries for any number."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from wagtail.models import Page

from config import registry
from config.languages import nearest
from declaration.enums import PartyKind, State
from declaration.models import Change, CommitmentPage, DeclarationPage, Party, Signature
from home.filters import Choice, Filter

LONGEST = 80


@dataclass(frozen=True)
class Step:
    """A change as it is read in one language: ``language`` is that of its words."""

    n: int
    at: datetime
    before: str
    after: str
    by: str
    text: str
    language: str

    @property
    def words(self) -> str:
        """Where a language has other names for the states, these are its."""
        said = {"before": State(self.before).label if self.before else "", "after": State(self.after).label}
        if not self.before:
            return _("noted as “%(after)s”") % said
        if self.before == self.after:
            return _("still “%(after)s”") % said
        return _("from “%(before)s” to “%(after)s”") % said


@dataclass(frozen=True)
class Commitment:
    """A commitment's page in the language in use, or in the nearest that it has, and its changes, oldest first."""

    page: CommitmentPage
    url: str
    language: str
    is_elsewhere: bool
    steps: tuple[Step, ...] = field(default=())

    @property
    def party(self) -> Party:
        return self.page.party

    @property
    def language_name(self) -> str:
        return dict(settings.LANGUAGES).get(self.language, self.language)

    @property
    def last(self) -> Step | None:
        return self.steps[-1] if self.steps else None

    @property
    def state(self) -> str:
        return self.last.after if self.last else self.page.state

    @property
    def state_label(self) -> str:
        return str(State(self.state).label)


def commitments_of(request, declaration: DeclarationPage) -> list[Commitment]:
    """Those that anybody may see, by number and party. Five queries."""
    tops = Page.objects.filter(translation_key=declaration.translation_key).live().values_list("path", flat=True)
    length = len(declaration.path) + CommitmentPage.steplen
    pages = CommitmentPage.objects.live().public().filter(alias_of=None, depth=declaration.depth + 1)
    faces: dict[UUID, dict[str, CommitmentPage]] = defaultdict(dict)
    above = set(tops)
    for page in pages.select_related("party", "locale"):
        if page.path[: length - CommitmentPage.steplen] in above:
            faces[page.translation_key][page.locale.language_code] = page
    steps = steps_of(faces)
    found = [_commitment(request, each, steps[key]) for key, each in faces.items()]
    return sorted(found, key=lambda one: (one.page.number, one.party.name))


def _commitment(request, faces: dict[str, CommitmentPage], steps: list[Step]) -> Commitment:
    here = get_language()
    language = here if here in faces else nearest(here, faces)[0]
    page = faces[language]
    return Commitment(page, page.get_url(request), language, language != here, tuple(steps))


def steps_of(keys: Iterable[UUID]) -> dict[UUID, list[Step]]:
    """The changes of each commitment, oldest first. Two queries."""
    found: dict[UUID, list[Step]] = defaultdict(list)
    here = get_language()
    for change in Change.objects.filter(commitment__in=list(keys)).prefetch_related("words").order_by("n"):
        offered = [here, *nearest(here, change.said)]
        language = next((code for code in offered if code in change.said), here)
        text = change.said.get(language, "")
        step = Step(change.n, change.at, change.before, change.after, change.by, text, language)
        found[change.commitment].append(step)
    return found


class Listing:
    """The commitments that fit what somebody asked for: ``organisation`` (a slug) and ``lage`` (a state)."""

    def __init__(self, every: list[Commitment], *, asked: Mapping[str, str]):
        self.every = every
        said = {name: asked.get(name, "").replace("\x00", "").strip()[:LONGEST] for name in ("organisation", "lage")}
        self.wanted = {name: value for name, value in said.items() if value}

    @cached_property
    def found(self) -> list[Commitment]:
        return [one for one in self.every if all(_value(one, name) == v for name, v in self.wanted.items())]

    @cached_property
    def filters(self) -> list[Filter]:
        parties = {one.party.slug: one.party.name for one in self.every}
        states = {state: str(State(state).label) for state in State.values}
        return [
            self._filter("organisation", _("Organisation"), _("All organisations"), parties),
            self._filter("lage", _("State"), _("All states"), states),
        ]

    def _filter(self, name: str, label: str, any_label: str, words: dict[str, str]) -> Filter:
        numbers = {value: sum(_value(one, name) == value for one in self.every) for value in words}
        wanted = self.wanted.get(name)
        choices = [Choice(v, said, numbers[v], v == wanted) for v, said in words.items() if numbers[v] or v == wanted]
        return Filter(name, label, any_label, choices)

    @cached_property
    def in_words(self) -> str:
        n = len(self.every)
        every = ngettext("%(number)s commitment", "%(number)s commitments", n) % {"number": n}
        if not self.wanted:
            return every
        words = ngettext("%(every)s, %(number)s fits", "%(every)s, %(number)s fit", len(self.found))
        return words % {"every": every, "number": len(self.found)}

    @cached_property
    def states(self) -> list[tuple[str, str, int]]:
        """How many are how far, of all."""
        return [(s.value, str(s.label), sum(one.state == s for one in self.every)) for s in State]


def _value(one: Commitment, name: str) -> str:
    return one.party.slug if name == "organisation" else one.state


@dataclass(frozen=True)
class Group:
    label: str
    parties: list[Party]


def parties_by_kind() -> list[Group]:
    """One query."""
    parties = list(Party.objects.all())
    groups = [Group(str(kind.label), [party for party in parties if party.kind == kind]) for kind in PartyKind]
    return [group for group in groups if group.parties]


def years_of(commitments: list[Commitment], now: datetime) -> list[int]:
    """The years that something can be told of, the latest first."""
    first = min((timezone.localtime(step.at).year for one in commitments for step in one.steps), default=None)
    return list(range(timezone.localtime(now).year, first - 1, -1)) if first else []


def at_the_end_of(year: int, commitments: list[Commitment]) -> list[Commitment]:
    """Those made by then, each with its changes until the end of the year: what is told of a year stays as it was."""
    told = [replace(one, steps=tuple(step for step in one.steps if _year(step) <= year)) for one in commitments]
    return [one for one in told if one.steps]


def _year(step: Step) -> int:
    return timezone.localtime(step.at).year


def figures(request, *, year: int | None = None) -> list[dict]:
    """What the consultations tell of themselves: ``label``, ``value``, ``how`` it is counted and ``as_of``."""
    return registry.panel("participation_figures", request, year=year) or []


def about_declaration(request, page: DeclarationPage) -> dict:
    every = commitments_of(request, page)
    now = getattr(request, "arrived_at", None) or datetime.now(UTC)
    return {
        "listing": Listing(every, asked=request.GET),
        "groups": parties_by_kind(),
        "figures": figures(request),
        "years": years_of(every, now),
        "has_examples": any(one.page.is_example for one in every),
        "children": page.get_children().live().public().not_exact_type(CommitmentPage),
    }


def about_commitment(request, page: CommitmentPage) -> dict:
    steps = steps_of([page.translation_key])[page.translation_key]
    above = page.get_parent()
    return {
        "steps": steps[::-1],
        "last": steps[-1] if steps else None,
        "state_label": State(page.state).label,
        "party_url": f"{above.get_url(request)}organisationer/{page.party.slug}/",
        "evidence": evidence_of(request, page),
    }


@dataclass(frozen=True)
class Shown:
    """Something that shows what was done. ``language`` is '' where it is that of the page."""

    title: str
    url: str
    language: str = ""


def evidence_of(request, page: CommitmentPage) -> list[Shown]:
    """Pages in the language in use or the nearest; none that not everybody may see."""
    keys = [block.value.translation_key for block in page.evidence if block.block_type == "page" and block.value]
    faces: dict[UUID, dict[str, Page]] = defaultdict(dict)
    if keys:
        for face in Page.objects.live().public().filter(translation_key__in=keys).select_related("locale"):
            faces[face.translation_key][face.locale.language_code] = face
    found = [_shown(request, block, faces) for block in page.evidence]
    return [shown for shown in found if shown]


def _shown(request, block, faces) -> Shown | None:
    if block.block_type == "link":
        return Shown(block.value["text"], block.value["address"])
    if block.block_type == "document":
        return Shown(block.value.title, block.value.url) if block.value else None
    here = get_language()
    offered = faces.get(block.value.translation_key, {}) if block.value else {}
    language = next((code for code in [here, *nearest(here, offered)] if code in offered), "")
    if not language:
        return None
    face = offered[language]
    return Shown(face.title, face.get_url(request), "" if language == here else language)


def signature_words(signature: Signature) -> str:
    """When, who and for whom, in one line."""
    parts = [date_format(signature.signed_on, "DATE_FORMAT"), signature.version]
    return " · ".join([*parts, *(text for text in (signature.body, signature.role, signature.name) if text)])
