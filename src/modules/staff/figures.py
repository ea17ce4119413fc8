"""Figures of the module."""

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext_lazy as _

from core.charts import percent
from desk.figures.figure import SHARE, Figure
from desk.figures.times import requested
from loans.base.lifecycle.loans import Audience

PROMPT_DAYS = 2  # 48 hours


def staff_soon(scope):
    is_soon = When(Q(waited__lte=PROMPT_DAYS), then=Value(1))
    rows = requested(scope).filter(audience=Audience.STAFF)
    return rows.annotate(amount=Case(is_soon, default=Value(0), output_field=IntegerField()))


WITHIN_48H = Figure(
    key="staff_within_48h",
    noun=_("staff equipped within 48 hours"),
    definition=_(
        "Share of hand-overs to staff in this period made within 48 hours of the "
        "request being sent."
    ),
    rows=staff_soon,
    aggregation=SHARE,
    words=percent,
    permission="loans.view_loan",
)
