"""Age buckets of a device's current status, in Python and in SQL."""

from datetime import timedelta

from django.db import models
from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext_lazy as _

from core.dates import midnight


class Age(models.TextChoices):
    """Age of a status, oldest first."""

    OLDER = "older", _("more than 3 months")
    QUARTER = "quarter", _("1 to 3 months")
    MONTH = "month", _("1 to 4 weeks")
    WEEK = "week", _("less than a week")


# minimum days in the status
MIN_DAYS = {Age.OLDER: 91, Age.QUARTER: 28, Age.MONTH: 7, Age.WEEK: 0}


def _end(age, today):
    """End of the age bucket: statuses that began earlier have this age or an older age."""
    day = today - timedelta(days=MIN_DAYS[age] - 1)
    return midnight(day)


def of_age(age, today):
    """Condition for rows whose status has this age today."""
    ages = list(Age)
    since = Q(status_since__lt=_end(age, today)) if MIN_DAYS[age] else Q()
    if age == ages[0]:
        return since
    return since & Q(status_since__gte=_end(ages[ages.index(age) - 1], today))


def age_in_sql(today):
    """SQL expression: the age bucket of each row's status."""
    cases = [
        When(status_since__lt=_end(age, today), then=Value(age.value))
        for age in Age
        if MIN_DAYS[age]
    ]
    return Case(*cases, default=Value(Age.WEEK.value), output_field=models.CharField())
