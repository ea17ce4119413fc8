"""Sealed vouchers are left with an organisation, and returned."""

import pytest

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.models import Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from inventory.vouchers.operations import vouchers as voucher_operations
from loans.vouchers.operations import reissue
from modules.consignments import operations
from modules.consignments.models import Consignment
from modules.consignments.tests.factories import ConsignmentLineFactory
from tests.factories import OrganisationFactory, VoucherBatchFactory, VoucherFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_sealed_voucher_handed_out_by_an_organisation_is_not_revealed(coordinator):
    structure = OrganisationFactory(approved=True)
    voucher = VoucherFactory(handed_out=True, recipient=None, organisation=structure)
    ConsignmentLineFactory(used=True, voucher=voucher)

    with pytest.raises(Refused, match="handed over sealed by its organisation"):
        voucher_operations.reveal(voucher, by=coordinator)
    with pytest.raises(Refused, match="The organisation handed this voucher over: consign another"):
        reissue(voucher, by=coordinator)


def test_vouchers_are_consigned_and_come_back_unopened(coordinator):
    vouchers = VoucherFactory.create_batch(2, in_stock=True, batch=VoucherBatchFactory())
    structure = OrganisationFactory(approved=True)

    operations.consign_vouchers(vouchers, by=coordinator, organisation=structure)
    voucher = Voucher.objects.get(pk=vouchers[0].pk)
    assert (voucher.status, voucher.organisation) == (VoucherStatus.CONSIGNED, structure)

    operations.return_consigned(voucher, by=coordinator)
    voucher.refresh_from_db()
    assert (voucher.status, voucher.organisation) == (VoucherStatus.IN_STOCK, None)
    consignment = Consignment.objects.get()
    data = {"organisation": structure.pk, "consignment": consignment.number}
    assert Event.objects.about(vouchers[1]).get().data == data


def test_all_vouchers_are_consigned_or_none(coordinator):
    batch = VoucherBatchFactory()
    vouchers = [VoucherFactory(in_stock=True, batch=batch), VoucherFactory(lost=True, batch=batch)]

    with pytest.raises(Refused):
        operations.consign_vouchers(
            vouchers, by=coordinator, organisation=OrganisationFactory(approved=True)
        )
    assert Voucher.objects.filter(status=VoucherStatus.CONSIGNED).count() == 0


def test_a_voucher_past_its_last_day_is_not_consigned(coordinator):
    organisation = OrganisationFactory(approved=True)
    late = VoucherFactory(in_stock=True, past_its_day=True)
    with pytest.raises(Refused, match="past its last day"):
        operations.consign_vouchers([late], by=coordinator, organisation=organisation)


def test_only_a_consigned_voucher_is_returned(coordinator):
    for state in VoucherStatus.values:
        voucher = VoucherFactory(**{state: True})
        if state == VoucherStatus.CONSIGNED:
            operations.return_consigned(voucher, by=coordinator)
            assert voucher.status == VoucherStatus.IN_STOCK
        else:
            with pytest.raises(Refused, match="not consigned"):
                operations.return_consigned(voucher, by=coordinator)
            assert not Event.objects.about(voucher).exists()
