"""What a coordinator answers to a request: accepted in full or in part, refused, closed."""

from uuid import uuid4

import pytest
from django.urls import reverse

from loans import operations
from loans.lifecycle import RequestStatus
from tests.factories import DeviceFactory, RequestFactory, RequestLineFactory, VoucherFactory


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


def accept(visitor, asked, *counts, **more):
    lines = asked.lines.all()
    numbers = {f"line_{line.pk}": n for line, n in zip(lines, counts, strict=True)}
    return visitor.post(reverse("request_accept", args=[asked.pk]), numbers | more)


def test_what_was_asked_is_filled_in_beside_the_stock(visitor, sent_request, device):
    DeviceFactory(ready=True, category=device.category)  # at another site
    other = RequestFactory(accepted=True, site=sent_request.site)
    RequestLineFactory(request=other, category=device.category, requested=5, accepted=4, served=1)
    answer = visitor.get(reverse("request_accept", args=[sent_request.pk]))
    ((_line, field, supply),) = answer.context["form"].rows()
    assert (field.value(), supply.ready, supply.promised, supply.left) == (3, 1, 3, 0)


def test_what_is_set_aside_is_not_promised_a_second_time(
    visitor, sent_request, accepted_request, device, counter
):
    second = DeviceFactory(ready=True, site=sent_request.site, category=device.category)
    operations.reserve_for(accepted_request, by=counter, devices=[second])
    answer = visitor.get(reverse("request_accept", args=[sent_request.pk]))
    ((_line, _field, supply),) = answer.context["form"].rows()
    assert (supply.ready, supply.promised) == (1, 1)


def test_vouchers_are_counted_and_accessories_are_not(visitor, sent_request):
    voucher = VoucherFactory(batch__site=sent_request.site)
    RequestLineFactory(
        request=sent_request, category=None, product=voucher.batch.product, requested=1
    )
    RequestLineFactory(request=sent_request, of_accessories=True, requested=1)
    rows = visitor.get(reverse("request_accept", args=[sent_request.pk])).context["form"].rows()
    assert [supply and supply.ready for _line, _field, supply in rows] == [1, 1, None]


def test_accepting_in_part(visitor, sent_request):
    answer = accept(visitor, sent_request, 2)
    sent_request.refresh_from_db()
    assert answer.url == sent_request.get_absolute_url()
    assert (sent_request.status, sent_request.lines.get().accepted) == (RequestStatus.ACCEPTED, 2)


@pytest.mark.parametrize("count", ["4", "-1", "many", "0", ""])
def test_numbers_that_cannot_be_accepted_are_kept(visitor, sent_request, count):
    answer = accept(visitor, sent_request, count)
    sent_request.refresh_from_db()
    assert sent_request.status == RequestStatus.SENT
    assert f'name="line_{sent_request.lines.get().pk}"' in answer.content.decode()
    assert answer.context["form"].errors
    ((_line, field, _supply),) = answer.context["form"].rows()
    assert field.value() == count


def test_accepting_twice_is_once(visitor, sent_request):
    key = str(uuid4())
    answers = [accept(visitor, sent_request, 2, submission=key) for _ in range(2)]
    assert {answer.url for answer in answers} == {sent_request.get_absolute_url()}
    assert sent_request.lines.get().accepted == 2


def test_a_reason_is_needed_to_refuse(visitor, sent_request):
    answer = visitor.post(reverse("request_refuse", args=[sent_request.pk]), {"reason": " "})
    assert "reason" in answer.context["form"].errors
    visitor.post(reverse("request_refuse", args=[sent_request.pk]), {"reason": "None is left."})
    sent_request.refresh_from_db()
    assert (sent_request.status, sent_request.refusal) == (RequestStatus.REFUSED, "None is left.")


@pytest.mark.parametrize("name", ["request_accept", "request_refuse"])
def test_what_was_answered_is_not_answered_again(visitor, accepted_request, name):
    answer = visitor.post(reverse(name, args=[accepted_request.pk]), {"reason": "No."})
    assert answer.url == accepted_request.get_absolute_url()
    accepted_request.refresh_from_db()
    assert accepted_request.status == RequestStatus.ACCEPTED


def test_closing(visitor, accepted_request):
    visitor.post(reverse("request_close", args=[accepted_request.pk]))
    accepted_request.refresh_from_db()
    assert accepted_request.status == RequestStatus.CLOSED
