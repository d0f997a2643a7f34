from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeConfig(AppConfig):
    name = "home"
    verbose_name = _("pages")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every change of what is public makes kept pages stale."""
        from django.db.models.signals import post_delete, post_save
        from wagtail.models import Locale, PageViewRestriction, Site
        from wagtail.signals import page_published, page_unpublished, post_page_move

        from config.page_cache import public_content_changed
        from home.models import BarrierReport, SiteSettings

        for signal in (page_published, page_unpublished, post_page_move):
            signal.connect(public_content_changed, dispatch_uid=f"kept pages {id(signal)}")
        for model in (SiteSettings, BarrierReport, PageViewRestriction, Site, Locale):
            post_save.connect(public_content_changed, sender=model)
            post_delete.connect(public_content_changed, sender=model)
        post_delete.connect(_a_page_was_deleted)


def _a_page_was_deleted(sender, **kwargs) -> None:
    from wagtail.models import Page

    from config.page_cache import public_content_changed

    if issubclass(sender, Page):
        public_content_changed()
