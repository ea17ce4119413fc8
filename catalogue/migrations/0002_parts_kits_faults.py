import core.atonce
import core.guards
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0001_initial"),
    ]

    operations = [
        core.atonce.AtOnce(
            operations=[
                migrations.CreateModel(
                    name="ResaleCap",
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
                            "amount",
                            models.DecimalField(
                                decimal_places=2,
                                max_digits=7,
                                verbose_name="at most (€, tax included)",
                            ),
                        ),
                        (
                            "conditions_fr",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="conditions, in French"
                            ),
                        ),
                        (
                            "conditions_en",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="conditions, in English"
                            ),
                        ),
                        ("source", models.CharField(max_length=200, verbose_name="source")),
                        ("valid_from", models.DateField(verbose_name="valid from")),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                to="catalogue.category",
                                verbose_name="category",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "resale cap",
                        "verbose_name_plural": "resale caps",
                        "ordering": ["category", "-valid_from"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("category", "valid_from"),
                                name="catalogue_resalecap_once",
                                violation_error_message="This category has a cap from that date already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("amount__gte", 0)),
                                name="catalogue_resalecap_amount",
                                violation_error_message="A value is not negative.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FaultType",
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
                        ("name_fr", models.CharField(max_length=80, verbose_name="French name")),
                        ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                        ("code", models.SlugField(max_length=20, unique=True, verbose_name="code")),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="position"),
                        ),
                    ],
                    options={
                        "verbose_name": "fault",
                        "verbose_name_plural": "faults",
                        "ordering": ["position", "code"],
                        "constraints": [
                            core.guards.Guard(
                                name="catalogue_faulttype_kept",
                                on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FaultAlias",
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
                        ("name", models.CharField(max_length=80, verbose_name="word of others")),
                        (
                            "key",
                            models.CharField(
                                editable=False,
                                error_messages={"unique": "This word leads to a fault already."},
                                max_length=80,
                                unique=True,
                            ),
                        ),
                        (
                            "fault",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="aliases",
                                to="catalogue.faulttype",
                                verbose_name="our fault",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "word for a fault",
                        "verbose_name_plural": "words for faults",
                        "ordering": ["fault", "name"],
                    },
                ),
                migrations.CreateModel(
                    name="Kit",
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
                        ("name_fr", models.CharField(max_length=80, verbose_name="French name")),
                        ("name_en", models.CharField(max_length=80, verbose_name="English name")),
                        ("code", models.SlugField(max_length=20, unique=True, verbose_name="code")),
                        ("is_active", models.BooleanField(default=True, verbose_name="offered")),
                        (
                            "position",
                            models.PositiveSmallIntegerField(default=0, verbose_name="position"),
                        ),
                    ],
                    options={
                        "verbose_name": "kit",
                        "verbose_name_plural": "kits",
                        "ordering": ["position", "code"],
                        "constraints": [
                            core.guards.Guard(
                                name="catalogue_kit_kept",
                                on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"},
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="KitPart",
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
                            "quantity",
                            models.PositiveSmallIntegerField(default=1, verbose_name="quantity"),
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
                            "kit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="parts",
                                to="catalogue.kit",
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
                    ],
                    options={
                        "verbose_name": "part of a kit",
                        "verbose_name_plural": "parts of a kit",
                        "ordering": ["pk"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(
                                        ("accessory", None),
                                        ("category__isnull", False),
                                        ("product", None),
                                    ),
                                    models.Q(
                                        ("accessory", None),
                                        ("category", None),
                                        ("product__isnull", False),
                                    ),
                                    models.Q(
                                        ("accessory__isnull", False),
                                        ("category", None),
                                        ("product", None),
                                    ),
                                    _connector="OR",
                                ),
                                name="catalogue_kitpart_one_kind",
                                violation_error_message="A part of a kit is one kind of thing.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("quantity__gte", 1),
                                    models.Q(
                                        ("quantity__isnull", True),
                                        (
                                            "quantity",
                                            django.db.models.functions.comparison.Cast(
                                                "quantity", models.IntegerField()
                                            ),
                                        ),
                                        _connector="OR",
                                    ),
                                ),
                                name="catalogue_kitpart_quantity",
                                violation_error_message="A kit holds at least one of each of its parts.",
                            ),
                            models.UniqueConstraint(
                                fields=("kit", "category"),
                                name="catalogue_kitpart_category_once",
                                violation_error_message="This is in the kit already: say how many.",
                            ),
                            models.UniqueConstraint(
                                fields=("kit", "product"),
                                name="catalogue_kitpart_product_once",
                                violation_error_message="This is in the kit already: say how many.",
                            ),
                            models.UniqueConstraint(
                                fields=("kit", "accessory"),
                                name="catalogue_kitpart_accessory_once",
                                violation_error_message="This is in the kit already: say how many.",
                            ),
                        ],
                    },
                ),
                migrations.AlterModelOptions(
                    name="accessorykind",
                    options={
                        "ordering": ["code"],
                        "verbose_name": "accessory or part",
                        "verbose_name_plural": "accessories and parts",
                    },
                ),
                migrations.RemoveConstraint(
                    model_name="voucherproduct",
                    name="catalogue_voucherproduct_value",
                ),
                migrations.AddField(
                    model_name="accessorykind",
                    name="holds_data",
                    field=models.BooleanField(
                        default=False,
                        help_text="A device that gets one must be erased again: a disk, a memory card.",
                        verbose_name="holds data",
                    ),
                ),
                migrations.AddField(
                    model_name="accessorykind",
                    name="categories",
                    field=models.ManyToManyField(
                        blank=True,
                        help_text="None ticked: with any device.",
                        related_name="+",
                        to="catalogue.category",
                        verbose_name="goes with",
                    ),
                ),
                migrations.AddField(
                    model_name="accessorykind",
                    name="connector",
                    field=models.CharField(
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
                migrations.AddField(
                    model_name="accessorykind",
                    name="fits",
                    field=models.CharField(
                        blank=True,
                        help_text="Their names, with commas between: Latitude 5480, 5490. Empty: any.",
                        max_length=300,
                        verbose_name="fits these models",
                    ),
                ),
                migrations.AddField(
                    model_name="accessorykind",
                    name="is_part",
                    field=models.BooleanField(
                        default=False,
                        help_text="Fitted in a device; nobody asks us for it.",
                        verbose_name="spare part",
                    ),
                ),
                migrations.AddField(
                    model_name="accessorykind",
                    name="sort",
                    field=models.CharField(
                        choices=[
                            ("charger", "charger"),
                            ("cable", "cable"),
                            ("bag", "bag or sleeve"),
                            ("mouse", "mouse"),
                            ("keyboard", "keyboard"),
                            ("sound", "headset or speakers"),
                            ("webcam", "webcam"),
                            ("sim", "SIM card accessory"),
                            ("ram", "memory (RAM)"),
                            ("disk", "disk, SSD or USB stick"),
                            ("battery", "battery"),
                            ("screen", "screen"),
                            ("shell", "shell, hinge or key"),
                            ("board", "board, fan or port"),
                            ("other", "other"),
                        ],
                        default="other",
                        max_length=8,
                        verbose_name="what it is",
                    ),
                ),
                migrations.AddField(
                    model_name="accessorykind",
                    name="watts",
                    field=models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="power (W)"
                    ),
                ),
                migrations.AddField(
                    model_name="category",
                    name="needs_charger",
                    field=models.BooleanField(
                        default=False,
                        help_text="The bench asks whether a device of this kind has its charger.",
                        verbose_name="needs a charger",
                    ),
                ),
                migrations.AddField(
                    model_name="voucherproduct",
                    name="price_asked",
                    field=models.DecimalField(
                        blank=True,
                        decimal_places=2,
                        max_digits=7,
                        null=True,
                        verbose_name="price asked (€)",
                    ),
                ),
                migrations.AddField(
                    model_name="devicemodel",
                    name="charger_connector",
                    field=models.CharField(
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
                        verbose_name="plug of its charger",
                    ),
                ),
                migrations.AddField(
                    model_name="devicemodel",
                    name="charger_watts",
                    field=models.PositiveSmallIntegerField(
                        blank=True,
                        help_text="The least that it takes; a stronger charger fits too.",
                        null=True,
                        verbose_name="power of its charger (W)",
                    ),
                ),
                migrations.AlterField(
                    model_name="voucherproduct",
                    name="kind",
                    field=models.CharField(
                        choices=[
                            ("sim", "SIM card"),
                            ("esim", "eSIM"),
                            ("top_up", "top-up code"),
                            ("router", "router with its SIM card"),
                        ],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="accessorykind",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "sort__in",
                                [
                                    "charger",
                                    "cable",
                                    "bag",
                                    "mouse",
                                    "keyboard",
                                    "sound",
                                    "webcam",
                                    "sim",
                                    "ram",
                                    "disk",
                                    "battery",
                                    "screen",
                                    "shell",
                                    "board",
                                    "other",
                                ],
                            )
                        ),
                        name="catalogue_accessorykind_sort",
                        violation_error_message="Say what it is: one of the list.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="accessorykind",
                    constraint=models.CheckConstraint(
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
                        name="catalogue_accessorykind_connector",
                        violation_error_message="This plug is not in the list.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="accessorykind",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("watts", None),
                            models.Q(("watts__gte", 1), models.Q(("connector", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="catalogue_accessorykind_power",
                        violation_error_message="Watts are at least 1, and go with a plug.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="accessorykind",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("connector", ""), ("watts", None)),
                            models.Q(
                                ("is_part", False), ("sort", "charger"), ("watts__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="catalogue_accessorykind_charger",
                        violation_error_message="A charger has a plug and so many watts; nothing else has.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucherproduct",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("face_value", None), ("face_value__gte", 0), _connector="OR"),
                            models.Q(
                                ("price_asked", None), ("price_asked__gte", 0), _connector="OR"
                            ),
                            models.Q(("data_gb", None), ("data_gb__gte", 0), _connector="OR"),
                        ),
                        name="catalogue_voucherproduct_value",
                        violation_error_message="A value is not negative.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="voucherproduct",
                    constraint=models.CheckConstraint(
                        condition=models.Q(("kind__in", ["sim", "esim", "top_up", "router"])),
                        name="catalogue_voucherproduct_kind",
                        violation_error_message="This kind of voucher does not exist.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="devicemodel",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            (
                                "charger_connector__in",
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
                        name="catalogue_devicemodel_connector",
                        violation_error_message="This plug is not in the list.",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="devicemodel",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("charger_watts", None),
                            models.Q(
                                ("charger_watts__gte", 1),
                                models.Q(("charger_connector", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="catalogue_devicemodel_power",
                        violation_error_message="Watts are at least 1, and go with a plug.",
                    ),
                ),
            ],
        ),
    ]
