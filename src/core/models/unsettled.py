from django.db import models


class Unsettled(models.Model):
    """Marker, on SQLite, of a row that violates a guard of `core.workflow.at_commit`.

    `settled` refers to nothing, and deferred foreign keys are checked at the commit: no transaction
    with a marker can commit.
    """

    rule = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    settled = models.ForeignKey("self", models.DO_NOTHING, related_name="+", db_index=False)

    def __str__(self):
        return f"{self.rule}: {self.row_id}"
