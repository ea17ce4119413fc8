"""Buttons on the pages of vouchers, and the forms that leave vouchers with an organisation."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inventory.models import Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from inventory.vouchers.tables import VoucherListTable
from modules.consignments.models import Consignment
from modules.consignments.tests.factories import ConsignmentLineFactory
from tests.cases import level_of
from tests.factories import OrganisationFactory, VoucherBatchFactory, VoucherFactory
from tests.modules import use_all_but


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def batch(site):
    return VoucherBatchFactory(site=site)


def test_a_voucher_is_consigned_to_an_approved_structure(visitor, batch):
    voucher, structure = VoucherFactory(batch=batch), OrganisationFactory(approved=True)
    OrganisationFactory(name="Not yet", asked=True)
    path = reverse("voucher_consign", args=[voucher.pk])
    answer = visitor.post(path, {"organisation": "Not yet"})
    assert 'value="Not yet"' in answer.content.decode()
    visitor.post(path, {"organisation": structure.name.lower()})
    voucher.refresh_from_db()
    assert (voucher.status, voucher.organisation) == (VoucherStatus.CONSIGNED, structure)


@pytest.mark.usefixtures("unrendered")
def test_a_quantity_is_consigned_first_to_expire_first(visitor, batch):
    today = timezone.localdate()
    late, soon, none = (
        VoucherFactory(batch=batch, valid_until=day)
        for day in (today + timedelta(days=90), today + timedelta(days=9), None)
    )
    VoucherFactory(batch=batch, past_its_day=True)
    structure = OrganisationFactory(approved=True)
    path = reverse("consignment_add")
    typed = {"product": batch.product_id, "site": batch.site_id, "organisation": structure.name}
    answer = visitor.post(path, {**typed, "quantity": "4"})
    assert "reste 3" in " ".join(answer.context["form"].non_field_errors())
    visitor.post(path, {**typed, "quantity": "2"})
    consigned = Voucher.objects.filter(status=VoucherStatus.CONSIGNED, organisation=structure)
    assert set(consigned) == {late, soon}
    assert Consignment.objects.get().lines.count() == 2
    none.refresh_from_db()
    assert none.status == VoucherStatus.IN_STOCK


def test_a_consigned_voucher_is_given_back_with_a_button_and_no_other(visitor, batch):
    for state, becomes in (("consigned", VoucherStatus.IN_STOCK), ("handed_out", None)):
        voucher = VoucherFactory(batch=batch, **{state: True})
        path = reverse("voucher_give_back", args=[voucher.pk])
        assert (path in visitor.get(voucher.get_absolute_url()).content.decode()) == bool(becomes)
        assert level_of(visitor.post(path)) == ("success" if becomes else "danger")
        before = voucher.status
        voucher.refresh_from_db()
        assert voucher.status == (becomes or before)


def test_the_pages_of_vouchers_lead_to_consignments(visitor, batch):
    line = ConsignmentLineFactory(voucher__batch=batch, consignment__site=batch.site)
    in_stock = VoucherFactory(batch=batch)
    add = f"{reverse('consignment_add')}?product={batch.product_id}&amp;site={batch.site_id}"
    links = {
        reverse("voucher_stock"): [add, reverse("consignment_list")],
        reverse("voucher_list"): [reverse("consignment_list")],
        batch.get_absolute_url(): [add],
        line.voucher.get_absolute_url(): [line.consignment.get_absolute_url()],
        in_stock.get_absolute_url(): [reverse("voucher_consign", args=[in_stock.pk])],
        reverse("consignment_list"): [reverse("voucher_stock"), reverse("voucher_list")],
    }
    for path, addresses in links.items():
        text = visitor.get(path).content.decode()
        for address in addresses:
            assert f'href="{address}"' in text, (path, address)


def test_the_list_of_vouchers_returns_them_beside_their_activation():
    names = [action.name for action in VoucherListTable.acts]
    assert names == ["activate", "give_back", "reinstate", "lose", "cancel"]


def test_consignments_are_off_with_vouchers(visitor):
    use_all_but("vouchers")
    assert visitor.get(reverse("consignment_list")).status_code == 404
