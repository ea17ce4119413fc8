"""Answers to a request: accepted in full or in part, refused, closed."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from loans.allocation.operations import reservations as reservations_operations
from loans.base.lifecycle.loans import RequestStatus
from tests.factories import (
    DeviceFactory,
    KitFactory,
    RequestFactory,
    RequestLineFactory,
    UserFactory,
    VoucherFactory,
)


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


def accept(visitor, loan_request, *counts, **more):
    lines = loan_request.lines.all()
    numbers = {f"line_{line.pk}": n for line, n in zip(lines, counts, strict=True)}
    return visitor.post(reverse("request_accept", args=[loan_request.pk]), numbers | more)


def earlier(loan_request):
    """An accepted request at the same site that comes first."""
    since = loan_request.waiting_since - timedelta(days=1)
    return RequestFactory(accepted=True, site=loan_request.site, waiting_since=since)


def test_requested_quantities_are_prefilled_beside_the_stock(
    unrendered, visitor, sent_request, device
):
    DeviceFactory(ready=True, category=device.category)  # at another site
    other = earlier(sent_request)
    RequestLineFactory(request=other, category=device.category, requested=5, accepted=4, served=1)
    answer = visitor.get(reverse("request_accept", args=[sent_request.pk]))
    ((_bundle, field, ((_line, offer),), _shown),) = answer.context["form"].rows()
    assert (field.value(), offer.ready, offer.accepted, offer.left) == (3, 1, 3, 0)
    assert (offer.now, offer.missing) == (0, 3)


def test_reserved_devices_are_not_promised_twice(
    unrendered, visitor, sent_request, accepted_request, device, counter
):
    second = DeviceFactory(ready=True, site=sent_request.site, category=device.category)
    reservations_operations.reserve_for(accepted_request, by=counter, devices=[second])
    answer = visitor.get(reverse("request_accept", args=[sent_request.pk]))
    ((_bundle, _field, ((_line, offer),), _shown),) = answer.context["form"].rows()
    assert (offer.ready, offer.accepted, offer.unpromised) == (1, 1, 0)


def test_vouchers_are_counted_and_accessories_are_not(unrendered, visitor, sent_request):
    voucher = VoucherFactory(batch__site=sent_request.site)
    RequestLineFactory(
        request=sent_request, category=None, product=voucher.batch.product, requested=1
    )
    RequestLineFactory(request=sent_request, of_accessories=True, requested=1)
    rows = visitor.get(reverse("request_accept", args=[sent_request.pk])).context["form"].rows()
    offers = [offer for _bundle, _field, lines, _shown in rows for _line, offer in lines]
    assert [offer and offer.ready for offer in offers] == [1, 1, None]


def test_a_request_is_accepted_partially_once_and_invalid_quantities_are_kept(
    unrendered, visitor, sent_request
):
    for count in ("4", "-1", "many", "0", ""):
        answer = accept(visitor, sent_request, count)
        assert f"line_{sent_request.lines.get().pk}" in answer.context["form"].fields
        assert answer.context["form"].errors, count
        ((_bundle, field, _lines, _shown),) = answer.context["form"].rows()
        assert field.value() == count
    sent_request.refresh_from_db()
    assert sent_request.status == RequestStatus.SENT
    key = str(uuid4())
    answers = [accept(visitor, sent_request, 2, submission=key) for _ in range(2)]
    assert {answer.url for answer in answers} == {sent_request.get_absolute_url()}
    sent_request.refresh_from_db()
    assert (sent_request.status, sent_request.lines.get().accepted) == (RequestStatus.ACCEPTED, 2)


def test_a_reason_is_needed_to_refuse(unrendered, visitor, sent_request):
    answer = visitor.post(reverse("request_refuse", args=[sent_request.pk]), {"reason": " "})
    assert "reason" in answer.context["form"].errors
    visitor.post(reverse("request_refuse", args=[sent_request.pk]), {"reason": "None is left."})
    sent_request.refresh_from_db()
    assert (sent_request.status, sent_request.refusal) == (RequestStatus.REFUSED, "None is left.")


def test_a_listed_reason_is_sufficient_and_shown_to_the_organisation(
    visitor, sent_request, sign_in, organisation
):
    data = {"usual": "no_stock", "reason": "Perhaps in spring."}
    visitor.post(reverse("request_refuse", args=[sent_request.pk]), data)
    sent_request.refresh_from_db()
    assert (sent_request.refused_for, sent_request.refusal) == ("no_stock", "Perhaps in spring.")
    theirs = sign_in(UserFactory(association=True, organisation=organisation))
    page = theirs.get(sent_request.get_absolute_url()).content.decode()
    assert "prochainement. Perhaps in spring." in page


def shown(visitor, loan_request):
    """Return the free quantities shown on the page, as its form submits them."""
    fields = visitor.get(reverse("request_accept", args=[loan_request.pk])).context["form"]
    return {name: field.initial for name, field in fields.fields.items() if "shown" in name}


def test_stock_promised_meanwhile_is_shown_before_acceptance(
    unrendered, visitor, sent_request, device
):
    seen = shown(visitor, sent_request)
    other = earlier(sent_request)
    RequestLineFactory(request=other, category=device.category, requested=1, accepted=1)
    answer = accept(visitor, sent_request, 1, **seen)
    sent_request.refresh_from_db()
    assert sent_request.status == RequestStatus.SENT
    assert answer.context["form"].errors
    ((_bundle, field, _lines, (hidden,)),) = answer.context["form"].rows()
    assert (field.value(), hidden.value()) == ("1", "0")
    accept(visitor, sent_request, 1, **{hidden.name: 0})
    sent_request.refresh_from_db()
    assert sent_request.status == RequestStatus.ACCEPTED


def test_more_than_the_stock_is_accepted_after_confirmation(unrendered, visitor, sent_request):
    accept(visitor, sent_request, 3, **shown(visitor, sent_request))
    assert sent_request.lines.get().accepted == 3


def test_a_kit_is_accepted_as_one(unrendered, visitor, organisation, site, device):
    kit, loan_request = (
        KitFactory(),
        RequestFactory(sent=True, organisation=organisation, site=site),
    )
    parts = [
        RequestLineFactory(request=loan_request, kit=kit, bundle=1, requested=4, per_kit=2),
        RequestLineFactory(
            request=loan_request, of_accessories=True, kit=kit, bundle=1, requested=2, per_kit=1
        ),
    ]
    page = visitor.get(reverse("request_accept", args=[loan_request.pk]))
    ((bundle, field, lines, _shown),) = page.context["form"].rows()
    assert (bundle.requested, field.value(), len(lines)) == (2, 2, 2)
    visitor.post(reverse("request_accept", args=[loan_request.pk]), {field.name: 1})
    for part in parts:
        part.refresh_from_db()
    assert [part.accepted for part in parts] == [2, 1]


def test_an_answered_request_is_not_answered_again_but_closed(visitor, accepted_request):
    for name in ("request_accept", "request_refuse"):
        answer = visitor.post(reverse(name, args=[accepted_request.pk]), {"reason": "No."})
        assert answer.url == accepted_request.get_absolute_url()
    accepted_request.refresh_from_db()
    assert accepted_request.status == RequestStatus.ACCEPTED
    visitor.post(reverse("request_close", args=[accepted_request.pk]))
    accepted_request.refresh_from_db()
    assert accepted_request.status == RequestStatus.CLOSED
