"""What a scan that does nothing says: what the device is, and that it is there already."""

import pytest
from django.urls import reverse

from inventory.vouchers.encryption import decrypt
from tests.factories import (
    DeviceFactory,
    ExitBatchFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    RequestFactory,
    ScanSessionFactory,
    TransferFactory,
    VoucherFactory,
)


@pytest.fixture
def visitor(sign_in, coordinator):
    coordinator.language = "en"
    coordinator.save()
    return sign_in(coordinator)


def hand_over(user, site):
    return reverse("loan_scan", args=[LoanFactory(prepared=True, site=site).pk])


def request(user, site):
    return reverse("request_scan", args=[RequestFactory(accepted=True, site=site).pk])


def shelving(user, site):
    return reverse("run_scan", args=[ScanSessionFactory(owner=user, site=site).pk])


def lending(user, site):
    loan = LoanFactory(prepared=True, site=site)
    return reverse(
        "run_scan", args=[ScanSessionFactory(act="lend", owner=user, site=site, loan=loan).pk]
    )


def receiving(user, site):
    session = ScanSessionFactory(receiving=True, owner=user, site=site, donation__site=site)
    return reverse("run_scan", args=[session.pk])


def transfer(user, site):
    return reverse("transfer_scan", args=[TransferFactory(prepared=True, origin=site).pk])


def arrival(user, site):
    return reverse("transfer_scan", args=[TransferFactory(sent=True, destination=site).pk])


def exiting(user, site):
    return reverse("exit_scan", args=[ExitBatchFactory(open=True, site=site).pk])


def bench(user, site):
    return reverse("bench_scan")


def together(user, site):
    return reverse("together_add")


PLACES = [
    hand_over,
    request,
    shelving,
    lending,
    receiving,
    transfer,
    arrival,
    bench,
    together,
]


def scanned(visitor, address, code):
    """What one reads and hears after a scan: (tone, page)."""
    page = visitor.post(address, {"code": str(code)}, follow=True).content.decode()
    assert page.count("data-sound=") == 1
    return page.partition('data-sound="')[2].partition('"')[0], page


@pytest.mark.parametrize("place", PLACES)
def test_every_scan_of_a_given_device_reports_it(visitor, coordinator, site, place):
    given = DeviceFactory(given=True, site=site)
    tone, page = scanned(visitor, place(coordinator, site), given)
    assert tone == "danger"
    assert f"{given} was given: record its return first." in page


@pytest.mark.parametrize(
    ("state", "words"),
    [("retired", "had left us for good"), ("withdrawn", "was entered in error")],
)
@pytest.mark.parametrize("place", PLACES)
def test_a_scan_of_a_retired_device_shows_the_reason(
    visitor, coordinator, site, place, state, words
):
    device = DeviceFactory(**{state: True}, site=site)
    _tone, page = scanned(visitor, place(coordinator, site), device)
    assert f"{device} {words}" in page


def test_an_active_device_has_priority_over_its_retired_twin(visitor, coordinator, site):
    DeviceFactory(retired=True, site=site, serial="TWIN1")
    alive = DeviceFactory(ready=True, site=site, serial="TWIN1")
    assert scanned(visitor, hand_over(coordinator, site), "TWIN1")[0] == "success"
    assert alive.__class__.objects.get(pk=alive.pk).status == "reserved"


def test_out_of_scope_codes_are_reported_as_unknown(sign_in, counter, site):
    given = DeviceFactory(given=True)
    page = sign_in(counter).post(hand_over(counter, site), {"code": str(given)}, follow=True)
    assert "was given" not in page.content.decode()


@pytest.mark.parametrize("by", ["device", "voucher"])
def test_an_item_already_in_the_hand_over_is_reported_without_error(visitor, site, by):
    loan = LoanFactory(prepared=True, site=site)
    row = (
        DeviceFactory(ready=True, site=site)
        if by == "device"
        else VoucherFactory(in_stock=True, batch__site=site, iccid="8933100000000000011")
    )
    code = row.asset_tag if by == "device" else row.iccid
    address = reverse("loan_scan", args=[loan.pk])
    assert scanned(visitor, address, code)[0] == "success"
    for _time in range(2):
        tone, page = scanned(visitor, address, code)
        assert tone == "warning"
        assert "is in this hand-over already." in page
        assert 'class="refusals"' not in page
    assert loan.items.count() == 1


def test_an_item_of_another_hand_over_is_refused(visitor, coordinator, site):
    item = LoanItemFactory(
        reserved=True, loan=LoanFactory(prepared=True, site=site), device__site=site
    )
    tone, page = scanned(visitor, hand_over(coordinator, site), item.device)
    assert tone == "danger"
    assert 'class="refusals"' in page


# --- What stands in no address --------------------------------------------------------------------
@pytest.mark.parametrize("path", ["scan", "find"])
@pytest.mark.parametrize("text", ["06 12 34 56 78", "0612345678", "ZORGREF-9", "voucher"])
def test_text_typed_into_the_scan_box_is_in_no_url(visitor, site, path, text):
    voucher = VoucherFactory(in_stock=True, batch__site=site)
    text = decrypt(voucher.code_encrypted) if text == "voucher" else text
    answer = visitor.post(reverse(path), {"code": text}, follow=True)
    addresses = "".join(url for url, _status in answer.redirect_chain)
    assert answer.redirect_chain
    assert text not in addresses
    assert text.replace(" ", "") not in addresses
    links = [part.partition('"')[0] for part in answer.content.decode().split('href="')[1:]]
    assert not [link for link in links if text.replace(" ", "") in link]


def test_a_scanned_voucher_code_is_not_echoed(visitor, site):
    voucher = VoucherFactory(in_stock=True, batch__site=site)
    code = decrypt(voucher.code_encrypted)
    page = visitor.post(reverse("scan"), {"code": code}, follow=True).content.decode()
    assert "the code of a voucher" in page
    assert code not in page


@pytest.mark.parametrize("path", ["return", "loan"])
def test_lists_of_refused_codes_store_no_voucher_code(visitor, coordinator, site, path):
    code = decrypt(VoucherFactory(in_stock=True, batch__site=site).code_encrypted)
    address = hand_over(coordinator, site) if path == "loan" else reverse("return_put")
    page = visitor.post(address, {"code": code}, follow=True).content.decode()
    assert "voucher" in page
    assert code not in page
    assert code not in str(dict(visitor.session))


def test_the_scan_box_uses_post(visitor):
    page = visitor.get(reverse("scan")).content.decode()
    assert 'method="post"' in page.partition('class="scan-big"')[2].partition(">")[0]


# --- An association scans -------------------------------------------------------------------------
@pytest.fixture
def lent(association):
    loan = LoanFactory(active=True, organisation=association.organisation)
    return LoanItemFactory(open=True, loan=loan)


@pytest.mark.parametrize("path", ["/A/{tag}", "/a/{tag}/", "/D/{number}"])
def test_a_scan_by_an_association_opens_its_own_loan(sign_in, association, lent, path):
    path = path.format(tag=lent.device.asset_tag, number=lent.loan.number)
    assert sign_in(association).get(path).url == lent.loan.get_absolute_url()


def test_a_label_typed_by_an_association_leads_to_its_loan(sign_in, association, lent):
    answer = sign_in(association).post(reverse("find"), {"code": lent.device.asset_tag})
    assert answer.url == lent.loan.get_absolute_url()


def test_a_device_of_another_association_shows_the_public_page(sign_in, association, lent):
    other = LoanItemFactory(
        open=True, loan=LoanFactory(active=True, organisation=OrganisationFactory())
    )
    answer = sign_in(association).get(f"/A/{other.device.asset_tag}")
    assert answer.status_code == 200
    assert "desk/label.html" in [template.name for template in answer.templates]
