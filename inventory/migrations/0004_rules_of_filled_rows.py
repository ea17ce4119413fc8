import core.atonce
import core.guards
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("inventory", "0003_fill_old_rows"),
    ]

    operations = [
        core.atonce.AtOnce(
            operations=[
                migrations.RemoveConstraint(
                    model_name="device",
                    name="inventory_device_serial_clean",
                ),
                migrations.AddConstraint(
                    model_name="device",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("serial", None),
                            models.Q(
                                (
                                    "serial",
                                    django.db.models.functions.text.Upper(
                                        django.db.models.functions.text.Replace(
                                            "serial", models.Value(" ")
                                        )
                                    ),
                                ),
                                models.Q(("serial", ""), _negated=True),
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
                ),
                migrations.AddConstraint(
                    model_name="erasure",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "method__in",
                                    ["overwrite", "factory_reset", "ata_sanitize", "nvme_sanitize"],
                                ),
                                ("standard", "clear"),
                            ),
                            models.Q(
                                (
                                    "method__in",
                                    [
                                        "overwrite",
                                        "ata_sanitize",
                                        "nvme_sanitize",
                                        "crypto_erase",
                                        "degauss",
                                    ],
                                ),
                                ("standard", "purge"),
                            ),
                            models.Q(
                                ("method__in", ["shred", "crush", "drill", "burn"]),
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
                ),
                migrations.AddConstraint(
                    model_name="erasure",
                    constraint=models.CheckConstraint(
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
                ),
                migrations.AddConstraint(
                    model_name="erasure",
                    constraint=core.guards.Guard(
                        name="inventory_erasure_append_only",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1", "UPDATE": "1 = 1"},
                    ),
                ),
                migrations.AlterField(
                    model_name="testresult",
                    name="attempt",
                    field=models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="inventory.attempt",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="testresult",
                    constraint=core.guards.Guard(
                        name="inventory_testresult_append_only",
                        on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1", "UPDATE": "1 = 1"},
                    ),
                ),
            ],
        ),
    ]
