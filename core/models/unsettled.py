from django.db import models


class Unsettled(models.Model):
    """On SQLite, a row that a guard of `core.workflow.at_commit` finds wrong before the commit.

    `settled` refers to nothing, and foreign keys are judged at the end: no transaction leaves one.
    """

    rule = models.CharField(max_length=63)
    row_id = models.BigIntegerField()
    settled = models.ForeignKey("self", models.DO_NOTHING, related_name="+", db_index=False)

    def __str__(self):
        return f"{self.rule}: {self.row_id}"
