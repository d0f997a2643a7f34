"""The project's configuration: settings, addresses, server entry point and the registry between the apps.

Python's own SQLite may be older than the repair of the WAL-reset bug (3.51.3); where a newer library is
installed it takes the standard one's place before Django loads it.
"""

import importlib
import sys

try:
    sys.modules["sqlite3"] = importlib.import_module("pysqlite3")
    sys.modules["sqlite3.dbapi2"] = importlib.import_module("pysqlite3.dbapi2")
except ModuleNotFoundError:  # Not on this platform: the database falls back to a rollback journal.
    sys.modules.pop("pysqlite3", None)
