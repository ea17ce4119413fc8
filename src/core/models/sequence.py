from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.workflow.guards import NEVER, Guard


class SequenceQuerySet(models.QuerySet):
    def take(self, name, count=1):
        """Reserve the next `count` numbers of the sequence `name`; return them as a range.

        Call it inside a transaction: the row stays locked until it ends. Only a rollback returns
        numbers to the sequence.
        """
        self.get_or_create(name=name)
        self.filter(name=name).update(last=F("last") + count)
        last = self.get(name=name).last
        return range(last - count + 1, last + 1)

    def numbers_of_year(self, name, letters, count, *, width=4):
        """Reserve the next `count` numbers of this year's sequence `name`, such as R26-0012."""
        year = timezone.localdate().year % 100
        taken = self.take(f"{name}:{year}", count)
        return [f"{letters}{year:02}-{number:0{width}}" for number in taken]

    def number_of_year(self, name, letters, *, width=4):
        """Reserve the next number of this year's sequence `name`."""
        return self.numbers_of_year(name, letters, 1, width=width)[0]


class Sequence(models.Model):
    """A counter that never returns the same number twice."""

    name = models.CharField(max_length=40, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    objects = SequenceQuerySet.as_manager()

    class Meta:
        constraints = [
            Guard(
                name="core_sequence_forward",
                on={"UPDATE": "NEW.last < OLD.last OR NEW.name <> OLD.name", **NEVER},
                violation_error_message=_("A number cannot be used twice."),
            )
        ]

    def __str__(self):
        return f"{self.name} {self.last}"
