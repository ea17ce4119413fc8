from core.first_migration import FirstMigration
import core.folding
import core.lookups
import core.validators
import core.workflow.guards
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):
    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("django_tasks_database", "0021_conditional_partial_index_ordering"),
        ("sessions", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Organisation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status_since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="since"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="people.organisation",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("asked", "asks for access"),
                            ("approved", "approved"),
                            ("suspended", "suspended"),
                            ("expired", "expired"),
                        ],
                        default="asked",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("name", models.CharField(max_length=120, unique=True, verbose_name="name")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("association", "association"),
                            ("ccas", "municipal social centre (CCAS)"),
                            ("mission_locale", "Mission locale"),
                            ("school", "school"),
                            ("shelter", "shelter"),
                            ("employer", "employer"),
                            ("other", "other"),
                        ],
                        default="association",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "is_ours",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="our own association"
                    ),
                ),
                (
                    "siret",
                    models.CharField(
                        blank=True,
                        max_length=14,
                        validators=[
                            core.validators.StdnumValidator(
                                "stdnum.fr.siret", "This SIRET is wrong."
                            )
                        ],
                        verbose_name="SIRET",
                    ),
                ),
                (
                    "rna",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^W\\d[0-9A-Z]\\d{7}$", "An RNA number looks like W751234567."
                            )
                        ],
                        verbose_name="RNA number",
                    ),
                ),
                ("address", models.TextField(blank=True, max_length=300, verbose_name="address")),
                ("town", models.CharField(blank=True, max_length=80, verbose_name="town")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
            ],
            options={
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["asked", "approved", "suspended", "expired"])
                        ),
                        name="people_organisation_status",
                        violation_error_message="This status does not exist.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_ours", True)),
                        fields=("is_ours",),
                        name="people_organisation_one_ours",
                        violation_error_message="Our own association is entered already.",
                    ),
                    core.workflow.guards.Guard(
                        name="people_organisation_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status_since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="since"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("unconfirmed", "address to confirm"),
                            ("waiting", "waiting for an answer"),
                            ("granted", "access given"),
                            ("refused", "refused"),
                        ],
                        default="unconfirmed",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=120, verbose_name="name of your organisation"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("association", "association"),
                            ("ccas", "municipal social centre (CCAS)"),
                            ("mission_locale", "Mission locale"),
                            ("school", "school"),
                            ("shelter", "shelter"),
                            ("employer", "employer"),
                            ("other", "other"),
                        ],
                        default="association",
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "siret",
                    models.CharField(
                        blank=True,
                        max_length=14,
                        validators=[
                            core.validators.StdnumValidator(
                                "stdnum.fr.siret", "This SIRET is wrong."
                            )
                        ],
                        verbose_name="SIRET",
                    ),
                ),
                (
                    "rna",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^W\\d[0-9A-Z]\\d{7}$", "An RNA number looks like W751234567."
                            )
                        ],
                        verbose_name="RNA number",
                    ),
                ),
                ("town", models.CharField(max_length=80, verbose_name="town")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("contact", models.CharField(max_length=80, verbose_name="your name")),
                ("email", models.EmailField(max_length=254, verbose_name="your e-mail at work")),
                (
                    "message",
                    models.TextField(
                        blank=True, max_length=500, verbose_name="for whom do you need equipment?"
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "French"), ("en", "English")], default="fr", max_length=2
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="asked on"
                    ),
                ),
                (
                    "confirmed_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="confirmed on"),
                ),
                (
                    "refusal",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="reason"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="access_requests",
                        to="people.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "request for access",
                "verbose_name_plural": "requests for access",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["status", "created_at"], name="people_access_status"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["unconfirmed", "waiting", "granted", "refused"])
                        ),
                        name="people_accessrequest_status",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("confirmed_at", None), ("status", "unconfirmed")),
                            models.Q(
                                models.Q(("status", "unconfirmed"), _negated=True),
                                ("confirmed_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="people_accessrequest_confirmed",
                        violation_error_message="Its address is confirmed before anybody reads it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organisation__isnull", False), ("status", "granted")),
                            models.Q(
                                models.Q(("status", "granted"), _negated=True),
                                ("organisation", None),
                            ),
                            _connector="OR",
                        ),
                        name="people_accessrequest_granted",
                        violation_error_message="Who is let in has an organisation in the register.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("refusal", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="people_accessrequest_refusal",
                        violation_error_message="Say why the access is refused.",
                    ),
                    core.workflow.guards.Guard(
                        name="people_accessrequest_frozen",
                        on={
                            "UPDATE": "(OLD.confirmed_at IS NOT NULL) AND (NEW.email IS DISTINCT FROM OLD.email OR NEW.name IS DISTINCT FROM OLD.name OR NEW.siret IS DISTINCT FROM OLD.siret OR NEW.rna IS DISTINCT FROM OLD.rna OR NEW.confirmed_at IS DISTINCT FROM OLD.confirmed_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="people_accessrequest_answered_once",
                        on={
                            "UPDATE": "(OLD.status IN ('granted', 'refused')) AND (NEW.status IS DISTINCT FROM OLD.status OR NEW.refusal IS DISTINCT FROM OLD.refusal OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="people_accessrequest_kept",
                        on={"DELETE": "OLD.status = 'waiting'", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Site",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60, unique=True, verbose_name="name")),
                ("address", models.TextField(blank=True, max_length=300, verbose_name="address")),
                ("town", models.CharField(blank=True, max_length=80, verbose_name="town")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("is_active", models.BooleanField(default=True, verbose_name="open")),
                (
                    "count_every",
                    models.PositiveSmallIntegerField(
                        default=180,
                        help_text="After so many days its shelves and devices are to be counted; 0 for never.",
                        verbose_name="days between two counts",
                    ),
                ),
            ],
            options={
                "verbose_name": "site",
                "verbose_name_plural": "sites",
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="User",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                (
                    "last_login",
                    models.DateTimeField(blank=True, null=True, verbose_name="last login"),
                ),
                (
                    "email",
                    models.EmailField(
                        error_messages={"unique": "Somebody has this e-mail already."},
                        max_length=254,
                        unique=True,
                        verbose_name="e-mail",
                    ),
                ),
                (
                    "previous_email",
                    models.EmailField(
                        blank=True, editable=False, max_length=254, verbose_name="previous e-mail"
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("volunteer", "warehouse volunteer"),
                            ("technician", "technician"),
                            ("counter", "counter"),
                            ("coordinator", "coordinator"),
                            ("admin", "administrator"),
                            ("association", "association"),
                        ],
                        max_length=12,
                        verbose_name="role",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="users",
                        to="people.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "is_manager",
                    models.BooleanField(
                        default=False, verbose_name="manages its association's users"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.site",
                        verbose_name="current site",
                    ),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "French"), ("en", "English")],
                        default="fr",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("is_active", models.BooleanField(default=False, verbose_name="may sign in")),
                (
                    "invited_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, null=True
                    ),
                ),
                ("joined_at", models.DateTimeField(editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                ("anonymised_at", models.DateTimeField(editable=False, null=True)),
                (
                    "sites",
                    models.ManyToManyField(
                        blank=True, related_name="staff", to="people.site", verbose_name="sites"
                    ),
                ),
            ],
            options={
                "verbose_name": "user",
                "verbose_name_plural": "users",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "volunteer",
                                    "technician",
                                    "counter",
                                    "coordinator",
                                    "admin",
                                    "association",
                                ],
                            )
                        ),
                        name="people_user_role",
                        violation_error_message="This role does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("organisation__isnull", False), ("role", "association")),
                            models.Q(
                                models.Q(("role", "association"), _negated=True),
                                ("organisation__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="people_user_organisation",
                        violation_error_message="A user of an association belongs to one; people of the house to none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("email", django.db.models.functions.text.Lower("email"))
                        ),
                        name="people_user_email_lower",
                        violation_error_message="An e-mail is kept in small letters.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_manager", False), ("role", "association"), _connector="OR"
                        ),
                        name="people_user_manager",
                        violation_error_message="Only a person of an association manages its users.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("anonymised_at", None),
                            models.Q(("is_active", False), ("is_manager", False), ("name", "")),
                            _connector="OR",
                        ),
                        name="people_user_anonymised",
                        violation_error_message="This account was anonymised: invite the person anew.",
                    ),
                    core.workflow.guards.Guard(
                        name="people_user_stays_anonymous",
                        on={
                            "UPDATE": "(OLD.anonymised_at IS NOT NULL) AND (NEW.anonymised_at IS DISTINCT FROM OLD.anonymised_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="people_user_invited_as",
                        on={
                            "UPDATE": "(OLD.joined_at IS NULL AND NEW.invited_at IS NOT NULL AND NEW.password = OLD.password AND NEW.anonymised_at IS NULL) AND (NEW.email IS DISTINCT FROM OLD.email OR NEW.role IS DISTINCT FROM OLD.role OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="people_user_invited_anew",
                        on={
                            "UPDATE": "OLD.joined_at IS NULL AND OLD.invited_at IS NULL AND NEW.invited_at IS NOT NULL AND NEW.password = OLD.password"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="people_user_joined_once",
                        on={
                            "UPDATE": "(OLD.joined_at IS NOT NULL) AND (NEW.joined_at IS DISTINCT FROM OLD.joined_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="people_user_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AreaTable",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        help_text="Who published it, and which version: INSEE, Code officiel géographique...",
                        max_length=200,
                        verbose_name="source",
                    ),
                ),
                ("dated", models.DateField(verbose_name="date of the table")),
                ("pending", models.JSONField(default=list, editable=False)),
                ("faults", models.JSONField(default=list, editable=False)),
                ("count", models.PositiveIntegerField(default=0, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("applied_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "table of territories",
                "verbose_name_plural": "tables of territories",
                "ordering": ["-pk"],
                "constraints": [
                    core.workflow.guards.Guard(
                        name="people_areatable_frozen",
                        on={
                            "UPDATE": "(OLD.applied_at IS NOT NULL) AND (NEW.source IS DISTINCT FROM OLD.source OR NEW.dated IS DISTINCT FROM OLD.dated OR NEW.count IS DISTINCT FROM OLD.count OR NEW.applied_at IS DISTINCT FROM OLD.applied_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="people_areatable_kept", on={"DELETE": "OLD.applied_at IS NOT NULL"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Area",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("departement", "département"),
                            ("epci", "group of communes (EPCI)"),
                            ("commune", "commune"),
                            ("qpv", "priority area (QPV)"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("code", models.CharField(max_length=12, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("key", models.CharField(db_index=True, editable=False, max_length=120)),
                (
                    "department",
                    models.CharField(blank=True, max_length=3, verbose_name="département"),
                ),
                (
                    "epci",
                    models.CharField(blank=True, db_index=True, max_length=9, verbose_name="EPCI"),
                ),
                (
                    "table",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="areas",
                        to="people.areatable",
                    ),
                ),
            ],
            options={
                "verbose_name": "territory",
                "verbose_name_plural": "territories",
                "ordering": ["kind", "name", "code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "code"),
                        name="people_area_once",
                        violation_error_message="This territory is in the tables already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["departement", "epci", "commune", "qpv"])),
                        name="people_area_kind",
                        violation_error_message="A territory is a commune, an EPCI, a département or a priority area.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Language",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.SlugField(
                        help_text="Two or three letters, such as ar, ta, uk (ISO 639).",
                        max_length=10,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=40, verbose_name="name, in the language itself"),
                ),
                ("french_name", models.CharField(max_length=40, verbose_name="name in French")),
                (
                    "direction",
                    models.CharField(
                        choices=[("ltr", "from left to right"), ("rtl", "from right to left")],
                        default="ltr",
                        max_length=3,
                        verbose_name="direction",
                    ),
                ),
                (
                    "binding",
                    models.CharField(
                        max_length=300,
                        verbose_name="“Only the French text binds”, in this language",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="offered")),
            ],
            options={
                "verbose_name": "language of papers",
                "verbose_name_plural": "languages of papers",
                "ordering": ["french_name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("direction__in", ["ltr", "rtl"])),
                        name="people_language_direction",
                        violation_error_message="A language is read one way or the other.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code__in", ["fr", "en"]), _negated=True),
                        name="people_language_not_ours",
                        violation_error_message="Our papers are in French and in English already.",
                    ),
                    core.workflow.guards.Guard(
                        name="people_language_frozen",
                        on={"UPDATE": "(1 = 1) AND (NEW.code IS DISTINCT FROM OLD.code)"},
                    ),
                    core.workflow.guards.Guard(
                        name="people_language_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recipient",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="people.recipient",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recipients",
                        to="people.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("family", "family"), ("staff", "staff member")],
                        default="family",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "first_name",
                    models.CharField(blank=True, max_length=60, verbose_name="first name"),
                ),
                (
                    "last_name",
                    models.CharField(blank=True, max_length=60, verbose_name="last name"),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("address", models.TextField(blank=True, max_length=300, verbose_name="address")),
                ("town", models.CharField(blank=True, max_length=80, verbose_name="town")),
                (
                    "commune",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.area",
                    ),
                ),
                (
                    "priority_area",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.area",
                        verbose_name="priority area (QPV)",
                    ),
                ),
                (
                    "birth_date",
                    models.DateField(
                        blank=True,
                        help_text="Only for a minor: a guardian then signs.",
                        null=True,
                        validators=[core.validators.is_not_to_come],
                        verbose_name="birth date",
                    ),
                ),
                (
                    "household_size",
                    models.PositiveSmallIntegerField(default=1, verbose_name="people at home"),
                ),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "Français"), ("en", "English")],
                        default="fr",
                        max_length=2,
                        verbose_name="language of the papers",
                    ),
                ),
                (
                    "second_language",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.language",
                        verbose_name="beside the French, a text in",
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        blank=True, max_length=40, verbose_name="the organisation's own reference"
                    ),
                ),
                (
                    "folded_name",
                    core.folding.FoldedField(
                        fold=core.folding.spaced_words,
                        max_length=122,
                        sources=["first_name", "last_name"],
                        verbose_name="name as it is searched: small letters, no accents",
                    ),
                ),
                (
                    "folded_reference",
                    core.folding.FoldedField(
                        fold=core.folding.folded,
                        max_length=40,
                        sources=["reference"],
                        verbose_name="reference as it is searched: small letters, no accents",
                    ),
                ),
                (
                    "proof_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("referral", "referral by a social worker"),
                            ("identity", "identity paper"),
                            ("address", "proof of address"),
                            ("benefit", "statement of benefits"),
                            ("school", "school certificate"),
                            ("work", "staff card or work contract"),
                        ],
                        editable=False,
                        max_length=8,
                        verbose_name="proof seen",
                    ),
                ),
                (
                    "proof_seen_on",
                    models.DateField(editable=False, null=True, verbose_name="proof seen on"),
                ),
                (
                    "proof_seen_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "contact_on",
                    models.DateField(
                        default=django.utils.timezone.localdate,
                        editable=False,
                        verbose_name="last in touch on",
                    ),
                ),
                ("erase_on", models.DateField(editable=False, null=True, verbose_name="erased on")),
                ("anonymised_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "recipient",
                "verbose_name_plural": "recipients",
                "indexes": [
                    models.Index(
                        condition=models.Q(("anonymised_at", None), ("erase_on__isnull", False)),
                        fields=["erase_on"],
                        name="people_recipient_to_erase",
                    ),
                    models.Index(
                        condition=models.Q(("anonymised_at", None)),
                        fields=["contact_on"],
                        name="people_recipient_known",
                    ),
                    models.Index(
                        core.lookups.PatternOps(core.lookups.Word("folded_name", place=1)),
                        name="people_recipient_word_1",
                    ),
                    models.Index(
                        core.lookups.PatternOps(core.lookups.Word("folded_name", place=2)),
                        name="people_recipient_word_2",
                    ),
                    models.Index(
                        core.lookups.PatternOps(core.lookups.Word("folded_name", place=3)),
                        name="people_recipient_word_3",
                    ),
                    models.Index(
                        core.lookups.PatternOps(core.lookups.Word("folded_name", place=4)),
                        name="people_recipient_word_4",
                    ),
                    models.Index(
                        core.lookups.PatternOps(core.lookups.Word("folded_name", place=5)),
                        name="people_recipient_word_5",
                    ),
                    models.Index(
                        core.lookups.PatternOps(core.lookups.Word("folded_name", place=6)),
                        name="people_recipient_word_6",
                    ),
                    models.Index(
                        core.lookups.PatternOps(core.lookups.Word("folded_name", place=7)),
                        name="people_recipient_word_7",
                    ),
                    models.Index(
                        core.lookups.PatternOps(core.lookups.Word("folded_name", place=8)),
                        name="people_recipient_word_8",
                    ),
                    models.Index(
                        core.lookups.PatternOps(core.lookups.Word("folded_name", place=9)),
                        name="people_recipient_word_9",
                    ),
                    models.Index(
                        core.lookups.PatternOps(core.lookups.Word("folded_name", place=10)),
                        name="people_recipient_word_10",
                    ),
                    models.Index(
                        fields=["folded_reference"],
                        name="people_recipient_by_ref",
                        opclasses=["varchar_pattern_ops"],
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("anonymised_at__isnull", True),
                            models.Q(
                                ("address", ""),
                                ("birth_date__isnull", True),
                                ("email", ""),
                                ("first_name", ""),
                                ("folded_name", ""),
                                ("folded_reference", ""),
                                ("last_name", ""),
                                ("phone", ""),
                                ("reference", ""),
                                ("town", ""),
                            ),
                            _connector="OR",
                        ),
                        name="people_recipient_anonymised",
                        violation_error_message="An anonymised person has no name and no address.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("household_size__gte", 1)),
                        name="people_recipient_household",
                        violation_error_message="At least one person lives at home.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["family", "staff"])),
                        name="people_recipient_kind",
                        violation_error_message="A recipient is a family or a staff member.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("proof_kind", ""), ("proof_seen_by", None), ("proof_seen_on", None)
                            ),
                            models.Q(
                                (
                                    "proof_kind__in",
                                    [
                                        "referral",
                                        "identity",
                                        "address",
                                        "benefit",
                                        "school",
                                        "work",
                                    ],
                                ),
                                ("proof_seen_by__isnull", False),
                                ("proof_seen_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="people_recipient_proof",
                        violation_error_message="A proof seen says what, when and by whom.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("first_name", ""), ("last_name", ""), ("folded_name", "")),
                            models.Q(
                                models.Q(("first_name", ""), ("last_name", ""), _negated=True),
                                models.Q(("folded_name", ""), _negated=True),
                                models.Q(
                                    core.folding.IsNotPlain("first_name"),
                                    django.db.models.lookups.GreaterThan(
                                        django.db.models.functions.text.StrIndex(
                                            "folded_name",
                                            django.db.models.functions.text.Lower("first_name"),
                                        ),
                                        0,
                                    ),
                                    _connector="OR",
                                ),
                                models.Q(
                                    core.folding.IsNotPlain("last_name"),
                                    django.db.models.lookups.GreaterThan(
                                        django.db.models.functions.text.StrIndex(
                                            "folded_name",
                                            django.db.models.functions.text.Lower("last_name"),
                                        ),
                                        0,
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="people_recipient_folded_name",
                        violation_error_message="A text and its form for searching are written together.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reference", ""), ("folded_reference", "")),
                            models.Q(
                                models.Q(("reference", ""), _negated=True),
                                models.Q(("folded_reference", ""), _negated=True),
                                models.Q(
                                    core.folding.IsNotPlain("reference"),
                                    django.db.models.lookups.GreaterThan(
                                        django.db.models.functions.text.StrIndex(
                                            "folded_reference",
                                            django.db.models.functions.text.Lower("reference"),
                                        ),
                                        0,
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="people_recipient_folded_reference",
                        violation_error_message="A text and its form for searching are written together.",
                    ),
                    core.workflow.guards.Guard(
                        name="people_recipient_one_organisation",
                        on={
                            "UPDATE": "(1 = 1) AND ((NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="people_recipient_stays_anonymous",
                        on={
                            "UPDATE": "(OLD.anonymised_at IS NOT NULL) AND (NEW.anonymised_at IS DISTINCT FROM OLD.anonymised_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="people_recipient_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Guardian",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guardians",
                        to="people.recipient",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="name of the guardian")),
                (
                    "relationship",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("mother", "mother"),
                            ("father", "father"),
                            ("guardian", "legal guardian"),
                            ("other", "other"),
                        ],
                        max_length=8,
                        verbose_name="quality",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("address", models.TextField(blank=True, max_length=300, verbose_name="address")),
            ],
            options={
                "verbose_name": "guardian",
                "verbose_name_plural": "guardians",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("relationship__in", ["", "mother", "father", "guardian", "other"])
                        ),
                        name="people_guardian_relationship",
                        violation_error_message="Say who answers for this minor: mother, father or another person.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Message",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status_since",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="since"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "to be sent"),
                            ("sending", "on its way"),
                            ("sent", "sent"),
                            ("failed", "not sent"),
                            ("unsure", "perhaps sent"),
                            ("dropped", "dropped"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="what it says")),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "SMS")],
                        max_length=5,
                        verbose_name="by",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="people.organisation",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="people.recipient",
                    ),
                ),
                ("to_subject", models.BooleanField(default=False)),
                (
                    "about_type",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="contenttypes.contenttype",
                    ),
                ),
                ("about_id", models.BigIntegerField()),
                ("on", models.DateField(verbose_name="for the day")),
                ("turn", models.PositiveSmallIntegerField(default=0)),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.site",
                    ),
                ),
                (
                    "not_before",
                    models.DateTimeField(
                        default=django.utils.timezone.now, verbose_name="not before"
                    ),
                ),
                ("offered_at", models.DateTimeField(null=True)),
                ("is_urgent", models.BooleanField(default=False)),
                ("put_off", models.JSONField(default=list, editable=False)),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="attempts")),
                (
                    "trouble",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_address", "no address to send it to"),
                            ("bad_address", "this address or number is not one"),
                            ("switched_off", "this way of sending is switched off"),
                            ("unreachable", "the server does not answer"),
                            ("deferred", "the server asks to try again later"),
                            ("refused", "the server refused it"),
                            ("no_credit", "no credit left with the SMS provider"),
                            ("access", "the provider does not accept our keys"),
                            ("no_words", "the text could not be written"),
                            ("no_file", "the paper to attach cannot be read"),
                            ("moot", "no longer true"),
                            ("by_hand", "dropped by hand"),
                        ],
                        max_length=12,
                        verbose_name="trouble",
                    ),
                ),
                (
                    "posted_at",
                    models.DateTimeField(default=django.utils.timezone.now, verbose_name="written"),
                ),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["status", "not_before"], name="people_message_status"),
                    models.Index(fields=["about_type", "about_id"], name="people_message_about"),
                    models.Index(fields=["kind", "on"], name="people_message_kind"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["waiting", "sending", "sent", "failed", "unsure", "dropped"],
                            )
                        ),
                        name="people_message_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("channel__in", ["email", "sms"])),
                        name="people_message_channel",
                        violation_error_message="A message goes by e-mail or SMS.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(
                                    models.Q(
                                        ("organisation", None),
                                        ("recipient", None),
                                        ("user__isnull", False),
                                    ),
                                    models.Q(
                                        ("organisation__isnull", False),
                                        ("recipient", None),
                                        ("user", None),
                                    ),
                                    models.Q(
                                        ("organisation", None),
                                        ("recipient__isnull", False),
                                        ("user", None),
                                    ),
                                    _connector="OR",
                                ),
                                ("to_subject", False),
                            ),
                            models.Q(
                                ("organisation", None),
                                ("recipient", None),
                                ("to_subject", True),
                                ("user", None),
                            ),
                            _connector="OR",
                        ),
                        name="people_message_one_addressee",
                        violation_error_message="A message goes to exactly one addressee.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "trouble__in",
                                [
                                    "",
                                    "no_address",
                                    "bad_address",
                                    "switched_off",
                                    "unreachable",
                                    "deferred",
                                    "refused",
                                    "no_credit",
                                    "access",
                                    "no_words",
                                    "no_file",
                                    "moot",
                                    "by_hand",
                                ],
                            ),
                            models.Q(
                                models.Q(("status__in", ["failed", "dropped"]), _negated=True),
                                models.Q(("trouble", ""), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="people_message_trouble",
                        violation_error_message="What was not sent says why.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("user__isnull", False)),
                        fields=("kind", "about_type", "about_id", "on", "channel", "turn", "user"),
                        name="people_message_once_to_user",
                        violation_error_message="This message is in the outbox already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("organisation__isnull", False)),
                        fields=(
                            "kind",
                            "about_type",
                            "about_id",
                            "on",
                            "channel",
                            "turn",
                            "organisation",
                        ),
                        name="people_message_once_to_organisation",
                        violation_error_message="This message is in the outbox already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("recipient__isnull", False)),
                        fields=(
                            "kind",
                            "about_type",
                            "about_id",
                            "on",
                            "channel",
                            "turn",
                            "recipient",
                        ),
                        name="people_message_once_to_recipient",
                        violation_error_message="This message is in the outbox already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("to_subject", True)),
                        fields=("kind", "about_type", "about_id", "on", "channel", "turn"),
                        name="people_message_once_to_subject",
                        violation_error_message="This message is in the outbox already.",
                    ),
                    core.workflow.guards.Guard(
                        name="people_message_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.kind IS DISTINCT FROM OLD.kind OR NEW.about_type_id IS DISTINCT FROM OLD.about_type_id OR NEW.about_id IS DISTINCT FROM OLD.about_id OR NEW.\"on\" IS DISTINCT FROM OLD.\"on\" OR NEW.channel IS DISTINCT FROM OLD.channel OR NEW.turn IS DISTINCT FROM OLD.turn OR NEW.user_id IS DISTINCT FROM OLD.user_id OR NEW.to_subject IS DISTINCT FROM OLD.to_subject OR NEW.site_id IS DISTINCT FROM OLD.site_id OR NEW.posted_at IS DISTINCT FROM OLD.posted_at OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)) OR (NEW.recipient_id IS DISTINCT FROM OLD.recipient_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.recipient_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="people_message_sent_once",
                        on={
                            "UPDATE": "(OLD.status IN ('sent', 'dropped') AND NEW.status <> OLD.status) OR (NEW.status = 'sent' AND OLD.status NOT IN ('sent', 'sending')) OR (NEW.status = 'sending' AND OLD.status NOT IN ('sending', 'waiting'))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="people_message_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LetterText",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="letter")),
                (
                    "language",
                    models.CharField(
                        choices=[("fr", "French"), ("en", "English")],
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "subject",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="subject of the e-mail"
                    ),
                ),
                (
                    "body",
                    models.TextField(
                        blank=True, max_length=4000, verbose_name="text of the e-mail"
                    ),
                ),
                (
                    "sms",
                    models.TextField(blank=True, max_length=612, verbose_name="text of the SMS"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "text of a letter",
                "verbose_name_plural": "texts of letters",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("language__in", ["fr", "en"])),
                        name="people_lettertext_language",
                        violation_error_message="Letters are written in French or English.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("site__isnull", False)),
                        fields=("kind", "language", "site"),
                        name="people_lettertext_one_a_site",
                        violation_error_message="This site has its text of this letter already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("site", None)),
                        fields=("kind", "language"),
                        name="people_lettertext_one_of_the_house",
                        violation_error_message="The house has its text of this letter already.",
                    ),
                    core.workflow.guards.Guard(
                        name="people_lettertext_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.kind IS DISTINCT FROM OLD.kind OR NEW.language IS DISTINCT FROM OLD.language OR NEW.site_id IS DISTINCT FROM OLD.site_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="people_lettertext_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="QuietHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("begins_at", models.TimeField(blank=True, null=True, verbose_name="quiet from")),
                ("ends_at", models.TimeField(blank=True, null=True, verbose_name="quiet until")),
                (
                    "holds_sms",
                    models.BooleanField(default=True, verbose_name="SMS wait for the morning"),
                ),
                (
                    "holds_email",
                    models.BooleanField(default=False, verbose_name="e-mails wait for the morning"),
                ),
            ],
            options={
                "verbose_name": "quiet hours",
                "verbose_name_plural": "quiet hours",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="people_quiethours_only_one",
                        violation_error_message="The house has one set of quiet hours only.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("begins_at", None), ("ends_at", None)),
                            models.Q(
                                ("begins_at__isnull", False),
                                ("ends_at__isnull", False),
                                models.Q(("begins_at", models.F("ends_at")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="people_quiethours_whole",
                        violation_error_message="Quiet hours have a beginning and an end, or neither.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Retention",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "family_months",
                    models.PositiveSmallIntegerField(
                        default=24,
                        help_text="The CNIL recommends two years for social support.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="months after the last contact: families",
                    ),
                ),
                (
                    "staff_months",
                    models.PositiveSmallIntegerField(
                        default=24,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="months after the last contact: staff of associations",
                    ),
                ),
                (
                    "notice_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Who will be erased stands in a list for so long; you may keep somebody.",
                        validators=[
                            django.core.validators.MinValueValidator(7),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="days of notice before erasing",
                    ),
                ),
                (
                    "list_days",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="Staff lists and earlier registers, from the day they came in.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(90),
                        ],
                        verbose_name="days that a list naming people is kept",
                    ),
                ),
                (
                    "agreement_years",
                    models.PositiveSmallIntegerField(
                        default=5,
                        help_text="After the end of the loan; five years is how long one may go to court.",
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10),
                        ],
                        verbose_name="years that signed agreements and return receipts are kept apart",
                    ),
                ),
                (
                    "contribution_years",
                    models.PositiveSmallIntegerField(
                        default=10,
                        help_text="After they were drawn up: ten years for accounts, six for taxes.",
                        validators=[
                            django.core.validators.MinValueValidator(6),
                            django.core.validators.MaxValueValidator(15),
                        ],
                        verbose_name="years that receipts of contributions are kept apart",
                    ),
                ),
                (
                    "donor_months",
                    models.PositiveSmallIntegerField(
                        default=36,
                        help_text="The person to reach, and individuals themselves. Receipts and certificates stay as long as accounts must.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="months after the last lot: contacts of donors",
                    ),
                ),
                (
                    "account_months",
                    models.PositiveSmallIntegerField(
                        default=24,
                        help_text="Their name and e-mail then go; what they did stays, by “a former user”.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(120),
                        ],
                        verbose_name="months after closing: accounts of users",
                    ),
                ),
                (
                    "opening_months",
                    models.PositiveSmallIntegerField(
                        default=12,
                        help_text="The CNIL recommends six months to one year for such logs.",
                        validators=[
                            django.core.validators.MinValueValidator(6),
                            django.core.validators.MaxValueValidator(36),
                        ],
                        verbose_name="months that it is kept who opened what",
                    ),
                ),
                (
                    "officer",
                    models.CharField(
                        blank=True,
                        help_text="Your data protection officer, or a person and how to write to them.",
                        max_length=200,
                        verbose_name="who answers for personal data",
                    ),
                ),
                ("done_on", models.DateField(editable=False, null=True)),
                ("texts_read_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "how long data is kept",
                "verbose_name_plural": "how long data is kept",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="people_retention_only_one",
                        violation_error_message="There is one set of terms only.",
                    ),
                    models.CheckConstraint(
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
                    core.workflow.guards.Guard(
                        name="people_retention_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Processing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(editable=False, max_length=20, unique=True)),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="processing")),
                ("purpose", models.TextField(blank=True, max_length=1000, verbose_name="purposes")),
                (
                    "basis",
                    models.TextField(blank=True, max_length=1000, verbose_name="legal basis"),
                ),
                (
                    "people",
                    models.TextField(blank=True, max_length=1000, verbose_name="people concerned"),
                ),
                ("data", models.TextField(blank=True, max_length=1000, verbose_name="data")),
                (
                    "recipients",
                    models.TextField(blank=True, max_length=1000, verbose_name="who receives it"),
                ),
                (
                    "transfers",
                    models.TextField(
                        blank=True,
                        max_length=1000,
                        verbose_name="transfers outside the European Union",
                    ),
                ),
                (
                    "term",
                    models.TextField(
                        blank=True, max_length=1000, verbose_name="how long it is kept"
                    ),
                ),
                (
                    "security",
                    models.TextField(blank=True, max_length=1000, verbose_name="protection"),
                ),
                ("confirmed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "confirmed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "processing",
                "verbose_name_plural": "register of processing",
                "ordering": ["pk"],
            },
        ),
    ]
