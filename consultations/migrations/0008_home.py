"""Events of closing early and extending; the log keeps the id of a consultation that is deleted unanswered.

And the second pair of eyes: Wagtail's own workflow asks a group that this site does not have, so that nobody could approve.
"""

import django.db.models.deletion
from django.db import migrations, models


WRITER, READERS = "Skribent", ["Redaktör", "Administratör"]
WORKFLOW, TASK, WAGTAILS = "Granskning före publicering", "En kollega läser", "Moderators approval"


def make_writers(apps, schema_editor):
    """Whoever writes pages but publishes none: what they send for review, a reader publishes."""
    Permission = apps.get_model("auth.Permission")
    writer, _ = apps.get_model("auth.Group").objects.get_or_create(name=WRITER)
    writer.permissions.add(*Permission.objects.filter(codename__in=["access_admin", "submit_translation"]))
    root = apps.get_model("wagtailcore.Page").objects.filter(depth=1).first()
    for codename in ["add_page", "change_page"]:
        permission = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        apps.get_model("wagtailcore.GroupPagePermission").objects.get_or_create(
            group=writer, page=root, permission=permission
        )
    collection = apps.get_model("wagtailcore.Collection").objects.filter(depth=1).first()
    for codename in ["add_image", "choose_image", "add_document", "choose_document"]:
        apps.get_model("wagtailcore.GroupCollectionPermission").objects.get_or_create(
            group=writer, collection=collection, permission=Permission.objects.get(codename=codename)
        )


def make_workflow(apps, schema_editor):
    Workflow, WorkflowTask = (apps.get_model(f"wagtailcore.{name}") for name in ("Workflow", "WorkflowTask"))
    WorkflowPage = apps.get_model("wagtailcore.WorkflowPage")
    task_type, _ = apps.get_model("contenttypes.ContentType").objects.get_or_create(
        app_label="consultations", model="secondreadertask"
    )
    task = apps.get_model("consultations.SecondReaderTask").objects.create(name=TASK, content_type=task_type)
    task.groups.set(apps.get_model("auth.Group").objects.filter(name__in=READERS))
    workflow = Workflow.objects.create(name=WORKFLOW)
    WorkflowTask.objects.create(workflow=workflow, task_id=task.pk, sort_order=0)
    WorkflowPage.objects.filter(workflow__name=WAGTAILS).delete()
    Workflow.objects.filter(name=WAGTAILS).update(active=False)
    apps.get_model("wagtailcore.Task").objects.filter(name=WAGTAILS).update(active=False)
    root = apps.get_model("wagtailcore.Page").objects.filter(depth=1).first()
    if not WorkflowPage.objects.filter(page=root).exists():
        WorkflowPage.objects.create(page=root, workflow=workflow)


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0007_redress"),
        ("organisations", "0003_administrators"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AlterField(
            model_name="consultationevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("rescheduled", "Times changed"),
                    ("paused", "Paused"),
                    ("resumed", "Resumed"),
                    ("closed_early", "Closed early"),
                    ("extended", "Extended"),
                    ("results_published", "Results published"),
                    ("feedback_published", "Feedback published"),
                ],
                max_length=30,
            ),
        ),
        migrations.AlterField(
            model_name="log",
            name="consultation",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="log",
                to="consultations.consultation",
            ),
        ),
        migrations.CreateModel(
            name="SecondReaderTask",
            fields=[
                (
                    "task_ptr",
                    models.OneToOneField(
                        auto_created=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        parent_link=True,
                        primary_key=True,
                        serialize=False,
                        to="wagtailcore.task",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        help_text="Pages/snippets at this step in a workflow will be moderated or approved by these "
                        "groups of users",
                        to="auth.group",
                        verbose_name="groups",
                    ),
                ),
            ],
            options={
                "verbose_name": "review by a colleague",
                "verbose_name_plural": "reviews by a colleague",
                "abstract": False,
            },
            bases=("wagtailcore.task",),
        ),
        migrations.RunPython(make_writers, migrations.RunPython.noop),
        migrations.RunPython(make_workflow, migrations.RunPython.noop),
    ]
