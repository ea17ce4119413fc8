import core.atonce
import core.guards
from django.db import migrations

OLD_OPENING = (
    "OLD.kind IN ('agreement.read', 'amendment.read', 'convention.opened', 'export.downloaded',"
    " 'list.exported', 'loan.attachment_read', 'paper.opened', 'recipient.exported',"
    " 'recipient.opened', 'report.exported', 'user.exported')"
    ' AND OLD."on" < HALF_A_YEAR_AGO'
)


class Migration(migrations.Migration):
    dependencies = [("core", "0002_photos_saved_views")]

    operations = [
        core.atonce.AtOnce(
            operations=[
                migrations.RemoveConstraint(model_name="event", name="core_event_append_only"),
                migrations.AddConstraint(
                    model_name="event",
                    constraint=core.guards.Guard(
                        name="core_event_append_only",
                        on={
                            "UPDATE": "1 = 1",
                            "DELETE": f"NOT ({OLD_OPENING})",
                            "TRUNCATE": "1 = 1",
                        },
                    ),
                ),
            ]
        )
    ]
