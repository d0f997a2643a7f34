"""The group of those who enter events of their own. Each programme opens itself to it."""

from django.contrib.auth.management import create_permissions
from django.apps import apps as installed
from django.db import migrations


def make_group(apps, schema_editor):
    create_permissions(installed.get_app_config("wagtailadmin"), apps=apps, verbosity=0)
    Permission = apps.get_model("auth.Permission")
    group, _ = apps.get_model("auth.Group").objects.get_or_create(name="Arrangör")
    group.permissions.add(Permission.objects.get(codename="access_admin"))


class Migration(migrations.Migration):
    dependencies = [("programme", "0001_initial"), ("organisations", "0003_administrators")]

    operations = [migrations.RunPython(make_group, migrations.RunPython.noop)]
