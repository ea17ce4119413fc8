"""The list and the page of requests, and a coordinator's answers, as each side sees them."""

from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from loans import operations
from loans.lifecycle import RequestStatus
from loans.models import Request
from tests.factories import (
    DeviceFactory,
    RequestFactory,
    RequestLineFactory,
    SiteFactory,
    VoucherFactory,
)

LIST = "/requests/"


@pytest.fixture
def sent(organisation, person, site, device):
    """A request for three devices of the kind of `device`."""
    request = RequestFactory(
        sent=True, organisation=organisation, recipient=person, site=site, reference="B-1024"
    )
    RequestLineFactory(request=request, category=device.category, requested=3)
    return request


@pytest.fixture
def asker(sign_in, sent):
    """Who wrote the request."""
    return sign_in(sent.created_by)


def page_of(visitor, asked, name="request_detail"):
    return visitor.get(reverse(name, args=[asked.pk]))


def text_of(answer):
    return answer.content.decode()


# --- The list -------------------------------------------------------------------------------------
def test_the_list_costs_the_same_however_long(sign_in, coordinator, sent):
    visitor = sign_in(coordinator)
    visitor.get(LIST)
    with CaptureQueriesContext(connection) as few:
        visitor.get(LIST)
    for _ in range(8):
        RequestLineFactory(request=RequestFactory(sent=True), requested=1)
    with CaptureQueriesContext(connection) as many:
        visitor.get(LIST)
    assert len(few) == len(many)


def test_an_association_lists_its_own_requests(asker, sent, sign_in, other_association):
    assert sent.number in text_of(asker.get(LIST))
    assert sent.number not in text_of(sign_in(other_association).get(LIST))


@pytest.mark.parametrize(
    ("query", "is_found"),
    [
        ("q={number}", True),
        ("q=b-10", True),
        ("q={organisation}", True),
        ("q=nothing", False),
        ("status=sent", True),
        ("status=refused", False),
        ("site={site}", True),
        ("site={other}", False),
        ("status=invented&site=x", True),
    ],
)
def test_the_list_is_narrowed(sign_in, coordinator, sent, query, is_found):
    other = SiteFactory()
    query = query.format(
        number=sent.number.lower(),
        organisation=sent.organisation.name[:9],
        site=sent.site_id,
        other=other.pk,
    )
    answer = sign_in(coordinator).get(f"{LIST}?{query}", headers={"HX-Target": "table"})
    assert (sent.number in text_of(answer)) == is_found


def test_an_association_is_not_asked_for_a_site(asker, sign_in, coordinator):
    assert "site" not in asker.get(LIST).context["filters"].form.fields
    assert "site" in sign_in(coordinator).get(LIST).context["filters"].form.fields


@pytest.mark.parametrize("role", ["volunteer", "technician"])
def test_the_warehouse_reads_no_name(role, sent, sign_in, request):
    visitor = sign_in(request.getfixturevalue(role))
    for answer in (visitor.get(LIST), page_of(visitor, sent)):
        assert "Kerjean" not in text_of(answer)
        assert "B-1024" not in text_of(answer)
        assert "famille de 3" in text_of(answer) or "family of 3" in text_of(answer)


# --- The page -------------------------------------------------------------------------------------
def acts_on(answer):
    """The names of the acts that a page offers."""
    return {
        name
        for name in ("send", "edit", "cancel", "accept", "refuse", "close", "prepare", "reserve")
        if f'/requests/{answer.context["asked"].pk}/{name}/"' in text_of(answer)
    }


@pytest.mark.parametrize(
    ("state", "theirs", "the_coordinators", "the_counters"),
    [
        ("sent", {"edit", "cancel"}, {"edit", "cancel", "accept", "refuse"}, set()),
        (
            "accepted",
            {"cancel"},
            {"cancel", "close", "prepare", "reserve"},
            {"prepare", "reserve"},
        ),
        ("refused", set(), {"close"}, set()),
        ("closed", set(), set(), set()),
        ("cancelled", set(), set(), set()),
    ],
)
def test_each_sees_what_it_may_do_now(
    state, theirs, the_coordinators, the_counters, site, sign_in, coordinator, counter, volunteer
):
    asked = RequestFactory(**{state: True}, site=site)
    assert acts_on(page_of(sign_in(asked.created_by), asked)) == theirs
    assert acts_on(page_of(sign_in(coordinator), asked)) == the_coordinators
    assert acts_on(page_of(sign_in(counter), asked)) == the_counters
    assert acts_on(page_of(sign_in(volunteer), asked)) == set()


def test_a_draft_is_for_its_organisation_alone(site, sign_in, coordinator):
    asked = RequestFactory(draft=True, site=site)
    assert acts_on(page_of(sign_in(asked.created_by), asked)) == {"send", "edit", "cancel"}
    assert page_of(sign_in(coordinator), asked).status_code == 404


def test_what_was_served_in_part_is_not_given_up(site, sign_in):
    asked = RequestFactory(accepted=True, site=site)
    RequestLineFactory(request=asked, requested=2, accepted=2, served=1)
    assert acts_on(page_of(sign_in(asked.created_by), asked)) == set()


def test_another_association_finds_nothing(sent, sign_in, other_association):
    visitor = sign_in(other_association)
    for name in ("request_detail", "request_edit"):
        assert page_of(visitor, sent, name).status_code == 404
    for name in ("request_send", "request_cancel"):
        assert visitor.post(reverse(name, args=[sent.pk])).status_code == 404
    sent.refresh_from_db()
    assert sent.status == RequestStatus.SENT


def states(answer):
    return [station.state for station in answer.context["stations"]]


def test_the_way_is_read_from_the_status_and_the_lines(accepted_request, sign_in, counter, device):
    visitor = sign_in(accepted_request.created_by)
    assert states(page_of(visitor, accepted_request)) == ["done", "done", "here", "ahead"]
    operations.reserve_for(accepted_request, by=counter, devices=[device])
    assert states(page_of(visitor, accepted_request)) == ["done", "done", "here", "ahead"]
    second = DeviceFactory(ready=True, site=accepted_request.site, category=device.category)
    operations.reserve_for(accepted_request, by=counter, devices=[second])
    assert states(page_of(visitor, accepted_request)) == ["done", "done", "done", "here"]
    accepted_request.lines.update(served=2)
    assert states(page_of(visitor, accepted_request)) == ["done", "done", "done", "done"]


def test_a_refusal_is_read_with_its_reason(site, sign_in):
    asked = RequestFactory(refused=True, site=site, refusal="None before <January>.")
    answer = page_of(sign_in(asked.created_by), asked)
    assert "None before &lt;January&gt;." in text_of(answer)
    assert answer.context["stations"] == []


def test_the_page_links_to_its_hand_overs(accepted_request, sign_in, counter):
    loan = operations.prepare_for(accepted_request, by=counter)
    visitor = sign_in(counter)
    assert loan.get_absolute_url() in text_of(page_of(visitor, accepted_request))


# --- What an association does ---------------------------------------------------------------------
def test_a_draft_is_sent_by_a_button(site, sign_in):
    asked = RequestFactory(draft=True, site=site)
    sign_in(asked.created_by).post(reverse("request_send", args=[asked.pk]))
    asked.refresh_from_db()
    assert asked.status == RequestStatus.SENT


def test_a_request_is_given_up_by_a_button(asker, sent):
    asker.post(reverse("request_cancel", args=[sent.pk]))
    sent.refresh_from_db()
    assert sent.status == RequestStatus.CANCELLED


def test_a_button_pressed_too_late_says_why(asker, sent, coordinator):
    operations.refuse_request(sent, by=coordinator, reason="None is left.")
    answer = asker.post(reverse("request_cancel", args=[sent.pk]), follow=True)
    assert "alert-danger" in text_of(answer)
    assert Request.objects.get().status == RequestStatus.REFUSED


# --- What a coordinator answers -------------------------------------------------------------------
@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


def accept(visitor, asked, *counts, **more):
    lines = asked.lines.all()
    numbers = {f"line_{line.pk}": n for line, n in zip(lines, counts, strict=True)}
    return visitor.post(reverse("request_accept", args=[asked.pk]), numbers | more)


def test_what_was_asked_is_filled_in_beside_the_stock(visitor, sent, device):
    DeviceFactory(ready=True, category=device.category)  # at another site
    other = RequestFactory(accepted=True, site=sent.site)
    RequestLineFactory(request=other, category=device.category, requested=5, accepted=4, served=1)
    answer = page_of(visitor, sent, "request_accept")
    ((_line, field, supply),) = answer.context["form"].rows()
    assert (field.value(), supply.ready, supply.promised, supply.left) == (3, 1, 3, 0)


def test_what_is_set_aside_is_not_promised_a_second_time(
    visitor, sent, accepted_request, device, counter
):
    second = DeviceFactory(ready=True, site=sent.site, category=device.category)
    operations.reserve_for(accepted_request, by=counter, devices=[second])
    answer = page_of(visitor, sent, "request_accept")
    ((_line, _field, supply),) = answer.context["form"].rows()
    assert (supply.ready, supply.promised) == (1, 1)


def test_vouchers_are_counted_and_accessories_are_not(visitor, sent):
    voucher = VoucherFactory(batch__site=sent.site)
    RequestLineFactory(request=sent, category=None, product=voucher.batch.product, requested=1)
    RequestLineFactory(request=sent, of_accessories=True, requested=1)
    rows = page_of(visitor, sent, "request_accept").context["form"].rows()
    assert [supply and supply.ready for _line, _field, supply in rows] == [1, 1, None]


def test_accepting_in_part(visitor, sent):
    answer = accept(visitor, sent, 2)
    sent.refresh_from_db()
    assert answer.url == sent.get_absolute_url()
    assert (sent.status, sent.lines.get().accepted) == (RequestStatus.ACCEPTED, 2)


@pytest.mark.parametrize("count", ["4", "-1", "many", "0", ""])
def test_numbers_that_cannot_be_accepted_are_kept(visitor, sent, count):
    answer = accept(visitor, sent, count)
    sent.refresh_from_db()
    assert sent.status == RequestStatus.SENT
    assert f'name="line_{sent.lines.get().pk}"' in text_of(answer)
    assert answer.context["form"].errors
    ((_line, field, _supply),) = answer.context["form"].rows()
    assert field.value() == count


def test_accepting_twice_is_once(visitor, sent):
    key = str(uuid4())
    answers = [accept(visitor, sent, 2, submission=key) for _ in range(2)]
    assert {answer.url for answer in answers} == {sent.get_absolute_url()}
    assert sent.lines.get().accepted == 2


def test_a_reason_is_needed_to_refuse(visitor, sent):
    answer = visitor.post(reverse("request_refuse", args=[sent.pk]), {"reason": " "})
    assert "reason" in answer.context["form"].errors
    visitor.post(reverse("request_refuse", args=[sent.pk]), {"reason": "None is left."})
    sent.refresh_from_db()
    assert (sent.status, sent.refusal) == (RequestStatus.REFUSED, "None is left.")


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


def test_the_person_is_a_link_for_those_who_may_know_them(sent, visitor, sign_in, volunteer):
    link = sent.recipient.get_absolute_url()
    assert link in text_of(page_of(visitor, sent))
    assert link not in text_of(page_of(sign_in(volunteer), sent))
