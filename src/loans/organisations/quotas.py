"""Quotas of a convention and their usage: by requests, and by loans without a request.

A quota counts promises, not devices. Requested quantities count at once, so that two requests sent
at the same time do not both pass; the count shrinks to the accepted quantity, then to the quantity
handed over. A request counts in the convention in force when it was sent. Our team may exceed it: a
quota limits associations only. Conventions of a group share the terms of one of them; each counts
its own usage.
"""

from collections import Counter
from typing import NamedTuple

from django.db.models import Case, F, Sum, When
from django.db.models.functions import Coalesce, TruncDate
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind, Category, VoucherProduct
from loans.base.lifecycle.loans import ItemStatus, RequestStatus
from loans.models import Convention, LoanItem, Request, RequestLine

# A request's use of a quota: the requested, then the accepted, then the handed-over quantity.
TAKEN = Case(
    When(request__status=RequestStatus.SENT, then=F("requested")),
    When(request__status=RequestStatus.ACCEPTED, then=F("accepted")),
    When(request__status=RequestStatus.CLOSED, then=F("served")),
    default=0,
)
# The model of each kind that may be requested, and the path to the kind from a loan item.
OFFER = {
    "category": Category.objects.all(),
    "product": VoucherProduct.objects.all(),
    "accessory": AccessoryKind.objects.askable(),
}
OF_ITEM = {
    "category": "device__category",
    "product": "voucher__batch__product",
    "accessory": "accessory",
}
GONE = [ItemStatus.CANCELLED, ItemStatus.SWAPPED, ItemStatus.TRANSFERRED]


class Share(NamedTuple):
    """The use of a quota out of `most`: for one kind of item, or all devices if `what` is None."""

    what: Category | VoucherProduct | AccessoryKind | None
    used: int
    most: int | None

    @property
    def name(self):
        return str(self.what) if self.what else _("All devices")

    @property
    def left(self):
        """The number that may still be requested; None without a limit."""
        return None if self.most is None else max(self.most - self.used, 0)

    @property
    def is_used_up(self):
        return self.left == 0


def used(
    conventions: list[Convention], *, without: Request | None = None, kind: str = "category"
) -> dict[int, Counter]:
    """{id of the convention: {id of the kind: number counted in the quotas}}, in two queries.

    Counts one `kind`, by default devices by category. `without` is a request to leave out
    because it is being edited.
    """
    counts = {convention.pk: Counter() for convention in conventions}
    for pairs in (_by_requests(conventions, without, kind), _by_walk_ins(conventions, kind)):
        for convention, what, quantity in pairs:
            counts[convention][what] += quantity
    return counts


def _by_requests(conventions, without, kind):
    lines = RequestLine.objects.filter(
        **{"request__convention__in": conventions, f"{kind}__isnull": False}
    ).order_by()
    if without and without.pk:
        lines = lines.exclude(request=without)
    return lines.values_list("request__convention", kind).annotate(total=Coalesce(Sum(TAKEN), 0))


def _by_walk_ins(conventions, kind):
    """Items of loans without a request that began, or are prepared, in the period."""
    items = LoanItem.objects.filter(**{f"{OF_ITEM[kind]}__isnull": False, "loan__request": None})
    items = items.exclude(status__in=GONE).order_by()
    items = items.annotate(day=Coalesce("loan__starts_on", TruncDate("loan__created_at")))
    of = "loan__organisation__conventions"
    items = items.filter(
        **{f"{of}__in": conventions},
        day__gte=F(f"{of}__starts_on"),
        day__lte=F(f"{of}__ends_on"),
    )
    return items.values_list(of, OF_ITEM[kind]).annotate(Sum("quantity"))


def shares_of(convention: Convention, *, without: Request | None = None) -> list[Share]:
    """The `Share`s of a convention: its total, if limited, then each kind of item in its terms."""
    terms = convention.terms
    quotas = list(terms.quotas.select_related(*OFFER))
    kinds = {"category", *(quota.kind for quota in quotas)}
    counts = {k: used([convention], without=without, kind=k)[convention.pk] for k in kinds}
    total = [] if terms.most is None else [Share(None, counts["category"].total(), terms.most)]
    return total + [Share(q.what, counts[q.kind][q.what_id], q.most) for q in quotas]


def limit_of(convention: Convention) -> int | None:
    """The total limit of devices of a convention, otherwise the sum of its device quotas."""
    terms = convention.terms
    numbers = [quota.most for quota in terms.quotas.all() if quota.category_id]
    return terms.most or (sum(numbers) if numbers and all(numbers) else None)


def allowed_in(convention: Convention | None) -> dict[str, set[int] | None]:
    """{kind: ids that may be requested, or None for all}."""
    named = {kind: set() for kind in OFFER}
    if convention is None:
        return dict.fromkeys(named)
    terms = convention.terms
    for quota in terms.quotas.all():
        named[quota.kind].add(quota.what_id)
    is_closed = {"product": not terms.allows_vouchers, "accessory": not terms.allows_accessories}
    return {kind: set() if is_closed.get(kind) else ids or None for kind, ids in named.items()}


def forbidden_in(convention: Convention) -> list[str]:
    """The names of the items that may not be requested."""
    return [
        str(item)
        for kind, ids in allowed_in(convention).items()
        if ids is not None
        for item in OFFER[kind].exclude(pk__in=ids)
    ]


def what_is_over(
    convention: Convention,
    lines: list[RequestLine],
    *,
    without: Request | None = None,
    counted: list[RequestLine] = (),
) -> list[str]:
    """A sentence for each item that these lines may not request, or not in this quantity.

    Only the new `lines` are judged; `counted` are promises beside the requests, such as slips.
    """
    names = {(line.kind, line.what_id): line.what for line in lines}
    promised = _totals(counted)
    allowed = allowed_in(convention)
    refused = [
        _("%(what)s: your partnership agreement does not allow it.") % {"what": what}
        for (kind, what_id), what in names.items()
        if allowed[kind] is not None and what_id not in allowed[kind]
    ]
    shares = [
        share._replace(used=share.used + _of(share, promised))
        for share in shares_of(convention, without=without)
    ]
    return refused + [_over(share, wanted, convention) for share, wanted in exceeded(shares, lines)]


def exceeded(shares, lines):
    """Each (share, number requested) that these lines exceed."""
    totals = _totals(lines)
    wanted = [(share, _of(share, totals)) for share in shares if share.most is not None]
    return [(share, count) for share, count in wanted if count > share.left]


def _totals(lines):
    totals = Counter()
    for line in lines:
        totals[line.kind, line.what_id] += line.requested
    return totals


def _of(share, totals):
    """The number in `totals` that counts for a share."""
    if share.what:
        return totals[_key(share.what)]
    return sum(count for (kind, _id), count in totals.items() if kind == "category")


def _key(what):
    kind = next(kind for kind, rows in OFFER.items() if isinstance(what, rows.model))
    return kind, what.pk


def _over(share, wanted, convention):
    return _(
        "%(what)s: you are requesting %(wanted)s; your partnership agreement until "
        "%(on)s leaves %(left)s out of %(most)s."
    ) % {
        "what": share.name,
        "wanted": wanted,
        "left": share.left,
        "most": share.most,
        "on": date_format(convention.ends_on, "SHORT_DATE_FORMAT"),
    }
