"""Tallies from before say which versions have been counted, too: what is told of changed wordings hangs on it."""

from django.db import migrations
from django.db.models import Count


def fill_versions(apps, _schema_editor):
    """From the submissions that are counted. Unscoped: historical models have plain managers."""
    Tally, Submission = (apps.get_model("consultations", name) for name in ("Tally", "Submission"))
    for tally in Tally.objects.all():
        if "versions" in tally.counts:
            continue
        counted = Submission.objects.filter(consultation=tally.consultation_id, tallied=True).order_by()
        found = counted.values_list("version").annotate(n=Count("pk"))
        if versions := {str(version): n for version, n in found}:
            tally.counts["versions"] = versions
            tally.save(update_fields=["counts"])


class Migration(migrations.Migration):
    dependencies = [("consultations", "0025_access_codes")]
    operations = [migrations.RunPython(fill_versions, migrations.RunPython.noop)]
