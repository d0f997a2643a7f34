"""The four groups, with the least that each needs: groups carry only what Wagtail's own pages ask for."""

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITOR, MODERATOR, OFFICIAL, ADMINISTRATOR = GROUPS = ["Redaktör", "Moderator", "Handläggare", "Administratör"]
PAGES = {EDITOR: ["add_page", "change_page", "publish_page"], ADMINISTRATOR: ["add_page", "change_page", "publish_page"]}
FILES = {EDITOR: ["add", "change", "choose"], ADMINISTRATOR: ["add", "change", "delete", "choose"]}


def make_groups(apps, schema_editor):
    for label in ["wagtailadmin", "wagtailcore", "wagtailimages", "wagtaildocs", "wagtail_localize"]:
        create_permissions(installed.get_app_config(label), apps=apps, verbosity=0)
    Group = apps.get_model("auth.Group")
    Permission = apps.get_model("auth.Permission")
    for name in GROUPS:
        group, _ = Group.objects.get_or_create(name=name)
        group.permissions.add(Permission.objects.get(codename="access_admin"))
        _give_pages(apps, group, PAGES.get(name, []))
        _give_files(apps, group, FILES.get(name, []))
        if name in PAGES:
            group.permissions.add(*Permission.objects.filter(codename="submit_translation"))
    Group.objects.filter(name__in=["Moderators", "Editors"]).delete()


def _give_pages(apps, group, codenames):
    Page = apps.get_model("wagtailcore.Page")
    Permission = apps.get_model("auth.Permission")
    GroupPagePermission = apps.get_model("wagtailcore.GroupPagePermission")
    root = Page.objects.filter(depth=1).first()
    for codename in codenames:
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=permission)


def _give_files(apps, group, verbs):
    Collection = apps.get_model("wagtailcore.Collection")
    Permission = apps.get_model("auth.Permission")
    GroupCollectionPermission = apps.get_model("wagtailcore.GroupCollectionPermission")
    root = Collection.objects.filter(depth=1).first()
    for model in ["image", "document"]:
        for verb in verbs:
            permission = Permission.objects.get(codename=f"{verb}_{model}")
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=permission)


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailimages", "0027_image_description"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [migrations.RunPython(make_groups, migrations.RunPython.noop)]
