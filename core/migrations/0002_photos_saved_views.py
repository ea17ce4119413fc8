import core.atonce
import core.guards
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("core", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        core.atonce.AtOnce(
            operations=[
                migrations.CreateModel(
                    name="Photo",
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
                        ("subject_id", models.BigIntegerField()),
                        (
                            "note",
                            models.CharField(
                                blank=True,
                                help_text="About the equipment, never about a person.",
                                max_length=120,
                                verbose_name="what it shows",
                            ),
                        ),
                        (
                            "at",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        ("removed_at", models.DateTimeField(editable=False, null=True)),
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
                            "subject_type",
                            models.ForeignKey(
                                db_index=False,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="contenttypes.contenttype",
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "photo",
                        "verbose_name_plural": "photos",
                        "indexes": [
                            models.Index(
                                fields=["subject_type", "subject_id", "id"],
                                name="core_photo_subject",
                            )
                        ],
                        "constraints": [
                            core.guards.Guard(
                                name="core_photo_kept", on={"DELETE": "1 = 1", "TRUNCATE": "1 = 1"}
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SavedView",
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
                        ("list_name", models.CharField(max_length=60)),
                        (
                            "name",
                            models.CharField(
                                help_text="What the list shows, never a person’s name.",
                                max_length=60,
                                verbose_name="name",
                            ),
                        ),
                        (
                            "is_shared",
                            models.BooleanField(
                                default=False, verbose_name="shared with the house"
                            ),
                        ),
                        ("filters", models.JSONField(default=dict)),
                        ("columns", models.JSONField(default=list)),
                        ("sort", models.CharField(blank=True, max_length=60)),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "verbose_name": "saved view",
                        "verbose_name_plural": "saved views",
                        "ordering": [django.db.models.functions.text.Lower("name"), "pk"],
                        "indexes": [
                            models.Index(
                                fields=["list_name", "is_shared"], name="core_savedview_list"
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                models.F("owner"),
                                models.F("list_name"),
                                django.db.models.functions.text.Lower("name"),
                                name="core_savedview_name_once",
                                violation_error_message="You have a view of this name already.",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("name", ""), _negated=True),
                                name="core_savedview_named",
                                violation_error_message="A view has a name.",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ListChoice",
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
                        ("list_name", models.CharField(max_length=60)),
                        ("columns", models.JSONField(default=list)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "view",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to="core.savedview",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("user", "list_name"),
                                name="core_listchoice_once",
                                violation_error_message="A person has a list one way.",
                            )
                        ],
                    },
                ),
                migrations.AddField(
                    model_name="document",
                    name="kept_until",
                    field=models.DateField(editable=False, null=True),
                ),
                migrations.AddField(
                    model_name="identity",
                    name="issues_tax_receipts",
                    field=models.BooleanField(
                        default=False,
                        help_text="Only if your association is of general interest in the sense of articles 200 and 238 bis of the tax code (CGI): a receipt issued without right costs a fine (article 1740 A). When in doubt, ask the tax office first (rescrit).",
                        verbose_name="Issue tax receipts",
                    ),
                ),
                migrations.AddField(
                    model_name="identity",
                    name="purpose",
                    field=models.TextField(
                        blank=True,
                        help_text="As its articles say it. Donation agreements and tax receipts name it.",
                        max_length=500,
                        verbose_name="purpose of the association",
                    ),
                ),
                migrations.AddField(
                    model_name="identity",
                    name="signature",
                    field=models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="core.document",
                        verbose_name="signature",
                    ),
                ),
                migrations.AddField(
                    model_name="identity",
                    name="tax_quality",
                    field=models.CharField(
                        blank=True,
                        help_text="In the words of the official model: “Œuvre ou organisme d’intérêt général”.",
                        max_length=200,
                        verbose_name="quality that lets gifts lower taxes",
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(
                        condition=models.Q(("purged_at", None)),
                        fields=["file"],
                        name="core_document_file",
                    ),
                ),
                migrations.AddIndex(
                    model_name="document",
                    index=models.Index(
                        condition=models.Q(("kept_until__isnull", False), ("purged_at", None)),
                        fields=["kept_until"],
                        name="core_document_kept_apart",
                    ),
                ),
                migrations.AddConstraint(
                    model_name="document",
                    constraint=core.guards.Guard(
                        name="core_document_stays_apart",
                        on={
                            "UPDATE": "(OLD.kept_until IS NOT NULL) AND (NEW.kept_until IS DISTINCT FROM OLD.kept_until)"
                        },
                    ),
                ),
                migrations.AddConstraint(
                    model_name="identity",
                    constraint=models.CheckConstraint(
                        condition=models.Q(
                            ("issues_tax_receipts", False),
                            models.Q(
                                models.Q(("address", ""), _negated=True),
                                models.Q(("purpose", ""), _negated=True),
                                models.Q(("tax_quality", ""), _negated=True),
                                models.Q(("signatory", ""), _negated=True),
                                models.Q(
                                    models.Q(("siren", ""), _negated=True),
                                    models.Q(("rna", ""), _negated=True),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="core_identity_receipts",
                        violation_error_message="To issue tax receipts, fill in our SIREN or RNA number, address, purpose, quality and who signs: they are mandatory on each.",
                    ),
                ),
            ],
        ),
    ]
