import core.guards
import django.core.validators
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0004_recipient_words"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="retention",
            name="people_retention_within",
        ),
        migrations.AddField(
            model_name="retention",
            name="account_months",
            field=models.PositiveSmallIntegerField(
                default=24,
                help_text="Their name and e-mail then go; what they did stays, by “a former user”.",
                validators=[
                    django.core.validators.MinValueValidator(1),
                    django.core.validators.MaxValueValidator(120),
                ],
                verbose_name="months after closing: accounts of users",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="anonymised_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="closed_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="created_at",
            field=models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
        migrations.AddConstraint(
            model_name="retention",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account_months__range", (1, 120)),
                    ("agreement_years__range", (0, 10)),
                    ("contribution_years__range", (6, 15)),
                    ("family_months__range", (1, 120)),
                    ("list_days__range", (1, 90)),
                    ("notice_days__range", (7, 90)),
                    ("staff_months__range", (1, 120)),
                ),
                name="people_retention_within",
                violation_error_message="A term is out of its limits.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("anonymised_at", None),
                    models.Q(("is_active", False), ("is_manager", False), ("name", "")),
                    _connector="OR",
                ),
                name="people_user_anonymised",
                violation_error_message="This account was anonymised: invite the person anew.",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=core.guards.Guard(
                name="people_user_stays_anonymous",
                on={
                    "UPDATE": "(OLD.anonymised_at IS NOT NULL) AND (NEW.anonymised_at IS DISTINCT FROM OLD.anonymised_at)"
                },
            ),
        ),
    ]
