"""Events of closing early and extending; the log keeps the id of a consultation that is deleted unanswered."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("consultations", "0002_rest"),
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
    ]
