from core.first_migration import FirstMigration
import core.folding
import core.workflow.guards
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.db.models.lookups
import django.utils.timezone
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models


class Migration(FirstMigration):
    dependencies = [
        ("catalogue", "0001_initial"),
        ("core", "0001_initial"),
        ("inventory", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Convention",
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
                            ("agreed", "agreed"),
                            ("expired", "expired"),
                            ("ended", "ended before its time"),
                        ],
                        default="agreed",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=12, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="conventions",
                        to="people.organisation",
                        verbose_name="organisation",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "most",
                    models.PositiveIntegerField(
                        blank=True,
                        help_text="For the whole period, every category together; empty for no limit.",
                        null=True,
                        verbose_name="devices in all",
                    ),
                ),
                (
                    "allows_vouchers",
                    models.BooleanField(default=True, editable=False, verbose_name="vouchers"),
                ),
                (
                    "allows_accessories",
                    models.BooleanField(default=True, editable=False, verbose_name="accessories"),
                ),
                (
                    "terms_from",
                    models.ForeignKey(
                        blank=True,
                        help_text="What may be asked, and how many for each organisation: as that one says.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followers",
                        to="loans.convention",
                        verbose_name="same terms as",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                (
                    "renews",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewed_by",
                        to="loans.convention",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
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
                    "earlier",
                    models.ManyToManyField(editable=False, related_name="+", to="core.document"),
                ),
            ],
            options={
                "verbose_name": "convention",
                "verbose_name_plural": "conventions",
                "ordering": ["-starts_on", "-pk"],
                "indexes": [
                    models.Index(
                        fields=["organisation", "status", "ends_on"], name="loans_convention_of"
                    ),
                    models.Index(fields=["status", "ends_on"], name="loans_convention_end"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["agreed", "expired", "ended"])),
                        name="loans_convention_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="loans_convention_dates_in_order",
                        violation_error_message="A convention does not end before it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most", None), ("most__gte", 1), _connector="OR"),
                        name="loans_convention_most",
                        violation_error_message="A quota is a whole number, one at least.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_convention_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.number IS DISTINCT FROM OLD.number OR NEW.renews_id IS DISTINCT FROM OLD.renews_id OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_convention_over_frozen",
                        on={
                            "UPDATE": "(OLD.status <> 'agreed') AND (NEW.starts_on IS DISTINCT FROM OLD.starts_on OR NEW.ends_on IS DISTINCT FROM OLD.ends_on OR NEW.most IS DISTINCT FROM OLD.most OR NEW.status IS DISTINCT FROM OLD.status OR NEW.allows_vouchers IS DISTINCT FROM OLD.allows_vouchers OR NEW.allows_accessories IS DISTINCT FROM OLD.allows_accessories OR NEW.terms_from_id IS DISTINCT FROM OLD.terms_from_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_convention_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Quota",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.voucherproduct",
                        verbose_name="voucher",
                    ),
                ),
                (
                    "accessory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.accessorykind",
                        verbose_name="accessory",
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="quotas",
                        to="loans.convention",
                    ),
                ),
                (
                    "most",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="at most"),
                ),
            ],
            options={
                "verbose_name": "quota",
                "verbose_name_plural": "quotas",
                "ordering": ["category", "product", "accessory"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accessory", None), ("category__isnull", False), ("product", None)
                            ),
                            models.Q(
                                ("accessory", None), ("category", None), ("product__isnull", False)
                            ),
                            models.Q(
                                ("accessory__isnull", False), ("category", None), ("product", None)
                            ),
                            _connector="OR",
                        ),
                        name="loans_quota_one_kind",
                        violation_error_message="A quota is of one kind of thing.",
                    ),
                    models.UniqueConstraint(
                        fields=("convention", "category"),
                        name="loans_quota_once_category",
                        violation_error_message="This is in the convention already.",
                    ),
                    models.UniqueConstraint(
                        fields=("convention", "product"),
                        name="loans_quota_once_product",
                        violation_error_message="This is in the convention already.",
                    ),
                    models.UniqueConstraint(
                        fields=("convention", "accessory"),
                        name="loans_quota_once_accessory",
                        violation_error_message="This is in the convention already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("most", None), ("most__gte", 1), _connector="OR"),
                        name="loans_quota_most",
                        violation_error_message="A quota is a whole number, one at least.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LateExemption",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="late_exemptions",
                        to="people.organisation",
                    ),
                ),
                ("until", models.DateField(verbose_name="until")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
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
                "verbose_name": "leave to ask in spite of late loans",
                "verbose_name_plural": "leaves to ask in spite of late loans",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["organisation", "-id"], name="loans_lateexemption_of"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="loans_lateexemption_reason",
                        violation_error_message="Say why they may ask all the same.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_lateexemption_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.until IS DISTINCT FROM OLD.until OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_lateexemption_ended_once",
                        on={
                            "UPDATE": "(OLD.ended_at IS NOT NULL) AND (NEW.ended_at IS DISTINCT FROM OLD.ended_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_lateexemption_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CeilingLift",
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
                        related_name="lifts",
                        to="people.recipient",
                    ),
                ),
                ("month", models.CharField(editable=False, max_length=7, verbose_name="month")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("emergency", "emergency: no other way to call or connect"),
                            ("job", "job or training that starts"),
                            ("health", "health"),
                            ("school", "school or exam"),
                            ("household", "several people at home need one"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
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
                ("used_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "lifted ceiling",
                "verbose_name_plural": "lifted ceilings",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reason__in", ["emergency", "job", "health", "school", "household"])
                        ),
                        name="loans_ceilinglift_reason",
                        violation_error_message="A ceiling is lifted for one of the known reasons.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("month__regex", "^[0-9]{4}-[0-9]{2}$")),
                        name="loans_ceilinglift_month",
                        violation_error_message="A month is written as 2026-11.",
                    ),
                    models.UniqueConstraint(
                        fields=("recipient", "month"),
                        name="loans_ceilinglift_once",
                        violation_error_message="The ceiling was lifted this month for this person.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_ceilinglift_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.month IS DISTINCT FROM OLD.month OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at OR (NEW.recipient_id IS DISTINCT FROM OLD.recipient_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.recipient_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_ceilinglift_used_once",
                        on={
                            "UPDATE": "(OLD.used_at IS NOT NULL) AND (NEW.used_at IS DISTINCT FROM OLD.used_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_ceilinglift_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestGroup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=12, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "verbose_name": "group of requests",
                "verbose_name_plural": "groups of requests",
                "ordering": ["-pk"],
                "constraints": [
                    core.workflow.guards.Guard(
                        name="loans_requestgroup_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.number IS DISTINCT FROM OLD.number OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_requestgroup_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Loan",
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
                            ("prepared", "being prepared"),
                            ("active", "under way"),
                            ("closed", "closed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="prepared",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=12, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("loan", "loan"), ("gift", "gift")],
                        default="loan",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("family", "a family"),
                            ("staff", "a member of staff"),
                            ("structure", "the structure itself"),
                        ],
                        default="family",
                        max_length=10,
                        verbose_name="for",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loans",
                        to="people.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loans",
                        to="people.recipient",
                        verbose_name="person",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loans",
                        to="loans.request",
                        verbose_name="request",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "starts_on",
                    models.DateField(editable=False, null=True, verbose_name="handed over on"),
                ),
                (
                    "due_on",
                    models.DateField(blank=True, null=True, verbose_name="to bring back by"),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("on_site", "collected on site"),
                            ("home", "brought home"),
                            ("courier", "sent by courier"),
                        ],
                        default="on_site",
                        max_length=8,
                        verbose_name="how it gets there",
                    ),
                ),
                (
                    "pickup_on",
                    models.DateField(blank=True, null=True, verbose_name="to collect on"),
                ),
                (
                    "held_until",
                    models.DateField(blank=True, null=True, verbose_name="set aside until"),
                ),
                (
                    "contribution",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="price (€)",
                    ),
                ),
                (
                    "paid_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cash", "in cash"),
                            ("card", "by card"),
                            ("cheque", "by cheque"),
                            ("transfer", "by bank transfer"),
                        ],
                        editable=False,
                        max_length=8,
                        verbose_name="how it is paid",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.organisation",
                        verbose_name="employer",
                    ),
                ),
                (
                    "taken_over_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="taken over"),
                ),
                (
                    "former_agreement",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        editable=False,
                        max_length=60,
                        verbose_name="agreement of the earlier register",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "verbose_name": "loan",
                "verbose_name_plural": "loans",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["status", "due_on"], name="loans_loan_status_due"),
                    models.Index(fields=["site", "status", "-id"], name="loans_loan_site_status"),
                    models.Index(fields=["site", "status", "due_on"], name="loans_loan_site_due"),
                    models.Index(
                        fields=["organisation", "status", "due_on"], name="loans_loan_of_due"
                    ),
                    models.Index(
                        fields=["status", "organisation", "due_on"], name="loans_loan_due_of"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["prepared", "active", "closed", "cancelled"])
                        ),
                        name="loans_loan_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("due_on", None), ("kind", "gift")),
                            models.Q(("due_on__isnull", False), ("kind", "loan")),
                            _connector="OR",
                        ),
                        name="loans_loan_due_date",
                        violation_error_message="A loan has a date to come back; a gift has none.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on", None),
                            ("starts_on", None),
                            ("due_on__gte", models.F("starts_on")),
                            _connector="OR",
                        ),
                        name="loans_loan_dates_in_order",
                        violation_error_message="It cannot be due before it is handed over.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["prepared", "cancelled"]),
                            ("starts_on__isnull", False),
                            _connector="OR",
                        ),
                        name="loans_loan_started",
                        violation_error_message="What was handed over has its date.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("audience__in", ["family", "staff", "structure"]),
                            models.Q(
                                models.Q(("audience", "structure"), _negated=True),
                                ("recipient", None),
                                _connector="OR",
                            ),
                        ),
                        name="loans_loan_audience",
                        violation_error_message="A loan to the structure itself names no person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["on_site", "home", "courier"])),
                        name="loans_loan_mode",
                        violation_error_message="It is collected, brought or sent.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("contribution", None),
                            models.Q(("contribution__gt", 0), ("kind", "gift")),
                            _connector="OR",
                        ),
                        name="loans_loan_contribution",
                        violation_error_message="Only what is given for good may have a price.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_by", ""),
                            models.Q(
                                ("contribution__isnull", False),
                                ("paid_by__in", ["cash", "card", "cheque", "transfer"]),
                            ),
                            _connector="OR",
                        ),
                        name="loans_loan_paid_by",
                        violation_error_message="Choose how the price is paid.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("employer", None),
                            models.Q(("audience", "staff"), ("kind", "loan")),
                            _connector="OR",
                        ),
                        name="loans_loan_employer",
                        violation_error_message="Only a loan to staff names another employer.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("former_agreement", ""),
                            ("taken_over_at__isnull", False),
                            _connector="OR",
                        ),
                        name="loans_loan_former_agreement",
                        violation_error_message="Only a loan that was taken over has an older paper.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_loan_left_is_closed",
                        on={
                            "UPDATE": "OLD.status = 'active' AND NEW.status = 'cancelled' AND OLD.taken_over_at IS NULL"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_loan_taken_over_once",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.taken_over_at IS DISTINCT FROM OLD.taken_over_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_loan_former_agreement_kept",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.former_agreement <> OLD.former_agreement AND NEW.former_agreement <> '[...]')"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_loan_organisation_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND ((NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_loan_parties_frozen",
                        on={
                            "UPDATE": "(OLD.status <> 'prepared') AND (NEW.audience IS DISTINCT FROM OLD.audience OR NEW.contribution IS DISTINCT FROM OLD.contribution OR (NEW.recipient_id IS DISTINCT FROM OLD.recipient_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.recipient_id)) OR (NEW.employer_id IS DISTINCT FROM OLD.employer_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.employer_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_loan_over",
                        on={
                            "UPDATE": "(OLD.status IN ('closed', 'cancelled')) AND (NEW.status IS DISTINCT FROM OLD.status)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_loan_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Referral",
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
                            ("issued", "to be used"),
                            ("used", "used"),
                            ("cancelled", "cancelled"),
                        ],
                        default="issued",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=14, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="people.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.site",
                        verbose_name="where to come",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("family", "a family"),
                            ("staff", "a member of staff"),
                            ("structure", "the structure itself"),
                        ],
                        default="family",
                        max_length=10,
                        verbose_name="for",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="people.recipient",
                        verbose_name="person",
                    ),
                ),
                (
                    "household_size",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="people at home"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("school", "school and studies"),
                            ("job", "job and training"),
                            ("rights", "access to rights"),
                            ("health", "health"),
                            ("social_link", "social link"),
                            ("telework", "telework"),
                            ("housing", "finding or keeping a home"),
                            ("family", "family and children"),
                            ("other", "something else"),
                        ],
                        max_length=12,
                        verbose_name="purpose",
                    ),
                ),
                ("valid_until", models.DateField(verbose_name="valid until")),
                (
                    "loan",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referral",
                        to="loans.loan",
                        verbose_name="hand-over",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "verbose_name": "referral slip",
                "verbose_name_plural": "referral slips",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        fields=["organisation", "status", "-id"], name="loans_referral_of"
                    ),
                    models.Index(fields=["site", "status", "-id"], name="loans_referral_at"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["issued", "used", "cancelled"])),
                        name="loans_referral_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("loan__isnull", False), ("status", "used")),
                            models.Q(models.Q(("status", "used"), _negated=True), ("loan", None)),
                            _connector="OR",
                        ),
                        name="loans_referral_used_by_loan",
                        violation_error_message="A slip is used by one hand-over.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("audience__in", ["family", "staff"])),
                        name="loans_referral_audience",
                        violation_error_message="A slip is for a family or for a member of staff.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "purpose__in",
                                [
                                    "school",
                                    "job",
                                    "rights",
                                    "health",
                                    "social_link",
                                    "telework",
                                    "housing",
                                    "family",
                                    "other",
                                ],
                            )
                        ),
                        name="loans_referral_purpose",
                        violation_error_message="Choose a purpose of the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("household_size__gte", 1)),
                        name="loans_referral_household",
                        violation_error_message="At least one person lives at home.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_referral_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.number IS DISTINCT FROM OLD.number OR NEW.valid_until IS DISTINCT FROM OLD.valid_until OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_referral_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Request",
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
                            ("draft", "draft"),
                            ("sent", "waiting for an answer"),
                            ("accepted", "accepted"),
                            ("refused", "refused"),
                            ("closed", "closed"),
                            ("cancelled", "cancelled"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=12, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="people.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.site",
                        verbose_name="where to collect",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("family", "a family"),
                            ("staff", "a member of staff"),
                            ("structure", "the structure itself"),
                        ],
                        default="family",
                        max_length=10,
                        verbose_name="for",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="people.recipient",
                        verbose_name="person",
                    ),
                ),
                (
                    "household_size",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="people at home"
                    ),
                ),
                (
                    "pupils",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="pupils and students among them"
                    ),
                ),
                (
                    "devices_at_home",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="devices they have already"
                    ),
                ),
                (
                    "urgency",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("course", "a course or an exam begins"),
                            ("job", "a job or a training begins"),
                            ("care", "health care at a distance"),
                            ("alone", "alone, or out of reach"),
                            ("broken", "their only device broke down"),
                        ],
                        max_length=8,
                        verbose_name="why it cannot wait",
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("school", "school and studies"),
                            ("job", "job and training"),
                            ("rights", "access to rights"),
                            ("health", "health"),
                            ("social_link", "social link"),
                            ("telework", "telework"),
                            ("housing", "finding or keeping a home"),
                            ("family", "family and children"),
                            ("other", "something else"),
                        ],
                        max_length=12,
                        verbose_name="purpose",
                    ),
                ),
                ("wanted_on", models.DateField(blank=True, null=True, verbose_name="wanted by")),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="A file number of yours; please no name.",
                        max_length=40,
                        verbose_name="your reference",
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
                    "note",
                    models.TextField(
                        blank=True,
                        help_text="Screen size, webcam, keyboard... About the equipment: no name, nothing on health or opinions.",
                        max_length=500,
                        verbose_name="needs",
                    ),
                ),
                (
                    "first_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("course", "a course or an exam begins"),
                            ("job", "a job or a training begins"),
                            ("care", "health care at a distance"),
                            ("alone", "alone, or out of reach"),
                            ("broken", "their only device broke down"),
                            ("promised", "it was promised to them"),
                            ("ours", "it has waited through our fault"),
                        ],
                        editable=False,
                        max_length=8,
                        verbose_name="before the others",
                    ),
                ),
                (
                    "convention",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="loans.convention",
                    ),
                ),
                (
                    "refused_for",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_stock", "We have none of this, and expect none soon."),
                            ("not_ours", "We do not hand out this kind of equipment."),
                            ("quota", "What your convention allows for this period is used up."),
                            ("served", "This person or service was equipped a short while ago."),
                            ("double", "You have asked for the same thing already."),
                            (
                                "unclear",
                                "We lack what we need to know: please ask again and say more.",
                            ),
                            ("elsewhere", "Another structure near you can serve this sooner."),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="usual reason",
                    ),
                ),
                (
                    "refusal",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="reason"
                    ),
                ),
                (
                    "waiting_since",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "group",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="loans.requestgroup",
                        verbose_name="sent together",
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="loans.referral",
                        verbose_name="referral slip",
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "verbose_name": "request",
                "verbose_name_plural": "requests",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["status", "-id"], name="loans_request_status"),
                    models.Index(fields=["site", "status"], name="loans_request_site_status"),
                    models.Index(
                        fields=["folded_reference"],
                        name="loans_request_reference",
                        opclasses=["varchar_pattern_ops"],
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                ["draft", "sent", "accepted", "refused", "closed", "cancelled"],
                            )
                        ),
                        name="loans_request_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("audience__in", ["family", "staff", "structure"]),
                            models.Q(
                                models.Q(("audience", "structure"), _negated=True),
                                ("recipient", None),
                                _connector="OR",
                            ),
                        ),
                        name="loans_request_audience",
                        violation_error_message="A request for the structure itself names no person.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "purpose__in",
                                [
                                    "school",
                                    "job",
                                    "rights",
                                    "health",
                                    "social_link",
                                    "telework",
                                    "housing",
                                    "family",
                                    "other",
                                ],
                            )
                        ),
                        name="loans_request_purpose",
                        violation_error_message="Choose a purpose of the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("urgency__in", ["", "course", "job", "care", "alone", "broken"])
                        ),
                        name="loans_request_urgency",
                        violation_error_message="Choose a reason of the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "first_for__in",
                                [
                                    "",
                                    "course",
                                    "job",
                                    "care",
                                    "alone",
                                    "broken",
                                    "promised",
                                    "ours",
                                ],
                            )
                        ),
                        name="loans_request_first_for",
                        violation_error_message="Choose a reason of the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("refusal", ""), _negated=True),
                            models.Q(("refused_for", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="loans_request_refusal",
                        violation_error_message="Say why the request is refused.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "refused_for__in",
                                [
                                    "",
                                    "no_stock",
                                    "not_ours",
                                    "quota",
                                    "served",
                                    "double",
                                    "unclear",
                                    "elsewhere",
                                ],
                            )
                        ),
                        name="loans_request_refused_for",
                        violation_error_message="Choose a reason of the list.",
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
                        name="loans_request_folded_reference",
                        violation_error_message="A text and its form for searching are written together.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_request_organisation_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND ((NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_request_origin_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.group_id IS DISTINCT FROM OLD.group_id OR NEW.referral_id IS DISTINCT FROM OLD.referral_id)"
                        },
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "cancelled"), _negated=True),
                        fields=("referral",),
                        name="loans_request_referral_once",
                        violation_error_message="This slip was used already.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_request_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.voucherproduct",
                        verbose_name="voucher",
                    ),
                ),
                (
                    "accessory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.accessorykind",
                        verbose_name="accessory",
                    ),
                ),
                (
                    "min_screen_inches",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        verbose_name="screen, at least (inches)",
                    ),
                ),
                (
                    "min_ram_gb",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="memory, at least (GB)"
                    ),
                ),
                ("needs_webcam", models.BooleanField(default=False, verbose_name="with a webcam")),
                (
                    "needs_cellular",
                    models.BooleanField(default=False, verbose_name="with 4G or 5G"),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="loans.request",
                    ),
                ),
                (
                    "kit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.kit",
                        verbose_name="kit",
                    ),
                ),
                ("bundle", models.PositiveSmallIntegerField(blank=True, editable=False, null=True)),
                ("per_kit", models.PositiveSmallIntegerField(default=1, editable=False)),
                ("requested", models.PositiveIntegerField(verbose_name="asked")),
                (
                    "accepted",
                    models.PositiveIntegerField(editable=False, null=True, verbose_name="accepted"),
                ),
                (
                    "served",
                    models.PositiveIntegerField(
                        default=0, editable=False, verbose_name="handed over"
                    ),
                ),
            ],
            options={
                "verbose_name": "line",
                "verbose_name_plural": "lines",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accessory", None), ("category__isnull", False), ("product", None)
                            ),
                            models.Q(
                                ("accessory", None), ("category", None), ("product__isnull", False)
                            ),
                            models.Q(
                                ("accessory__isnull", False), ("category", None), ("product", None)
                            ),
                            _connector="OR",
                        ),
                        name="loans_requestline_one_kind",
                        violation_error_message="A line asks for one kind of thing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("category__isnull", False),
                            models.Q(
                                ("min_ram_gb", None),
                                ("min_screen_inches", None),
                                ("needs_cellular", False),
                                ("needs_webcam", False),
                            ),
                            _connector="OR",
                        ),
                        name="loans_requestline_needs",
                        violation_error_message="Only a device has a screen, memory, a webcam or 4G.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("bundle", None), ("kit", None)),
                            models.Q(("bundle__isnull", False), ("kit__isnull", False)),
                            _connector="OR",
                        ),
                        name="loans_requestline_kit",
                        violation_error_message="What belongs to a kit says which of the request.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("per_kit__gte", 1),
                            models.Q(("kit__isnull", False), ("per_kit", 1), _connector="OR"),
                        ),
                        name="loans_requestline_per_kit",
                        violation_error_message="A kit holds at least one of each of its parts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("requested__gte", 1),
                            models.Q(
                                models.Q(("accepted", None), ("served", 0)),
                                models.Q(
                                    ("accepted__isnull", False),
                                    ("accepted__lte", models.F("requested")),
                                    ("served__lte", models.F("accepted")),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="loans_requestline_quantities",
                        violation_error_message="No more is handed over than was accepted, nor accepted than was asked.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LoanItem",
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
                            ("reserved", "reserved"),
                            ("open", "handed over"),
                            ("returned", "returned"),
                            ("lost", "lost"),
                            ("stolen", "stolen"),
                            ("swapped", "swapped"),
                            ("transferred", "transferred"),
                            ("cancelled", "cancelled"),
                        ],
                        default="reserved",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="loans.loan",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="loans.requestline",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loan_items",
                        to="inventory.device",
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="loan_items",
                        to="inventory.voucher",
                    ),
                ),
                (
                    "accessory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.accessorykind",
                    ),
                ),
                ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="quantity")),
                (
                    "quantity_back",
                    models.PositiveSmallIntegerField(default=0, verbose_name="brought back"),
                ),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("good", "as it left"),
                            ("worn", "more worn"),
                            ("damaged", "damaged"),
                            ("broken", "does not work"),
                        ],
                        max_length=8,
                        verbose_name="condition on return",
                    ),
                ),
                (
                    "may_hold_data",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="somebody's data may be on it"
                    ),
                ),
                (
                    "return_note",
                    models.CharField(
                        blank=True,
                        help_text="About the device; no name.",
                        max_length=200,
                        verbose_name="note on return",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                (
                    "follows",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="followed_by",
                        to="loans.loanitem",
                    ),
                ),
                (
                    "is_non_conforming",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="did not conform"
                    ),
                ),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "item of a loan",
                "verbose_name_plural": "items of loans",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("device__isnull", False)),
                        fields=["opened_at", "ended_at", "status", "loan", "device", "id"],
                        name="loans_loanitem_left",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "reserved",
                                    "open",
                                    "returned",
                                    "lost",
                                    "stolen",
                                    "swapped",
                                    "transferred",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="loans_loanitem_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accessory", None),
                                ("device__isnull", False),
                                ("quantity", 1),
                                ("voucher", None),
                            ),
                            models.Q(
                                ("accessory", None),
                                ("device", None),
                                ("quantity", 1),
                                ("voucher__isnull", False),
                            ),
                            models.Q(
                                ("accessory__isnull", False),
                                ("device", None),
                                ("quantity__gte", 1),
                                ("voucher", None),
                            ),
                            _connector="OR",
                        ),
                        name="loans_loanitem_one_thing",
                        violation_error_message="An item is one device, one voucher, or some accessories.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("status__in", ["reserved", "open"])),
                            models.Q(
                                models.Q(("status__in", ["reserved", "open"]), _negated=True),
                                ("ended_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="loans_loanitem_ended",
                        violation_error_message="An item that has ended says when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["reserved", "cancelled"]),
                            ("opened_at__isnull", False),
                            _connector="OR",
                        ),
                        name="loans_loanitem_opened",
                        violation_error_message="An item that left says when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at", None),
                            ("opened_at", None),
                            ("ended_at__gte", models.F("opened_at")),
                            _connector="OR",
                        ),
                        name="loans_loanitem_dates_in_order",
                        violation_error_message="An item is not back before it left.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity_back__lte", models.F("quantity"))),
                        name="loans_loanitem_back",
                        violation_error_message="No more comes back than went out.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["reserved", "open"])),
                        fields=("device",),
                        name="loans_loanitem_device_once",
                        violation_error_message="This device is on a loan already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["reserved", "open"])),
                        fields=("voucher",),
                        name="loans_loanitem_voucher_once",
                        violation_error_message="This voucher is on a loan already.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_loanitem_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.loan_id IS DISTINCT FROM OLD.loan_id OR NEW.device_id IS DISTINCT FROM OLD.device_id OR NEW.voucher_id IS DISTINCT FROM OLD.voucher_id OR NEW.accessory_id IS DISTINCT FROM OLD.accessory_id)"
                        },
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_non_conforming", False),
                            models.Q(("device__isnull", False), ("status", "swapped")),
                            _connector="OR",
                        ),
                        name="loans_loanitem_non_conforming",
                        violation_error_message="Only a device that was swapped did not conform.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_loanitem_follows_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.follows_id IS DISTINCT FROM OLD.follows_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_loanitem_over",
                        on={
                            "UPDATE": "(OLD.status NOT IN ('reserved', 'open')) AND (NEW.status IS DISTINCT FROM OLD.status)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_loanitem_quantity_frozen",
                        on={
                            "UPDATE": "(OLD.status <> 'reserved') AND (NEW.quantity IS DISTINCT FROM OLD.quantity)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_loanitem_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementText",
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
                            ("loan", "loan"),
                            ("gift", "gift"),
                            ("contribution", "solidarity sale"),
                            ("three_party", "loan to the staff of another employer"),
                            ("category", "clauses of a category"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("family", "families"),
                            ("staff", "staff"),
                            ("anybody", "everybody"),
                        ],
                        max_length=10,
                        verbose_name="for",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.category",
                        verbose_name="category",
                    ),
                ),
                ("language", models.SlugField(max_length=10, verbose_name="language")),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("body", models.TextField(max_length=20000, verbose_name="clauses")),
                ("is_current", models.BooleanField(default=True)),
                ("is_machine", models.BooleanField(default=False, editable=False)),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "text of agreements",
                "verbose_name_plural": "texts of agreements",
                "ordering": ["kind", "audience", "category", "language", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("category", None)),
                        fields=("kind", "audience", "language", "version"),
                        name="loans_agreementtext_version",
                        violation_error_message="Somebody wrote this version at the same time: open it again.",
                    ),
                    models.UniqueConstraint(
                        fields=("category", "language", "version"),
                        name="loans_agreementtext_category_version",
                        violation_error_message="Somebody wrote this version at the same time: open it again.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("category", None), ("is_current", True)),
                        fields=("kind", "audience", "language"),
                        name="loans_agreementtext_one_current",
                        violation_error_message="One version is in use at a time.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("category", "language"),
                        name="loans_agreementtext_category_one_current",
                        violation_error_message="One version is in use at a time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("audience", "anybody"),
                                ("category__isnull", False),
                                ("kind", "category"),
                            ),
                            models.Q(
                                ("audience__in", ["family", "staff"]),
                                ("category", None),
                                ("kind__in", ["loan", "gift", "contribution", "three_party"]),
                            ),
                            _connector="OR",
                        ),
                        name="loans_agreementtext_known",
                        violation_error_message="A text is for a kind of agreement, or a category.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_agreementtext_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.kind IS DISTINCT FROM OLD.kind OR NEW.audience IS DISTINCT FROM OLD.audience OR NEW.category_id IS DISTINCT FROM OLD.category_id OR NEW.language IS DISTINCT FROM OLD.language OR NEW.version IS DISTINCT FROM OLD.version OR NEW.body IS DISTINCT FROM OLD.body)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_agreementtext_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Agreement",
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
                            ("draft", "draft"),
                            ("issued", "to be signed"),
                            ("signed", "signed"),
                            ("declined", "not signed"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="agreements",
                        to="loans.loan",
                    ),
                ),
                (
                    "text",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="loans.agreementtext",
                    ),
                ),
                (
                    "second_text",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="loans.agreementtext",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=14, unique=True, verbose_name="number"
                    ),
                ),
                ("token", models.CharField(editable=False, max_length=32, unique=True)),
                ("facts_sha256", models.CharField(editable=False, max_length=64)),
                (
                    "document",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("signed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "declined_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("terms", "does not agree with the terms"),
                            ("think", "wants to think about it"),
                            ("device", "wants another device"),
                            ("unclear", "did not understand it well enough"),
                            ("absent", "who must sign is not here"),
                            ("gone", "left without signing"),
                            ("replaced", "something changed: another one takes its place"),
                        ],
                        editable=False,
                        max_length=8,
                        verbose_name="why it is not signed",
                    ),
                ),
                ("purged_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "agreement",
                "verbose_name_plural": "agreements",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["draft", "issued", "signed", "declined"])
                        ),
                        name="loans_agreement_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "signed"), _negated=True),
                            models.Q(
                                ("document__isnull", False),
                                ("signed_at__isnull", False),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="loans_agreement_signed",
                        violation_error_message="A signed agreement has its file, hash and time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("declined_because", ""),
                            models.Q(
                                (
                                    "declined_because__in",
                                    [
                                        "terms",
                                        "think",
                                        "device",
                                        "unclear",
                                        "absent",
                                        "gone",
                                        "replaced",
                                    ],
                                ),
                                ("status", "declined"),
                            ),
                            _connector="OR",
                        ),
                        name="loans_agreement_declined_because",
                        violation_error_message="Only what is not signed says why, from the list.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["issued", "signed"])),
                        fields=("loan",),
                        name="loans_agreement_one_issued",
                        violation_error_message="This loan has its agreement: it waits for a signature, or was signed.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_agreement_declined",
                        on={
                            "UPDATE": "(OLD.status = 'declined') AND (NEW.status IS DISTINCT FROM OLD.status)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_agreement_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.loan_id IS DISTINCT FROM OLD.loan_id OR NEW.number IS DISTINCT FROM OLD.number OR NEW.token IS DISTINCT FROM OLD.token)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_agreement_signed_frozen",
                        on={
                            "UPDATE": "(OLD.status = 'signed') AND (NEW.status IS DISTINCT FROM OLD.status OR NEW.status_since IS DISTINCT FROM OLD.status_since OR NEW.text_id IS DISTINCT FROM OLD.text_id OR NEW.second_text_id IS DISTINCT FROM OLD.second_text_id OR NEW.declined_because IS DISTINCT FROM OLD.declined_because OR NEW.facts_sha256 IS DISTINCT FROM OLD.facts_sha256 OR NEW.document_id IS DISTINCT FROM OLD.document_id OR NEW.scan_id IS DISTINCT FROM OLD.scan_id OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.signed_at IS DISTINCT FROM OLD.signed_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_agreement_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="loans.agreement",
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("person", "the person"),
                            ("guardian", "a guardian"),
                            ("collector", "who collects for the person"),
                            ("house", "the association"),
                        ],
                        max_length=9,
                        verbose_name="as",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0)),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "signature",
                "verbose_name_plural": "signatures",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agreement", "role", "position"),
                        name="loans_signature_once",
                        violation_error_message="This person signed already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("role", "house"), ("user__isnull", False)),
                            models.Q(
                                ("role__in", ["person", "guardian", "collector"]),
                                ("user", None),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="loans_signature_whose",
                        violation_error_message="The house signs by a user; others draw their name.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_signature_append_only",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1", "UPDATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ResourceLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("language", models.SlugField(max_length=10, verbose_name="language")),
                ("label", models.CharField(max_length=120, verbose_name="what one finds there")),
                ("address", models.CharField(max_length=120, verbose_name="address or number")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                ("is_active", models.BooleanField(default=True, verbose_name="printed")),
            ],
            options={
                "verbose_name": "help to print",
                "verbose_name_plural": "help to print",
                "ordering": ["language", "position", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("language", "address"),
                        name="loans_resourcelink_once",
                        violation_error_message="This address is in the list already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LoanTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("school", "school and studies"),
                            ("job", "job and training"),
                            ("rights", "access to rights"),
                            ("health", "health"),
                            ("social_link", "social link"),
                            ("telework", "telework"),
                            ("housing", "finding or keeping a home"),
                            ("family", "family and children"),
                            ("other", "something else"),
                        ],
                        max_length=12,
                        unique=True,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "months",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="months"),
                ),
            ],
            options={
                "verbose_name": "duration of loans",
                "verbose_name_plural": "durations of loans",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("months", None), ("months__range", (1, 60)), _connector="OR"
                        ),
                        name="loans_loanterm_known",
                        violation_error_message="A loan lasts one to sixty months.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Amendment",
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
                            ("issued", "to be signed"),
                            ("signed", "signed"),
                            ("noted", "noted, needs no signature"),
                            ("declined", "not signed"),
                        ],
                        default="issued",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("swap", "swap of a device"),
                            ("renewal", "longer loan"),
                            ("transfer", "transfer to another organisation"),
                            ("keep", "loan turned into a gift"),
                            ("correction", "correction"),
                            ("guardian", "signature of the guardian who was not there"),
                            ("employer", "signature of the employer"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="loans.loan",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="loans.agreement",
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(editable=False)),
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=20, unique=True, verbose_name="number"
                    ),
                ),
                ("token", models.CharField(editable=False, max_length=32, unique=True)),
                (
                    "language",
                    models.CharField(editable=False, max_length=2, verbose_name="language"),
                ),
                ("data", models.JSONField(default=dict, editable=False)),
                (
                    "words",
                    models.TextField(
                        blank=True,
                        help_text="In plain words, about the equipment or the terms; please no name.",
                        max_length=500,
                        verbose_name="what was wrong, and what is right",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                (
                    "scan",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                ("sha256", models.CharField(blank=True, editable=False, max_length=64)),
                ("signed_at", models.DateTimeField(editable=False, null=True)),
                ("purged_at", models.DateTimeField(editable=False, null=True)),
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
                "verbose_name": "amendment",
                "verbose_name_plural": "amendments",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["issued", "signed", "noted", "declined"])
                        ),
                        name="loans_amendment_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind__in", ["renewal", "transfer"]), ("status", "noted")),
                            models.Q(
                                (
                                    "kind__in",
                                    ["swap", "keep", "correction", "guardian", "employer"],
                                ),
                                models.Q(("status", "noted"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="loans_amendment_kind",
                        violation_error_message="A longer loan and a transfer are noted; the rest is signed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "signed"), _negated=True),
                            models.Q(
                                ("document__isnull", False),
                                ("signed_at__isnull", False),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="loans_amendment_signed",
                        violation_error_message="A signed amendment has its file, hash and time.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "correction"), _negated=True),
                            models.Q(("words", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="loans_amendment_words",
                        violation_error_message="Say what was wrong, and what is right.",
                    ),
                    models.UniqueConstraint(
                        fields=("loan", "rank"),
                        name="loans_amendment_rank",
                        violation_error_message="Another amendment was written at the same time: try again.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "keep")),
                        fields=("loan",),
                        name="loans_amendment_kept_once",
                        violation_error_message="What was lent becomes a gift once.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_amendment_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.kind IS DISTINCT FROM OLD.kind OR NEW.loan_id IS DISTINCT FROM OLD.loan_id OR NEW.agreement_id IS DISTINCT FROM OLD.agreement_id OR NEW.rank IS DISTINCT FROM OLD.rank OR NEW.number IS DISTINCT FROM OLD.number OR NEW.token IS DISTINCT FROM OLD.token OR NEW.language IS DISTINCT FROM OLD.language OR NEW.data IS DISTINCT FROM OLD.data OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_amendment_words_kept",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.words <> OLD.words AND NEW.words <> '[...]')"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_amendment_signed_frozen",
                        on={
                            "UPDATE": "(OLD.status = 'signed') AND (NEW.status IS DISTINCT FROM OLD.status OR NEW.status_since IS DISTINCT FROM OLD.status_since OR NEW.document_id IS DISTINCT FROM OLD.document_id OR NEW.scan_id IS DISTINCT FROM OLD.scan_id OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.signed_at IS DISTINCT FROM OLD.signed_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_amendment_noted_frozen",
                        on={
                            "UPDATE": "(OLD.status = 'noted' AND OLD.document_id IS NOT NULL) AND (NEW.document_id IS DISTINCT FROM OLD.document_id OR NEW.scan_id IS DISTINCT FROM OLD.scan_id OR NEW.sha256 IS DISTINCT FROM OLD.sha256)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_amendment_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Renewal",
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
                            ("asked", "waiting for an answer"),
                            ("agreed", "agreed"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                        ],
                        default="asked",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="loans.loan",
                    ),
                ),
                ("due_before", models.DateField(editable=False)),
                ("wished_on", models.DateField(verbose_name="until")),
                (
                    "agreed_on",
                    models.DateField(editable=False, null=True, verbose_name="agreed until"),
                ),
                (
                    "refusal",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="reason"
                    ),
                ),
                (
                    "amendment",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewal",
                        to="loans.amendment",
                    ),
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
                "verbose_name": "longer loan",
                "verbose_name_plural": "longer loans",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["status", "id"], name="loans_renewal_status"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["asked", "agreed", "refused", "withdrawn"])
                        ),
                        name="loans_renewal_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "asked")),
                        fields=("loan",),
                        name="loans_renewal_one_asked",
                        violation_error_message="A longer loan is asked for already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("wished_on__gt", models.F("due_before")),
                            models.Q(
                                ("agreed_on", None),
                                ("agreed_on__gt", models.F("due_before")),
                                _connector="OR",
                            ),
                        ),
                        name="loans_renewal_later",
                        violation_error_message="A longer loan ends after the day it is due now.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "agreed"), _negated=True),
                            models.Q(("agreed_on__isnull", False), ("amendment__isnull", False)),
                            _connector="OR",
                        ),
                        name="loans_renewal_agreed",
                        violation_error_message="A longer loan that is agreed has its amendment.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "refused"), _negated=True),
                            models.Q(("refusal", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="loans_renewal_refusal",
                        violation_error_message="Say why it is refused.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_renewal_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.loan_id IS DISTINCT FROM OLD.loan_id OR NEW.due_before IS DISTINCT FROM OLD.due_before OR NEW.wished_on IS DISTINCT FROM OLD.wished_on OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_renewal_answered_frozen",
                        on={
                            "UPDATE": "(OLD.status <> 'asked') AND (NEW.agreed_on IS DISTINCT FROM OLD.agreed_on OR NEW.amendment_id IS DISTINCT FROM OLD.amendment_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_renewal_refusal_kept",
                        on={
                            "UPDATE": "(OLD.status <> 'asked') AND (NEW.refusal <> OLD.refusal AND NEW.refusal <> '[...]')"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_renewal_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="loans.loan",
                    ),
                ),
                ("due_on", models.DateField(verbose_name="to call on")),
                (
                    "done_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="called on"),
                ),
                (
                    "by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("works", "it works"),
                            ("needs_help", "needs help"),
                            ("not_reached", "nobody answered"),
                            ("call_again", "to call again"),
                            ("incident", "an incident: broken, lost or stolen"),
                        ],
                        max_length=12,
                        verbose_name="result",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="About the equipment: no name, nothing on health or opinions.",
                        max_length=200,
                        verbose_name="note",
                    ),
                ),
            ],
            options={
                "verbose_name": "call after a hand-over",
                "verbose_name_plural": "calls after hand-overs",
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at", None)),
                        fields=["due_on"],
                        name="loans_followup_to_do",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("loan", "due_on"),
                        name="loans_followup_once_a_day",
                        violation_error_message="A call is planned for that day already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by", None), ("done_at", None), ("note", ""), ("result", "")),
                            models.Q(
                                ("by__isnull", False),
                                ("done_at__isnull", False),
                                (
                                    "result__in",
                                    [
                                        "works",
                                        "needs_help",
                                        "not_reached",
                                        "call_again",
                                        "incident",
                                    ],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="loans_followup_done",
                        violation_error_message="A call that was made says how it ended and who called.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_followup_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.loan_id IS DISTINCT FROM OLD.loan_id OR NEW.due_on IS DISTINCT FROM OLD.due_on)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_followup_done_frozen",
                        on={
                            "UPDATE": "(OLD.done_at IS NOT NULL) AND (NEW.done_at IS DISTINCT FROM OLD.done_at OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.result IS DISTINCT FROM OLD.result)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_followup_note_kept",
                        on={
                            "UPDATE": "(OLD.done_at IS NOT NULL) AND (NEW.note <> OLD.note AND NEW.note <> '[...]')"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_followup_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                        upserted=True,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Incident",
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
                            ("open", "to settle"),
                            ("settled", "settled"),
                            ("found", "found again"),
                            ("cancelled", "reported in error"),
                        ],
                        default="open",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "number",
                    models.CharField(
                        editable=False, max_length=12, unique=True, verbose_name="number"
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="loans.loanitem",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("breakdown", "breakdown: it does not work any more"),
                            ("breakage", "breakage: it fell or was damaged"),
                            ("loss", "loss"),
                            ("theft", "theft"),
                        ],
                        max_length=10,
                        verbose_name="what happened",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="on")),
                (
                    "declared_by",
                    models.CharField(
                        choices=[
                            ("person", "the person"),
                            ("association", "the organisation"),
                            ("house", "our own people"),
                        ],
                        max_length=12,
                        verbose_name="declared by",
                    ),
                ),
                (
                    "fault",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.faulttype",
                        verbose_name="fault",
                    ),
                ),
                (
                    "complaint_number",
                    models.CharField(
                        blank=True,
                        help_text="For a theft: what the police or the gendarmerie gave.",
                        max_length=40,
                        verbose_name="number of the complaint",
                    ),
                ),
                (
                    "complaint",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="About the device: no name, nothing on anybody, their health or opinions.",
                        max_length=300,
                        verbose_name="what happened, in a few words",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("swapped", "swapped for another"),
                            ("returned", "brought back"),
                            ("lost", "declared lost"),
                            ("stolen", "declared stolen"),
                            ("works", "it works again"),
                            ("kept", "they keep it as it is"),
                        ],
                        editable=False,
                        max_length=8,
                        verbose_name="how it was settled",
                    ),
                ),
                ("settled_at", models.DateTimeField(editable=False, null=True)),
                (
                    "amendment",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="incidents",
                        to="loans.amendment",
                    ),
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
                "verbose_name": "incident",
                "verbose_name_plural": "incidents",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["status", "-id"], name="loans_incident_status"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "settled", "found", "cancelled"])
                        ),
                        name="loans_incident_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("declared_by__in", ["person", "association", "house"]),
                            ("kind__in", ["breakdown", "breakage", "loss", "theft"]),
                        ),
                        name="loans_incident_kind",
                        violation_error_message="Say what happened, and who says so.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind", "theft"),
                            models.Q(("complaint", None), ("complaint_number", "")),
                            _connector="OR",
                        ),
                        name="loans_incident_complaint",
                        violation_error_message="Only a theft has a complaint.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fault", None),
                            models.Q(("kind__in", ["loss", "theft"]), _negated=True),
                            _connector="OR",
                        ),
                        name="loans_incident_fault",
                        violation_error_message="What is gone has no fault to repair.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", False),
                                ("status__in", ["settled", "found"]),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status__in", ["settled", "found"]), _negated=True),
                                ("outcome", ""),
                                ("settled_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="loans_incident_settled",
                        violation_error_message="A settled incident says how and when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "outcome__in",
                                ["", "swapped", "returned", "lost", "stolen", "works", "kept"],
                            )
                        ),
                        name="loans_incident_outcome",
                        violation_error_message="Choose how it was settled.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("item",),
                        name="loans_incident_one_open",
                        violation_error_message="A problem with this device is reported already.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_incident_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.number IS DISTINCT FROM OLD.number OR NEW.item_id IS DISTINCT FROM OLD.item_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.happened_on IS DISTINCT FROM OLD.happened_on OR NEW.declared_by IS DISTINCT FROM OLD.declared_by OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_incident_settled_frozen",
                        on={
                            "UPDATE": "(OLD.status <> 'open') AND (NEW.outcome IS DISTINCT FROM OLD.outcome OR NEW.settled_at IS DISTINCT FROM OLD.settled_at OR NEW.amendment_id IS DISTINCT FROM OLD.amendment_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_incident_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SignatureLink",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="loans.agreement",
                    ),
                ),
                (
                    "amendment",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="loans.amendment",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "channel",
                    models.CharField(
                        choices=[("email", "e-mail"), ("sms", "SMS")],
                        editable=False,
                        max_length=5,
                        verbose_name="by",
                    ),
                ),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("code_hash", models.CharField(blank=True, editable=False, max_length=128)),
                ("expires_at", models.DateTimeField(editable=False, verbose_name="until")),
                (
                    "tries",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="wrong answers"
                    ),
                ),
                (
                    "reminders",
                    models.PositiveSmallIntegerField(
                        default=0, editable=False, verbose_name="reminders sent"
                    ),
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
                ("opened_at", models.DateTimeField(editable=False, null=True)),
                ("used_at", models.DateTimeField(editable=False, null=True)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "link to sign at a distance",
                "verbose_name_plural": "links to sign at a distance",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("agreement__isnull", False), ("amendment", None)),
                            models.Q(("agreement", None), ("amendment__isnull", False)),
                            _connector="OR",
                        ),
                        name="loans_signaturelink_one_paper",
                        violation_error_message="A link is for one paper.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("at"))),
                        name="loans_signaturelink_dated",
                        violation_error_message="A link ends after it was sent.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_signaturelink_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.agreement_id IS DISTINCT FROM OLD.agreement_id OR NEW.amendment_id IS DISTINCT FROM OLD.amendment_id OR NEW.position IS DISTINCT FROM OLD.position OR NEW.channel IS DISTINCT FROM OLD.channel OR NEW.token_hash IS DISTINCT FROM OLD.token_hash OR NEW.code_hash IS DISTINCT FROM OLD.code_hash OR NEW.expires_at IS DISTINCT FROM OLD.expires_at OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_signaturelink_used",
                        on={
                            "UPDATE": "(OLD.used_at IS NOT NULL OR OLD.closed_at IS NOT NULL) AND (NEW.used_at IS DISTINCT FROM OLD.used_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_signaturelink_closed",
                        on={
                            "UPDATE": "(OLD.closed_at IS NOT NULL) AND (NEW.closed_at IS DISTINCT FROM OLD.closed_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_signaturelink_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Weight",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        editable=False, max_length=24, unique=True, verbose_name="reason"
                    ),
                ),
                (
                    "points",
                    models.PositiveSmallIntegerField(
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="points",
                    ),
                ),
            ],
            options={
                "verbose_name": "priority",
                "verbose_name_plural": "priorities",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "reason__in",
                                [
                                    "purpose_school",
                                    "purpose_job",
                                    "purpose_rights",
                                    "purpose_health",
                                    "purpose_social_link",
                                    "purpose_telework",
                                    "purpose_housing",
                                    "purpose_family",
                                    "purpose_other",
                                    "urgency_course",
                                    "urgency_job",
                                    "urgency_care",
                                    "urgency_alone",
                                    "urgency_broken",
                                    "no_device",
                                    "person",
                                    "pupil",
                                    "near",
                                    "soon",
                                    "week",
                                ],
                            )
                        ),
                        name="loans_weight_reason",
                        violation_error_message="Priority is given for a reason of the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("points__gte", 0), ("points__lte", 100)),
                        name="loans_weight_points",
                        violation_error_message="A reason gives 0 to 100 points.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Appointment",
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
                            ("booked", "booked"),
                            ("kept", "came"),
                            ("missed", "did not come"),
                            ("cancelled", "cancelled"),
                        ],
                        default="booked",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("pick_up", "Pick-up"), ("return", "Return")],
                        default="pick_up",
                        max_length=8,
                        verbose_name="what for",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.site",
                        verbose_name="site",
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="when")),
                ("ends_at", models.DateTimeField(editable=False, verbose_name="until")),
                (
                    "seat",
                    models.PositiveSmallIntegerField(
                        editable=False, null=True, verbose_name="place"
                    ),
                ),
                (
                    "places",
                    models.PositiveSmallIntegerField(
                        default=1, editable=False, verbose_name="places"
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="people.organisation",
                        verbose_name="organisation",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="loans.request",
                        verbose_name="request",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="appointments",
                        to="loans.loan",
                        verbose_name="loan",
                    ),
                ),
                (
                    "booked_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "verbose_name": "appointment",
                "verbose_name_plural": "appointments",
                "ordering": ["starts_at", "pk"],
                "indexes": [
                    models.Index(fields=["site", "starts_at"], name="loans_appointment_site_time"),
                    models.Index(
                        fields=["organisation", "starts_at"], name="loans_appointment_org_time"
                    ),
                    models.Index(
                        fields=["status", "starts_at"], name="loans_appointment_status_time"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["booked", "kept", "missed", "cancelled"])
                        ),
                        name="loans_appointment_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "pick_up"),
                                models.Q(
                                    models.Q(("loan", None), ("request__isnull", False)),
                                    models.Q(("loan__isnull", False), ("request", None)),
                                    _connector="OR",
                                ),
                            ),
                            models.Q(
                                ("kind", "return"), ("loan__isnull", False), ("request", None)
                            ),
                            _connector="OR",
                        ),
                        name="loans_appointment_kind",
                        violation_error_message="One comes to collect for a request or a hand-over, or to return a loan.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="loans_appointment_in_order",
                        violation_error_message="An appointment ends after it begins.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("seat", None), ("status", "cancelled")),
                            models.Q(
                                models.Q(("status", "cancelled"), _negated=True),
                                ("seat__gte", 1),
                                ("seat__isnull", False),
                                ("seat__lte", models.F("places")),
                            ),
                            _connector="OR",
                        ),
                        name="loans_appointment_place",
                        violation_error_message="Nobody is free at this time: choose another.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("seat__isnull", False)),
                        fields=("site", "starts_at", "seat"),
                        name="loans_appointment_seat_once",
                        violation_error_message="This time was just taken: choose another.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "booked")),
                        fields=("request",),
                        name="loans_appointment_request_once",
                        violation_error_message="There is an appointment already: move it.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "booked")),
                        fields=("loan",),
                        name="loans_appointment_loan_once",
                        violation_error_message="There is an appointment already: move it.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_appointment_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.kind IS DISTINCT FROM OLD.kind OR NEW.site_id IS DISTINCT FROM OLD.site_id OR NEW.request_id IS DISTINCT FROM OLD.request_id OR NEW.loan_id IS DISTINCT FROM OLD.loan_id OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_appointment_over",
                        on={
                            "UPDATE": "(OLD.status <> 'booked') AND (NEW.starts_at IS DISTINCT FROM OLD.starts_at OR NEW.ends_at IS DISTINCT FROM OLD.ends_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_appointment_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OpeningHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="hours",
                        to="people.site",
                    ),
                ),
                (
                    "weekday",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (0, "Monday"),
                            (1, "Tuesday"),
                            (2, "Wednesday"),
                            (3, "Thursday"),
                            (4, "Friday"),
                            (5, "Saturday"),
                            (6, "Sunday"),
                        ],
                        verbose_name="day",
                    ),
                ),
                ("opens_at", models.TimeField(verbose_name="from")),
                ("closes_at", models.TimeField(verbose_name="until")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(default=30, verbose_name="minutes for each"),
                ),
                (
                    "capacity",
                    models.PositiveSmallIntegerField(default=1, verbose_name="people at a time"),
                ),
            ],
            options={
                "verbose_name": "opening hours",
                "verbose_name_plural": "opening hours",
                "ordering": ["weekday", "opens_at"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("weekday__lte", 6)),
                        name="loans_openinghours_weekday",
                        violation_error_message="A week has seven days.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                        name="loans_openinghours_in_order",
                        violation_error_message="It closes after it opens.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 5), ("minutes__lte", 240)),
                        name="loans_openinghours_minutes",
                        violation_error_message="An appointment lasts from 5 minutes to 4 hours.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("capacity__gte", 1), ("capacity__lte", 50)),
                        name="loans_openinghours_capacity",
                        violation_error_message="From 1 to 50 people come at a time.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Closure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closures",
                        to="people.site",
                    ),
                ),
                ("first_on", models.DateField(verbose_name="first day")),
                ("last_on", models.DateField(verbose_name="last day")),
                ("reason", models.CharField(max_length=80, verbose_name="reason")),
            ],
            options={
                "verbose_name": "closure",
                "verbose_name_plural": "closures",
                "ordering": ["first_on", "pk"],
                "indexes": [
                    models.Index(fields=["site", "last_on"], name="loans_closure_site_last"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="loans_closure_in_order",
                        violation_error_message="The last day is not before the first.",
                    ),
                    models.UniqueConstraint(
                        fields=("site", "first_on", "last_on"),
                        name="loans_closure_once",
                        violation_error_message="This closure is entered already.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Mandate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "loan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="mandate",
                        to="loans.loan",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="who collects")),
                (
                    "structure",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="from which organisation"
                    ),
                ),
                (
                    "paper",
                    models.CharField(
                        choices=[
                            ("written", "a mandate in writing"),
                            ("aidants", "an Aidants Connect mandate"),
                            ("court", "a decision of a judge"),
                            ("employer", "an order of the employer"),
                        ],
                        max_length=8,
                        verbose_name="paper seen",
                    ),
                ),
                ("seen_on", models.DateField(verbose_name="seen on")),
                (
                    "through_aidants_connect",
                    models.BooleanField(default=False, verbose_name="through Aidants Connect"),
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
                ("given_up_at", models.DateTimeField(editable=False, null=True)),
                ("forgotten_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "mandate",
                "verbose_name_plural": "mandates",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paper__in", ["written", "aidants", "court", "employer"])
                        ),
                        name="loans_mandate_paper",
                        violation_error_message="Say which paper was seen.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paper", "aidants"), _negated=True),
                            ("through_aidants_connect", True),
                            _connector="OR",
                        ),
                        name="loans_mandate_aidants",
                        violation_error_message="An Aidants Connect mandate goes through it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("forgotten_at", None), models.Q(("name", ""), _negated=True)),
                            models.Q(
                                ("forgotten_at__isnull", False), ("name", ""), ("structure", "")
                            ),
                            _connector="OR",
                        ),
                        name="loans_mandate_name",
                        violation_error_message="A mandate names who collects, until it is forgotten.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_mandate_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.voucherproduct",
                        verbose_name="voucher",
                    ),
                ),
                (
                    "accessory",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.accessorykind",
                        verbose_name="accessory",
                    ),
                ),
                (
                    "min_screen_inches",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        verbose_name="screen, at least (inches)",
                    ),
                ),
                (
                    "min_ram_gb",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="memory, at least (GB)"
                    ),
                ),
                ("needs_webcam", models.BooleanField(default=False, verbose_name="with a webcam")),
                (
                    "needs_cellular",
                    models.BooleanField(default=False, verbose_name="with 4G or 5G"),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="loans.referral",
                    ),
                ),
                (
                    "kit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.kit",
                        verbose_name="kit",
                    ),
                ),
                ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="quantity")),
            ],
            options={
                "verbose_name": "entitlement",
                "verbose_name_plural": "entitlements",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("accessory", None),
                                ("category__isnull", False),
                                ("kit", None),
                                ("product", None),
                            ),
                            models.Q(
                                ("accessory", None),
                                ("category", None),
                                ("kit", None),
                                ("product__isnull", False),
                            ),
                            models.Q(
                                ("accessory__isnull", False),
                                ("category", None),
                                ("kit", None),
                                ("product", None),
                            ),
                            models.Q(
                                ("accessory", None),
                                ("category", None),
                                ("kit__isnull", False),
                                ("product", None),
                            ),
                            _connector="OR",
                        ),
                        name="loans_referralline_one_kind",
                        violation_error_message="A line is about one kind of thing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)),
                        name="loans_referralline_quantity",
                        violation_error_message="A slip entitles to a whole number, at least one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("category__isnull", False),
                            models.Q(
                                ("min_ram_gb", None),
                                ("min_screen_inches", None),
                                ("needs_cellular", False),
                                ("needs_webcam", False),
                            ),
                            _connector="OR",
                        ),
                        name="loans_referralline_needs",
                        violation_error_message="Only a device has a screen, memory, a webcam or 4G.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_referralline_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.referral_id IS DISTINCT FROM OLD.referral_id OR NEW.category_id IS DISTINCT FROM OLD.category_id OR NEW.product_id IS DISTINCT FROM OLD.product_id OR NEW.accessory_id IS DISTINCT FROM OLD.accessory_id OR NEW.kit_id IS DISTINCT FROM OLD.kit_id OR NEW.quantity IS DISTINCT FROM OLD.quantity)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_referralline_needs_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.min_screen_inches IS DISTINCT FROM OLD.min_screen_inches OR NEW.min_ram_gb IS DISTINCT FROM OLD.min_ram_gb OR NEW.needs_webcam IS DISTINCT FROM OLD.needs_webcam OR NEW.needs_cellular IS DISTINCT FROM OLD.needs_cellular)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_referralline_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Rules",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reservation_days",
                    models.PositiveSmallIntegerField(
                        default=14,
                        help_text="Then what was set aside is back on the shelf, and its organisation is told.",
                        validators=[django.core.validators.MaxValueValidator(366)],
                        verbose_name="days a reservation is kept",
                    ),
                ),
                (
                    "unsigned_days",
                    models.PositiveSmallIntegerField(
                        default=2,
                        validators=[django.core.validators.MaxValueValidator(366)],
                        verbose_name="days before an unsigned hand-over is recalled",
                    ),
                ),
                (
                    "swap_days",
                    models.PositiveSmallIntegerField(
                        default=60,
                        help_text="Reckoned from the hand-over; later, it wore out in use.",
                        validators=[django.core.validators.MaxValueValidator(366)],
                        verbose_name="days within which a failure counts as non-conforming",
                    ),
                ),
                (
                    "late_limit",
                    models.PositiveSmallIntegerField(
                        default=3,
                        help_text="Of one organisation, until they are back; 0 for never.",
                        verbose_name="late loans that suspend new requests",
                    ),
                ),
                (
                    "walk_in_refusal",
                    models.CharField(
                        choices=[
                            ("nobody", "nobody: the counter is warned"),
                            ("late", "who is late"),
                            ("equipped", "who is late, or has such a device already"),
                        ],
                        default="nobody",
                        max_length=8,
                        verbose_name="who is refused a hand-over without a request",
                    ),
                ),
                (
                    "voucher_ceiling",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("30"),
                        max_digits=6,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="vouchers per person and month, at most (€)",
                    ),
                ),
                (
                    "price_ceiling",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("100"),
                        help_text="Tax included. The catalogue has a price for each category and grade.",
                        max_digits=6,
                        validators=[django.core.validators.MinValueValidator(0)],
                        verbose_name="price of a device that is sold, at most (€)",
                    ),
                ),
                (
                    "vat_mention",
                    models.CharField(
                        blank=True,
                        help_text="As your accountant says, with the article of law: “No VAT: article …”.",
                        max_length=120,
                        verbose_name="VAT, as sales print it",
                    ),
                ),
                (
                    "school_ends_month",
                    models.PositiveSmallIntegerField(
                        default=7,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="month in which the school year ends",
                    ),
                ),
                (
                    "school_ends_day",
                    models.PositiveSmallIntegerField(
                        default=4,
                        help_text="28 at most, so that every year has it.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(28),
                        ],
                        verbose_name="day of that month",
                    ),
                ),
                (
                    "shows_stock",
                    models.BooleanField(
                        default=True,
                        help_text="While they write a request: how many, and about how long otherwise.",
                        verbose_name="associations see what is ready",
                    ),
                ),
                (
                    "signs_by_drawing",
                    models.BooleanField(
                        default=False,
                        help_text="Otherwise their name is printed on the agreement, with the time.",
                        verbose_name="whoever hands over draws a signature",
                    ),
                ),
                (
                    "remind_before",
                    models.CharField(
                        blank=True,
                        default="7, 1",
                        help_text="The person, and their organisation. On the day itself too.",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(\\d{1,3}(\\s*,\\s*\\d{1,3}){0,5})?$",
                                "Write up to six numbers of days with commas: 7, 1.",
                            )
                        ],
                        verbose_name="days before the due date when one is reminded",
                    ),
                ),
                (
                    "remind_after",
                    models.CharField(
                        blank=True,
                        default="3, 10",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(\\d{1,3}(\\s*,\\s*\\d{1,3}){0,5})?$",
                                "Write up to six numbers of days with commas: 7, 1.",
                            )
                        ],
                        verbose_name="days after the due date when one is reminded",
                    ),
                ),
                (
                    "follow_up_days",
                    models.CharField(
                        blank=True,
                        default="7, 30, 90",
                        help_text="A coordinator asks whether it works.",
                        max_length=40,
                        validators=[
                            django.core.validators.RegexValidator(
                                "^(\\d{1,3}(\\s*,\\s*\\d{1,3}){0,5})?$",
                                "Write up to six numbers of days with commas: 7, 1.",
                            )
                        ],
                        verbose_name="days after a hand-over when one calls",
                    ),
                ),
            ],
            options={
                "verbose_name": "rules of the counter",
                "verbose_name_plural": "rules of the counter",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("pk", 1)),
                        name="loans_rules_only_one",
                        violation_error_message="The counter has one set of rules only.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price_ceiling__gte", 0),
                            ("school_ends_day__range", (1, 28)),
                            ("school_ends_month__range", (1, 12)),
                            ("voucher_ceiling__gte", 0),
                            ("walk_in_refusal__in", ["nobody", "late", "equipped"]),
                        ),
                        name="loans_rules_within",
                        violation_error_message="A rule is out of its limits.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff_lines",
                        to="inventory.importbatch",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="row")),
                (
                    "loan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff_line",
                        to="loans.loan",
                    ),
                ),
                ("tied_at", models.DateTimeField(editable=False, null=True, verbose_name="tied")),
            ],
            options={
                "verbose_name": "person of a staff list",
                "verbose_name_plural": "people of staff lists",
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "number"),
                        name="loans_staffline_once",
                        violation_error_message="This row of the list has its loan already.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_staffline_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.batch_id IS DISTINCT FROM OLD.batch_id OR NEW.number IS DISTINCT FROM OLD.number OR NEW.loan_id IS DISTINCT FROM OLD.loan_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_staffline_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StaffRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "batch",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="staff_run",
                        to="inventory.importbatch",
                    ),
                ),
                (
                    "stack",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                ("drawn_at", models.DateTimeField(editable=False, null=True)),
                ("offered_at", models.DateTimeField(editable=False, null=True)),
                (
                    "offered_by",
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
                "verbose_name": "staff list",
                "verbose_name_plural": "staff lists",
                "constraints": [
                    core.workflow.guards.Guard(
                        name="loans_staffrun_frozen",
                        on={"UPDATE": "(1 = 1) AND (NEW.batch_id IS DISTINCT FROM OLD.batch_id)"},
                    ),
                    core.workflow.guards.Guard(
                        name="loans_staffrun_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Campaign",
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
                            ("prepared", "to be sent"),
                            ("launched", "sent"),
                            ("dropped", "dropped"),
                        ],
                        default="prepared",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("school_year", "the school year is ending"),
                            ("contract", "the contract has ended"),
                            ("telework", "telework has ended"),
                            ("due", "the loan has come to its end"),
                            ("renewal", "the equipment is to be checked or replaced"),
                        ],
                        max_length=12,
                        verbose_name="reason",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("slots", "a date at the counter, for each"),
                            ("ask", "a letter that asks them to book"),
                        ],
                        default="slots",
                        max_length=8,
                        verbose_name="what people are sent",
                    ),
                ),
                ("first_on", models.DateField(verbose_name="first day")),
                ("last_on", models.DateField(verbose_name="last day")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "verbose_name": "campaign",
                "verbose_name_plural": "campaigns",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["prepared", "launched", "dropped"])),
                        name="loans_campaign_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("mode__in", ["slots", "ask"]),
                            (
                                "reason__in",
                                ["school_year", "contract", "telework", "due", "renewal"],
                            ),
                        ),
                        name="loans_campaign_choices",
                        violation_error_message="Choose a reason of the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_on__gte", models.F("first_on"))),
                        name="loans_campaign_in_order",
                        violation_error_message="The last day is not before the first.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_campaign_launched",
                        on={
                            "UPDATE": "(OLD.status <> 'prepared') AND (NEW.name IS DISTINCT FROM OLD.name OR NEW.reason IS DISTINCT FROM OLD.reason OR NEW.mode IS DISTINCT FROM OLD.mode OR NEW.first_on IS DISTINCT FROM OLD.first_on OR NEW.last_on IS DISTINCT FROM OLD.last_on)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_campaign_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignLoan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="loans.campaign",
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_rows",
                        to="loans.loan",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("booked", "has its date"),
                            ("asked", "asked to book"),
                            ("had_one", "had an appointment already"),
                            ("no_slot", "no place was left: asked to book"),
                            ("over", "was over already"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        blank=True,
                        choices=[("email", "e-mail"), ("sms", "SMS"), ("paper", "letter on paper")],
                        max_length=8,
                        verbose_name="told by",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="campaign_rows",
                        to="loans.appointment",
                    ),
                ),
            ],
            options={
                "verbose_name": "loan of a campaign",
                "verbose_name_plural": "loans of a campaign",
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("campaign", "loan"),
                        name="loans_campaignloan_once",
                        violation_error_message="This loan is in the campaign already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("outcome__in", ["", "booked", "asked", "had_one", "no_slot", "over"]),
                            ("way__in", ["", "email", "sms", "paper"]),
                        ),
                        name="loans_campaignloan_choices",
                        violation_error_message="This status does not exist.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_campaignloan_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.campaign_id IS DISTINCT FROM OLD.campaign_id OR NEW.loan_id IS DISTINCT FROM OLD.loan_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_campaignloan_told_once",
                        on={
                            "DELETE": "OLD.outcome <> ''",
                            "UPDATE": "OLD.outcome <> '' AND (NEW.outcome <> OLD.outcome OR NEW.way <> OLD.way OR NEW.appointment_id IS DISTINCT FROM OLD.appointment_id)",
                        },
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Briefing",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "loan",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="briefing",
                        to="loans.loan",
                    ),
                ),
                (
                    "switch_on",
                    models.BooleanField(default=False, verbose_name="to switch it on and off"),
                ),
                ("charge", models.BooleanField(default=False, verbose_name="to charge it")),
                (
                    "password",
                    models.BooleanField(
                        default=False, verbose_name="to choose and keep a password"
                    ),
                ),
                (
                    "who_to_call",
                    models.BooleanField(default=False, verbose_name="who to call, and the number"),
                ),
                (
                    "training",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "offered, and accepted"),
                            ("declined", "offered, and not wanted"),
                            ("at_ease", "offered, and not needed: at ease already"),
                            ("not_asked", "not asked"),
                        ],
                        max_length=9,
                        verbose_name="was a training offered?",
                    ),
                ),
                (
                    "where",
                    models.CharField(
                        blank=True,
                        help_text="The name of the place; nothing about the person.",
                        max_length=120,
                        verbose_name="where the person is sent",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("booked", "an appointment is made"),
                            ("will_call", "the person will call"),
                            ("called_back", "they will call the person"),
                        ],
                        max_length=11,
                        verbose_name="what comes next",
                    ),
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
                "verbose_name": "what was explained",
                "verbose_name_plural": "what was explained",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("training__in", ["", "accepted", "declined", "at_ease", "not_asked"]),
                            ("outcome__in", ["", "booked", "will_call", "called_back"]),
                        ),
                        name="loans_briefing_training",
                        violation_error_message="Choose an answer of the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("training", "accepted"),
                                models.Q(("where", ""), _negated=True),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("training", "accepted"), _negated=True),
                                ("outcome", ""),
                                ("where", ""),
                            ),
                            _connector="OR",
                        ),
                        name="loans_briefing_accepted",
                        violation_error_message="A training that is accepted says where, and what comes next.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_briefing_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attachments",
                        to="loans.loan",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("referral", "letter of who sends them"),
                            ("school", "school certificate"),
                            ("training", "certificate of a training or a job"),
                            ("employer", "letter of the employer"),
                            ("mandate", "mandate"),
                            ("insurance", "insurance certificate"),
                        ],
                        max_length=9,
                        verbose_name="what it is",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
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
                ("removed_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "attached paper",
                "verbose_name_plural": "attached papers",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                [
                                    "referral",
                                    "school",
                                    "training",
                                    "employer",
                                    "mandate",
                                    "insurance",
                                ],
                            )
                        ),
                        name="loans_attachment_kind",
                        violation_error_message="This kind of paper is not kept.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_attachment_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestMessage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="loans.request",
                    ),
                ),
                (
                    "text",
                    models.CharField(
                        blank=True,
                        help_text="About the equipment or the day: no name of a family, nothing on health or opinions.",
                        max_length=500,
                        verbose_name="message",
                    ),
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
                ("of_house", models.BooleanField(editable=False, verbose_name="from the house")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("read_at", models.DateTimeField(editable=False, null=True)),
                ("withdrawn_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "message",
                "verbose_name_plural": "messages",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("read_at", None), ("withdrawn_at", None)),
                        fields=["request", "of_house"],
                        name="loans_message_unread",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("withdrawn_at", None), models.Q(("text", ""), _negated=True)),
                            models.Q(("text", ""), ("withdrawn_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="loans_requestmessage_text",
                        violation_error_message="Write something first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("read_at", None), ("read_at__gte", models.F("at")), _connector="OR"
                        ),
                        name="loans_requestmessage_read",
                        violation_error_message="A message is read after it was written.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_requestmessage_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.request_id IS DISTINCT FROM OLD.request_id OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.of_house IS DISTINCT FROM OLD.of_house OR NEW.at IS DISTINCT FROM OLD.at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_requestmessage_not_edited",
                        on={"UPDATE": "NEW.text <> OLD.text AND NEW.text <> ''"},
                    ),
                    core.workflow.guards.Guard(
                        name="loans_requestmessage_stays_withdrawn",
                        on={
                            "UPDATE": "(OLD.withdrawn_at IS NOT NULL) AND (NEW.withdrawn_at IS DISTINCT FROM OLD.withdrawn_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_requestmessage_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnSession",
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
                            ("open", "under way"),
                            ("done", "taken back"),
                            ("dropped", "given up"),
                        ],
                        default="open",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.site",
                        verbose_name="site",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
            options={
                "verbose_name": "return",
                "verbose_name_plural": "returns",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["open", "done", "dropped"])),
                        name="loans_returnsession_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "open")),
                        fields=("owner",),
                        name="loans_returnsession_one_open",
                        violation_error_message="You have a return under way already.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_returnsession_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.owner_id IS DISTINCT FROM OLD.owner_id OR NEW.site_id IS DISTINCT FROM OLD.site_id OR NEW.at IS DISTINCT FROM OLD.at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_returnsession_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReturnLine",
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
                            ("waiting", "in the list"),
                            ("done", "taken back"),
                            ("undone", "taken off the list"),
                        ],
                        default="waiting",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="loans.returnsession",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="return_lines",
                        to="loans.loanitem",
                    ),
                ),
                (
                    "condition",
                    models.CharField(
                        choices=[
                            ("good", "as it left"),
                            ("worn", "more worn"),
                            ("damaged", "damaged"),
                            ("broken", "does not work"),
                        ],
                        default="good",
                        max_length=8,
                        verbose_name="condition",
                    ),
                ),
                (
                    "may_hold_data",
                    models.BooleanField(
                        blank=True, null=True, verbose_name="somebody's data may be on it"
                    ),
                ),
                (
                    "has_charger",
                    models.BooleanField(blank=True, null=True, verbose_name="its charger is here"),
                ),
                (
                    "count",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="here"),
                ),
                (
                    "is_given_up",
                    models.BooleanField(
                        default=False, verbose_name="what is missing will not come back"
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="About the device; no name.",
                        max_length=200,
                        verbose_name="note",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a return",
                "verbose_name_plural": "lines of a return",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["waiting", "done", "undone"])),
                        name="loans_returnline_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("condition__in", ["good", "worn", "damaged", "broken"])
                        ),
                        name="loans_returnline_condition",
                        violation_error_message="Say how it comes back.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "done"), _negated=True),
                            ("receipt__isnull", False),
                            _connector="OR",
                        ),
                        name="loans_returnline_done",
                        violation_error_message="What was taken back has its receipt.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "waiting")),
                        fields=("item",),
                        name="loans_returnline_waits_once",
                        violation_error_message="Somebody has this in their list already.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_returnline_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.session_id IS DISTINCT FROM OLD.session_id OR NEW.item_id IS DISTINCT FROM OLD.item_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_returnline_done_frozen",
                        on={
                            "UPDATE": "(OLD.status = 'done') AND (NEW.status IS DISTINCT FROM OLD.status OR NEW.condition IS DISTINCT FROM OLD.condition OR NEW.may_hold_data IS DISTINCT FROM OLD.may_hold_data OR NEW.has_charger IS DISTINCT FROM OLD.has_charger OR NEW.count IS DISTINCT FROM OLD.count OR NEW.is_given_up IS DISTINCT FROM OLD.is_given_up OR NEW.receipt_id IS DISTINCT FROM OLD.receipt_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_returnline_note_kept",
                        on={
                            "UPDATE": "(OLD.status = 'done') AND (NEW.note <> OLD.note AND NEW.note <> '[...]')"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_returnline_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContributionReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "loan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contribution_receipts",
                        to="loans.loan",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                ("number", models.PositiveIntegerField(verbose_name="number")),
                (
                    "amount",
                    models.DecimalField(decimal_places=2, max_digits=7, verbose_name="amount (€)"),
                ),
                (
                    "paid_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cash", "in cash"),
                            ("card", "by card"),
                            ("cheque", "by cheque"),
                            ("transfer", "by bank transfer"),
                        ],
                        max_length=8,
                        verbose_name="how it was paid",
                    ),
                ),
                (
                    "cancels",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cancelled_by",
                        to="loans.contributionreceipt",
                        verbose_name="cancels",
                    ),
                ),
                (
                    "why",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("refunded", "given back to the person"),
                            ("unpaid", "the payment was refused"),
                            ("mistake", "written by mistake"),
                        ],
                        max_length=10,
                        verbose_name="why",
                    ),
                ),
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "receipt of a sale",
                "verbose_name_plural": "receipts of sales",
                "ordering": ["-year", "-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("year", "number"),
                        name="loans_contributionreceipt_number",
                        violation_error_message="This number is given already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gt", 0)),
                        name="loans_contributionreceipt_amount",
                        violation_error_message="A price is more than nothing.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("paid_by__in", ["", "cash", "card", "cheque", "transfer"])
                        ),
                        name="loans_contributionreceipt_paid_by",
                        violation_error_message="Choose how the price is paid.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cancels", None), ("why", "")),
                            models.Q(
                                ("cancels__isnull", False),
                                ("why__in", ["refunded", "unpaid", "mistake"]),
                                models.Q(("cancels", models.F("id")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="loans_contributionreceipt_why",
                        violation_error_message="Say why the receipt is cancelled.",
                    ),
                    core.workflow.guards.Guard(
                        name="loans_contributionreceipt_says_how",
                        on={"INSERT": "NEW.cancels_id IS NULL AND NEW.paid_by = ''"},
                    ),
                    core.workflow.guards.Guard(
                        name="loans_contributionreceipt_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.loan_id IS DISTINCT FROM OLD.loan_id OR NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.amount IS DISTINCT FROM OLD.amount OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_contributionreceipt_said_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.paid_by IS DISTINCT FROM OLD.paid_by OR NEW.cancels_id IS DISTINCT FROM OLD.cancels_id OR NEW.why IS DISTINCT FROM OLD.why)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_contributionreceipt_document",
                        on={
                            "UPDATE": "(OLD.document_id IS NOT NULL) AND (NEW.document_id IS DISTINCT FROM OLD.document_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="loans_contributionreceipt_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
    ]
