"""The code book of a consultation: its themes, their order, and what becomes of one that is not used any more."""

from datetime import datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from django_scopes import scope

from consultations.models import Coding, Consultation, Theme
from consultations.models.log import write_log
from consultations.permissions import Act, demand


class NotMerged(Exception):  # noqa: N818
    """Themes that can't be merged. Its text is fit for the official."""


def code_book(consultation: Consultation) -> list[Theme]:
    """The themes that can be ticked, in their order."""
    return list(Theme.objects.filter(consultation=consultation, retired=False))


def save_theme(theme: Theme, *, by, now: datetime) -> Theme:
    """Keeps a theme that was written or changed; a new one stands last."""
    demand(by, Act.CODE_TEXTS, theme.consultation)
    with transaction.atomic():
        if theme._state.adding:
            last = Theme.objects.filter(consultation=theme.consultation).aggregate(last=Max("order"))["last"]
            theme.order = (last or 0) + 1
        theme.save()
        write_log("theme_saved", by=by, at=now, consultation=theme.consultation, theme=str(theme.pk))
    return theme


def retire_theme(theme: Theme, *, by, now: datetime, retired: bool = True) -> None:
    """Takes a theme out of use, or into it again. What was coded with it stays, and is counted."""
    demand(by, Act.CODE_TEXTS, theme.consultation)
    with transaction.atomic():
        theme.retired, theme.merged_into = retired, None
        theme.save(update_fields=["retired", "merged_into"])
        action = "theme_retired" if retired else "theme_restored"
        write_log(action, by=by, at=now, consultation=theme.consultation, theme=str(theme.pk))


def merge_themes(theme: Theme, *, into: Theme, by, now: datetime) -> None:
    """All that was coded with the theme is coded with the other one instead, for good. Raises NotMerged."""
    demand(by, Act.CODE_TEXTS, theme.consultation)
    if into.pk == theme.pk or into.consultation_id != theme.consultation_id or into.retired:
        raise NotMerged(_("Choose another theme that is in use."))
    with transaction.atomic(), scope(consultation=theme.consultation_id):
        list(Theme.objects.select_for_update().filter(pk__in=[theme.pk, into.pk]).order_by("pk"))
        moved = Coding.objects.filter(theme=theme)
        both = set(Coding.objects.filter(theme=into).values_list("answer", "coder", "is_final"))
        doubled = [pk for pk, *place in moved.values_list("pk", "answer", "coder", "is_final") if tuple(place) in both]
        Coding.objects.filter(pk__in=doubled).delete()
        moved.update(theme=into)
        theme.retired, theme.merged_into = True, into
        theme.save(update_fields=["retired", "merged_into"])
        ids = {"theme": str(theme.pk), "into": str(into.pk)}
        write_log("themes_merged", by=by, at=now, consultation=theme.consultation, **ids)


def move_theme(theme: Theme, *, up: bool, by) -> None:
    """Changes places with the neighbour above or below among those in use; at the end nothing happens."""
    demand(by, Act.CODE_TEXTS, theme.consultation)
    with transaction.atomic():
        themes = list(Theme.objects.select_for_update().filter(consultation=theme.consultation, retired=False))
        place = next((n for n, other in enumerate(themes) if other.pk == theme.pk), None)
        beside = None if place is None else place + (-1 if up else 1)
        if beside is None or not 0 <= beside < len(themes):
            return
        themes[place], themes[beside] = themes[beside], themes[place]
        for order, other in enumerate(themes, start=1):
            other.order = order
        Theme.objects.bulk_update(themes, ["order"])
