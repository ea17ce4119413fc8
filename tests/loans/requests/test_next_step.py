"""The next step is the only green button of a page, for each role."""

import re

import pytest

from core.formatting import hour
from tests.factories import (
    AppointmentFactory,
    DeviceFactory,
    DonationFactory,
    LoanFactory,
    LoanItemFactory,
    PlaceFactory,
    RenewalFactory,
    RequestFactory,
    RequestLineFactory,
    SpecificationFactory,
    VoucherFactory,
)

pytestmark = pytest.mark.usefixtures("english")


def green(answer):
    """Return the labels of the green buttons of a page, except in scan boxes and questions."""
    main = answer.content.decode().partition("<main")[2].partition("</main>")[0]
    main = re.sub(r'<details class="confirm".*?</details>', "", main, flags=re.S)
    buttons = re.findall(
        r'class="btn\b[^">]*\bbtn-primary(?![^>]* hidden)[^>]*>(.*?)</(?:a|button)>', main, re.S
    )
    return [re.sub(r"<[^>]*>|\s+", " ", words).strip() for words in buttons]


@pytest.fixture
def next_of(sign_in):
    def words(user, row):
        user.language = "en"
        user.save()
        return green(sign_in(user).get(row.get_absolute_url()))

    return words


def test_the_next_step_of_a_request(next_of, coordinator, counter, site, organisation):
    steps = {}
    for state in ("draft", "sent", "accepted", "refused", "closed", "cancelled"):
        loan_request = RequestFactory(
            **{state: True}, site=site, organisation=organisation, recipient=None
        )
        RequestLineFactory(
            request=loan_request, requested=1, accepted=1 if state == "accepted" else None
        )
        desk = loan_request.created_by
        users = (desk,) if state == "draft" else (desk, coordinator, counter)
        steps[state] = [next_of(user, loan_request) for user in users]
    assert steps == {
        "draft": [["Send"]],
        "sent": [[], ["Accept"], []],
        "accepted": [[], ["Waiting list"], ["Waiting list"]],
        "refused": [["Duplicate the request"], [], []],
        "closed": [["Duplicate the request"], [], []],
        "cancelled": [["Duplicate the request"], [], []],
    }


def test_the_next_step_of_an_accepted_request_depends_on_the_stock(
    next_of, counter, site, organisation
):
    loan_request = RequestFactory(
        accepted=True, site=site, organisation=organisation, recipient=None
    )
    line = RequestLineFactory(request=loan_request, requested=1, accepted=1, min_ram_gb=16)
    steps = [next_of(counter, loan_request)]
    device = DeviceFactory(ready=True, site=site, category=line.category)
    steps.append(next_of(counter, loan_request))
    SpecificationFactory(device=device, ram_gb=16)
    steps.append(next_of(counter, loan_request))
    assert steps == [["Waiting list"], ["Set aside"], ["Set aside"]]


def test_the_next_step_of_a_reserved_request_is_the_hand_over(
    next_of, accepted_request, counter, desk, site
):
    line = RequestLineFactory(request=accepted_request, requested=1, accepted=1)
    loan = LoanFactory(
        prepared=True,
        request=accepted_request,
        organisation=accepted_request.organisation,
        recipient=accepted_request.recipient,
        site=site,
    )
    LoanItemFactory(reserved=True, loan=loan, line=line, device__site=site)
    assert next_of(counter, accepted_request) == ["Set aside"]  # the rest of it
    accepted_request.lines.exclude(pk=line.pk).delete()
    assert next_of(counter, accepted_request) == ["Prepare the hand-over"]
    assert next_of(counter, loan) == ["Continue the hand-over"]
    assert next_of(desk, loan) == ["Choose a time"]

    booked = AppointmentFactory(request=accepted_request)
    (words,) = next_of(desk, accepted_request)
    assert hour(booked.local) in words


def test_the_next_step_of_a_loan(next_of, coordinator, counter, association, site):
    loan = LoanFactory(active=True, site=site, organisation=association.organisation)
    LoanItemFactory(open=True, loan=loan, device__site=site)
    assert next_of(counter, loan) == ["Record a return"]
    assert next_of(association, loan) == []
    handed_out = VoucherFactory(handed_out=True, recipient=loan.recipient)
    LoanItemFactory(open=True, loan=loan, device=None, voucher=handed_out)
    assert next_of(counter, loan) == ["Record a return"]
    RenewalFactory(loan=loan)
    assert next_of(coordinator, loan) == ["Answer"]
    late = LoanFactory(overdue=True, site=site, organisation=association.organisation)
    LoanItemFactory(open=True, loan=late, device__site=site)
    assert next_of(association, late) == ["Choose a time"]


def test_the_next_step_of_a_device(next_of, volunteer, technician, counter, site):
    assert next_of(technician, DeviceFactory(received=True, site=site)) == ["Take it to the bench"]
    assert next_of(technician, DeviceFactory(refurbishing=True, site=site)) == [
        "Continue at the bench"
    ]
    for state in ("ready", "received"):
        device = DeviceFactory(**{state: True}, site=site)
        assert next_of(volunteer, device) == ["Put it on a shelf"], state
    shelved = DeviceFactory(ready=True, site=site, place=PlaceFactory(site=site))
    assert next_of(volunteer, shelved) == []
    assert next_of(counter, shelved) == ["Hand over"]
    lent = LoanItemFactory(open=True, loan__active=True, loan__site=site, device__site=site)
    assert next_of(counter, lent.device) == ["Record its return"]
    kept = LoanItemFactory(reserved=True, loan__prepared=True, loan__site=site, device__site=site)
    page = next_of(counter, kept.device)
    assert page == ["Continue the hand-over"]


def test_the_next_step_of_a_lot(next_of, volunteer, coordinator, site):
    expected = DonationFactory(promised=True, site=site)
    received = DonationFactory(received=True, site=site)
    assert next_of(volunteer, expected) == ["Receive the lot"]
    assert next_of(volunteer, received) == ["Receive by scanning"]
    assert next_of(coordinator, received) == ["Import the donor's list"]
