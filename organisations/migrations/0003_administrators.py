"""Administrators look after their own organisation and its members. They make no accounts and touch no groups.

Whoever can make or change accounts can take any account over: that is for superusers alone.
"""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

ADMINISTRATOR = "Administratör"
GIVEN = ["change_organisation", "view_organisation", "add_membership", "delete_membership", "view_membership"]


def give_permissions(apps, schema_editor):
    create_permissions(installed.get_app_config("organisations"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth.Permission").objects.filter(
        content_type__app_label="organisations", codename__in=GIVEN
    )
    apps.get_model("auth.Group").objects.get(name=ADMINISTRATOR).permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("organisations", "0002_groups")]

    operations = [migrations.RunPython(give_permissions, migrations.RunPython.noop)]
