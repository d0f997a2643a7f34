"""What a moderator is told of a text before reading it, and what of texts is kept for finding copies. All can be made anew."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_scopes import ScopedManager

from consultations.enums import ListKind


class Flag(models.Model):
    """One place in a text that a rule points at; the whole text is (0, its length). It never decides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.CASCADE, related_name="+")
    answer = models.ForeignKey("consultations.Answer", on_delete=models.CASCADE, related_name="flags")
    rule = models.CharField(max_length=30)
    start = models.PositiveIntegerField(default=0)
    end = models.PositiveIntegerField(default=0)

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["start", "end", "rule"]
        constraints = [models.UniqueConstraint(fields=["answer", "rule", "start", "end"], name="one_flag_a_place")]
        indexes = [models.Index(fields=["consultation", "rule", "answer"], name="flags_by_rule")]

    def __str__(self) -> str:
        return f"{self.rule} {self.start}-{self.end}"


class CopyGroup(models.Model):
    """Texts of one consultation that are the same, or nearly. ``size`` counts all that ever came."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.CASCADE, related_name="+")
    size = models.PositiveIntegerField(default=1)

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [models.Index(fields=["consultation", "-size", "id"], name="copy_groups_by_size")]

    def __str__(self) -> str:
        return f"{self.size} copies"


class TextPrint(models.Model):
    """What of a text is compared with others: a digest of its words, and four numbers that near copies share."""

    answer = models.OneToOneField(
        "consultations.Answer", primary_key=True, on_delete=models.CASCADE, related_name="text_print"
    )
    consultation = models.ForeignKey("consultations.Consultation", on_delete=models.CASCADE, related_name="+")
    exact = models.CharField(max_length=32, blank=True)
    band_1 = models.BigIntegerField(null=True)
    band_2 = models.BigIntegerField(null=True)
    band_3 = models.BigIntegerField(null=True)
    band_4 = models.BigIntegerField(null=True)
    group = models.ForeignKey(CopyGroup, null=True, on_delete=models.SET_NULL, related_name="prints")

    objects = ScopedManager(consultation="consultation")
    wagtail_reference_index_ignore = True

    class Meta:
        indexes = [
            models.Index(fields=["consultation", "exact"], condition=~Q(exact=""), name="prints_exact"),
            *(
                models.Index(
                    fields=["consultation", f"band_{n}"],
                    condition=Q(**{f"band_{n}__isnull": False}),
                    name=f"prints_band_{n}",
                )
                for n in range(1, 5)
            ),
        ]

    def __str__(self) -> str:
        return str(self.answer_id)


class WordList(models.Model):
    """Words that mark a text: an organisation's own, beside those that come with the program."""

    organisation = models.ForeignKey("organisations.Organisation", on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(_("kind"), max_length=20, choices=ListKind)
    words = models.TextField(
        _("words"),
        blank=True,
        help_text=_("One a line, in any language. A star at the end stands for any ending; # begins a remark."),
    )
    instead = models.BooleanField(
        _("instead of the list that comes with the program"),
        default=False,
        help_text=_("Otherwise your words are added to it."),
    )

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("word list")
        verbose_name_plural = _("word lists")
        constraints = [models.UniqueConstraint(fields=["organisation", "kind"], name="one_word_list_a_kind")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} – {self.organisation}"
