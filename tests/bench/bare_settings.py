"""The bare limits: the same Django, server and database, with nothing of ours in between."""

from config.settings import *  # noqa: F403

ROOT_URLCONF = "tests.bench.bare_urls"
MIDDLEWARE = []
