"""The page of a household: current and past items, for users who may see them."""

import pytest

from loans.pages.recipient_summary import household_of
from loans.returns import operations as return_operations
from loans.returns import receipts as receipts_operations
from tests.factories import (
    AccessoryKindFactory,
    AgreementFactory,
    AmendmentFactory,
    AppointmentFactory,
    FollowUpFactory,
    IncidentFactory,
    LoanFactory,
    LoanItemFactory,
    RequestFactory,
    UserFactory,
)


@pytest.fixture
def loan(person, site):
    loan = LoanFactory(active=True, site=site, recipient=person, organisation=person.organisation)
    RequestFactory(
        accepted=True,
        recipient=person,
        organisation=person.organisation,
        site=site,
        devices_at_home=1,
    )
    return loan


def test_the_summary_shows_current_items_and_history(loan, person, counter, coordinator, sign_in):
    item = LoanItemFactory(open=True, loan=loan)
    LoanItemFactory(returned=True, loan=loan)
    charger = LoanItemFactory(
        of_accessories=True, open=True, loan=loan, accessory=AccessoryKindFactory()
    )
    incident = IncidentFactory(item=item)
    agreement = AgreementFactory(signed=True, loan=loan)
    amendment = AmendmentFactory(loan=loan, agreement=agreement)
    visit, call = AppointmentFactory(of_a_return=True, loan=loan), FollowUpFactory(loan=loan)
    household = household_of(person, counter)
    assert (household.devices, household.accessories) == ([item], [charger])
    assert (list(household.incidents), list(household.visits)) == ([incident], [visit])
    assert (list(household.agreements), list(household.amendments)) == ([agreement], [amendment])
    assert list(household_of(person, coordinator).calls) == [call]
    association = UserFactory(association=True, organisation=person.organisation)
    assert list(household_of(person, association).calls) == []
    counter.language = "en"
    counter.save()
    page = sign_in(counter).get(person.get_absolute_url()).content.decode()
    assert item.device.asset_tag in page
    assert "At home now" in page


def test_the_ratio_includes_devices_the_household_owns(loan, person, counter):
    assert person.household_size == 3
    LoanItemFactory.create_batch(2, open=True, loan=loan)
    assert household_of(person, counter).ratio == 1.0


def test_a_receipt_is_listed_once_with_a_link_to_its_loan(loan, person, counter):
    items = LoanItemFactory.create_batch(2, open=True, loan=loan)
    back = receipts_operations.Return(devices=dict.fromkeys(items, "good"))
    return_operations.take_back(loan, by=counter, back=back, receipt=b"%PDF-1.7")
    items[0].refresh_from_db()
    assert household_of(person, counter).receipts == [(items[0].receipt, loan.pk)]
