"""The control: the site with SQLite told not to wait for the disk."""

from django.db.backends.signals import connection_created

from config.wsgi import application  # noqa: F401


def be_careless(sender, connection, **kwargs) -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA synchronous=OFF")


connection_created.connect(be_careless)
