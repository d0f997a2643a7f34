from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "organisations"
    verbose_name = _("organisations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from organisations.models import Membership
        from organisations.sessions import end_sessions

        post_delete.connect(end_sessions, sender=Membership, dispatch_uid="membership ended")
