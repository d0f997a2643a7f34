"""The words with few values of the declaration: what kind of body stands behind it, and how far a commitment is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PartyKind(TextChoices):
    MUNICIPALITY = "municipality", _("Municipalities")
    REGION = "region", _("Regions")
    STATE = "state", _("State authorities")
    OTHER = "other", _("Others")


class State(TextChoices):
    NOT_BEGUN = "not_begun", _("Not begun")
    UNDER_WAY = "under_way", _("Under way")
    DONE = "done", _("Done")
    DROPPED = "dropped", _("Dropped")
