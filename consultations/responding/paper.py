"""The form on paper: a frozen version in one of its languages as a tagged PDF, made of the same definition as the form.

The file is kept under everything that stands in it, so that it is made once and never shows what is no longer so.
"""

import hashlib
import json
from collections.abc import Mapping

from django.core.cache import cache
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from config.pdf import make_pdf, qr_svg
from consultations.enums import Consent
from consultations.models import Consultation, ConsultationPage, QuestionnaireVersion
from consultations.questions.leading import numbers_of, who_answers, who_goes_on
from consultations.questions.printed import Printed, lines, ticks
from consultations.questions.protocol import type_of
from consultations.questions.questionnaire import Question, Questionnaire, read_version
from consultations.questions.wording import plain

NORMAL, LARGE = "10.5pt", "18pt"
LONG = 1200  # characters: a question with so much to read may run over to the next page
KEPT_FOR = 7 * 24 * 3600  # seconds


def paper_form(
    page: ConsultationPage, version: QuestionnaireVersion, locale: str, *, address: str, large: bool
) -> bytes:
    """The PDF. ``page`` is the consultation's in the language; ``address`` its absolute address, for those with a phone."""
    with translation.override(locale):
        content = _content(page, version, locale, address=address) | {"size": LARGE if large else NORMAL}
        written = json.dumps(content, sort_keys=True, default=str)
    digest = hashlib.sha256(f"{version.digest} {locale} {written}".encode()).hexdigest()
    key = f"paper:{digest}"
    if (made := cache.get(key)) is None:
        made = make_pdf("paper.typ", content, language=locale, made_at=page.last_published_at)
        cache.set(key, made, KEPT_FOR)
    cache.set(_size_key(version, locale, large=large), len(made), KEPT_FOR)
    return made


def size_of_paper(version: QuestionnaireVersion, locale: str, *, large: bool = False) -> int | None:
    """In octets; None until somebody has fetched it."""
    return cache.get(_size_key(version, locale, large=large))


def _size_key(version: QuestionnaireVersion, locale: str, *, large: bool) -> str:
    return f"paper-size:{version.pk}:{locale}:{large}"


def _content(page: ConsultationPage, version: QuestionnaireVersion, locale: str, *, address: str) -> dict:
    questionnaire = read_version(version, locale)
    consultation = version.consultation
    code = page.diary_number or str(consultation.pk)[:8]
    return {
        "title": page.title,
        "author": page.organisation.name,
        "kind": _("Form to answer on paper"),
        "footer": f"{code} · v{version.number} · {locale}",
        "introduction": page.introduction,
        "facts": _facts(page, consultation),
        "about": _about(page),
        "how": _how(page, questionnaire),
        "how_heading": _("How to answer"),
        "web": _web(address),
        "sections": sections_on_paper(questionnaire),
    }


def _facts(page: ConsultationPage, consultation: Consultation) -> list[tuple[str, str]]:
    """What has to be seen first: who asks, until when, and where to."""
    closes = date_format(timezone.localtime(consultation.closes), "DATETIME_FORMAT")
    return [
        (_("Who asks"), page.organisation.name),
        (_("It must have reached us by"), closes),
        (_("Hand it in or send it to"), page.paper_return or _address_of(page.organisation)),
        (_("Who decides, and when"), page.decides),
        *([(_("Help to answer"), help_with_it)] if (help_with_it := _ways_to(page.organisation)) else []),
    ]


def _address_of(organisation) -> str:
    return "\n".join(line for line in (organisation.name, organisation.address) if line)


def _ways_to(organisation) -> str:
    return " · ".join(way for way in (organisation.phone, organisation.email) if way)


def _about(page: ConsultationPage) -> list[tuple[str, list[str]]]:
    """Headings with paragraphs: why, what can be changed, what not, and who reads it."""
    organisation = {"organisation": page.organisation.name}
    readers = _(
        "Those who work with the consultation at %(organisation)s. Answers are public records: anyone may ask to read them."
    )
    told = [
        (_("Why we ask"), _paragraphs(page.purpose)),
        (_("What you can influence"), _paragraphs(plain(page.can_influence))),
        (_("What is already decided"), _paragraphs(plain(page.already_decided))),
        (_("Who sees your answers?"), [readers % organisation, _("Don't write your name or address on the form.")]),
        (_("Do you need support?"), _paragraphs(plain(page.support))),
    ]
    return [(heading, said) for heading, said in told if said]


def _paragraphs(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _how(page: ConsultationPage, questionnaire: Questionnaire) -> list[str]:
    number = len(list(questionnaire.questions))
    said = {"number": number, "minutes": page.minutes}
    told = [
        ngettext(
            "%(number)s question, about %(minutes)s minutes.",
            "%(number)s questions, about %(minutes)s minutes.",
            number,
        )
        % said,
        _("Put a cross in the box beside your answer."),
        _("Answer what you want to answer."),
    ]
    if any(question.required for question in questionnaire.questions):
        told.append(_("A question with “must be answered” is needed for your form to be counted."))
    return [*told, _("If you need more room, write on a sheet of your own, with the number of the question.")]


def _web(address: str) -> dict:
    shown = address.split("://", 1)[-1].rstrip("/")
    return {
        "heading": _("Answer on the web instead"),
        "words": _("It is the same form. Answer once: on paper or on the web."),
        "address": shown,
        "url": address,
        "qr": qr_svg(f"{address}svara/"),
        "alt": _("QR code that leads to %(address)s") % {"address": shown},
    }


def sections_on_paper(questionnaire: Questionnaire) -> list[dict]:
    """Sections with what stands in them, numbered, in the language in use; who answers what is said in words."""
    numbers = numbers_of(questionnaire)
    return [
        {
            "heading": section.heading,
            "introduction": _paragraphs(section.introduction),
            "only": who_goes_on(section, questionnaire, numbers),
            "items": [_item(item, questionnaire, numbers) for item in section.items],
        }
        for section in questionnaire.sections
    ]


def _item(item: Question, questionnaire: Questionnaire, numbers: Mapping[str, int]) -> dict:
    kind = type_of(item)
    parts = [*kind.printed(item), *_consent(item)]
    hints = [item.hint, str(kind.instruction(item)) if item.asks else ""]
    return {
        "number": numbers.get(item.id),
        "text": item.text,
        "required": _("must be answered") if item.required else "",
        "hints": [hint for hint in hints if hint],
        "only": who_answers(item, questionnaire, numbers),
        "parts": [vars(part) for part in parts],
        "is_long": any(len("".join(part.items)) > LONG for part in parts),
    }


def _consent(question: Question) -> list[Printed]:
    if not question.publishable:
        return []
    asked = _("May we show your answer to others on this website?")
    labels = (choice.label for choice in (Consent.ANONYMOUS, Consent.NAMED, Consent.NO))
    name = f"{_('Which name should be shown?')} {_('(only if you chose “with the name I write”)')}"
    return [*ticks(labels, label=asked), *lines(1, label=name)]
