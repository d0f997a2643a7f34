"""The one number behind the page cache."""

from django.db import models


class PublicVersion(models.Model):
    """Raised by every change of public content; a kept page is only good for the number it was made under."""

    number = models.BigIntegerField(default=0)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "public version"

    def __str__(self) -> str:
        return str(self.number)
