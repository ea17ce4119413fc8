"""List of all vouchers: filtered by their batches, exported without secrets."""

from datetime import date

import pytest
from django.urls import reverse

from core.models import Event
from inventory.models import Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from tests.cases import tried
from tests.factories import SiteFactory, UserFactory, VoucherBatchFactory, VoucherFactory

LIST = "/vouchers/all/"
CODE = "SECRET4242ABCD"
ICCID = "89330100000000000017"


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


def listed(visitor, **query):
    table = visitor.get(LIST, query).context["table"]
    return set(table.paginated_rows)


@pytest.mark.usefixtures("unrendered")
def test_the_list_is_filtered_by_fields_of_the_batch(visitor, site):
    here = VoucherFactory(batch=VoucherBatchFactory(site=site, product__operator="Mobilune"))
    other = VoucherFactory(batch__site=SiteFactory(), lost=True)
    assert listed(visitor) == {here, other}
    assert listed(visitor, site=site.pk) == {here}
    assert listed(visitor, operator="Mobilune") == {here}
    assert listed(visitor, product=other.batch.product_id) == {other}
    assert listed(visitor, status="lost") == {other}


@pytest.mark.usefixtures("unrendered")
def test_the_list_is_filtered_by_activation_date(visitor, site):
    early, late = (VoucherFactory(batch__site=site, activated=True) for _ in range(2))
    days = {early: date(2026, 3, 1), late: date(2026, 9, 1)}
    for voucher, day in days.items():
        Voucher.objects.filter(pk=voucher.pk).update(activated_on=day)
    VoucherFactory(batch__site=site)
    assert listed(visitor, activated_from="2026-03-02") == {late}
    assert listed(visitor, activated_until="2026-03-01") == {early}
    assert listed(visitor, activated_from="2026-03-01", activated_until="2026-09-01") == {
        early,
        late,
    }


@pytest.mark.usefixtures("unrendered")
def test_the_list_is_filtered_by_the_last_day_to_activate(visitor, site):
    soon = VoucherFactory(batch__site=site, activate_by=date(2030, 1, 1))
    VoucherFactory(batch__site=site, activate_by=date(2031, 1, 1))
    assert listed(visitor, ends_by="2030-06-01") == {soon}


@pytest.mark.usefixtures("unrendered")
def test_a_voucher_is_found_by_its_last_characters_or_iccid(visitor, site):
    voucher = VoucherFactory(batch__site=site, code=CODE, iccid=ICCID)
    VoucherFactory(batch__site=site)
    assert listed(visitor, q="•••• abcd") == {voucher}
    assert listed(visitor, q=ICCID) == {voucher}
    assert listed(visitor, q=CODE) == set()


@pytest.mark.usefixtures("unrendered")
def test_vouchers_are_scoped_by_site(sign_in, site):
    here = VoucherFactory(batch__site=site)
    VoucherFactory(batch__site=SiteFactory())
    assert listed(sign_in(UserFactory(counter=True, sites=[site]))) == {here}


def test_neither_list_nor_export_contains_a_code(visitor, site):
    VoucherFactory(batch__site=site, code=CODE, handed_out=True)
    assert CODE not in visitor.get(LIST).content.decode()
    for columns in ("shown", "all"):
        data = {"list_act": "export", "form": "csv", "columns": columns}
        text = b"".join(visitor.post(LIST, data).streaming_content).decode("utf-8-sig")
        assert "ABCD" in text
        assert CODE not in text


def act(visitor, name, vouchers, **data):
    ids = [voucher.pk for voucher in vouchers]
    sent = {"list_act": "bulk", "do": name, "confirmed": "1", "voucher": ids} | data
    return visitor.post(LIST, sent)


@pytest.mark.usefixtures("unrendered")
def test_many_vouchers_are_activated_and_refusals_named(visitor, site):
    out = VoucherFactory.create_batch(2, batch__site=site, handed_out=True)
    stock = VoucherFactory(batch__site=site)
    answer = act(visitor, "activate", [*out, stock])
    assert [row for row, _why in answer.context["result"].refused] == [stock]
    for voucher in out:
        voucher.refresh_from_db()
        assert voucher.status == VoucherStatus.ACTIVATED
        assert voucher.activated_on
    assert Event.objects.filter(kind="voucher.activated").count() == 2


def test_many_vouchers_are_marked_lost_or_cancelled(visitor, site):
    for name, state, becomes in (
        ("lose", "in_stock", VoucherStatus.LOST),
        ("cancel", "handed_out", VoucherStatus.CANCELLED),
    ):
        with tried(name, state, becomes):
            vouchers = VoucherFactory.create_batch(2, batch__site=site, **{state: True})
            assert act(visitor, name, vouchers, reason="refused").status_code == 302
            assert {v.status for v in Voucher.objects.all()} == {becomes}


@pytest.mark.usefixtures("unrendered")
def test_the_counter_may_only_record_activations(sign_in, site):
    visitor = sign_in(UserFactory(counter=True, sites=[site]))
    VoucherFactory(batch__site=site)
    tools = visitor.get(LIST).context["table"].tools
    assert [a.name for a in tools.acts] == ["activate"]
    assert act(visitor, "lose", Voucher.objects.all()).status_code == 403


def test_the_pages_of_vouchers_lead_to_each_other(visitor):
    for name in ("voucher_stock", "voucherbatch_list", "voucher_list"):
        text = visitor.get(reverse(name)).content.decode()
        for other in ("voucher_stock", "voucherbatch_list", "voucher_list"):
            assert f'href="{reverse(other)}"' in text
