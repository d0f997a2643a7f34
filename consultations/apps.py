from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsultationsConfig(AppConfig):
    name = "consultations"
    verbose_name = _("consultations")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete

        from organisations.sessions import end_sessions

        post_delete.connect(end_sessions, sender="consultations.Role", dispatch_uid="role taken back")
        """Loads what registers itself: question types, page views, panels, chores and what happens on publishing."""
        from consultations.moderation import appeals, flagging, openness, reminding  # noqa: F401
        from consultations.questions import library, publishing  # noqa: F401
        from consultations.reporting import declared, measures, outbox, panels, public  # noqa: F401
        from consultations.results import coding, tallies  # noqa: F401
