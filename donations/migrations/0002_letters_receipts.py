import core.atonce
import core.guards
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("core", "0001_initial"),
        ("donations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        core.atonce.AtOnce(
            operations=[
                migrations.CreateModel(
                    name="AgendaKey",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "token_hash",
                            models.CharField(editable=False, max_length=64, unique=True),
                        ),
                        (
                            "at",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        ("ended_at", models.DateTimeField(editable=False, null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                editable=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="agenda_keys",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "address of a calendar",
                        "verbose_name_plural": "addresses of calendars",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("user",),
                                name="donations_agendakey_one",
                                violation_error_message="You have a secret address already: revoke it first.",
                            ),
                            core.guards.Guard(
                                name="donations_agendakey_frozen",
                                on={
                                    "UPDATE": "(1 = 1) AND (NEW.user_id IS DISTINCT FROM OLD.user_id OR NEW.token_hash IS DISTINCT FROM OLD.token_hash)"
                                },
                            ),
                            core.guards.Guard(
                                name="donations_agendakey_ended",
                                on={
                                    "UPDATE": "(OLD.ended_at IS NOT NULL) AND (NEW.ended_at IS DISTINCT FROM OLD.ended_at)"
                                },
                            ),
                            core.guards.Guard(
                                name="donations_agendakey_kept",
                                on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "status_since",
                            models.DateTimeField(
                                default=django.utils.timezone.now,
                                editable=False,
                                verbose_name="since",
                            ),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("sending", "on its way"),
                                    ("sent", "sent"),
                                    ("failed", "not sent"),
                                    ("unsure", "perhaps sent"),
                                ],
                                default="sending",
                                editable=False,
                                max_length=16,
                                verbose_name="status",
                            ),
                        ),
                        ("paper", models.CharField(max_length=20)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.document",
                            ),
                        ),
                        (
                            "donation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="donations.donation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "letter",
                        "verbose_name_plural": "letters",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("status__in", ["sending", "sent", "failed", "unsure"])
                                ),
                                name="donations_letter_status",
                                violation_error_message="This status does not exist.",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("status", "sending")),
                                fields=("document",),
                                name="donations_letter_one_on_its_way",
                                violation_error_message="This paper is on its way already.",
                            ),
                            core.guards.Guard(
                                name="donations_letter_frozen",
                                on={
                                    "UPDATE": "(1 = 1) AND (NEW.donation_id IS DISTINCT FROM OLD.donation_id OR NEW.document_id IS DISTINCT FROM OLD.document_id OR NEW.paper IS DISTINCT FROM OLD.paper OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)"
                                },
                            ),
                            core.guards.Guard(
                                name="donations_letter_no_way_back",
                                on={
                                    "UPDATE": "(OLD.status <> 'sending') AND (NEW.status IS DISTINCT FROM OLD.status)"
                                },
                            ),
                            core.guards.Guard(
                                name="donations_letter_kept",
                                on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Paper",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("slip", "collection slip"),
                                    ("agreement", "donation agreement"),
                                    ("statement", "statement of receipt"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("number", models.CharField(max_length=20, unique=True)),
                        ("facts_sha256", models.CharField(max_length=64)),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "document",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="core.document",
                            ),
                        ),
                        (
                            "donation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="papers",
                                to="donations.donation",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "paper of a donation",
                        "verbose_name_plural": "papers of donations",
                        "ordering": ["-pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("kind__in", ["slip", "agreement", "statement"])
                                ),
                                name="donations_paper_kind",
                                violation_error_message="This kind of paper does not exist.",
                            ),
                            core.guards.Guard(
                                name="donations_paper_append_only",
                                on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1", "UPDATE": "1 = 1"},
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaxReceipt",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("number", models.PositiveIntegerField(verbose_name="number")),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("11580", "Cerfa 11580, individuals"),
                                    ("16216", "Cerfa 16216, companies"),
                                ],
                                max_length=5,
                                verbose_name="model",
                            ),
                        ),
                        (
                            "amount",
                            models.DecimalField(
                                decimal_places=2, max_digits=12, verbose_name="amount (€)"
                            ),
                        ),
                        ("issued_on", models.DateField(verbose_name="issued on")),
                        ("content", models.JSONField()),
                        ("at", models.DateTimeField(default=django.utils.timezone.now)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "cancels",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="cancelled_by",
                                to="donations.taxreceipt",
                                verbose_name="cancels",
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
                            "donation",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="donations.donation",
                                verbose_name="donation",
                            ),
                        ),
                        (
                            "donor",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="receipts",
                                to="donations.donor",
                                verbose_name="donor",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "tax receipt",
                        "verbose_name_plural": "tax receipts",
                        "ordering": ["-year", "-number"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("year", "number"),
                                name="donations_taxreceipt_number",
                                violation_error_message="This number is given already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("form__in", ["11580", "16216"])),
                                name="donations_taxreceipt_form",
                                violation_error_message="This model of tax receipt does not exist.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gt", 0)),
                                name="donations_taxreceipt_amount",
                                violation_error_message="A tax receipt is for more than nothing.",
                            ),
                            core.guards.Guard(
                                name="donations_taxreceipt_frozen",
                                on={
                                    "UPDATE": "(1 = 1) AND (NEW.year IS DISTINCT FROM OLD.year OR NEW.number IS DISTINCT FROM OLD.number OR NEW.form IS DISTINCT FROM OLD.form OR NEW.donor_id IS DISTINCT FROM OLD.donor_id OR NEW.donation_id IS DISTINCT FROM OLD.donation_id OR NEW.cancels_id IS DISTINCT FROM OLD.cancels_id OR NEW.amount IS DISTINCT FROM OLD.amount OR NEW.issued_on IS DISTINCT FROM OLD.issued_on OR NEW.content IS DISTINCT FROM OLD.content OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)"
                                },
                            ),
                            core.guards.Guard(
                                name="donations_taxreceipt_document",
                                on={
                                    "UPDATE": "(OLD.document_id IS NOT NULL) AND (NEW.document_id IS DISTINCT FROM OLD.document_id)"
                                },
                            ),
                            core.guards.Guard(
                                name="donations_taxreceipt_kept",
                                on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                            ),
                        ],
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="donationline",
                    name="donations_donationline_whole",
                ),
                migrations.AddField(
                    model_name="donor",
                    name="language",
                    field=models.CharField(
                        choices=[("fr", "French"), ("en", "English")],
                        default="fr",
                        max_length=2,
                        verbose_name="language of their papers",
                    ),
                ),
                migrations.AddField(
                    model_name="donor",
                    name="legal_form",
                    field=models.CharField(
                        blank=True,
                        help_text="SAS, association, commune... as papers name it.",
                        max_length=60,
                        verbose_name="legal form",
                    ),
                ),
                migrations.AddField(
                    model_name="donation",
                    name="carrier",
                    field=models.CharField(
                        blank=True,
                        help_text="Who fetches it; empty when we do.",
                        max_length=120,
                        verbose_name="carrier",
                    ),
                ),
                migrations.AddField(
                    model_name="donation",
                    name="collect_by",
                    field=models.DateField(
                        blank=True,
                        help_text="Asked for by a public body: its agreement names it.",
                        null=True,
                        verbose_name="latest collection date",
                    ),
                ),
                migrations.AddField(
                    model_name="donation",
                    name="collect_contact",
                    field=models.CharField(
                        blank=True, max_length=120, verbose_name="contact there"
                    ),
                ),
                migrations.AddField(
                    model_name="donation",
                    name="collect_from",
                    field=models.TimeField(blank=True, null=True, verbose_name="from"),
                ),
                migrations.AddField(
                    model_name="donation",
                    name="collect_phone",
                    field=models.CharField(blank=True, max_length=20, verbose_name="phone there"),
                ),
                migrations.AddField(
                    model_name="donation",
                    name="collect_until",
                    field=models.TimeField(blank=True, null=True, verbose_name="until"),
                ),
                migrations.AddField(
                    model_name="donation",
                    name="eraser",
                    field=models.CharField(
                        choices=[
                            ("house", "we do, on arrival"),
                            ("donor", "the donor, before the collection"),
                        ],
                        default="house",
                        max_length=5,
                        verbose_name="who erases the data",
                    ),
                ),
                migrations.AddField(
                    model_name="donation",
                    name="may_resell",
                    field=models.BooleanField(
                        default=False,
                        help_text="For a public body's gift, within the legal caps. Otherwise never.",
                        verbose_name="resale to people in hardship is allowed",
                    ),
                ),
                migrations.AddField(
                    model_name="donation",
                    name="owned_from",
                    field=models.DateField(
                        blank=True,
                        help_text="When it becomes ours; empty: on the day it is collected.",
                        null=True,
                        verbose_name="ours from",
                    ),
                ),
                migrations.AddField(
                    model_name="donationline",
                    name="bought_on",
                    field=models.DateField(
                        blank=True, editable=False, null=True, verbose_name="bought by the donor on"
                    ),
                ),
                migrations.AddField(
                    model_name="donationline",
                    name="declared_by",
                    field=models.CharField(
                        blank=True, editable=False, max_length=120, verbose_name="declared by"
                    ),
                ),
                migrations.AddField(
                    model_name="donationline",
                    name="declared_count",
                    field=models.PositiveIntegerField(
                        blank=True, editable=False, null=True, verbose_name="declared for"
                    ),
                ),
                migrations.AddField(
                    model_name="donationline",
                    name="declared_on",
                    field=models.DateField(
                        blank=True, editable=False, null=True, verbose_name="declared on"
                    ),
                ),
                migrations.AddField(
                    model_name="donationline",
                    name="declared_value",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=10,
                        null=True,
                        verbose_name="declared value (€)",
                    ),
                ),
                migrations.AddField(
                    model_name="donationline",
                    name="value_basis",
                    field=models.CharField(
                        blank=True,
                        choices=[
                            ("cost", "cost price"),
                            ("book", "net book value"),
                            ("market", "market value"),
                            ("estimate", "estimate of the public body"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="basis of the value",
                    ),
                ),
                migrations.AlterField(
                    model_name="donor",
                    name="address",
                    field=models.TextField(
                        blank=True,
                        help_text="In full: street, postcode, town.",
                        max_length=300,
                        verbose_name="address",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donor",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("language__in", {"en": "English", "fr": "French"})),
                        name="donations_donor_language",
                        violation_error_message="Papers are in French or in English.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("collect_until", None),
                            models.Q(
                                ("collect_from__isnull", False),
                                ("collect_until__gt", models.F("collect_from")),
                            ),
                            _connector="OR",
                        ),
                        name="donations_donation_slot",
                        violation_error_message="A collection ends after it begins.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donation",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("eraser__in", ["house", "donor"])),
                        name="donations_donation_eraser",
                        violation_error_message="The donor erases the data, or we do.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donationline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("announced__isnull", True),
                                (
                                    "announced",
                                    django.db.models.functions.comparison.Cast(
                                        "announced", models.IntegerField()
                                    ),
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("counted__isnull", True),
                                (
                                    "counted",
                                    django.db.models.functions.comparison.Cast(
                                        "counted", models.IntegerField()
                                    ),
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("declared_count__isnull", True),
                                (
                                    "declared_count",
                                    django.db.models.functions.comparison.Cast(
                                        "declared_count", models.IntegerField()
                                    ),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="donations_donationline_whole",
                        violation_error_message="What is counted is a whole number.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="donationline",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("declared_by", ""),
                                ("declared_on", None),
                                ("declared_value", None),
                                ("value_basis", ""),
                                ("declared_count", None),
                            ),
                            models.Q(
                                ("declared_count__gt", 0),
                                ("declared_count__isnull", False),
                                ("declared_on__isnull", False),
                                ("declared_value__gte", 0),
                                ("declared_value__isnull", False),
                                ("value_basis__in", ["cost", "book", "market", "estimate"]),
                                models.Q(("declared_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="donations_donationline_declared",
                        violation_error_message="A declared value says on what basis, who declared it and when.",
                    ),
                ),
            ],
        ),
    ]
