"""Messages of scans without effect, which state why nothing was done."""

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
    """Scan a code; return (tone, page)."""
    page = visitor.post(address, {"code": str(code)}, follow=True).content.decode()
    assert page.count("data-sound=") == 1
    return page.partition('data-sound="')[2].partition('"')[0], page


def test_every_scan_of_a_departed_device_gives_the_reason(visitor, coordinator, site):
    words = {
        "given": "was given: record its return first.",
        "retired": "had left permanently: the workshop must receive it again.",
        "withdrawn": "was entered in error",
    }
    devices = {state: DeviceFactory(**{state: True}, site=site) for state in words}
    for place in PLACES:
        address = place(coordinator, site)
        for state, device in devices.items():
            tone, page = scanned(visitor, address, device)
            assert f"{device} {words[state]}" in page, (place, state)
            assert tone == "danger", (place, state)


def test_an_active_device_has_priority_over_its_retired_twin(visitor, coordinator, site):
    DeviceFactory(retired=True, site=site, serial="TWIN1")
    alive = DeviceFactory(ready=True, site=site, serial="TWIN1")
    assert scanned(visitor, hand_over(coordinator, site), "TWIN1")[0] == "success"
    assert alive.__class__.objects.get(pk=alive.pk).status == "reserved"


def test_out_of_scope_codes_are_reported_as_unknown(sign_in, counter, site):
    given = DeviceFactory(given=True)
    page = sign_in(counter).post(hand_over(counter, site), {"code": str(given)}, follow=True)
    assert "was given" not in page.content.decode()


def test_an_item_already_in_the_hand_over_is_reported_without_error(visitor, site):
    loan = LoanFactory(prepared=True, site=site)
    device = DeviceFactory(ready=True, site=site)
    voucher = VoucherFactory(in_stock=True, batch__site=site, iccid="8933100000000000011")
    address = reverse("loan_scan", args=[loan.pk])
    for code in (device.asset_tag, voucher.iccid):
        assert scanned(visitor, address, code)[0] == "success"
        tone, page = scanned(visitor, address, code)
        assert tone == "warning"
        assert "is already in this hand-over." in page
        assert 'class="refusals"' not in page
    assert loan.items.count() == 2


def test_an_item_of_another_hand_over_is_refused(visitor, coordinator, site):
    item = LoanItemFactory(
        reserved=True, loan=LoanFactory(prepared=True, site=site), device__site=site
    )
    tone, page = scanned(visitor, hand_over(coordinator, site), item.device)
    assert tone == "danger"
    assert 'class="refusals"' in page


# --- Text that must not be in a URL ---------------------------------------------------------------
def test_text_typed_into_the_scan_box_is_in_no_url(visitor, site):
    code = decrypt(VoucherFactory(in_stock=True, batch__site=site).code_encrypted)
    for path in ("scan", "find"):
        for text in ("06 12 34 56 78", "ZORGREF-9", code):
            answer = visitor.post(reverse(path), {"code": text}, follow=True)
            page = answer.content.decode()
            assert answer.redirect_chain
            links = [part.partition('"')[0] for part in page.split('href="')[1:]]
            links += [url for url, _status in answer.redirect_chain]
            assert not [link for link in links if text in link or text.replace(" ", "") in link]
            if text == code:
                assert path != "scan" or "the code of a voucher" in page
                assert code not in page


def test_lists_of_refused_codes_store_no_voucher_code(visitor, coordinator, site):
    code = decrypt(VoucherFactory(in_stock=True, batch__site=site).code_encrypted)
    for address in (hand_over(coordinator, site), reverse("return_put")):
        page = visitor.post(address, {"code": code}, follow=True).content.decode()
        assert "voucher" in page
        assert code not in page
        assert code not in str(dict(visitor.session))


def test_the_scan_box_uses_post(visitor):
    page = visitor.get(reverse("scan")).content.decode()
    assert 'method="post"' in page.partition('class="scan-big"')[2].partition(">")[0]


# --- Scans of an association ----------------------------------------------------------------------
@pytest.fixture
def lent(association):
    loan = LoanFactory(active=True, organisation=association.organisation)
    return LoanItemFactory(open=True, loan=loan)


def test_a_scan_by_an_association_opens_its_own_loan(sign_in, association, lent):
    visitor, tag = sign_in(association), lent.device.asset_tag
    for path in (f"/A/{tag}", f"/a/{tag}/", f"/D/{lent.loan.number}"):
        assert visitor.get(path).url == lent.loan.get_absolute_url(), path
    assert visitor.post(reverse("find"), {"code": tag}).url == lent.loan.get_absolute_url()
    # the public page, for the loan of another organisation
    theirs = LoanFactory(active=True, organisation=OrganisationFactory())
    other = LoanItemFactory(open=True, loan=theirs)
    answer = visitor.get(f"/A/{other.device.asset_tag}")
    assert answer.status_code == 200
    assert "desk/label.html" in [template.name for template in answer.templates]
