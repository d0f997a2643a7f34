from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "programme"
    verbose_name = _("programme")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from programme.models import ProgrammePage
        from programme.organising import open_to_organisers

        post_save.connect(open_to_organisers, sender=ProgrammePage, dispatch_uid="programme open to organisers")
