"""Editors and administrators look after their own party. Who stands behind the declaration is for superusers alone."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

GROUPS = ["Redaktör", "Administratör"]
GIVEN = ["change_party", "view_party"]


def give_permissions(apps, schema_editor):
    create_permissions(installed.get_app_config("declaration"), apps=apps, verbosity=0)
    permissions = apps.get_model("auth.Permission").objects.filter(
        content_type__app_label="declaration", codename__in=GIVEN
    )
    for group in apps.get_model("auth.Group").objects.filter(name__in=GROUPS):
        group.permissions.add(*permissions)


class Migration(migrations.Migration):
    dependencies = [("declaration", "0001_initial"), ("organisations", "0003_administrators")]

    operations = [migrations.RunPython(give_permissions, migrations.RunPython.noop)]
