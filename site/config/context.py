"""What every template may ask for."""

from django.conf import settings


def site(request):
    """The site's name and the direction and language of the text around the content."""
    return {"SITE_NAME": settings.WAGTAIL_SITE_NAME, "is_demo": settings.MODE == "demo"}
