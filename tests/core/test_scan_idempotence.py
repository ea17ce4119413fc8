"""However often a scan is sent with the same id, it takes effect once and is always answered."""

from uuid import uuid4

import pytest
from django.urls import reverse

from catalogue.models import AccessoryKind
from core.models import Event, Submission
from inventory.models import ExitLine, Freight
from loans.models import LoanItem, ReturnLine
from tests.factories import (
    AccessoryKindFactory,
    DeviceFactory,
    ExitBatchFactory,
    LoanFactory,
    LoanItemFactory,
    RequestFactory,
    RequestLineFactory,
    ScanSessionFactory,
    TransferFactory,
)
from tests.of_modules import listed
from tests.visits import undone

pytestmark = pytest.mark.engine


@pytest.fixture
def visitor(sign_in, coordinator):
    coordinator.language = "en"
    coordinator.save()
    return sign_in(coordinator)


def batch(user, site):
    session = ScanSessionFactory(act="refurbish", owner=user, site=site)
    return (
        reverse("run_scan", args=[session.pk]),
        DeviceFactory(received=True, site=site),
        session.lines,
    )


def returned(user, site):
    loan = LoanFactory(active=True, site=site)
    item = LoanItemFactory(open=True, loan=loan, device__site=site)
    return reverse("return_put"), item.device, ReturnLine.objects


def handed_over(user, site):
    loan = LoanFactory(prepared=True, site=site)
    return reverse("loan_scan", args=[loan.pk]), DeviceFactory(ready=True, site=site), loan.items


def accessory(user, site):
    loan = LoanFactory(prepared=True, site=site)
    kind = AccessoryKindFactory()
    return reverse("loan_scan", args=[loan.pk]), kind.code, loan.items


def reserved(user, site):
    loan_request = RequestFactory(accepted=True, site=site)
    device = DeviceFactory(ready=True, site=site)
    RequestLineFactory(request=loan_request, category=device.category, accepted_in_full=True)
    return reverse("request_scan", args=[loan_request.pk]), device, LoanItem.objects


def loaded(user, site):
    transfer = TransferFactory(prepared=True, origin=site)
    device = DeviceFactory(received=True, site=site)
    return reverse("transfer_scan", args=[transfer.pk]), device, Freight.objects


def left(user, site):
    exit_batch = ExitBatchFactory(open=True, site=site)
    device = DeviceFactory(retired=True, site=site)
    return reverse("exit_scan", args=[exit_batch.pk]), device, ExitLine.objects


KINDS = [
    batch,
    returned,
    handed_over,
    accessory,
    reserved,
    loaded,
    left,
    *listed("SCANS"),
]


def test_a_scan_sent_twice_acts_once_with_the_same_response(visitor, coordinator, site):
    for make in KINDS:
        with undone():
            address, code, rows = make(coordinator, site)
            sent = {"code": str(code), "scan": str(uuid4())}
            for _time in range(2):
                page = visitor.post(address, sent, follow=True).text
                assert 'data-sound="success"' in page or 'data-sound="info"' in page, make
                assert 'data-sound="danger"' not in page, make
            assert (rows.count(), Submission.objects.count()) == (1, 1), make


def test_an_accessory_scanned_twice_counts_two(visitor, coordinator, site):
    address, code, rows = accessory(coordinator, site)
    for _scan in range(2):
        visitor.post(address, {"code": code, "scan": str(uuid4())})
    assert sum(rows.values_list("quantity", flat=True)) == 2
    assert AccessoryKind.objects.count() == 1


def test_a_scan_id_reused_for_another_code_is_refused(visitor, coordinator, site):
    for make in (batch, returned, handed_over):
        address, code, rows = make(coordinator, site)
        key = str(uuid4())
        visitor.post(address, {"code": str(code), "scan": key})
        page = visitor.post(address, {"code": "OTHER", "scan": key}, follow=True).text
        assert rows.count() == 1, make
        assert "Something else has already been sent from this page: open" in page, make


def test_a_refused_scan_may_be_sent_again(visitor, coordinator, site):
    """Since nothing was done, the scan may succeed when it is sent again."""
    loan = LoanFactory(prepared=True, site=site)
    device = DeviceFactory(refurbishing=True, site=site)
    address, sent = reverse("loan_scan", args=[loan.pk]), {"code": str(device)}
    sent["scan"] = str(uuid4())
    visitor.post(address, sent)
    assert not loan.items.exists()
    assert not Submission.objects.exists()


def test_a_scan_without_an_id_acts_as_before(visitor, coordinator, site):
    for key in ("", "1", "not an id", "'; --"):
        address, code, rows = handed_over(coordinator, site)
        visitor.post(address, {"code": str(code), "scan": key})
        assert rows.count() == 1, key
    assert Event.objects.filter(kind="device.reserved").count() == 4


# --- Redirects ---
def test_a_scan_by_script_gets_the_next_url_and_keeps_messages(visitor, site):
    device = DeviceFactory(site=site)
    headers = {"Scan-Id": "1", "Referer": "http://testserver/"}
    answer = visitor.post(reverse("scan"), {"code": str(device)}, headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (204, device.get_absolute_url())
    assert "Location" not in answer
    assert "Found" in visitor.get(answer["HX-Redirect"]).content.decode()


def test_a_scan_by_script_that_stays_on_its_page_follows(visitor, coordinator, site):
    address, code, _rows = handed_over(coordinator, site)
    page = address.removesuffix("scan/")
    headers = {"Scan-Id": "1", "Referer": f"http://testserver{page}"}
    assert visitor.post(address, {"code": str(code)}, headers=headers).url == page
