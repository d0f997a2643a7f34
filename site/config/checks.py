"""The team's agreements as system checks: a weaker setting stops the start."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections

DURABLE_SQLITE = {"transaction_mode": "IMMEDIATE", "synchronous": 2, "secure_delete": 1}


@register(Tags.database)
def sqlite_is_durable(app_configs=None, databases=None, **kwargs):
    """A confirmed response must be on disk, and an erased one gone: nothing weaker is accepted."""
    found = [connections[alias] for alias in databases or [] if connections[alias].vendor == "sqlite"]
    return [error for connection in found for error in _weaknesses(connection)]


def _weaknesses(connection):
    options = connection.settings_dict["OPTIONS"]
    if options.get("transaction_mode") != "IMMEDIATE":
        yield Error("SQLite must begin its transactions IMMEDIATE, or writers fail under load.", id="tilltals.E001")
    if not options.get("timeout"):
        yield Error("SQLite needs an explicit timeout.", id="tilltals.E002")
    if _pragma(connection, "synchronous") < DURABLE_SQLITE["synchronous"]:
        yield Error("SQLite must run with synchronous=FULL: what is confirmed must be on disk.", id="tilltals.E003")
    if _pragma(connection, "secure_delete") != DURABLE_SQLITE["secure_delete"]:
        yield Error("SQLite must run with secure_delete=ON: what is erased must be gone.", id="tilltals.E004")
    version = connection.Database.sqlite_version_info
    if _pragma(connection, "journal_mode") == "wal" and version < (3, 51, 3):
        yield Error("This SQLite library loses commits in WAL mode; 3.51.3 or later is needed.", id="tilltals.E005")


def _pragma(connection, name):
    with connection.cursor() as cursor:
        cursor.execute(f"PRAGMA {name}")
        return cursor.fetchone()[0]


@register(Tags.security)
def no_whole_site_cache(app_configs=None, **kwargs):
    if any(name.endswith("UpdateCacheMiddleware") for name in settings.MIDDLEWARE):
        return [Error("Django's whole-site cache is not used here: it would keep private pages.", id="tilltals.E006")]
    return []


@register(Tags.security)
def keys_are_apart(app_configs=None, **kwargs):
    if settings.RESPONSE_KEY == settings.SECRET_KEY:
        return [Error("RESPONSE_KEY and SECRET_KEY must differ.", id="tilltals.E007")]
    return []
