"""A loan taken over without an agreement of ours continues like any other."""

import pytest

from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.erasure.operations import erasure as erasure_operations
from inventory.exits import operations as exit_operations
from inventory.intake.operations import intake as intake_operations
from inventory.models import Device
from inventory.workshop.operations import bench as bench_operations
from loans.aftercare.operations import incidents as incident_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.agreements.operations import agreements as agreement_operations
from loans.appointments import operations as appointment_operations
from loans.base import operations as base_operations
from loans.base import papers as base_papers
from loans.base.lifecycle.loans import Condition, ItemStatus, LoanKind, LoanStatus
from loans.returns import operations as return_operations
from loans.returns import papers as return_papers
from loans.returns import receipts as receipts_operations
from modules.legacy_import.operations.takeover import take_over
from tests.factories import DeviceFactory, OrganisationFactory, RecipientFactory
from tests.loans.conftest import sign

pytestmark = pytest.mark.django_db


@pytest.fixture
def item(taken_over):
    return taken_over.items.get()


def test_a_returned_legacy_device_must_be_erased_for_its_attestation_ends(
    taken_over, item, counter, technician
):
    back = receipts_operations.Return(devices={item: Condition.GOOD})
    receipt = return_papers.render_receipt(taken_over, back, by=counter)
    return_operations.take_back(taken_over, by=counter, back=back, receipt=receipt)
    item.refresh_from_db()
    device = item.device
    device.refresh_from_db()
    assert (device.status, device.needs_erasure) == (DeviceStatus.RECEIVED, True)
    assert (item.status, taken_over.status) == (ItemStatus.RETURNED, LoanStatus.CLOSED)
    bench_operations.refurbish(device, by=technician)
    with pytest.raises(Refused):
        bench_operations.finish(device, by=technician, grade="B")


def test_a_legacy_device_is_swapped(taken_over, item, counter, site):
    other = DeviceFactory(ready=True, site=site, category=item.device.category)
    new = loan_change_operations.swap(item, by=counter, device=other)

    assert (new.loan, new.status) == (taken_over, ItemStatus.OPEN)
    item.device.refresh_from_db()
    assert item.device.status == DeviceStatus.RECEIVED


def test_a_legacy_loan_is_transferred_and_signed(taken_over, coordinator, texts):
    new = loan_change_operations.transfer(
        taken_over, by=coordinator, organisation=OrganisationFactory(approved=True)
    )

    assert (new.status, new.taken_over_at) == (LoanStatus.PREPARED, None)
    assert taken_over.status == LoanStatus.CLOSED
    person = RecipientFactory(organisation=new.organisation)
    base_operations.set_recipient(new, by=coordinator, recipient=person)
    agreement = agreement_operations.issue(new, by=coordinator)
    pdf, signed_at = base_papers.sign(agreement, b"")
    sign(agreement, coordinator, pdf, signed_at=signed_at)
    new.refresh_from_db()
    assert new.status == LoanStatus.ACTIVE


def test_a_legacy_loan_is_turned_into_a_gift_and_not_cancelled_as_a_prepared_one(
    taken_over, item, coordinator, counter
):
    with pytest.raises(Refused):
        appointment_operations.cancel_loan(taken_over, by=counter)
    loan_change_operations.keep(taken_over, by=coordinator)
    item.device.refresh_from_db()
    assert (taken_over.kind, item.device.status) == (LoanKind.GIFT, DeviceStatus.GIVEN)


def test_a_legacy_device_is_lost_and_found(taken_over, item, counter, line, coordinator, site):
    incident_operations.declare_item_lost(item, by=counter)
    taken_over.refresh_from_db()
    assert (item.status, taken_over.status) == (ItemStatus.LOST, LoanStatus.CLOSED)

    lines = [line(due_on=taken_over.due_on), line(due_on=taken_over.due_on)]
    take_over(lines, by=coordinator, site=site, is_attested=True)
    loan = type(taken_over).objects.first()
    first = loan.items.first()
    incident_operations.declare_item_lost(first, by=counter)
    again = incident_operations.find_with_borrower(first, by=counter)
    assert again.status == ItemStatus.OPEN


def test_the_disk_of_a_legacy_device_is_identified_at_its_return(
    line, coordinator, technician, site
):
    [device] = take_over(
        [line(status=DeviceStatus.READY)], by=coordinator, site=site, is_attested=True
    )
    medium = device.media.get()
    erasure_operations.identify_medium(medium, by=technician, kind="ssd", serial="D1")

    device.refresh_from_db()
    assert (device.status, device.needs_erasure) == (DeviceStatus.READY, False)


def test_pages_explain_the_origin_and_the_warehouse_sees_no_number_of_an_old_paper(
    taken_over, item, sign_in, counter, volunteer, technician
):
    for user, sees_number in ((counter, True), (volunteer, False)):
        page = sign_in(user).get(taken_over.get_absolute_url()).text
        assert "Repris d’un registre antérieur" in page
        assert ("CONV 12" in page) == sees_number
    page = sign_in(technician).get(item.device.get_absolute_url()).text
    assert "effacement attesté" in page
    assert "effacement prouvé" not in page


def test_old_inventory_numbers_and_agreements_are_scannable(line, coordinator, site, sign_in):
    [device] = take_over(
        [line(code="lp 7", agreement="conv 12")], by=coordinator, site=site, is_attested=True
    )
    client = sign_in(coordinator)
    for code, expected in (("LP 7", device), ("conv 12", device.loan_items.get().loan)):
        answer = client.get("/scan/", {"code": code}, follow=True)
        assert expected.get_absolute_url() in [*dict(answer.redirect_chain), answer.text]


def test_devices_of_our_own_intake_are_not_attested(line, coordinator, site):
    """The device came in by our own intake: a list cannot replace its erasure."""
    row = line(serial="SN9")
    former = DeviceFactory(serial="SN9", category=row.device.category, site=site)
    exit_operations.retire(former, by=coordinator, reason="recycled", disks="inside")
    with pytest.raises(intake_operations.RowsRefused, match=former.asset_tag):
        take_over([row], by=coordinator, site=site, is_attested=True)
    assert Device.objects.get() == former

    to_check = line(serial="SN9", status=DeviceStatus.RECEIVED)
    [device] = take_over([to_check], by=coordinator, site=site, is_attested=True)
    device.refresh_from_db()
    assert (device.former, device.needs_erasure) == (former, True)
