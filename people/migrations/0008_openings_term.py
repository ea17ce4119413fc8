import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0007_donors_term")]

    operations = [
        migrations.RemoveConstraint(model_name="retention", name="people_retention_within"),
        migrations.AddField(
            model_name="retention",
            name="opening_months",
            field=models.PositiveSmallIntegerField(
                default=12,
                help_text="The CNIL recommends six months to one year for such logs.",
                validators=[
                    django.core.validators.MinValueValidator(6),
                    django.core.validators.MaxValueValidator(36),
                ],
                verbose_name="months that it is kept who opened what",
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
                    ("opening_months__range", (6, 36)),
                    ("staff_months__range", (1, 120)),
                ),
                name="people_retention_within",
                violation_error_message="A term is out of its limits.",
            ),
        ),
    ]
