"""What a convention allows, and how much of it was used: by requests, and by loans without one.

A quota counts promises, not devices. What is asked counts at once, so that two requests of one
morning do not both pass; it shrinks to what was accepted, then to what was handed over. A request
counts in the convention in force when it was sent. The house may write more: a quota binds
associations, not who decides.
"""

from collections import Counter
from typing import NamedTuple

from django.db.models import Case, Count, F, Sum, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalogue.models import Category
from loans.base.lifecycle.loans import ItemStatus, RequestStatus
from loans.models import Convention, LoanItem, Request, RequestLine

# What a request takes of a quota: what it asks, then what was accepted, then what was handed over.
TAKEN = Case(
    When(request__status=RequestStatus.SENT, then=F("requested")),
    When(request__status=RequestStatus.ACCEPTED, then=F("accepted")),
    When(request__status=RequestStatus.CLOSED, then=F("served")),
    default=0,
)
GONE = [ItemStatus.CANCELLED, ItemStatus.SWAPPED, ItemStatus.TRANSFERRED]


class Share(NamedTuple):
    """The use of a quota: of a category, or of the total (`category` is None), out of `most`."""

    category: Category | None
    used: int
    most: int | None

    @property
    def name(self):
        return str(self.category) if self.category else _("All devices")

    @property
    def left(self):
        """The number that may still be requested; None without a limit."""
        return None if self.most is None else max(self.most - self.used, 0)

    @property
    def is_used_up(self):
        return self.left == 0


def used(conventions: list[Convention], *, without: Request | None = None) -> dict[int, Counter]:
    """{convention's id: {category's id: devices}} that count in their quotas, in two queries.

    `without` is a request left out: the one that is being written.
    """
    counts = {convention.pk: Counter() for convention in conventions}
    for pairs in (_by_requests(conventions, without), _by_walk_ins(conventions)):
        for convention, category, devices in pairs:
            counts[convention][category] += devices
    return counts


def _by_requests(conventions, without):
    lines = RequestLine.objects.filter(
        request__convention__in=conventions, category__isnull=False
    ).order_by()
    if without and without.pk:
        lines = lines.exclude(request=without)
    return lines.values_list("request__convention", "category").annotate(
        devices=Coalesce(Sum(TAKEN), 0)
    )


def _by_walk_ins(conventions):
    """Devices of loans without a request that began, or are prepared, in the period."""
    items = LoanItem.objects.filter(device__isnull=False, loan__request=None)
    items = items.exclude(status__in=GONE).order_by()
    items = items.annotate(day=Coalesce("loan__starts_on", TruncDate("loan__created_at")))
    of = "loan__organisation__conventions"
    items = items.filter(
        **{f"{of}__in": conventions},
        day__gte=F(f"{of}__starts_on"),
        day__lte=F(f"{of}__ends_on"),
    )
    return items.values_list(of, "device__category").annotate(Count("pk"))


def shares_of(
    convention: Convention, *, without: Request | None = None, counts: Counter | None = None
) -> list[Share]:
    """The total of a convention if it has one, then each category that it names.

    `counts` is the result of `used`, where it was computed already.
    """
    if counts is None:
        counts = used([convention], without=without)[convention.pk]
    total = [] if convention.most is None else [Share(None, counts.total(), convention.most)]
    quotas = convention.quotas.select_related("category")
    return total + [Share(q.category, counts[q.category_id], q.most) for q in quotas]


def limit_of(convention: Convention) -> int | None:
    """The total limit of a convention, else the sum of its quotas."""
    numbers = [quota.most for quota in convention.quotas.all()]
    return convention.most or (sum(numbers) if numbers and all(numbers) else None)


def what_is_over(
    convention: Convention, lines: list[RequestLine], *, without: Request | None = None
) -> list[str]:
    """A sentence for each quota that these lines exceed."""
    requested = Counter()
    for line in lines:
        if line.category_id:
            requested[line.category_id] += line.requested
    shares = shares_of(convention, without=without)
    allowed = {share.category.pk for share in shares if share.category}
    refused = [
        _not_allowed(category)
        for category in Category.objects.filter(pk__in=requested)
        if allowed and category.pk not in allowed
    ]
    for share in shares:
        wanted = requested[share.category.pk] if share.category else requested.total()
        if wanted and share.most is not None and wanted > share.left:
            refused.append(_over(share, wanted, convention))
    return refused


def _not_allowed(category):
    return _("%(category)s: your convention does not allow it.") % {"category": category}


def _over(share, wanted, convention):
    return _(
        "%(what)s: you ask for %(wanted)s; your convention until %(on)s leaves %(left)s out of"
        " %(most)s."
    ) % {
        "what": share.name,
        "wanted": wanted,
        "left": share.left,
        "most": share.most,
        "on": date_format(convention.ends_on, "SHORT_DATE_FORMAT"),
    }
