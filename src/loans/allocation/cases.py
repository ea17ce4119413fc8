"""Requests with the terms of their priority and the stock that can serve them now."""

from itertools import chain
from typing import NamedTuple

from django.utils import timezone

from core.modules.registry import is_on
from loans.allocation.offers import Stock
from loans.allocation.priority import priority_of, terms_of
from loans.allocation.waiting import rank_of
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
    def _offers(self):
        return [offer for _bundle, rows in self.bundles for _line, offer in rows]

    @property
    def can_set_aside(self):
        """Whether any stock that is counted can be reserved for the request now."""
        return any(offer is not None and offer.now for offer in self._offers)

    @property
    def is_before_others(self):
        """Whether it is served with stock that accepted requests of lower priority wait for."""
        return any(offer is not None and offer.is_before_others for offer in self._offers)

    @property
    def can_serve_all(self):
        """Whether the stock left at its place in the queue covers the whole request."""
        return all(offer is None or not offer.missing for offer in self._offers)


def cases_of(requests, user, *, is_page=False):
    """The `Case`s of these requests, with a constant number of queries.

    For a list page, requests further back in the queue are not read.
    """
    requests = list(requests)
    today, weights, has_points = timezone.localdate(), Weight.cached(), is_on("priority")
    lines = _lines_of(requests)
    terms = {r: terms_of(r, weights, today) if has_points else [] for r in requests}
    ranks = {r: rank_of(r, lines.get(r.pk, []), terms[r]) for r in requests}
    last = max(ranks.values(), default=None) if is_page else None
    stock = Stock({request.site_id for request in requests}, chain(*lines.values()), last)
    cases = []
    for request, rank in ranks.items():
        of_request = lines.get(request.pk, [])
        offers = stock.offers(of_request, rank)
        case = Case(
            request,
            request.seen_by(user),
            (today - timezone.localdate(request.waiting_since)).days,
            terms[request],
            [(b, [(line, offers[line]) for line in b.lines]) for b in bundles_of(of_request)],
        )
        cases.append(case)
    return cases


def _lines_of(requests):
    by_request = {}
    rows = RequestLine.objects.filter(request__in=[request.pk for request in requests]).for_list()
    by_pk = {request.pk: request for request in requests}
    for line in rows.order_by("pk"):
        line.request = by_pk[line.request_id]
        by_request.setdefault(line.request_id, []).append(line)
    return by_request


def offers_now(request, lines):
    """Map lines to their current `Offer`, for a request at its place in the queue."""
    return Stock([request.site_id], lines).offers(lines, rank_of(request, lines))


def way_to_serve(request, lines):
    """The way to serve the open lines of an accepted request; "" if nothing is missing.

    "fitting": matching stock is free at its place in the queue; "choose": some stock may match
    and has to be checked; "wait": nothing is free.
    """
    offers = offers_now(request, [line for line in lines if line.still_open > 0]).values()
    if any(offer is None or offer.left for offer in offers):
        return "fitting"
    if any(offer.unknown for offer in offers):
        return "choose"
    return "wait" if offers else ""


def case_of(request, user):
    return cases_of([request], user)[0]
