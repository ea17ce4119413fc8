"""Late loans of an organisation, which block its new requests above a limit unless exempted.

Lateness is computed, not stored. There is no status for too many late loans: an indexed count
decides, so the block ends as soon as enough loans are returned. Earlier requests continue; only new
requests are blocked.
"""

from datetime import date

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import ngettext

from loans.models import LateExemption, Loan, Rules
from people.models import Organisation


def late_loans(organisation: Organisation, today: date) -> int:
    """The number of overdue loans of `organisation`, from one indexed query."""
    return Loan.objects.filter(organisation=organisation).overdue(today).count()


def exemption_of(organisation: Organisation, today: date) -> LateExemption | None:
    """The exemption that applies to `organisation` today, or None."""
    latest = organisation.late_exemptions.select_related("by").first()
    is_good = latest and latest.ended_at is None and latest.until >= today
    return latest if is_good else None


def why_late(organisation, today):
    """The reason why overdue loans block `organisation`; "" if they do not."""
    limit = Rules.cached().late_limit
    if organisation.is_ours or not limit:
        return ""
    late = late_loans(organisation, today)
    if late < limit or exemption_of(organisation, today):
        return ""
    return ngettext(
        "%(count)s loan of %(organisation)s is overdue: nothing new can be requested "
        "until it is returned or extended.",
        "%(count)s loans of %(organisation)s are overdue: nothing new can be requested "
        "until they are returned or extended.",
        late,
    ) % {"count": late, "organisation": organisation}


def with_late(organisations: QuerySet, today: date) -> QuerySet:
    """Annotate `late`, the number of overdue loans."""
    overdue = Loan.objects.filter(organisation=OuterRef("pk")).overdue(today).order_by()
    counts = overdue.values("organisation").annotate(count=Count("pk")).values("count")
    late = Coalesce(Subquery(counts, output_field=IntegerField()), 0)
    return organisations.annotate(late=late)
