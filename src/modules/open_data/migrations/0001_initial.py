from core.operating.first_migration import FirstMigration
from django.db import migrations, models


class Migration(FirstMigration):

    dependencies = []

    operations = [
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('shares_places', models.BooleanField(default=False, help_text='In the data.inclusion format, at /open-data/data-inclusion.json: names, SIRET and addresses of organisations, except shelters; no names of people, phone numbers or e-mail addresses.', verbose_name='publish organisations and places that offer help')),
                ('shares_stock', models.BooleanField(default=False, help_text='Counts by model, grade and site, at /open-data/stock.csv, with its description at /open-data/stock.schema.json.', verbose_name='publish the stock')),
            ],
            options={
                'verbose_name': 'open data',
                'verbose_name_plural': 'open data',
                'constraints': [models.CheckConstraint(condition=models.Q(('pk', 1)), name='open_data_publication_only_one', violation_error_message='There can be only one setting for open data.')],
            },
        ),
    ]
