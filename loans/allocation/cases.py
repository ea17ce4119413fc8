"""Requests as the coordinator weighs them: their terms, and what stock can serve now."""

from typing import NamedTuple

from django.utils import timezone

from core.modules import is_on
from loans.allocation.priority import priority_of, terms_of
from loans.allocation.stock import Stock
from loans.base.kit_lines import bundles_of
from loans.models import Request, RequestLine, Weight


class Case(NamedTuple):
    """A request that waits for an answer."""

    request: Request
    person: str
    days: int
    terms: list
    bundles: list  # (`Bundle`, [(line, its `Offer` or None)])

    @property
    def priority(self):
        return priority_of(self.terms)

    @property
    def can_serve_all(self):
        """Whether unpromised ready stock suffices for the whole request."""
        offers = [offer for _bundle, rows in self.bundles for _line, offer in rows]
        return all(offer is None or not offer.missing for offer in offers)


def cases_of(requests, user):
    """The `Case`s of these requests, with a number of queries that does not depend on theirs."""
    requests = list(requests)
    today, weights, has_points = timezone.localdate(), Weight.cached(), is_on("priority")
    lines = _lines_of(requests)
    stock = Stock({request.site_id for request in requests})
    return [
        Case(
            request,
            request.seen_by(user),
            (today - timezone.localdate(request.waiting_since)).days,
            terms_of(request, weights, today) if has_points else [],
            offers_of(lines.get(request.pk, []), stock),
        )
        for request in requests
    ]


def _lines_of(requests):
    by_request = {}
    rows = RequestLine.objects.filter(request__in=[request.pk for request in requests]).for_list()
    by_pk = {request.pk: request for request in requests}
    for line in rows.order_by("pk"):
        line.request = by_pk[line.request_id]
        by_request.setdefault(line.request_id, []).append(line)
    return by_request


def offers_of(lines, stock):
    """Each (`Bundle`, [(line, `Offer`)]) of a request; None where stock is not counted."""
    return [
        (bundle, [(line, stock.offer(line)) for line in bundle.lines])
        for bundle in bundles_of(lines)
    ]


def case_of(request, user):
    """The `Case` of one request."""
    return cases_of([request], user)[0]
