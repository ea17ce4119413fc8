import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_accounts_dated"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="retention",
            name="people_retention_within",
        ),
        migrations.AddField(
            model_name="retention",
            name="donor_months",
            field=models.PositiveSmallIntegerField(
                default=36,
                help_text="The person to reach, and individuals themselves. Receipts and certificates stay as long as accounts must.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(120),
                ],
                verbose_name="months after the last lot: contacts of donors",
            ),
        ),
        migrations.AddConstraint(
            model_name="retention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account_months__range", (1, 120)),
                    ("agreement_years__range", (0, 10)),
                    ("contribution_years__range", (6, 15)),
                    ("donor_months__range", (1, 120)),
                    ("family_months__range", (1, 120)),
                    ("list_days__range", (1, 90)),
                    ("notice_days__range", (7, 90)),
                    ("staff_months__range", (1, 120)),
                ),
                name="people_retention_within",
                violation_error_message="A term is out of its limits.",
            ),
        ),
    ]
