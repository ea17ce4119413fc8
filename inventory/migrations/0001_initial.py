from core.first_migration import FirstMigration
import core.validators
import core.workflow.guards
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
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
        ("donations", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Place",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="places",
                        to="people.site",
                        verbose_name="site",
                    ),
                ),
                ("name", models.CharField(max_length=60, verbose_name="name")),
                (
                    "code",
                    models.CharField(
                        error_messages={"unique": "Another place has this code."},
                        help_text="What its label says, in capital letters: A1, BENCH2...",
                        max_length=20,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                (
                    "counted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last counted"),
                ),
            ],
            options={
                "verbose_name": "place",
                "verbose_name_plural": "places",
                "ordering": ["site", "code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "name"),
                        name="inventory_place_name",
                        violation_error_message="This site has a place of that name.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExitBatch",
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
                            ("open", "being filled"),
                            ("sent", "gone"),
                            ("certified", "certified"),
                            ("cancelled", "cancelled"),
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
                    "purpose",
                    models.CharField(
                        choices=[("recycling", "recycling"), ("return", "return to the donor")],
                        default="recycling",
                        max_length=10,
                        verbose_name="purpose",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "organism",
                    models.CharField(
                        blank=True,
                        help_text="Who takes charge of the equipment: ecosystem, Ecologic...",
                        max_length=120,
                        verbose_name="take-back scheme",
                    ),
                ),
                (
                    "donor",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exit_batches",
                        to="donations.donor",
                        verbose_name="donor",
                    ),
                ),
                (
                    "carrier",
                    models.CharField(
                        blank=True,
                        help_text="A firm, or one of us; printed on the slip.",
                        max_length=120,
                        verbose_name="carried by",
                    ),
                ),
                (
                    "planned_on",
                    models.DateField(blank=True, null=True, verbose_name="collection planned on"),
                ),
                (
                    "slip_number",
                    models.CharField(
                        blank=True,
                        help_text="BSDD or BSD number, as Trackdéchets or the scheme gives it.",
                        max_length=40,
                        verbose_name="waste slip number",
                    ),
                ),
                (
                    "treatment",
                    models.CharField(
                        blank=True,
                        help_text="What is done with it, or its code: R4, R12...",
                        max_length=80,
                        verbose_name="treatment",
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
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="made"
                    ),
                ),
                ("sent_on", models.DateField(editable=False, null=True, verbose_name="left on")),
                (
                    "certified_on",
                    models.DateField(editable=False, null=True, verbose_name="certified on"),
                ),
                (
                    "certificate",
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
                "verbose_name": "exit batch",
                "verbose_name_plural": "exit batches",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["site", "status", "-id"], name="inventory_exitbatch_site"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "sent", "certified", "cancelled"])
                        ),
                        name="inventory_exitbatch_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("donor", None),
                                ("purpose", "recycling"),
                                models.Q(("organism", ""), _negated=True),
                            ),
                            models.Q(
                                ("donor__isnull", False), ("organism", ""), ("purpose", "return")
                            ),
                            _connector="OR",
                        ),
                        name="inventory_exitbatch_receiver",
                        violation_error_message="It goes to a take-back scheme, or back to a donor.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("status__in", ["open", "cancelled"]), _negated=True),
                                models.Q(
                                    ("certificate", None), ("certified_on", None), ("sent_on", None)
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("status", "sent"), _negated=True),
                                models.Q(
                                    ("certificate", None),
                                    ("certified_on", None),
                                    ("sent_on__isnull", False),
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("status", "certified"), _negated=True),
                                models.Q(
                                    ("certificate__isnull", False),
                                    ("certified_on__gte", models.F("sent_on")),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="inventory_exitbatch_moments",
                        violation_error_message="A batch leaves on a day, then has its certificate.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_exitbatch_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.number IS DISTINCT FROM OLD.number OR NEW.site_id IS DISTINCT FROM OLD.site_id OR NEW.purpose IS DISTINCT FROM OLD.purpose OR (NEW.donor_id IS DISTINCT FROM OLD.donor_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.donor_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_exitbatch_gone",
                        on={
                            "UPDATE": "(OLD.status <> 'open') AND (NEW.organism IS DISTINCT FROM OLD.organism OR NEW.carrier IS DISTINCT FROM OLD.carrier OR NEW.planned_on IS DISTINCT FROM OLD.planned_on OR NEW.sent_on IS DISTINCT FROM OLD.sent_on)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_exitbatch_certified",
                        on={
                            "UPDATE": "(OLD.status IN ('certified', 'cancelled')) AND (NEW.status IS DISTINCT FROM OLD.status OR NEW.slip_number IS DISTINCT FROM OLD.slip_number OR NEW.treatment IS DISTINCT FROM OLD.treatment OR NEW.certified_on IS DISTINCT FROM OLD.certified_on OR NEW.certificate_id IS DISTINCT FROM OLD.certificate_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_exitbatch_no_way_back",
                        on={
                            "UPDATE": "(OLD.status = 'sent' AND NEW.status <> 'certified') AND (NEW.status IS DISTINCT FROM OLD.status)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_exitbatch_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refurbisher",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        error_messages={"unique": "A workshop of this name is entered already."},
                        max_length=120,
                        unique=True,
                        verbose_name="name",
                    ),
                ),
                (
                    "siren",
                    models.CharField(
                        blank=True,
                        max_length=9,
                        validators=[
                            core.validators.StdnumValidator(
                                "stdnum.fr.siren", "This SIREN is wrong."
                            )
                        ],
                        verbose_name="SIREN",
                    ),
                ),
                ("contact", models.CharField(blank=True, max_length=120, verbose_name="contact")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                (
                    "address",
                    models.TextField(
                        blank=True,
                        help_text="In full: street, postcode, town.",
                        max_length=300,
                        verbose_name="address",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="works for us")),
            ],
            options={
                "verbose_name": "outside workshop",
                "verbose_name_plural": "outside workshops",
                "ordering": ["name"],
                "constraints": [
                    core.workflow.guards.Guard(
                        name="inventory_refurbisher_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
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
                            ("sent", "on its way"),
                            ("received", "received"),
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
                    "origin",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.site",
                        verbose_name="from",
                    ),
                ),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.site",
                        verbose_name="to",
                    ),
                ),
                (
                    "refurbisher",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outings",
                        to="inventory.refurbisher",
                        verbose_name="outside workshop",
                    ),
                ),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="expected back")),
                (
                    "carrier",
                    models.CharField(
                        blank=True,
                        help_text="A firm, or one of us; printed on the slip.",
                        max_length=120,
                        verbose_name="carried by",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="About the equipment, never about a person.",
                        max_length=300,
                        verbose_name="note",
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
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="made"
                    ),
                ),
                ("sent_at", models.DateTimeField(editable=False, null=True, verbose_name="sent")),
                (
                    "received_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="received"),
                ),
            ],
            options={
                "verbose_name": "transfer",
                "verbose_name_plural": "transfers",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["prepared", "sent", "received", "cancelled"])
                        ),
                        name="inventory_transfer_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("origin", models.F("destination")), _negated=True),
                            ("refurbisher__isnull", False),
                            _connector="OR",
                        ),
                        name="inventory_transfer_two_sites",
                        violation_error_message="A transfer goes from one site to another.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("status__in", ["prepared", "cancelled"]), _negated=True),
                                models.Q(("received_at", None), ("sent_at", None)),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("status", "sent"), _negated=True),
                                models.Q(("received_at", None), ("sent_at__isnull", False)),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("status", "received"), _negated=True),
                                models.Q(
                                    ("received_at__gte", models.F("sent_at")),
                                    ("received_at__isnull", False),
                                    ("sent_at__isnull", False),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="inventory_transfer_moments",
                        violation_error_message="A transfer says when it was sent, then received.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_transfer_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.origin_id IS DISTINCT FROM OLD.origin_id OR NEW.destination_id IS DISTINCT FROM OLD.destination_id OR NEW.refurbisher_id IS DISTINCT FROM OLD.refurbisher_id OR NEW.number IS DISTINCT FROM OLD.number)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_transfer_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Device",
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
                    "declared_value",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        editable=False,
                        max_digits=10,
                        null=True,
                        verbose_name="declared value (€)",
                    ),
                ),
                (
                    "value_basis",
                    models.CharField(
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
                (
                    "declared_by",
                    models.CharField(
                        blank=True, editable=False, max_length=120, verbose_name="declared by"
                    ),
                ),
                (
                    "declared_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="declared on"
                    ),
                ),
                (
                    "bought_on",
                    models.DateField(
                        blank=True, editable=False, null=True, verbose_name="bought by the donor on"
                    ),
                ),
                (
                    "retire_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("parts", "kept for parts"),
                            ("recycled", "to be recycled"),
                            ("destroyed", "destroyed"),
                            ("returned", "returned to the donor"),
                        ],
                        editable=False,
                        max_length=10,
                        verbose_name="reason",
                    ),
                ),
                (
                    "retire_remark",
                    models.CharField(
                        blank=True, editable=False, max_length=300, verbose_name="remark"
                    ),
                ),
                (
                    "left_with",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="gone",
                        to="inventory.exitbatch",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("received", "to check"),
                            ("refurbishing", "being refurbished"),
                            ("ready", "ready"),
                            ("reserved", "reserved"),
                            ("on_loan", "on loan"),
                            ("given", "given"),
                            ("lost", "lost"),
                            ("stolen", "stolen"),
                            ("quarantined", "in quarantine"),
                            ("retired", "retired"),
                            ("withdrawn", "entered in error"),
                        ],
                        default="received",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "asset_tag",
                    models.CharField(
                        editable=False, max_length=20, unique=True, verbose_name="tag"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.category",
                        verbose_name="category",
                    ),
                ),
                (
                    "brand",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.brand",
                        verbose_name="brand",
                    ),
                ),
                (
                    "model",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.devicemodel",
                        verbose_name="model",
                    ),
                ),
                (
                    "serial",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        max_length=60,
                        null=True,
                        verbose_name="serial number",
                    ),
                ),
                (
                    "serial_shared_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "imei",
                    models.CharField(
                        blank=True, db_index=True, max_length=15, null=True, verbose_name="IMEI"
                    ),
                ),
                (
                    "imei2",
                    models.CharField(
                        blank=True,
                        db_index=True,
                        max_length=15,
                        null=True,
                        verbose_name="second IMEI",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="inventory.place",
                        verbose_name="place",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="inventory.transfer",
                    ),
                ),
                (
                    "donation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="donations.donation",
                        verbose_name="donation",
                    ),
                ),
                (
                    "received_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now,
                        editable=False,
                        verbose_name="last arrival",
                    ),
                ),
                (
                    "seen_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="last scanned"
                    ),
                ),
                (
                    "taken_over_at",
                    models.DateTimeField(
                        blank=True, editable=False, null=True, verbose_name="taken over"
                    ),
                ),
                (
                    "bench_by",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="on the bench of",
                    ),
                ),
                (
                    "needs_erasure",
                    models.BooleanField(default=True, editable=False, verbose_name="needs erasure"),
                ),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "A: well kept, a few light scratches seen only from close"),
                            (
                                "B",
                                "B: signs of use on the shell or keyboard, none seen on a lit screen",
                            ),
                            ("C", "C: clear marks, dents or worn keys, seen at first sight"),
                        ],
                        max_length=1,
                        verbose_name="grade",
                    ),
                ),
                (
                    "year_made",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1980),
                            django.core.validators.MaxValueValidator(2100),
                        ],
                        verbose_name="year made",
                    ),
                ),
                (
                    "age_years",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        verbose_name="age on arrival (years)",
                    ),
                ),
                (
                    "fault",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="fault named by the donor"
                    ),
                ),
                (
                    "donor_grade",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "A: well kept, a few light scratches seen only from close"),
                            (
                                "B",
                                "B: signs of use on the shell or keyboard, none seen on a lit screen",
                            ),
                            ("C", "C: clear marks, dents or worn keys, seen at first sight"),
                        ],
                        max_length=1,
                        verbose_name="grade named by the donor",
                    ),
                ),
                (
                    "remark",
                    models.TextField(
                        blank=True,
                        help_text="About the device, never about a person.",
                        max_length=4000,
                        verbose_name="remark",
                    ),
                ),
                (
                    "known_limits",
                    models.CharField(
                        blank=True,
                        help_text="Printed on the agreement: what the person should know.",
                        max_length=300,
                        verbose_name="known limitations",
                    ),
                ),
                (
                    "former",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="later_lives",
                        to="inventory.device",
                        verbose_name="earlier life",
                    ),
                ),
                (
                    "came_with",
                    models.ManyToManyField(
                        editable=False,
                        related_name="+",
                        to="catalogue.accessorykind",
                        verbose_name="came with",
                    ),
                ),
            ],
            options={
                "verbose_name": "device",
                "verbose_name_plural": "devices",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        fields=["site", "status", "-id"], name="inventory_device_site_status"
                    ),
                    models.Index(
                        fields=["site", "status", "seen_at"], name="inventory_device_seen"
                    ),
                    models.Index(fields=["status", "-id"], name="inventory_device_status"),
                    models.Index(
                        fields=["status", "asset_tag"], name="inventory_device_status_tag"
                    ),
                    models.Index(
                        fields=["category", "status", "-id"], name="inventory_device_category"
                    ),
                    models.Index(fields=["status", "status_since"], name="inventory_device_since"),
                    models.Index(
                        fields=["status", "site", "category", "status_since"],
                        name="inventory_device_standing",
                    ),
                    models.Index(
                        fields=["bench_by", "status", "status_since"], name="inventory_device_bench"
                    ),
                    models.Index(
                        fields=["site", "status", "transfer", "category", "received_at"],
                        name="inventory_device_queue",
                    ),
                    models.Index(
                        condition=models.Q(("left_with", None), ("status", "retired")),
                        fields=["retire_reason", "status_since", "taken_over_at", "id"],
                        name="inventory_device_to_leave",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "received",
                                    "refurbishing",
                                    "ready",
                                    "reserved",
                                    "on_loan",
                                    "given",
                                    "lost",
                                    "stolen",
                                    "quarantined",
                                    "retired",
                                    "withdrawn",
                                ],
                            )
                        ),
                        name="inventory_device_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("asset_tag", django.db.models.functions.text.Upper("asset_tag")),
                            ("asset_tag__regex", "\\A\\S+\\Z"),
                        ),
                        name="inventory_device_tag_clean",
                        violation_error_message="A tag is in capitals, without spaces, and never empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status__in", ["ready", "reserved", "on_loan", "given"]),
                                _negated=True,
                            ),
                            ("needs_erasure", False),
                            _connector="OR",
                        ),
                        name="inventory_device_erased_before_use",
                        violation_error_message="Its data must be erased before it is used.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("serial", None),
                            models.Q(
                                ("serial", django.db.models.functions.text.Upper("serial")),
                                ("serial__regex", "\\A\\S+\\Z"),
                                models.Q(
                                    (
                                        "serial__in",
                                        [
                                            "0",
                                            "00000000",
                                            "123456789",
                                            "DEFAULT STRING",
                                            "INCONNU",
                                            "N/A",
                                            "NA",
                                            "NC",
                                            "NONE",
                                            "NOT SPECIFIED",
                                            "SYSTEM SERIAL NUMBER",
                                            "TO BE FILLED BY O.E.M.",
                                            "UNKNOWN",
                                            "XXXXXXX",
                                            "-",
                                            "?",
                                        ],
                                    ),
                                    _negated=True,
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_device_serial_clean",
                        violation_error_message="A serial number is in capitals, without spaces; unknown is empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("imei", None), ("imei__regex", "\\A[0-9]{15}\\Z"), _connector="OR"
                            ),
                            models.Q(
                                ("imei2", None),
                                ("imei2__regex", "\\A[0-9]{15}\\Z"),
                                _connector="OR",
                            ),
                            models.Q(
                                ("imei", None),
                                ("imei2", None),
                                models.Q(("imei", models.F("imei2")), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="inventory_device_imei_clean",
                        violation_error_message="An IMEI has 15 digits; the second is another one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("grade", ""), ("grade__in", ["A", "B", "C"]), _connector="OR"
                            ),
                            models.Q(
                                ("donor_grade", ""),
                                ("donor_grade__in", ["A", "B", "C"]),
                                _connector="OR",
                            ),
                        ),
                        name="inventory_device_grade",
                        violation_error_message="The grade is A, B or C.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "retired"), _negated=True),
                            ("retire_reason__in", ["parts", "recycled", "destroyed", "returned"]),
                            _connector="OR",
                        ),
                        name="inventory_device_retire_reason",
                        violation_error_message="Say why it is retired.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left_with", None),
                            models.Q(("place", None), ("status", "retired")),
                            _connector="OR",
                        ),
                        name="inventory_device_left_retired",
                        violation_error_message="What leaves for good was retired, and lies on no shelf.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_device_left_for_good",
                        on={
                            "UPDATE": "(OLD.left_with_id IS NOT NULL) AND (NEW.status IS DISTINCT FROM OLD.status OR NEW.left_with_id IS DISTINCT FROM OLD.left_with_id OR NEW.retire_reason IS DISTINCT FROM OLD.retire_reason OR NEW.received_at IS DISTINCT FROM OLD.received_at OR NEW.category_id IS DISTINCT FROM OLD.category_id OR NEW.asset_tag IS DISTINCT FROM OLD.asset_tag OR NEW.serial IS DISTINCT FROM OLD.serial OR NEW.imei IS DISTINCT FROM OLD.imei OR NEW.imei2 IS DISTINCT FROM OLD.imei2)"
                        },
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("transfer", None),
                            models.Q(
                                ("place", None),
                                (
                                    "status__in",
                                    ["received", "refurbishing", "ready", "quarantined"],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_device_in_transit",
                        violation_error_message="It is on its way to another site: receive it first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "received"), _negated=True),
                            ("bench_by", None),
                            _connector="OR",
                        ),
                        name="inventory_device_bench_by",
                        violation_error_message="What is to check is on nobody’s bench.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_device_still_in_transit",
                        on={
                            "UPDATE": "OLD.transfer_id IS NOT NULL AND NEW.transfer_id IS NOT NULL AND (NEW.status <> OLD.status OR NEW.site_id <> OLD.site_id OR NEW.transfer_id <> OLD.transfer_id)"
                        },
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ["given", "retired", "withdrawn"]), _negated=True
                        ),
                        fields=("model", "serial"),
                        name="inventory_device_serial_of_model",
                        violation_error_message="This serial number is in the register for this model.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("serial_shared_by", None),
                            models.Q(
                                ("status__in", ["given", "retired", "withdrawn"]), _negated=True
                            ),
                        ),
                        fields=("serial",),
                        name="inventory_device_serial_once",
                        violation_error_message="This serial number is in the register already. If two machines really bear it, a coordinator confirms it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("serial_shared_by", None), ("serial__isnull", False), _connector="OR"
                        ),
                        name="inventory_device_serial_shared",
                        violation_error_message="Only a serial number that is known is confirmed.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ["given", "retired", "withdrawn"]), _negated=True
                        ),
                        fields=("imei",),
                        name="inventory_device_imei_once",
                        violation_error_message="This IMEI is in the register already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("status__in", ["given", "retired", "withdrawn"]), _negated=True
                        ),
                        fields=("imei2",),
                        name="inventory_device_imei2_once",
                        violation_error_message="This IMEI is in the register already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_device_no_way_back",
                        on={
                            "UPDATE": "(OLD.status = 'withdrawn') AND (NEW.status IS DISTINCT FROM OLD.status)"
                        },
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("declared_by", ""),
                                ("declared_on", None),
                                ("declared_value", None),
                                ("value_basis", ""),
                            ),
                            models.Q(
                                ("declared_on__isnull", False),
                                ("declared_value__gte", 0),
                                ("declared_value__isnull", False),
                                ("value_basis__in", ["cost", "book", "market", "estimate"]),
                                models.Q(("declared_by", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_device_declared",
                        violation_error_message="A declared value says on what basis, who declared it and when.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_device_taken_over_once",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.taken_over_at IS DISTINCT FROM OLD.taken_over_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_device_error_seen_early",
                        on={
                            "UPDATE": "NEW.status = 'withdrawn' AND OLD.status <> 'withdrawn' AND OLD.status <> 'received' AND OLD.taken_over_at IS NULL"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_device_arrival_order",
                        on={"UPDATE": "NEW.received_at < OLD.received_at"},
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_device_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessoryStock",
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="stocks",
                        to="catalogue.accessorykind",
                        verbose_name="accessory or part",
                    ),
                ),
                (
                    "quantity",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="in stock"),
                ),
                ("minimum", models.PositiveIntegerField(default=0, verbose_name="minimum")),
                (
                    "short",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="missing"),
                ),
                (
                    "counted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="last counted"),
                ),
            ],
            options={
                "verbose_name": "stock of accessories",
                "verbose_name_plural": "stock of accessories",
                "ordering": ["kind__code"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "kind"),
                        name="inventory_accessorystock_once",
                        violation_error_message="This site counts this accessory already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_accessorystock_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.site_id IS DISTINCT FROM OLD.site_id OR NEW.kind_id IS DISTINCT FROM OLD.kind_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_accessorystock_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AccessoryMovement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "stock",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="movements",
                        to="inventory.accessorystock",
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="at"
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("received", "received"),
                            ("taken", "taken for a device"),
                            ("fitted", "fitted as a part"),
                            ("put_back", "put back, not used"),
                            ("handed_over", "handed over"),
                            ("came_back", "came back"),
                            ("sent", "sent to another site"),
                            ("arrived", "came from another site"),
                            ("counted", "counted"),
                        ],
                        max_length=12,
                        verbose_name="movement",
                    ),
                ),
                ("change", models.IntegerField(verbose_name="change")),
                ("short", models.PositiveIntegerField(default=0, verbose_name="missing")),
                ("balance", models.PositiveIntegerField(verbose_name="in stock")),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.device",
                        verbose_name="device",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.site",
                        verbose_name="other site",
                    ),
                ),
                ("reference", models.CharField(blank=True, max_length=20, verbose_name="paper")),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("count", "the shelf was counted"),
                            ("broken", "broken or thrown away"),
                            ("lost", "not to be found"),
                            ("found", "found again"),
                            ("mistake", "entered by mistake"),
                        ],
                        max_length=8,
                        verbose_name="reason",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="About the things, never about a person.",
                        max_length=120,
                        verbose_name="note",
                    ),
                ),
            ],
            options={
                "verbose_name": "movement of stock",
                "verbose_name_plural": "movements of stock",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["stock", "-id"], name="inventory_movement_stock"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("change__gte", 1),
                                ("kind__in", ["received", "put_back", "came_back", "arrived"]),
                                ("short", 0),
                            ),
                            models.Q(
                                ("change__lte", -1),
                                ("kind__in", ["taken", "fitted", "sent"]),
                                ("short", 0),
                            ),
                            models.Q(
                                ("change__lte", 0),
                                ("kind", "handed_over"),
                                models.Q(("change__lte", -1), ("short__gte", 1), _connector="OR"),
                            ),
                            models.Q(("kind", "counted"), ("short", 0)),
                            _connector="OR",
                        ),
                        name="inventory_accessorymovement_sense",
                        violation_error_message="What comes adds to a stock, what leaves takes away.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind", "counted"),
                                ("reason__in", ["count", "broken", "lost", "found", "mistake"]),
                            ),
                            models.Q(models.Q(("kind", "counted"), _negated=True), ("reason", "")),
                            _connector="OR",
                        ),
                        name="inventory_accessorymovement_reason",
                        violation_error_message="A count says why, and nothing else does.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("kind", "taken"), _negated=True),
                                ("device__isnull", False),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(
                                    ("kind__in", ["sent", "arrived"]), ("other__isnull", False)
                                ),
                                models.Q(
                                    models.Q(("kind__in", ["sent", "arrived"]), _negated=True),
                                    ("other", None),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="inventory_accessorymovement_named",
                        violation_error_message="Say for which device, or from or to which site.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_accessorymovement_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1", "UPDATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DeviceCharger",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "device",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="charger",
                        to="inventory.device",
                    ),
                ),
                (
                    "connector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("usb_c", "USB-C"),
                            ("micro_usb", "micro-USB"),
                            ("lightning", "Lightning"),
                            ("barrel_4_0", "round 4.0 mm (Asus, Lenovo)"),
                            ("barrel_4_5", "round 4.5 mm with pin (Dell, HP)"),
                            ("barrel_5_5", "round 5.5 mm (Acer, Asus, Toshiba)"),
                            ("barrel_7_4", "round 7.4 mm with pin (Dell, HP)"),
                            ("barrel_7_9", "round 7.9 mm (Lenovo)"),
                            ("slim_tip", "rectangular (Lenovo)"),
                            ("magsafe_1", "MagSafe"),
                            ("magsafe_2", "MagSafe 2"),
                            ("magsafe_3", "MagSafe 3"),
                            ("surface", "Surface Connect"),
                            ("other", "another plug"),
                        ],
                        max_length=12,
                        verbose_name="plug",
                    ),
                ),
                (
                    "watts",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="power (W)"
                    ),
                ),
                (
                    "supply",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("own", "its own"),
                            ("stock", "one of our stock"),
                            ("missing", "none"),
                        ],
                        editable=False,
                        max_length=8,
                        verbose_name="its charger",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.accessorykind",
                    ),
                ),
                ("said_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "charger of a device",
                "verbose_name_plural": "chargers of devices",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "connector__in",
                                [
                                    "",
                                    "usb_c",
                                    "micro_usb",
                                    "lightning",
                                    "barrel_4_0",
                                    "barrel_4_5",
                                    "barrel_5_5",
                                    "barrel_7_4",
                                    "barrel_7_9",
                                    "slim_tip",
                                    "magsafe_1",
                                    "magsafe_2",
                                    "magsafe_3",
                                    "surface",
                                    "other",
                                ],
                            )
                        ),
                        name="inventory_devicecharger_connector",
                        violation_error_message="This plug is not in the list.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("watts", None),
                            models.Q(("watts__gte", 1), models.Q(("connector", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="inventory_devicecharger_power",
                        violation_error_message="Watts are at least 1, and go with a plug.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", None), ("said_at", None), ("supply", "")),
                            models.Q(
                                ("kind", None),
                                ("said_at__isnull", False),
                                ("supply__in", ["own", "missing"]),
                            ),
                            models.Q(
                                ("kind__isnull", False),
                                ("said_at__isnull", False),
                                ("supply", "stock"),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_devicecharger_supply",
                        violation_error_message="A charger of our stock says which, and no other does.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_devicecharger_frozen",
                        on={"UPDATE": "(1 = 1) AND (NEW.device_id IS DISTINCT FROM OLD.device_id)"},
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_devicecharger_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Medium",
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
                            ("present", "in the device"),
                            ("removed", "taken out"),
                            ("moved", "in another device"),
                            ("destroyed", "destroyed"),
                        ],
                        default="present",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="media",
                        to="inventory.device",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("unknown", "not identified yet"),
                            ("hdd", "hard disk"),
                            ("ssd", "SSD"),
                            ("nvme", "NVMe"),
                            ("embedded", "built-in memory"),
                        ],
                        default="unknown",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "serial",
                    models.CharField(blank=True, max_length=60, verbose_name="serial number"),
                ),
                (
                    "capacity_gb",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="capacity (GB)"
                    ),
                ),
            ],
            options={
                "verbose_name": "storage medium",
                "verbose_name_plural": "storage media",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["present", "removed", "moved", "destroyed"])
                        ),
                        name="inventory_medium_status",
                        violation_error_message="This status does not exist.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_medium_frozen",
                        on={"UPDATE": "(1 = 1) AND (NEW.device_id IS DISTINCT FROM OLD.device_id)"},
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_medium_destroyed",
                        on={
                            "UPDATE": "(OLD.status = 'destroyed') AND (NEW.status IS DISTINCT FROM OLD.status)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_medium_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasureReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="inventory.device",
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
                ("sha256", models.CharField(max_length=64)),
                ("tool", models.CharField(blank=True, max_length=60, verbose_name="tool")),
                ("found", models.JSONField(default=list)),
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
                "verbose_name": "report of an erasure",
                "verbose_name_plural": "reports of erasures",
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("device", "sha256"),
                        name="inventory_erasurereport_once",
                        violation_error_message="This report is attached to this device already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_erasurereport_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.device_id IS DISTINCT FROM OLD.device_id OR NEW.document_id IS DISTINCT FROM OLD.document_id OR NEW.sha256 IS DISTINCT FROM OLD.sha256 OR NEW.tool IS DISTINCT FROM OLD.tool OR NEW.found IS DISTINCT FROM OLD.found OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_erasurereport_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Erasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "medium",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasures",
                        to="inventory.medium",
                    ),
                ),
                (
                    "standard",
                    models.CharField(
                        blank=True,
                        choices=[("clear", "clear"), ("purge", "purge"), ("destroy", "destroy")],
                        help_text="NIST SP 800-88",
                        max_length=8,
                        verbose_name="standard",
                    ),
                ),
                (
                    "method",
                    models.CharField(
                        choices=[
                            ("overwrite", "overwriting"),
                            ("factory_reset", "factory reset of an encrypted device"),
                            ("ata_sanitize", "ATA sanitize or secure erase"),
                            ("nvme_sanitize", "NVMe sanitize or format"),
                            ("crypto_erase", "cryptographic erase"),
                            ("shred", "shredding"),
                            ("crush", "crushing"),
                            ("drill", "drilling through"),
                            ("burn", "incineration or melting"),
                            ("degauss", "degaussing"),
                        ],
                        max_length=16,
                        verbose_name="method",
                    ),
                ),
                (
                    "passes",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="passes"),
                ),
                ("tool", models.CharField(blank=True, max_length=60, verbose_name="tool")),
                (
                    "tool_version",
                    models.CharField(blank=True, max_length=40, verbose_name="version"),
                ),
                (
                    "medium_serial",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="serial number of the medium"
                    ),
                ),
                (
                    "parent_serial",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="serial number of the machine"
                    ),
                ),
                (
                    "verification",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("full", "everything was read again"),
                            ("sample", "samples were read again"),
                            ("tool", "the tool’s own report"),
                            ("look", "looked at"),
                            ("none", "none"),
                        ],
                        max_length=6,
                        verbose_name="verification",
                    ),
                ),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("passed", "passed"),
                            ("failed", "failed"),
                            ("unknown", "unknown"),
                        ],
                        max_length=8,
                        verbose_name="result",
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="started")),
                ("ended_at", models.DateTimeField(verbose_name="ended")),
                (
                    "operator",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "verifier",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="remark")),
                (
                    "report",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="erasures",
                        to="inventory.erasurereport",
                    ),
                ),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("device_received_at", models.DateTimeField(editable=False)),
                (
                    "refurbisher",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.refurbisher",
                    ),
                ),
                (
                    "is_attested",
                    models.BooleanField(default=False, editable=False, verbose_name="attested"),
                ),
            ],
            options={
                "verbose_name": "erasure",
                "verbose_name_plural": "erasures",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id__gt", 0)),
                        name="inventory_erasure_id_positive",
                        violation_error_message="The database numbers erasures itself.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("result__in", ["passed", "failed", "unknown"])),
                        name="inventory_erasure_result",
                        violation_error_message="An erasure passed, failed, or is unknown.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__gte", models.F("started_at"))),
                        name="inventory_erasure_order",
                        violation_error_message="An erasure does not end before it starts.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ended_at__gt", models.F("device_received_at"))),
                        name="inventory_erasure_since_arrival",
                        violation_error_message="This erasure ended before the device came in: erase it again.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("recorded_at__gte", models.F("ended_at"))),
                        name="inventory_erasure_not_in_advance",
                        violation_error_message="An erasure that has not ended proves nothing: record it afterwards.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "method__in",
                                    ["overwrite", "ata_sanitize", "nvme_sanitize", "factory_reset"],
                                ),
                                ("standard", "clear"),
                            ),
                            models.Q(
                                (
                                    "method__in",
                                    ["ata_sanitize", "crypto_erase", "degauss", "nvme_sanitize"],
                                ),
                                ("standard", "purge"),
                            ),
                            models.Q(
                                ("method__in", ["shred", "crush", "burn", "drill"]),
                                ("standard", "destroy"),
                            ),
                            models.Q(
                                ("method", ""),
                                ("standard", ""),
                                models.Q(
                                    ("is_attested", True),
                                    models.Q(("result", "passed"), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_erasure_standard",
                        violation_error_message="This method does not reach this standard.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verification__in", ["", "full", "sample", "tool", "look", "none"]),
                            models.Q(
                                ("is_attested", True),
                                models.Q(("result", "passed"), _negated=True),
                                models.Q(("verification__in", ["", "none"]), _negated=True),
                                _connector="OR",
                            ),
                        ),
                        name="inventory_erasure_verification",
                        violation_error_message="What nobody and nothing has verified has not passed: its result is unknown.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verification", "look"), _negated=True),
                            ("method__in", ["shred", "crush", "drill", "burn"]),
                            _connector="OR",
                        ),
                        name="inventory_erasure_look",
                        violation_error_message="A look verifies nothing but a physical destruction.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("verifier", None),
                            models.Q(("verifier", models.F("operator")), _negated=True),
                            _connector="OR",
                        ),
                        name="inventory_erasure_second_eyes",
                        violation_error_message="Who verifies is somebody else than who erased: leave it empty if nobody did.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("passes", None),
                            models.Q(("method", "overwrite"), ("passes__gte", 1)),
                            _connector="OR",
                        ),
                        name="inventory_erasure_passes",
                        violation_error_message="Passes are counted of overwriting, from one.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("result", "passed"), _negated=True),
                            ("is_attested", True),
                            models.Q(
                                (
                                    "method__in",
                                    [
                                        "overwrite",
                                        "factory_reset",
                                        "ata_sanitize",
                                        "nvme_sanitize",
                                        "crypto_erase",
                                    ],
                                ),
                                models.Q(("tool", ""), _negated=True),
                                models.Q(("tool_version", ""), _negated=True),
                                models.Q(("medium_serial", ""), _negated=True),
                            ),
                            models.Q(
                                ("method__in", ["shred", "crush", "drill", "burn", "degauss"]),
                                models.Q(
                                    models.Q(("medium_serial", ""), _negated=True),
                                    models.Q(("remark", ""), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_erasure_proof_complete",
                        violation_error_message="A passed erasure names its method, tool, version and the medium's number; destruction, the number or why it can't be read.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_attested", False),
                            models.Q(
                                (
                                    "method__in",
                                    [
                                        "",
                                        "overwrite",
                                        "factory_reset",
                                        "ata_sanitize",
                                        "nvme_sanitize",
                                        "crypto_erase",
                                    ],
                                ),
                                ("result", "passed"),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_erasure_attested_passed",
                        violation_error_message="What is attested is that the data was erased.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("report__isnull", False)),
                        fields=("medium", "report"),
                        name="inventory_erasure_once_a_report",
                        violation_error_message="This report is recorded for this disk already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_erasure_append_only",
                        on={
                            "DELETE": "1 = 1",
                            "TRUNCATE": "1 = 1",
                            "UPDATE": "NEW.id IS DISTINCT FROM OLD.id OR NEW.medium_id IS DISTINCT FROM OLD.medium_id OR NEW.standard IS DISTINCT FROM OLD.standard OR NEW.method IS DISTINCT FROM OLD.method OR NEW.passes IS DISTINCT FROM OLD.passes OR NEW.tool IS DISTINCT FROM OLD.tool OR NEW.tool_version IS DISTINCT FROM OLD.tool_version OR NEW.medium_serial IS DISTINCT FROM OLD.medium_serial OR NEW.parent_serial IS DISTINCT FROM OLD.parent_serial OR NEW.verification IS DISTINCT FROM OLD.verification OR NEW.result IS DISTINCT FROM OLD.result OR NEW.started_at IS DISTINCT FROM OLD.started_at OR NEW.ended_at IS DISTINCT FROM OLD.ended_at OR NEW.operator_id IS DISTINCT FROM OLD.operator_id OR NEW.verifier_id IS DISTINCT FROM OLD.verifier_id OR NEW.report_id IS DISTINCT FROM OLD.report_id OR NEW.recorded_at IS DISTINCT FROM OLD.recorded_at OR NEW.device_received_at IS DISTINCT FROM OLD.device_received_at OR NEW.refurbisher_id IS DISTINCT FROM OLD.refurbisher_id OR NEW.is_attested IS DISTINCT FROM OLD.is_attested OR NEW.remark <> OLD.remark AND NEW.remark <> '[...]'",
                        },
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Specification",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "device",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="specification",
                        to="inventory.device",
                    ),
                ),
                ("cpu", models.CharField(blank=True, max_length=100, verbose_name="processor")),
                (
                    "cores",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(256),
                        ],
                        verbose_name="cores",
                    ),
                ),
                (
                    "ram_gb",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(2048),
                        ],
                        verbose_name="memory (GB)",
                    ),
                ),
                (
                    "storage_gb",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(100000),
                        ],
                        verbose_name="storage (GB)",
                    ),
                ),
                (
                    "storage_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("hdd", "hard disk"),
                            ("ssd", "SSD"),
                            ("nvme", "NVMe"),
                            ("embedded", "built-in memory"),
                            ("mixed", "several kinds"),
                        ],
                        max_length=10,
                        verbose_name="kind of storage",
                    ),
                ),
                (
                    "screen_inches",
                    models.DecimalField(
                        blank=True,
                        decimal_places=1,
                        max_digits=4,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(110),
                        ],
                        verbose_name="screen (inches)",
                    ),
                ),
                (
                    "screen_width",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(100),
                            django.core.validators.MaxValueValidator(16384),
                        ],
                        verbose_name="screen width (pixels)",
                    ),
                ),
                (
                    "screen_height",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(100),
                            django.core.validators.MaxValueValidator(16384),
                        ],
                        verbose_name="screen height (pixels)",
                    ),
                ),
                (
                    "keyboard",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("azerty_fr", "AZERTY, French"),
                            ("azerty_be", "AZERTY, Belgian"),
                            ("qwerty_us", "QWERTY, American"),
                            ("qwerty_uk", "QWERTY, British"),
                            ("qwerty_es", "QWERTY, Spanish"),
                            ("qwerty_pt", "QWERTY, Portuguese"),
                            ("qwerty_it", "QWERTY, Italian"),
                            ("qwertz_de", "QWERTZ, German"),
                            ("qwertz_ch", "QWERTZ, Swiss"),
                            ("other", "another layout"),
                        ],
                        max_length=10,
                        verbose_name="keyboard",
                    ),
                ),
                ("has_webcam", models.BooleanField(blank=True, null=True, verbose_name="webcam")),
                (
                    "has_cellular",
                    models.BooleanField(blank=True, null=True, verbose_name="4G or 5G"),
                ),
                (
                    "battery_design_mwh",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(500),
                            django.core.validators.MaxValueValidator(200000),
                        ],
                        verbose_name="battery when new (mWh)",
                    ),
                ),
                (
                    "battery_full_mwh",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(200000),
                        ],
                        verbose_name="battery when full today (mWh)",
                    ),
                ),
                (
                    "battery_cycles",
                    models.PositiveIntegerField(
                        blank=True,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(10000),
                        ],
                        verbose_name="battery cycles",
                    ),
                ),
                (
                    "tpm",
                    models.CharField(
                        blank=True,
                        choices=[("none", "no chip"), ("1.2", "1.2"), ("2.0", "2.0")],
                        max_length=4,
                        verbose_name="TPM",
                    ),
                ),
                (
                    "firmware",
                    models.CharField(
                        blank=True,
                        choices=[("uefi", "UEFI"), ("bios", "BIOS (legacy)")],
                        max_length=4,
                        verbose_name="firmware",
                    ),
                ),
                (
                    "os",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("windows", "Windows"),
                            ("linux", "Linux"),
                            ("macos", "macOS"),
                            ("chromeos", "ChromeOS"),
                            ("android", "Android"),
                            ("ios", "iOS or iPadOS"),
                            ("none", "none installed"),
                        ],
                        max_length=10,
                        verbose_name="system",
                    ),
                ),
                (
                    "os_version",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="version of the system"
                    ),
                ),
                (
                    "licence",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "no licence"),
                            ("free", "free software"),
                            ("oem", "of the maker, on a sticker (COA)"),
                            ("digital", "of the maker, in the firmware"),
                            ("refurbisher", "of a refurbisher (new COA)"),
                            ("volume", "volume licence of ours"),
                            ("retail", "bought by itself"),
                        ],
                        max_length=12,
                        verbose_name="licence",
                    ),
                ),
                (
                    "coa_number",
                    models.CharField(blank=True, max_length=40, verbose_name="COA number"),
                ),
            ],
            options={
                "verbose_name": "specifications",
                "verbose_name_plural": "specifications",
                "indexes": [
                    models.Index(fields=["ram_gb", "device"], name="inventory_spec_ram"),
                    models.Index(fields=["storage_gb", "device"], name="inventory_spec_storage"),
                    models.Index(fields=["screen_inches", "device"], name="inventory_spec_screen"),
                    models.Index(
                        condition=models.Q(("coa_number", ""), _negated=True),
                        fields=["coa_number"],
                        name="inventory_spec_coa",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cores", None), ("cores__range", (1, 256)), _connector="OR"),
                            models.Q(
                                ("ram_gb", None), ("ram_gb__range", (1, 2048)), _connector="OR"
                            ),
                            models.Q(
                                ("storage_gb", None),
                                ("storage_gb__range", (1, 100000)),
                                _connector="OR",
                            ),
                        ),
                        name="inventory_specification_sizes",
                        violation_error_message="1 to 256 cores, 1 to 2,048 GB of memory, 1 to 100,000 GB of storage.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("screen_inches", None),
                                ("screen_inches__range", (1, 110)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("screen_width", None),
                                ("screen_width__range", (100, 16384)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("screen_height", None),
                                ("screen_height__range", (100, 16384)),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("screen_height", None), ("screen_width", None)),
                                models.Q(
                                    ("screen_height__isnull", False),
                                    ("screen_width__isnull", False),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="inventory_specification_screen",
                        violation_error_message="A screen has 1 to 110 inches, and a width and a height of 100 to 16,384 pixels.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("battery_design_mwh", None),
                                ("battery_design_mwh__range", (500, 200000)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("battery_full_mwh", None),
                                ("battery_full_mwh__range", (0, 200000)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("battery_cycles", None),
                                ("battery_cycles__range", (0, 10000)),
                                _connector="OR",
                            ),
                            models.Q(
                                ("battery_design_mwh", None),
                                ("battery_full_mwh", None),
                                (
                                    "battery_full_mwh__lte",
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("battery_design_mwh"), "*", models.Value(3)
                                        ),
                                        "/",
                                        models.Value(2),
                                    ),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="inventory_specification_battery",
                        violation_error_message="A battery holds 500 to 200,000 mWh when new, at most half as much again today, and has had 10,000 cycles at most.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("storage_kind__in", ["", "hdd", "ssd", "nvme", "embedded", "mixed"]),
                            (
                                "keyboard__in",
                                [
                                    "",
                                    "azerty_fr",
                                    "azerty_be",
                                    "qwerty_us",
                                    "qwerty_uk",
                                    "qwerty_es",
                                    "qwerty_pt",
                                    "qwerty_it",
                                    "qwertz_de",
                                    "qwertz_ch",
                                    "other",
                                ],
                            ),
                            ("tpm__in", ["", "none", "1.2", "2.0"]),
                            ("firmware__in", ["", "uefi", "bios"]),
                            (
                                "os__in",
                                [
                                    "",
                                    "windows",
                                    "linux",
                                    "macos",
                                    "chromeos",
                                    "android",
                                    "ios",
                                    "none",
                                ],
                            ),
                            (
                                "licence__in",
                                [
                                    "",
                                    "none",
                                    "free",
                                    "oem",
                                    "digital",
                                    "refurbisher",
                                    "volume",
                                    "retail",
                                ],
                            ),
                        ),
                        name="inventory_specification_lists",
                        violation_error_message="Storage, keyboard, TPM, firmware, system and licence are of their lists.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "coa_number",
                                django.db.models.functions.text.Upper(
                                    django.db.models.functions.text.Replace(
                                        "coa_number", models.Value(" ")
                                    )
                                ),
                            )
                        ),
                        name="inventory_specification_coa",
                        violation_error_message="A COA number is in capitals, without spaces.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_specification_of_device",
                        on={"UPDATE": "(1 = 1) AND (NEW.device_id IS DISTINCT FROM OLD.device_id)"},
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_specification_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MachineReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="machine_reports",
                        to="inventory.device",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("collect", "collect.sh"),
                            ("lshw", "lshw"),
                            ("hwinfo", "hwinfo"),
                            ("dmidecode", "dmidecode"),
                        ],
                        max_length=10,
                        verbose_name="tool",
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
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                ("applied_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "file of a machine",
                "verbose_name_plural": "files of machines",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["collect", "lshw", "hwinfo", "dmidecode"])
                        ),
                        name="inventory_machinereport_kind",
                        violation_error_message="This tool is not one that we read.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_machinereport_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.device_id IS DISTINCT FROM OLD.device_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.document_id IS DISTINCT FROM OLD.document_id OR NEW.at IS DISTINCT FROM OLD.at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_machinereport_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TagBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        editable=False, max_length=12, unique=True, verbose_name="reference"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="made"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "batch of labels",
                "verbose_name_plural": "batches of labels",
                "ordering": ["-pk"],
                "constraints": [
                    core.workflow.guards.Guard(
                        name="inventory_tagbatch_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Tag",
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
                    "code",
                    models.CharField(
                        error_messages={"unique": "This code is on a device already."},
                        max_length=64,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("free", "free"),
                            ("current", "on a device"),
                            ("replaced", "replaced"),
                            ("foreign", "somebody else's code"),
                        ],
                        default="free",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tags",
                        to="inventory.device",
                        verbose_name="device",
                    ),
                ),
                (
                    "printed_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="printed"),
                ),
                (
                    "damaged_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="label damaged"),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tags",
                        to="inventory.tagbatch",
                        verbose_name="batch",
                    ),
                ),
            ],
            options={
                "verbose_name": "tag",
                "verbose_name_plural": "tags",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["free", "current", "replaced", "foreign"])
                        ),
                        name="inventory_tag_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("device", None), ("status", "free")),
                            models.Q(
                                models.Q(("status", "free"), _negated=True),
                                ("device__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_tag_status",
                        violation_error_message="A tag is free, or on one device.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code", django.db.models.functions.text.Upper(models.F("code"))),
                            ("code__regex", "\\A\\S+( \\S+)*\\Z"),
                        ),
                        name="inventory_tag_code_clean",
                        violation_error_message="A code is in capitals, with no space before, after or doubled.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_tag_steps",
                        on={
                            "UPDATE": "NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (VALUES ('free', 'current'), ('free', 'foreign'), ('current', 'replaced'))"
                        },
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "current")),
                        fields=("device",),
                        name="inventory_tag_one_current",
                        violation_error_message="This device has a tag already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_tag_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.code IS DISTINCT FROM OLD.code OR NEW.batch_id IS DISTINCT FROM OLD.batch_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_tag_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                        upserted=True,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Freight",
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
                            ("listed", "to load"),
                            ("taken_out", "taken out"),
                            ("sent", "on its way"),
                            ("arrived", "arrived"),
                            ("extra", "arrived, was not on the list"),
                            ("lost", "missing, declared lost"),
                            ("kept", "kept by the workshop"),
                            ("stayed", "never left"),
                        ],
                        default="listed",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "transfer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="freight",
                        to="inventory.transfer",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="freight",
                        to="inventory.device",
                    ),
                ),
                (
                    "came_from",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.site",
                    ),
                ),
            ],
            options={
                "verbose_name": "device of a transfer",
                "verbose_name_plural": "devices of transfers",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        fields=["transfer", "status", "-id"], name="inventory_freight_status"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "listed",
                                    "taken_out",
                                    "sent",
                                    "arrived",
                                    "extra",
                                    "lost",
                                    "kept",
                                    "stayed",
                                ],
                            )
                        ),
                        name="inventory_freight_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["listed", "sent"])),
                        fields=("device",),
                        name="inventory_freight_once",
                        violation_error_message="This device is on the list of a transfer already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "taken_out"), _negated=True),
                        fields=("transfer", "device"),
                        name="inventory_freight_of_transfer",
                        violation_error_message="This device is on the list of this transfer already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_freight_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.transfer_id IS DISTINCT FROM OLD.transfer_id OR NEW.device_id IS DISTINCT FROM OLD.device_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_freight_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ErasureCertificate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=12, unique=True, verbose_name="number")),
                ("token", models.CharField(max_length=26, unique=True)),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="inventory.device",
                    ),
                ),
                (
                    "donation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certificates",
                        to="donations.donation",
                    ),
                ),
                (
                    "language",
                    models.CharField(choices=[("fr", "French"), ("en", "English")], max_length=2),
                ),
                ("content", models.JSONField()),
                ("forgotten_at", models.DateTimeField(editable=False, null=True)),
                ("content_sha256", models.CharField(max_length=64)),
                (
                    "document",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                ("offered_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("revoked_at", models.DateTimeField(null=True)),
                (
                    "revoked_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("revoked_why", models.CharField(blank=True, max_length=200, verbose_name="why")),
            ],
            options={
                "verbose_name": "erasure certificate",
                "verbose_name_plural": "erasure certificates",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("device__isnull", True), ("donation__isnull", False)),
                            models.Q(("device__isnull", False), ("donation__isnull", True)),
                            _connector="OR",
                        ),
                        name="inventory_erasurecertificate_subject",
                        violation_error_message="A certificate is of one device or of one lot.",
                    ),
                    models.CheckConstraint(
                        condition=django.db.models.lookups.Exact(
                            django.db.models.functions.text.Length("token"), 26
                        ),
                        name="inventory_erasurecertificate_token",
                        violation_error_message="The code of a certificate can't be guessed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("revoked_at", None), ("revoked_by", None), ("revoked_why", "")
                            ),
                            models.Q(
                                ("revoked_at__isnull", False),
                                ("revoked_by__isnull", False),
                                models.Q(("revoked_why", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_erasurecertificate_revoked",
                        violation_error_message="What is revoked says when, by whom and why.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_erasurecertificate_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.number IS DISTINCT FROM OLD.number OR NEW.token IS DISTINCT FROM OLD.token OR NEW.device_id IS DISTINCT FROM OLD.device_id OR NEW.donation_id IS DISTINCT FROM OLD.donation_id OR NEW.language IS DISTINCT FROM OLD.language OR NEW.content_sha256 IS DISTINCT FROM OLD.content_sha256 OR NEW.by_id IS DISTINCT FROM OLD.by_id OR NEW.at IS DISTINCT FROM OLD.at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_erasurecertificate_said",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.content <> OLD.content AND NEW.content <> '{}')"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_erasurecertificate_document",
                        on={
                            "UPDATE": "(OLD.document_id IS NOT NULL) AND (NEW.document_id IS DISTINCT FROM OLD.document_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_erasurecertificate_revoked_once",
                        on={
                            "UPDATE": "(OLD.revoked_at IS NOT NULL) AND (NEW.revoked_at IS DISTINCT FROM OLD.revoked_at OR NEW.revoked_by_id IS DISTINCT FROM OLD.revoked_by_id OR NEW.revoked_why IS DISTINCT FROM OLD.revoked_why)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_erasurecertificate_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CertifiedErasure",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="inventory.erasurecertificate",
                    ),
                ),
                (
                    "erasure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="certified",
                        to="inventory.erasure",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("certificate", "erasure"),
                        name="inventory_certifiederasure_once",
                        violation_error_message="This certificate lists this erasure already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_certifiederasure_append_only",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1", "UPDATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExitLine",
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
                            ("listed", "on the list"),
                            ("taken_out", "taken off the list"),
                            ("sent", "gone"),
                        ],
                        default="listed",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="inventory.exitbatch",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exit_lines",
                        to="inventory.device",
                    ),
                ),
            ],
            options={
                "verbose_name": "device of an exit batch",
                "verbose_name_plural": "devices of exit batches",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        fields=["batch", "status", "-id"], name="inventory_exitline_status"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("status__in", ["listed", "taken_out", "sent"])),
                        name="inventory_exitline_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["listed", "sent"])),
                        fields=("device",),
                        name="inventory_exitline_once",
                        violation_error_message="This device is in an exit batch already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_exitline_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.batch_id IS DISTINCT FROM OLD.batch_id OR NEW.device_id IS DISTINCT FROM OLD.device_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_exitline_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExitWeight",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="weights",
                        to="inventory.exitbatch",
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.category",
                    ),
                ),
                (
                    "scrap",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("cables", "cables and chargers"),
                            ("parts", "parts and bare boards"),
                            ("batteries", "batteries"),
                            ("disks", "destroyed disks"),
                            ("other", "other equipment, unlabelled"),
                        ],
                        max_length=10,
                        verbose_name="kind of scrap",
                    ),
                ),
                ("grams", models.PositiveIntegerField(verbose_name="weight in grams")),
                ("is_estimated", models.BooleanField(default=False, verbose_name="estimated")),
            ],
            options={
                "verbose_name": "weight",
                "verbose_name_plural": "weights",
                "ordering": ["category__position", "scrap", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("category__isnull", False), ("scrap", "")),
                            models.Q(
                                ("category", None),
                                ("is_estimated", False),
                                ("scrap__in", ["cables", "parts", "batteries", "disks", "other"]),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_exitweight_of_what",
                        violation_error_message="A weight is that of a category, or of scrap on scales.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("category__isnull", False)),
                        fields=("batch", "category"),
                        name="inventory_exitweight_category_once",
                        violation_error_message="The weight of this category is written down already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("category", None)),
                        fields=("batch", "scrap"),
                        name="inventory_exitweight_scrap_once",
                        violation_error_message="The weight of this scrap is written down already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_exitweight_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.batch_id IS DISTINCT FROM OLD.batch_id OR NEW.category_id IS DISTINCT FROM OLD.category_id OR NEW.scrap IS DISTINCT FROM OLD.scrap)"
                        },
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportBatch",
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
                            ("checking", "being checked"),
                            ("checked", "checked, nothing written yet"),
                            ("applying", "being written"),
                            ("applied", "written"),
                            ("undoing", "being taken back"),
                            ("undone", "undone"),
                            ("dropped", "given up"),
                        ],
                        default="checked",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "donation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="donations.donation",
                    ),
                ),
                (
                    "outing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="audits",
                        to="inventory.transfer",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.site",
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
                ("kind", models.CharField(default="donor_list", max_length=20)),
                ("names_people", models.BooleanField(default=False, editable=False)),
                ("sha256", models.CharField(max_length=64)),
                ("headings", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                ("words", models.JSONField(default=dict)),
                ("values", models.JSONField(default=dict)),
                ("sheets", models.JSONField(default=list)),
                ("sheet", models.CharField(blank=True, max_length=80)),
                ("options", models.JSONField(default=dict)),
                (
                    "default_category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.category",
                        verbose_name="category of the rows that name none",
                    ),
                ),
                (
                    "skip_refused",
                    models.BooleanField(default=False, verbose_name="leave the refused rows out"),
                ),
                ("error", models.TextField(blank=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("offered_at", models.DateTimeField(editable=False, null=True)),
                ("done", models.PositiveIntegerField(default=0, editable=False)),
                ("run", models.PositiveIntegerField(default=0, editable=False)),
            ],
            options={
                "verbose_name": "imported list",
                "verbose_name_plural": "imported lists",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "checking",
                                    "checked",
                                    "applying",
                                    "applied",
                                    "undoing",
                                    "undone",
                                    "dropped",
                                ],
                            )
                        ),
                        name="inventory_importbatch_status",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "donor_list"), _negated=True),
                            ("donation__isnull", False),
                            _connector="OR",
                        ),
                        name="inventory_importbatch_of_a_donation",
                        violation_error_message="A donor's list has its donation.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["applying", "undoing", "applied"])),
                        fields=("kind", "sha256"),
                        name="inventory_importbatch_once",
                        violation_error_message="This very file was imported already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_importbatch_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.donation_id IS DISTINCT FROM OLD.donation_id OR NEW.outing_id IS DISTINCT FROM OLD.outing_id OR NEW.document_id IS DISTINCT FROM OLD.document_id OR NEW.kind IS DISTINCT FROM OLD.kind OR NEW.names_people IS DISTINCT FROM OLD.names_people OR NEW.sha256 IS DISTINCT FROM OLD.sha256)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_importbatch_kept", on={"DELETE": "OLD.status <> 'checked'"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
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
                        related_name="rows",
                        to="inventory.importbatch",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="row")),
                ("cells", models.JSONField(default=list)),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("unread", "not checked yet"),
                            ("good", "good"),
                            ("same", "nothing to change"),
                            ("conflict", "changed in the register since"),
                            ("refused", "refused"),
                            ("written", "written"),
                            ("undone", "taken back"),
                        ],
                        default="unread",
                        max_length=8,
                        verbose_name="verdict",
                    ),
                ),
                ("problems", models.JSONField(default=list)),
                ("units", models.PositiveSmallIntegerField(default=1, verbose_name="devices")),
                ("changes", models.JSONField(default=dict)),
                ("is_forced", models.BooleanField(default=False)),
                (
                    "devices",
                    models.ManyToManyField(
                        related_name="import_rows",
                        through="inventory.ImportedDevice",
                        to="inventory.device",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("batch", "number"),
                        name="inventory_importrow_once",
                        violation_error_message="This row of the list is entered already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "verdict__in",
                                [
                                    "unread",
                                    "good",
                                    "same",
                                    "conflict",
                                    "refused",
                                    "written",
                                    "undone",
                                ],
                            )
                        ),
                        name="inventory_importrow_verdict",
                        violation_error_message="This verdict does not exist.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_importrow_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.batch_id IS DISTINCT FROM OLD.batch_id OR NEW.number IS DISTINCT FROM OLD.number)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_importrow_kept",
                        on={
                            "DELETE": "OLD.verdict IN ('written', 'undone')",
                            "UPDATE OF verdict": "OLD.verdict = 'written' AND NEW.verdict NOT IN ('written', 'undone') OR OLD.verdict = 'undone' AND NEW.verdict <> 'undone'",
                        },
                        upserted=True,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportedDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.importrow",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.device",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("row", "device"),
                        name="inventory_importeddevice_once",
                        violation_error_message="This device comes from that row already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_importeddevice_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1", "UPDATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LabelFormat",
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
                        error_messages={"unique": "Another format has this code."},
                        help_text="As its maker calls it: L7160, DK-11209...",
                        max_length=20,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                (
                    "page_width",
                    models.DecimalField(
                        decimal_places=2,
                        default=210,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="page width",
                    ),
                ),
                (
                    "page_height",
                    models.DecimalField(
                        decimal_places=2,
                        default=297,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="page height",
                    ),
                ),
                (
                    "width",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="label width",
                    ),
                ),
                (
                    "height",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="label height",
                    ),
                ),
                (
                    "columns",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(12),
                        ],
                        verbose_name="columns",
                    ),
                ),
                (
                    "rows",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(50),
                        ],
                        verbose_name="rows",
                    ),
                ),
                (
                    "left",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="Empty: the labels are in the middle.",
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="left margin",
                    ),
                ),
                (
                    "top",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="Empty: the labels are in the middle.",
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="top margin",
                    ),
                ),
                (
                    "pitch_x",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="From the left edge of a label to that of the next. Empty: no gap.",
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="from one column to the next",
                    ),
                ),
                (
                    "pitch_y",
                    models.DecimalField(
                        decimal_places=2,
                        help_text="From the upper edge of a label to that of the next. Empty: no gap.",
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(Decimal("0.1")),
                            django.core.validators.MaxValueValidator(1000),
                        ],
                        verbose_name="from one row to the next",
                    ),
                ),
                (
                    "margin_x",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1.5"),
                        help_text="Nothing is printed there: sheets shift a little, rolls have blank edges.",
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="kept free at the sides of a label",
                    ),
                ),
                (
                    "margin_y",
                    models.DecimalField(
                        decimal_places=2,
                        default=Decimal("1.5"),
                        max_digits=6,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(20),
                        ],
                        verbose_name="kept free above and below",
                    ),
                ),
                (
                    "dpi",
                    models.PositiveSmallIntegerField(
                        choices=[
                            (203, "203 dots per inch (label printers)"),
                            (300, "300 dots per inch, or a multiple (office and label printers)"),
                        ],
                        default=300,
                        verbose_name="fineness of the printer",
                    ),
                ),
                (
                    "shows_house",
                    models.BooleanField(default=True, verbose_name="the name of our association"),
                ),
                (
                    "shows_phone",
                    models.BooleanField(
                        default=True, verbose_name="the phone number to call if it is found"
                    ),
                ),
                ("shows_model", models.BooleanField(default=True, verbose_name="brand and model")),
                ("shows_serial", models.BooleanField(default=False, verbose_name="serial number")),
                ("shows_grade", models.BooleanField(default=False, verbose_name="grade")),
                (
                    "is_active",
                    models.BooleanField(
                        default=True,
                        help_text="Offered when labels are printed.",
                        verbose_name="in use",
                    ),
                ),
            ],
            options={
                "verbose_name": "label format",
                "verbose_name_plural": "label formats",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("columns__gte", 1),
                            ("height__gt", 0),
                            ("rows__gte", 1),
                            ("width__gt", 0),
                        ),
                        name="inventory_labelformat_grid",
                        violation_error_message="A sheet has at least one label of some size.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("left__gte", 0),
                            (
                                "page_height__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("top"),
                                            "+",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("pitch_y"),
                                                "*",
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("rows"), "-", models.Value(1)
                                                ),
                                            ),
                                        ),
                                        "+",
                                        models.F("height"),
                                    ),
                                    "-",
                                    models.Value(Decimal("0.001")),
                                ),
                            ),
                            (
                                "page_width__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            models.F("left"),
                                            "+",
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("pitch_x"),
                                                "*",
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("columns"), "-", models.Value(1)
                                                ),
                                            ),
                                        ),
                                        "+",
                                        models.F("width"),
                                    ),
                                    "-",
                                    models.Value(Decimal("0.001")),
                                ),
                            ),
                            ("top__gte", 0),
                        ),
                        name="inventory_labelformat_inside",
                        violation_error_message="The labels lie on the page.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("columns", 1), ("pitch_x__gte", models.F("width")), _connector="OR"
                            ),
                            models.Q(
                                ("rows", 1), ("pitch_y__gte", models.F("height")), _connector="OR"
                            ),
                        ),
                        name="inventory_labelformat_apart",
                        violation_error_message="Labels do not overlap.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "page_width__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("left"),
                                                "+",
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("pitch_x"),
                                                    "*",
                                                    django.db.models.expressions.CombinedExpression(
                                                        models.F("columns"), "-", models.Value(1)
                                                    ),
                                                ),
                                            ),
                                            "+",
                                            models.F("width"),
                                        ),
                                        "+",
                                        models.F("left"),
                                    ),
                                    "-",
                                    models.Value(Decimal("0.201")),
                                ),
                            ),
                            (
                                "page_width__lte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("left"),
                                                "+",
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("pitch_x"),
                                                    "*",
                                                    django.db.models.expressions.CombinedExpression(
                                                        models.F("columns"), "-", models.Value(1)
                                                    ),
                                                ),
                                            ),
                                            "+",
                                            models.F("width"),
                                        ),
                                        "+",
                                        models.F("left"),
                                    ),
                                    "+",
                                    models.Value(Decimal("0.201")),
                                ),
                            ),
                            (
                                "page_height__gte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("top"),
                                                "+",
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("pitch_y"),
                                                    "*",
                                                    django.db.models.expressions.CombinedExpression(
                                                        models.F("rows"), "-", models.Value(1)
                                                    ),
                                                ),
                                            ),
                                            "+",
                                            models.F("height"),
                                        ),
                                        "+",
                                        models.F("top"),
                                    ),
                                    "-",
                                    models.Value(Decimal("0.201")),
                                ),
                            ),
                            (
                                "page_height__lte",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                models.F("top"),
                                                "+",
                                                django.db.models.expressions.CombinedExpression(
                                                    models.F("pitch_y"),
                                                    "*",
                                                    django.db.models.expressions.CombinedExpression(
                                                        models.F("rows"), "-", models.Value(1)
                                                    ),
                                                ),
                                            ),
                                            "+",
                                            models.F("height"),
                                        ),
                                        "+",
                                        models.F("top"),
                                    ),
                                    "+",
                                    models.Value(Decimal("0.201")),
                                ),
                            ),
                        ),
                        name="inventory_labelformat_symmetrical",
                        violation_error_message="The margins of a sheet are equal within 0.2 mm.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "height__gt",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("margin_y"), "*", models.Value(2)
                                ),
                            ),
                            ("margin_x__gte", 0),
                            ("margin_y__gte", 0),
                            (
                                "width__gt",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("margin_x"), "*", models.Value(2)
                                ),
                            ),
                        ),
                        name="inventory_labelformat_margins",
                        violation_error_message="A label is larger than what is kept free on it.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("dpi__in", [203, 300])),
                        name="inventory_labelformat_dpi",
                        violation_error_message="A printer has 203 or 300 dots per inch.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Printer",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="printers",
                        to="people.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "name",
                    models.CharField(
                        help_text="As people call it here.", max_length=60, verbose_name="name"
                    ),
                ),
                (
                    "shift_x",
                    models.DecimalField(
                        decimal_places=1,
                        default=0,
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(-15),
                            django.core.validators.MaxValueValidator(15),
                        ],
                        verbose_name="further to the right (mm)",
                    ),
                ),
                (
                    "shift_y",
                    models.DecimalField(
                        decimal_places=1,
                        default=0,
                        max_digits=4,
                        validators=[
                            django.core.validators.MinValueValidator(-15),
                            django.core.validators.MaxValueValidator(15),
                        ],
                        verbose_name="further down (mm)",
                    ),
                ),
                ("free", models.JSONField(default=dict, editable=False)),
                ("is_active", models.BooleanField(default=True, verbose_name="in use")),
            ],
            options={
                "verbose_name": "printer",
                "verbose_name_plural": "printers",
                "ordering": ["site", "name"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("site", "name"),
                        name="inventory_printer_name",
                        violation_error_message="This site has a printer of that name.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("shift_x__range", (-15, 15)), ("shift_y__range", (-15, 15))
                        ),
                        name="inventory_printer_shift",
                        violation_error_message="A printer is 15 mm off at most.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LabelDefault",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "site",
                    models.OneToOneField(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="label_default",
                        to="people.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "fmt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.labelformat",
                        verbose_name="sheet or roll",
                    ),
                ),
                (
                    "printer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.printer",
                        verbose_name="printer",
                    ),
                ),
                (
                    "copies",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(9),
                        ],
                        verbose_name="labels for each device",
                    ),
                ),
            ],
            options={
                "verbose_name": "usual labels of a site",
                "verbose_name_plural": "usual labels of sites",
                "ordering": ["site"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("copies__range", (1, 9))),
                        name="inventory_labeldefault_copies",
                        violation_error_message="One to nine labels are printed for each device.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Repair",
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
                            ("open", "to diagnose"),
                            ("underway", "being repaired"),
                            ("waiting", "waiting for a part"),
                            ("ended", "ended"),
                            ("cancelled", "cancelled"),
                        ],
                        default="open",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repairs",
                        to="inventory.device",
                    ),
                ),
                (
                    "fault",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.faulttype",
                        verbose_name="fault",
                    ),
                ),
                (
                    "reported",
                    models.TextField(
                        blank=True,
                        help_text="About the device, never about a person.",
                        max_length=1000,
                        verbose_name="what was said to be wrong",
                    ),
                ),
                (
                    "found",
                    models.TextField(blank=True, max_length=2000, verbose_name="what was found"),
                ),
                (
                    "done",
                    models.TextField(blank=True, max_length=2000, verbose_name="what was done"),
                ),
                (
                    "minutes",
                    models.PositiveIntegerField(default=0, verbose_name="time spent, in minutes"),
                ),
                (
                    "technician",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="technician",
                    ),
                ),
                (
                    "refurbisher",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.refurbisher",
                        verbose_name="outside workshop",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("fixed", "fixed"),
                            ("repairable", "repairable, not now"),
                            ("end_of_life", "end of life"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                (
                    "barrier",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_parts", "spare parts not available"),
                            ("too_expensive", "spare parts too expensive"),
                            ("no_opening", "no way to open it"),
                            ("no_manual", "no repair information"),
                            ("no_equipment", "no suitable equipment"),
                            ("worn_out", "too worn out"),
                            ("locked", "locked by its maker or its former owner"),
                            ("no_skill", "nobody here can do it"),
                            ("no_time", "takes too long"),
                            ("unsafe", "not safe"),
                            ("unknown", "not said"),
                        ],
                        editable=False,
                        max_length=16,
                        verbose_name="what prevents it",
                    ),
                ),
                (
                    "is_accepted",
                    models.BooleanField(
                        default=False, editable=False, verbose_name="left as it is"
                    ),
                ),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True,
                        editable=False,
                        max_length=200,
                        verbose_name="why it is cancelled",
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="opened"
                    ),
                ),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "repair",
                "verbose_name_plural": "repairs",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["status", "-id"], name="inventory_repair_status"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "underway", "waiting", "ended", "cancelled"])
                        ),
                        name="inventory_repair_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["open", "underway", "waiting"])),
                        fields=("device",),
                        name="inventory_repair_one_open",
                        violation_error_message="This device is in repair already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__gte", models.F("opened_at")),
                                ("ended_at__isnull", False),
                                ("outcome__in", ["fixed", "repairable", "end_of_life"]),
                                ("status", "ended"),
                            ),
                            models.Q(
                                models.Q(("status", "ended"), _negated=True),
                                ("ended_at", None),
                                ("outcome", ""),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_repair_ended",
                        violation_error_message="A repair that ended says how, and when; no other does.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("barrier", ""), ("outcome__in", ["", "fixed"])),
                            models.Q(
                                (
                                    "barrier__in",
                                    [
                                        "no_parts",
                                        "too_expensive",
                                        "no_opening",
                                        "no_manual",
                                        "no_equipment",
                                        "worn_out",
                                        "locked",
                                        "no_skill",
                                        "no_time",
                                        "unsafe",
                                        "unknown",
                                    ],
                                ),
                                ("outcome__in", ["repairable", "end_of_life"]),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_repair_barrier",
                        violation_error_message="Say what prevents its repair, if it is not fixed.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_accepted", False), ("outcome", "repairable"), _connector="OR"
                        ),
                        name="inventory_repair_accepted",
                        violation_error_message="Only what could not be repaired is left as it is.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("status", "cancelled"),
                                models.Q(("cancel_reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("status", "cancelled"), _negated=True),
                                ("cancel_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_repair_cancelled",
                        violation_error_message="Say why the repair is cancelled.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_repair_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.device_id IS DISTINCT FROM OLD.device_id OR NEW.opened_at IS DISTINCT FROM OLD.opened_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_repair_closed",
                        on={
                            "UPDATE": "(OLD.status IN ('ended', 'cancelled') AND NEW.status = OLD.status) AND (NEW.fault_id IS DISTINCT FROM OLD.fault_id OR NEW.minutes IS DISTINCT FROM OLD.minutes OR NEW.technician_id IS DISTINCT FROM OLD.technician_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_repair_reported_kept",
                        on={
                            "UPDATE": "(OLD.status IN ('ended', 'cancelled') AND NEW.status = OLD.status) AND (NEW.reported <> OLD.reported AND NEW.reported <> '[...]')"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_repair_found_kept",
                        on={
                            "UPDATE": "(OLD.status IN ('ended', 'cancelled') AND NEW.status = OLD.status) AND (NEW.found <> OLD.found AND NEW.found <> '[...]')"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_repair_done_kept",
                        on={
                            "UPDATE": "(OLD.status IN ('ended', 'cancelled') AND NEW.status = OLD.status) AND (NEW.done <> OLD.done AND NEW.done <> '[...]')"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_repair_stays_cancelled",
                        on={
                            "UPDATE": "(OLD.status = 'cancelled') AND (NEW.status IS DISTINCT FROM OLD.status)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_repair_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RepairPart",
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
                            ("awaited", "awaited"),
                            ("fitted", "fitted"),
                            ("taken_out", "taken out again"),
                            ("given_up", "no longer awaited"),
                        ],
                        default="awaited",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "repair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="inventory.repair",
                    ),
                ),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.accessorykind",
                        verbose_name="part",
                    ),
                ),
                ("quantity", models.PositiveSmallIntegerField(default=1, verbose_name="quantity")),
                (
                    "reference",
                    models.CharField(
                        blank=True,
                        help_text="What to order, or the number on it.",
                        max_length=80,
                        verbose_name="reference",
                    ),
                ),
                (
                    "taken_from",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts_taken",
                        to="inventory.device",
                        verbose_name="taken from",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="which one")),
                (
                    "gap",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("lacking", "lacking"),
                            ("replaced", "replaced"),
                            ("waived", "does without"),
                        ],
                        max_length=8,
                        verbose_name="in its stead",
                    ),
                ),
                (
                    "medium",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="moves",
                        to="inventory.medium",
                    ),
                ),
                (
                    "fitted_as",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="came_by",
                        to="inventory.medium",
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
            ],
            options={
                "verbose_name": "part of a repair",
                "verbose_name_plural": "parts of repairs",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["awaited", "fitted", "taken_out", "given_up"])
                        ),
                        name="inventory_repairpart_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("position__gte", 1),
                            ("quantity__gte", 1),
                            models.Q(("taken_from", None), ("quantity", 1), _connector="OR"),
                        ),
                        name="inventory_repairpart_quantity",
                        violation_error_message="One part at a time is taken from another device.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("gap", ""), ("medium", None), ("taken_from", None)),
                            models.Q(
                                ("gap__in", ["lacking", "replaced", "waived"]),
                                ("taken_from__isnull", False),
                                models.Q(("status__in", ["awaited", "given_up"]), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_repairpart_origin",
                        violation_error_message="A part that was taken from another device was fitted; the other has a gap.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("medium", None),
                            ("status", "fitted"),
                            models.Q(("gap", "replaced"), _negated=True),
                        ),
                        fields=("taken_from", "kind", "position"),
                        name="inventory_repairpart_taken_once",
                        violation_error_message="This part was taken from that device already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status", "fitted")),
                        fields=("medium",),
                        name="inventory_repairpart_disk_once",
                        violation_error_message="This disk was taken from that device already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_repairpart_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.repair_id IS DISTINCT FROM OLD.repair_id OR NEW.kind_id IS DISTINCT FROM OLD.kind_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_repairpart_origin_kept",
                        on={
                            "UPDATE": "(OLD.status <> 'awaited') AND (NEW.quantity IS DISTINCT FROM OLD.quantity OR NEW.taken_from_id IS DISTINCT FROM OLD.taken_from_id OR NEW.position IS DISTINCT FROM OLD.position OR NEW.medium_id IS DISTINCT FROM OLD.medium_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_repairpart_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockCount",
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
                            ("open", "being counted"),
                            ("counted", "counted, to finalise"),
                            ("finalised", "finalised"),
                            ("cancelled", "cancelled"),
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
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="people.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="counts",
                        to="inventory.place",
                        verbose_name="place",
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
                    "expected",
                    models.PositiveIntegerField(default=0, editable=False, verbose_name="expected"),
                ),
                (
                    "opened_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="opened by",
                    ),
                ),
                (
                    "opened_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="opened"
                    ),
                ),
                (
                    "counted_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="counted by",
                    ),
                ),
                (
                    "counted_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="counted"),
                ),
                (
                    "finalised_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="finalised by",
                    ),
                ),
                (
                    "finalised_at",
                    models.DateTimeField(editable=False, null=True, verbose_name="finalised"),
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
            ],
            options={
                "verbose_name": "stock count",
                "verbose_name_plural": "stock counts",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("status__in", ["open", "counted", "finalised", "cancelled"])
                        ),
                        name="inventory_stockcount_status",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("place", None), ("category", None), _connector="OR"),
                        name="inventory_stockcount_scope",
                        violation_error_message="A count covers a site, a shelf or a category.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                models.Q(("status", "open"), _negated=True),
                                models.Q(("counted_at", None), ("counted_by", None)),
                                _connector="OR",
                            ),
                            models.Q(
                                models.Q(("status__in", ["counted", "finalised"]), _negated=True),
                                models.Q(
                                    ("counted_at__isnull", False), ("counted_by__isnull", False)
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="inventory_stockcount_counted",
                        violation_error_message="What was counted says by whom and when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("finalised_at__isnull", False),
                                ("finalised_by__isnull", False),
                                ("status", "finalised"),
                            ),
                            models.Q(
                                models.Q(("status", "finalised"), _negated=True),
                                ("finalised_at", None),
                                ("finalised_by", None),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_stockcount_finalised",
                        violation_error_message="What was finalised says by whom and when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("counted_by", None),
                            ("finalised_by", None),
                            models.Q(("counted_by", models.F("finalised_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="inventory_stockcount_two_people",
                        violation_error_message="Somebody else than who counted finalises a count.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["open", "counted"])),
                        fields=("place",),
                        name="inventory_stockcount_place_once",
                        violation_error_message="This shelf is being counted already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("status__in", ["open", "counted"])),
                        fields=("site", "category"),
                        name="inventory_stockcount_category_once",
                        violation_error_message="This category is being counted already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("category", None), ("place", None), ("status__in", ["open", "counted"])
                        ),
                        fields=("site",),
                        name="inventory_stockcount_site_once",
                        violation_error_message="This site is being counted already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_stockcount_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.number IS DISTINCT FROM OLD.number OR NEW.site_id IS DISTINCT FROM OLD.site_id OR NEW.place_id IS DISTINCT FROM OLD.place_id OR NEW.category_id IS DISTINCT FROM OLD.category_id OR NEW.expected IS DISTINCT FROM OLD.expected OR NEW.opened_by_id IS DISTINCT FROM OLD.opened_by_id OR NEW.opened_at IS DISTINCT FROM OLD.opened_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_stockcount_over",
                        on={
                            "UPDATE": "(OLD.status IN ('finalised', 'cancelled')) AND (NEW.status IS DISTINCT FROM OLD.status OR NEW.counted_by_id IS DISTINCT FROM OLD.counted_by_id OR NEW.counted_at IS DISTINCT FROM OLD.counted_at OR NEW.finalised_by_id IS DISTINCT FROM OLD.finalised_by_id OR NEW.finalised_at IS DISTINCT FROM OLD.finalised_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_stockcount_report",
                        on={
                            "UPDATE": "(OLD.document_id IS NOT NULL) AND (NEW.document_id IS DISTINCT FROM OLD.document_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_stockcount_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountScan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "count",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="inventory.stockcount",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scans",
                        to="inventory.countline",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("seen", "seen"),
                            ("shelf", "went to a shelf"),
                            ("undone", "undone"),
                        ],
                        default="seen",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "code",
                    models.CharField(blank=True, max_length=200, verbose_name="code as scanned"),
                ),
                (
                    "here",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.place",
                        verbose_name="found at",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "to check"),
                            ("refurbishing", "being refurbished"),
                            ("ready", "ready"),
                            ("reserved", "reserved"),
                            ("on_loan", "on loan"),
                            ("given", "given"),
                            ("lost", "lost"),
                            ("stolen", "stolen"),
                            ("quarantined", "in quarantine"),
                            ("retired", "retired"),
                            ("withdrawn", "entered in error"),
                        ],
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("tag", models.CharField(blank=True, max_length=20, verbose_name="tag")),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.place",
                        verbose_name="place",
                    ),
                ),
                ("seen_before", models.DateTimeField(null=True)),
                (
                    "is_from_sheet",
                    models.BooleanField(default=False, verbose_name="ticked on a printed sheet"),
                ),
                (
                    "undoes",
                    models.OneToOneField(
                        error_messages={"unique": "This scan is undone already."},
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="undone",
                        to="inventory.countscan",
                    ),
                ),
            ],
            options={
                "verbose_name": "scan of a count",
                "verbose_name_plural": "scans of counts",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["count", "-id"], name="inventory_countscan_count"),
                    models.Index(fields=["count", "by", "-id"], name="inventory_countscan_by"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "seen"), ("line__isnull", False), ("undoes", None)),
                            models.Q(("kind", "shelf"), ("line", None), ("undoes", None)),
                            models.Q(
                                ("kind", "undone"),
                                ("line__isnull", False),
                                ("undoes__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_countscan_kind",
                        violation_error_message="A scan saw a thing, went to a shelf or undid a scan.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_countscan_append_only",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1", "UPDATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CountLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "count",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="inventory.stockcount",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="count_lines",
                        to="inventory.device",
                        verbose_name="device",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=200, verbose_name="code")),
                ("is_expected", models.BooleanField(default=False, verbose_name="expected")),
                (
                    "status",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("received", "to check"),
                            ("refurbishing", "being refurbished"),
                            ("ready", "ready"),
                            ("reserved", "reserved"),
                            ("on_loan", "on loan"),
                            ("given", "given"),
                            ("lost", "lost"),
                            ("stolen", "stolen"),
                            ("quarantined", "in quarantine"),
                            ("retired", "retired"),
                            ("withdrawn", "entered in error"),
                        ],
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                ("tag", models.CharField(blank=True, max_length=20, verbose_name="tag")),
                (
                    "place",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.place",
                        verbose_name="place",
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.site",
                        verbose_name="site",
                    ),
                ),
                (
                    "scan",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.countscan",
                    ),
                ),
                (
                    "finding",
                    models.CharField(
                        choices=[
                            ("found", "found"),
                            ("missing", "missing"),
                            ("elsewhere", "expected elsewhere"),
                            ("astray", "should not be here"),
                            ("unknown", "unknown code"),
                            ("undone", "undone"),
                        ],
                        max_length=10,
                        verbose_name="finding",
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True,
                        help_text="About the equipment, never about a person.",
                        max_length=200,
                        verbose_name="note",
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("move", "put it where it was found"),
                            ("lost", "declare it lost"),
                            ("stolen", "declare it stolen"),
                            ("found", "found again: to check"),
                            ("ignore", "leave it as it is, for a reason"),
                        ],
                        max_length=8,
                        verbose_name="decision",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        help_text="About the equipment, never about a person.",
                        max_length=120,
                        verbose_name="reason",
                    ),
                ),
            ],
            options={
                "verbose_name": "line of a count",
                "verbose_name_plural": "lines of counts",
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["count", "finding"], name="inventory_countline_finding"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("code", ""), ("device__isnull", False)),
                            models.Q(
                                ("device", None),
                                ("is_expected", False),
                                models.Q(("code", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_countline_subject",
                        violation_error_message="A line of a count is a device or an unknown code.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finding", "missing"), ("is_expected", True), ("scan", None)),
                            models.Q(("finding", "undone"), ("is_expected", False), ("scan", None)),
                            models.Q(
                                ("device__isnull", False),
                                ("finding__in", ["found", "elsewhere", "astray"]),
                                ("scan__isnull", False),
                            ),
                            models.Q(
                                ("device", None), ("finding", "unknown"), ("scan__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="inventory_countline_found_as",
                        violation_error_message="A line of a count says what its scan found.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decision", ""),
                            models.Q(
                                ("decision__in", ["lost", "stolen", "ignore"]),
                                ("finding", "missing"),
                            ),
                            models.Q(
                                ("decision__in", ["move", "ignore"]), ("finding", "elsewhere")
                            ),
                            models.Q(("decision__in", ["found", "ignore"]), ("finding", "astray")),
                            models.Q(("decision__in", ["ignore"]), ("finding", "unknown")),
                            _connector="OR",
                        ),
                        name="inventory_countline_decision",
                        violation_error_message="This cannot be decided about such a line.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decision", "ignore"), _negated=True),
                            models.Q(("reason", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="inventory_countline_reason",
                        violation_error_message="Say why it is left as it is.",
                    ),
                    models.UniqueConstraint(
                        fields=("count", "device"),
                        name="inventory_countline_device_once",
                        violation_error_message="This device is in this count already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("device", None)),
                        fields=("count", "code"),
                        name="inventory_countline_code_once",
                        violation_error_message="This code is in this count already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_countline_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.count_id IS DISTINCT FROM OLD.count_id OR NEW.device_id IS DISTINCT FROM OLD.device_id OR NEW.code IS DISTINCT FROM OLD.code OR NEW.is_expected IS DISTINCT FROM OLD.is_expected OR NEW.status IS DISTINCT FROM OLD.status OR NEW.tag IS DISTINCT FROM OLD.tag OR NEW.place_id IS DISTINCT FROM OLD.place_id OR NEW.site_id IS DISTINCT FROM OLD.site_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_countline_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoucherBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        editable=False, max_length=12, unique=True, verbose_name="reference"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.voucherproduct",
                        verbose_name="product",
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
                    "activate_by",
                    models.DateField(blank=True, null=True, verbose_name="last day to activate"),
                ),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="last day of use"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "verbose_name": "batch of vouchers",
                "verbose_name_plural": "batches of vouchers",
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("activate_by", None),
                            ("valid_until", None),
                            ("valid_until__gte", models.F("activate_by")),
                            _connector="OR",
                        ),
                        name="inventory_voucherbatch_days",
                        violation_error_message="The last day of use is not before the last day to activate.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_voucherbatch_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Voucher",
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
                            ("in_stock", "in stock"),
                            ("reserved", "reserved"),
                            ("consigned", "consigned"),
                            ("handed_out", "handed out"),
                            ("activated", "activated"),
                            ("expired", "expired"),
                            ("lost", "lost"),
                            ("cancelled", "cancelled"),
                        ],
                        default="in_stock",
                        editable=False,
                        max_length=16,
                        verbose_name="status",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="inventory.voucherbatch",
                    ),
                ),
                ("code_encrypted", models.BinaryField(null=True)),
                (
                    "code_hash",
                    models.CharField(editable=False, max_length=64, null=True, unique=True),
                ),
                ("pin_encrypted", models.BinaryField(null=True)),
                ("puk_encrypted", models.BinaryField(null=True)),
                ("number_encrypted", models.BinaryField(null=True)),
                ("sealed_with", models.CharField(blank=True, editable=False, max_length=8)),
                (
                    "last_digits",
                    models.CharField(editable=False, max_length=4, verbose_name="ends with"),
                ),
                (
                    "iccid",
                    models.CharField(blank=True, max_length=22, null=True, verbose_name="ICCID"),
                ),
                (
                    "activate_by",
                    models.DateField(blank=True, null=True, verbose_name="last day to activate"),
                ),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="last day of use"),
                ),
                (
                    "device",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="sims",
                        to="inventory.device",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="inventory.voucher",
                    ),
                ),
                (
                    "recipient",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="people.recipient",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="vouchers",
                        to="people.organisation",
                    ),
                ),
                ("handed_out_at", models.DateTimeField(editable=False, null=True)),
                (
                    "price_paid",
                    models.DecimalField(
                        decimal_places=2,
                        editable=False,
                        max_digits=7,
                        null=True,
                        verbose_name="paid (€)",
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
                        verbose_name="how it was paid",
                    ),
                ),
                ("revealed_at", models.DateTimeField(editable=False, null=True)),
                ("activated_on", models.DateField(editable=False, null=True)),
                (
                    "cancel_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("replaced", "another was given in its place"),
                            ("refused", "the operator refuses it"),
                            ("seen", "somebody else may have read its code"),
                            ("withdrawn", "taken back by the operator or by who gave it"),
                            ("error", "entered in error"),
                        ],
                        editable=False,
                        max_length=9,
                        verbose_name="why it was cancelled",
                    ),
                ),
            ],
            options={
                "verbose_name": "voucher",
                "verbose_name_plural": "vouchers",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["status", "valid_until"], name="inventory_voucher_status"),
                    models.Index(
                        fields=["recipient", "handed_out_at"], name="inventory_voucher_whose"
                    ),
                    models.Index(fields=["last_digits"], name="inventory_voucher_ends_with"),
                    models.Index(
                        condition=models.Q(("status", "in_stock")),
                        fields=["batch", "activate_by", "valid_until", "id"],
                        name="inventory_voucher_left",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "status__in",
                                [
                                    "in_stock",
                                    "reserved",
                                    "consigned",
                                    "handed_out",
                                    "activated",
                                    "expired",
                                    "lost",
                                    "cancelled",
                                ],
                            )
                        ),
                        name="inventory_voucher_status_known",
                        violation_error_message="This status does not exist.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["in_stock", "reserved"]), _negated=True),
                            models.Q(
                                ("handed_out_at", None),
                                ("organisation", None),
                                ("recipient", None),
                                ("replaces", None),
                                ("revealed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_voucher_in_stock_nobody",
                        violation_error_message="A voucher in stock belongs to nobody.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status__in", ["handed_out", "activated"]), _negated=True),
                            models.Q(
                                ("handed_out_at__isnull", False),
                                models.Q(
                                    ("recipient__isnull", False),
                                    ("organisation__isnull", False),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_voucher_handed_out_to",
                        violation_error_message="A voucher handed out says to whom and when.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "consigned"), _negated=True),
                            models.Q(
                                ("device", None),
                                ("handed_out_at", None),
                                ("organisation__isnull", False),
                                ("recipient", None),
                                ("revealed_at", None),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_voucher_consigned_to",
                        violation_error_message="A consigned voucher says to which structure.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("iccid", None), ("iccid__regex", "\\A[0-9]{10,22}\\Z"), _connector="OR"
                        ),
                        name="inventory_voucher_iccid_digits",
                        violation_error_message="An ICCID is 19 or 20 digits; unknown is empty.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("code_encrypted__isnull", False), ("code_hash__isnull", False)
                            ),
                            models.Q(
                                ("code_encrypted", None),
                                ("code_hash", None),
                                ("iccid__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_voucher_known_by",
                        violation_error_message="A voucher has a code, or else the ICCID of its card.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("activated_on", None),
                            ("handed_out_at__isnull", False),
                            _connector="OR",
                        ),
                        name="inventory_voucher_activated",
                        violation_error_message="Only what was handed out is activated.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("replaces", None),
                            models.Q(("replaces", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="inventory_voucher_replaces_another",
                        violation_error_message="A voucher is given in place of another.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("paid_by", ""),
                                models.Q(("price_paid", None), ("price_paid", 0), _connector="OR"),
                            ),
                            models.Q(
                                ("paid_by__in", ["cash", "card", "cheque", "transfer"]),
                                ("price_paid__gt", 0),
                                ("price_paid__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_voucher_paid",
                        violation_error_message="What was paid says how it was paid.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("price_paid", None),
                            models.Q(("status__in", ["in_stock", "consigned"]), _negated=True),
                            _connector="OR",
                        ),
                        name="inventory_voucher_paid_by_somebody",
                        violation_error_message="Nobody paid for a voucher that nobody has.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "cancel_reason__in",
                                    ["replaced", "refused", "seen", "withdrawn", "error"],
                                ),
                                ("status", "cancelled"),
                            ),
                            models.Q(
                                models.Q(("status", "cancelled"), _negated=True),
                                ("cancel_reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_voucher_cancelled_why",
                        violation_error_message="A cancelled voucher says why.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_voucher_steps",
                        on={
                            "UPDATE": "NEW.status <> OLD.status AND (OLD.status, NEW.status) NOT IN (VALUES ('in_stock', 'cancelled'), ('in_stock', 'consigned'), ('in_stock', 'expired'), ('in_stock', 'lost'), ('in_stock', 'reserved'), ('reserved', 'handed_out'), ('reserved', 'in_stock'), ('consigned', 'expired'), ('consigned', 'handed_out'), ('consigned', 'in_stock'), ('consigned', 'lost'), ('handed_out', 'activated'), ('handed_out', 'cancelled'), ('handed_out', 'expired'), ('handed_out', 'lost'), ('activated', 'cancelled'), ('activated', 'expired'), ('activated', 'lost'), ('lost', 'cancelled'))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_voucher_whose_frozen",
                        on={
                            "UPDATE": "(OLD.handed_out_at IS NOT NULL) AND (NEW.handed_out_at IS DISTINCT FROM OLD.handed_out_at OR NEW.iccid IS DISTINCT FROM OLD.iccid OR NEW.last_digits IS DISTINCT FROM OLD.last_digits OR (NEW.recipient_id IS DISTINCT FROM OLD.recipient_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.recipient_id)) OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_voucher_paid_frozen",
                        on={
                            "UPDATE": "(OLD.handed_out_at IS NOT NULL) AND (NEW.price_paid IS DISTINCT FROM OLD.price_paid OR NEW.paid_by IS DISTINCT FROM OLD.paid_by)"
                        },
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("activate_by", None),
                            ("valid_until", None),
                            ("valid_until__gte", models.F("activate_by")),
                            _connector="OR",
                        ),
                        name="inventory_voucher_days",
                        violation_error_message="The last day of use is not before the last day to activate.",
                    ),
                    models.UniqueConstraint(
                        fields=("iccid",),
                        name="inventory_voucher_iccid_once",
                        violation_error_message="This SIM card is in the register already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_voucher_never_back",
                        on={
                            "UPDATE": "(OLD.revealed_at IS NOT NULL OR OLD.handed_out_at IS NOT NULL OR OLD.status IN ('handed_out', 'activated')) AND (NEW.status IN ('in_stock', 'reserved', 'consigned') OR NEW.handed_out_at IS NULL AND OLD.handed_out_at IS NOT NULL OR NEW.revealed_at IS NULL AND OLD.revealed_at IS NOT NULL)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_voucher_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.code_hash IS DISTINCT FROM OLD.code_hash OR NEW.batch_id IS DISTINCT FROM OLD.batch_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_voucher_replaces_frozen",
                        on={
                            "UPDATE": "(OLD.replaces_id IS NOT NULL) AND (NEW.replaces_id IS DISTINCT FROM OLD.replaces_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_voucher_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Consignment",
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
                        related_name="consignments",
                        to="people.organisation",
                        verbose_name="structure",
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
                    "created_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="left on"
                    ),
                ),
            ],
            options={
                "verbose_name": "consignment of vouchers",
                "verbose_name_plural": "consignments of vouchers",
                "ordering": ["-pk"],
                "constraints": [
                    core.workflow.guards.Guard(
                        name="inventory_consignment_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.number IS DISTINCT FROM OLD.number OR NEW.site_id IS DISTINCT FROM OLD.site_id OR NEW.created_at IS DISTINCT FROM OLD.created_at OR (NEW.organisation_id IS DISTINCT FROM OLD.organisation_id AND NOT EXISTS (SELECT 1 FROM core_unsettled u WHERE u.rule = 'merge' AND u.row_id = NEW.organisation_id)))"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_consignment_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsignmentLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "consignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="inventory.consignment",
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="consigned",
                        to="inventory.voucher",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("used", "used"),
                            ("given_back", "given back unopened"),
                            ("lost", "lost"),
                        ],
                        max_length=12,
                        verbose_name="what became of it",
                    ),
                ),
                ("ended_at", models.DateTimeField(editable=False, null=True)),
            ],
            options={
                "verbose_name": "line of a consignment",
                "verbose_name_plural": "lines of consignments",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at", None), ("outcome", "")),
                            models.Q(
                                ("ended_at__isnull", False),
                                ("outcome__in", ["used", "given_back", "lost"]),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_consignmentline_outcome",
                        violation_error_message="What became of a voucher is used, back or lost.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("outcome", "")),
                        fields=("voucher",),
                        name="inventory_consignmentline_once",
                        violation_error_message="This voucher is with a structure already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_consignmentline_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.consignment_id IS DISTINCT FROM OLD.consignment_id OR NEW.voucher_id IS DISTINCT FROM OLD.voucher_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_consignmentline_said",
                        on={
                            "UPDATE": "(OLD.outcome <> '') AND (NEW.outcome IS DISTINCT FROM OLD.outcome OR NEW.ended_at IS DISTINCT FROM OLD.ended_at)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_consignmentline_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoucherMinimum",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.voucherproduct",
                        verbose_name="product",
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
                ("minimum", models.PositiveIntegerField(default=0, verbose_name="minimum")),
            ],
            options={
                "verbose_name": "minimum of vouchers",
                "verbose_name_plural": "minimums of vouchers",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("product", "site"),
                        name="inventory_voucherminimum_once",
                        violation_error_message="This site has a minimum of this product already.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_voucherminimum_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.product_id IS DISTINCT FROM OLD.product_id OR NEW.site_id IS DISTINCT FROM OLD.site_id)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_voucherminimum_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VoucherList",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
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
                (
                    "product",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.voucherproduct",
                        verbose_name="product",
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
                    "activate_by",
                    models.DateField(blank=True, null=True, verbose_name="last day to activate"),
                ),
                (
                    "valid_until",
                    models.DateField(blank=True, null=True, verbose_name="last day of use"),
                ),
                ("cells_encrypted", models.BinaryField()),
                ("columns", models.JSONField(default=dict)),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
            ],
            options={
                "verbose_name": "list of vouchers to enter",
                "verbose_name_plural": "lists of vouchers to enter",
            },
        ),
        migrations.CreateModel(
            name="Checklist",
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
                        on_delete=django.db.models.deletion.PROTECT,
                        to="catalogue.category",
                        verbose_name="category",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                ("is_current", models.BooleanField(default=True, verbose_name="in use")),
                (
                    "saved_at",
                    models.DateTimeField(
                        default=django.utils.timezone.now, editable=False, verbose_name="saved"
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="what changes, and why"
                    ),
                ),
            ],
            options={
                "verbose_name": "checklist",
                "verbose_name_plural": "checklists",
                "ordering": ["category", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("category", "version"),
                        name="inventory_checklist_version",
                        violation_error_message="This version exists already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_current", True)),
                        fields=("category",),
                        name="inventory_checklist_one_current",
                        violation_error_message="A category has one checklist in use.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_checklist_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.category_id IS DISTINCT FROM OLD.category_id OR NEW.version IS DISTINCT FROM OLD.version OR NEW.saved_at IS DISTINCT FROM OLD.saved_at OR NEW.saved_by_id IS DISTINCT FROM OLD.saved_by_id OR NEW.note IS DISTINCT FROM OLD.note)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_checklist_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChecklistItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "checklist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="inventory.checklist",
                    ),
                ),
                ("code", models.SlugField(max_length=40, verbose_name="code")),
                ("position", models.PositiveSmallIntegerField(verbose_name="position")),
                ("label_fr", models.CharField(max_length=160, verbose_name="in French")),
                ("label_en", models.CharField(max_length=160, verbose_name="in English")),
                (
                    "is_blocking",
                    models.BooleanField(
                        default=False,
                        help_text="With this fault, the device cannot leave.",
                        verbose_name="blocking",
                    ),
                ),
                (
                    "quarantines",
                    models.BooleanField(
                        default=False,
                        help_text="With this fault, the device is set apart at once: locked or blocked.",
                        verbose_name="puts in quarantine",
                    ),
                ),
                (
                    "value_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("number", "a number"),
                            ("text", "a text"),
                            ("choice", "one of a list"),
                        ],
                        max_length=6,
                        verbose_name="what to write down",
                    ),
                ),
                ("unit", models.CharField(blank=True, max_length=12, verbose_name="unit")),
                (
                    "lowest",
                    models.DecimalField(
                        blank=True, decimal_places=2, max_digits=9, null=True, verbose_name="lowest"
                    ),
                ),
                (
                    "highest",
                    models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=9,
                        null=True,
                        verbose_name="highest",
                    ),
                ),
                (
                    "beyond",
                    models.CharField(
                        blank=True,
                        choices=[("fault", "it is a fault"), ("remark", "it is only pointed out")],
                        max_length=6,
                        verbose_name="outside the limits",
                    ),
                ),
                (
                    "options_fr",
                    models.TextField(blank=True, max_length=800, verbose_name="choices in French"),
                ),
                (
                    "options_en",
                    models.TextField(blank=True, max_length=800, verbose_name="choices in English"),
                ),
                (
                    "proof",
                    models.CharField(
                        blank=True,
                        choices=[("photo", "a photo"), ("file", "a file")],
                        max_length=5,
                        verbose_name="what to add",
                    ),
                ),
            ],
            options={
                "verbose_name": "item of a checklist",
                "verbose_name_plural": "items of checklists",
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("checklist", "code"),
                        name="inventory_checklistitem_once",
                        violation_error_message="This item is in the list already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quarantines", False), ("is_blocking", True), _connector="OR"
                        ),
                        name="inventory_checklistitem_quarantine",
                        violation_error_message="What puts in quarantine is blocking.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value_kind", ""),
                            ("value_kind__in", ["number", "text", "choice"]),
                            _connector="OR",
                        ),
                        name="inventory_checklistitem_value",
                        violation_error_message="It asks for a number, a text or a choice.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value_kind", "number"),
                            models.Q(
                                ("beyond", ""), ("highest", None), ("lowest", None), ("unit", "")
                            ),
                            _connector="OR",
                        ),
                        name="inventory_checklistitem_number",
                        violation_error_message="Only a number has a unit and limits.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("beyond", ""), ("highest", None), ("lowest", None)),
                            models.Q(
                                ("beyond__in", ["fault", "remark"]),
                                models.Q(
                                    models.Q(("highest__isnull", False), ("lowest", None)),
                                    models.Q(("highest", None), ("lowest__isnull", False)),
                                    models.Q(
                                        ("highest__isnull", False),
                                        ("lowest__isnull", False),
                                        ("lowest__lte", models.F("highest")),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_checklistitem_limits",
                        violation_error_message="Say what it means to be outside the limits; the lowest comes first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("value_kind", "choice"),
                                models.Q(("options_fr", ""), _negated=True),
                                models.Q(("options_en", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("value_kind", "choice"), _negated=True),
                                ("options_en", ""),
                                ("options_fr", ""),
                            ),
                            _connector="OR",
                        ),
                        name="inventory_checklistitem_options",
                        violation_error_message="Only one of a list has choices, in both languages.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("proof", ""), ("proof__in", ["photo", "file"]), _connector="OR"
                        ),
                        name="inventory_checklistitem_proof",
                        violation_error_message="It asks for a photo or for a file.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_checklistitem_frozen",
                        on={
                            "UPDATE": "(1 = 1) AND (NEW.checklist_id IS DISTINCT FROM OLD.checklist_id OR NEW.code IS DISTINCT FROM OLD.code OR NEW.position IS DISTINCT FROM OLD.position OR NEW.label_fr IS DISTINCT FROM OLD.label_fr OR NEW.label_en IS DISTINCT FROM OLD.label_en OR NEW.is_blocking IS DISTINCT FROM OLD.is_blocking OR NEW.quarantines IS DISTINCT FROM OLD.quarantines OR NEW.value_kind IS DISTINCT FROM OLD.value_kind OR NEW.unit IS DISTINCT FROM OLD.unit OR NEW.lowest IS DISTINCT FROM OLD.lowest OR NEW.highest IS DISTINCT FROM OLD.highest OR NEW.beyond IS DISTINCT FROM OLD.beyond OR NEW.options_fr IS DISTINCT FROM OLD.options_fr OR NEW.options_en IS DISTINCT FROM OLD.options_en OR NEW.proof IS DISTINCT FROM OLD.proof)"
                        },
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_checklistitem_kept",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="inventory.device",
                    ),
                ),
                (
                    "checklist",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="attempts",
                        to="inventory.checklist",
                    ),
                ),
                ("is_carried", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "attempt",
                "verbose_name_plural": "attempts",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["device", "-id"], name="inventory_attempt_device"),
                ],
                "constraints": [
                    core.workflow.guards.Guard(
                        name="inventory_attempt_append_only",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1", "UPDATE": "1 = 1"},
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TestResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="inventory.device",
                    ),
                ),
                (
                    "attempt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="inventory.attempt",
                    ),
                ),
                (
                    "item",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="inventory.checklistitem",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("pass", "works"), ("fail", "fault"), ("na", "does not apply")],
                        max_length=4,
                        verbose_name="result",
                    ),
                ),
                ("value", models.CharField(blank=True, max_length=200, verbose_name="value")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                ("is_rest", models.BooleanField(default=False, verbose_name="with the rest")),
                (
                    "photo",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.photo",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "result",
                "verbose_name_plural": "results",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        fields=["device", "item", "-id"], name="inventory_testresult_device"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["pass", "fail", "na"])),
                        name="inventory_testresult_outcome",
                        violation_error_message="It works, has a fault, or does not apply.",
                    ),
                    core.workflow.guards.Guard(
                        name="inventory_testresult_append_only",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1", "UPDATE": "1 = 1"},
                    ),
                ],
            },
        ),
    ]
