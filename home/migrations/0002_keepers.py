"""Who keeps a page. A site with one organisation is kept by that one from now on."""

import django.db.models.deletion
from django.db import migrations, models


def give_to_the_only_one(apps, schema_editor):
    organisations = list(apps.get_model("organisations.Organisation").objects.values_list("pk", flat=True)[:2])
    if len(organisations) == 1:
        apps.get_model("home.SiteSettings").objects.update(keeper=organisations[0])


class Migration(migrations.Migration):

    dependencies = [
        ('home', '0001_initial'),
        ('organisations', '0004_session_number'),
    ]

    operations = [
        migrations.AddField(
            model_name='contentpage',
            name='keeper',
            field=models.ForeignKey(blank=True, help_text='It alone changes this page and the pages of text below it. Left empty: as for the page above.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation that keeps this page'),
        ),
        migrations.AddField(
            model_name='sitesettings',
            name='keeper',
            field=models.ForeignKey(blank=True, help_text='Its editors alone change the pages of text. Others add and change consultations, events and commitments of their own. Left empty: all editors change all pages of text.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.organisation', verbose_name='organisation that keeps the website'),
        ),
        migrations.RunPython(give_to_the_only_one, migrations.RunPython.noop),
    ]
