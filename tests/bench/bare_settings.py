"""The bare limits: the same Django, server and database, with nothing of ours in between."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.bare_urls"
INSTALLED_APPS = ["django.contrib.contenttypes", "django.contrib.auth"]
AUTH_USER_MODEL = "auth.User"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]
MIDDLEWARE = []
