"""Every address of the site, in the order in which they are tried."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from channels import urls as channel_urls
from config import views
from consultations import urls as consultation_urls
from consultations.reporting.api import api
from declaration import urls as declaration_urls
from home import urls as home_urls
from home.serving import serve_page
from home.views import theme
from programme import urls as programme_urls
from search.views import search
from signin.views import SignInView, come_from_provider, go_to_provider

handler500 = views.server_error

urlpatterns = [
    path("", views.root, name="root"),
    path("-/health/live", views.live, name="live"),
    path("-/health/ready", views.ready, name="ready"),
    path("-/metrics", views.measured, name="measured"),
    path("api/v1/", api.urls),
    re_path(r"^tema/(?P<colour>[0-9a-f]{6})-(?P<version>[0-9a-f]{10})\.css$", theme, name="theme"),
    path("admin/login/", SignInView.as_view(), name="wagtailadmin_login"),
    path("admin/login/provider/", go_to_provider, name="go_to_provider"),
    path("admin/login/<slug:provider_id>/callback/", come_from_provider, name="openid_connect_callback"),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
if not settings.PRODUCTION:  # In production the proxy does it: deploy/nginx.conf. Originals are never served.
    pictures = {"document_root": settings.MEDIA_ROOT / "images"}
    urlpatterns.append(path("media/images/<path:path>", serve, pictures))
if settings.DEBUG or not settings.PRODUCTION:
    from consultations.demo.showing import show_every_type
    from home.styleguide import styleguide

    urlpatterns.append(path("stilguide/", styleguide, name="styleguide"))
    urlpatterns.append(path("stilguide/fragor/", show_every_type, name="question_types"))

urlpatterns += i18n_patterns(
    path("sok/", search, name="search"),
    path("", include(home_urls)),
    path("", include(consultation_urls)),
    path("", include(programme_urls)),
    path("", include(declaration_urls)),
    path("", include(channel_urls)),
    re_path(r"^((?:[-\w]+/)*)$", serve_page, name="page"),
    path("", include(wagtail_urls)),
)
