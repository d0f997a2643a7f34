from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DeclarationConfig(AppConfig):
    name = "declaration"
    verbose_name = _("declaration")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_delete, post_save
        from wagtail.signals import page_published

        from config.page_cache import public_content_changed
        from declaration.history import record_published
        from declaration.models import CommitmentPage, Party, Signature

        page_published.connect(record_published, sender=CommitmentPage, dispatch_uid="history of commitments")
        for model in (Party, Signature):
            post_save.connect(public_content_changed, sender=model, dispatch_uid=f"kept pages {model.__name__} saved")
            post_delete.connect(public_content_changed, sender=model, dispatch_uid=f"kept pages {model.__name__} gone")
