"""Foreign codes are identified by their type, and neither opened nor linked."""

import html
import re

import pytest
from django.urls import reverse

from inventory.models import Tag
from tests.factories import (
    DeviceFactory,
    DonationFactory,
    LoanFactory,
    PlaceFactory,
    TagFactory,
    VoucherFactory,
)

TAG = "RB2600001Y"
ICCID = "8933100000000000011"
FORMER = ["https://where.we.were.example", "https://old.example"]


@pytest.fixture
def visitor(sign_in, counter):
    counter.language = "en"
    counter.save()
    return sign_in(counter)


def scan(visitor, code):
    """Scan a code; return the response with the row, or the page that explains the code."""
    answer = visitor.post(reverse("scan"), {"code": code})
    is_redirected = answer.status_code == 302 and answer.url.startswith(reverse("scan"))
    return visitor.get(answer.url) if is_redirected else answer


ORDERS = [
    ("WIFI:T:WPA;S:maison;P:secret123;;", "Wi-Fi"),
    ("wifi:S:x;P:secret123", "Wi-Fi"),
    ("javascript:alert(1)", "a program"),
    ("JavaScript:alert(1)", "a program"),
    ("data:text/html,<script>alert(1)</script>", "a program"),
    ("mailto:qui@example.org", "e-mail"),
    ("MATMSG:TO:qui@example.org;;", "e-mail"),
    ("tel:+33639981234", "phone number"),
    ("smsto:0639981234:bonjour", "text message"),
    ("BEGIN:VCARD\nVERSION:3.0\nN:Martin;Zoé\nEND:VCARD", "contact details"),
    ("MECARD:N:Martin;;", "contact details"),
    ("otpauth://totp/x?secret=secret123", "second sign-in step"),
    ("geo:48.85,2.35", "a map"),
    ("BCD\n002\n1\nSCT\nAGRIFRPP", "payment"),
]


def test_a_phone_command_code_is_shown_and_not_opened(visitor):
    for code, words in ORDERS:
        page = scan(visitor, code).content.decode()
        assert 'data-sound="danger"' in page, code
        assert words in page, code
        assert "was not opened" in page, code
        assert 'href="javascript' not in page.lower(), code
        assert f'href="{code}' not in page, code
        assert reverse("code_attach") not in page, code
        assert "secret123" not in page, code  # a secret is not shown again


def test_a_foreign_code_is_refused_where_devices_are_added_too(visitor, site):
    loan = LoanFactory(prepared=True, site=site)
    for code, words in [("tel:123456", "a phone number"), ("https://x.example/1", "x.example")]:
        address = reverse("loan_scan", args=[loan.pk])
        answer = visitor.post(address, {"code": code}, follow=True)
        assert words in answer.content.decode()


SPELLINGS = [
    "{site}/A/RB2600001Y",
    "{bare}/a/RB2600001Y/",
    "where.we.were.example/a/rb2600001y",
    "]Q1HTTP://OLD.EXAMPLE/A/RB2600001Y",
    "RB 26–00001–Y",
    "RB_26.00001/Y",
    # a scanner with a US layout on a French keyboard
    "RBé-àààà&Y",
    "HTTPM!!OLD:EXQ,PLE!Q!RBé-àààà&Y",
]


@pytest.mark.usefixtures("unrendered")
def test_more_spellings_of_a_label_are_understood(visitor, site, settings):
    settings.FORMER_SITE_URLS = FORMER
    device = DeviceFactory(site=site, asset_tag=TAG)
    bare = settings.SITE_URL.partition("://")[2]
    for code in SPELLINGS:
        answer = scan(visitor, code.format(site=settings.SITE_URL, bare=bare))
        assert answer.url == device.get_absolute_url(), code


@pytest.mark.usefixtures("unrendered")
def test_french_text_is_not_remapped(visitor):
    for code in ("élan", "l'écran", "(test)"):
        assert scan(visitor, code).context["answer"].code == code.upper()


def test_a_shelf_url_of_a_former_domain_is_resolved(visitor, site, settings):
    settings.FORMER_SITE_URLS = FORMER
    PlaceFactory(site=site, code="A1")
    answer = scan(visitor, "HTTP://OLD.EXAMPLE/P/A1")
    assert answer.url == f"{reverse('device_list')}?place=A1"
    assert scan(visitor, "HTTP://OLD.EXAMPLE/P/B2").context["answer"].is_unknown


def test_a_label_url_of_a_foreign_domain_is_not_ours(visitor, site):
    DeviceFactory(site=site, asset_tag=TAG)
    PlaceFactory(site=site, code="A1")
    DonationFactory(site=site, reference="D26-0001")
    hosts = ["https://evil.com", "HTTPS://127.0.0.1:8104.EVIL.TLD", "evil.com", "javascript:"]
    for host in hosts:
        for path in (f"A/{TAG}", "P/A1", "D/D26-0001"):
            answer = scan(visitor, f"{host}/{path}")
            assert answer.status_code == 200
            assert answer.context["answer"].matches == [], (host, path)
            assert answer.context["answer"].host or answer.context["answer"].order
            assert "not one of our labels" in answer.content.decode(), (host, path)


@pytest.mark.usefixtures("unrendered")
def test_only_codes_with_our_prefix_are_reported_as_misread(visitor):
    assert scan(visitor, "RB26000018").context["answer"].is_misread
    assert scan(visitor, "PC20190012").context["answer"].is_unknown


def test_an_unknown_code_may_be_attached_or_registered(visitor):
    page = scan(visitor, "BELVOIR-17").content.decode()
    for name in ("code_attach", "device_register"):
        [query] = re.findall(rf'href="{reverse(name)}\?([^"]+)"', page)
        assert "BELVOIR-17" not in query
        opened = visitor.get(f"{reverse(name)}?{html.unescape(query)}").content.decode()
        assert 'value="BELVOIR-17"' in opened


def test_a_product_barcode_is_not_attached(visitor):
    assert reverse("code_attach") not in scan(visitor, "4006381333931").content.decode()


def test_an_attached_foreign_url_resolves_to_its_device(visitor, site):
    code = "HTTPS://DONOR.EXAMPLE/HARDWARE/17"
    assert reverse("code_attach") in scan(visitor, code.lower()).content.decode()
    device = DeviceFactory(site=site)
    TagFactory(foreign=True, code=code, device=device)
    assert scan(visitor, code.lower()).url == device.get_absolute_url()


@pytest.mark.usefixtures("unrendered")
def test_a_sim_card_is_found_by_its_iccid_by_users_who_see_vouchers(
    visitor, sign_in, volunteer, site
):
    voucher = VoucherFactory(in_stock=True, batch__site=site, iccid=ICCID)
    for written in (ICCID, "8933 1000 0000 0000 011", f"{ICCID}F", f"{ICCID}3"):
        assert scan(visitor, written).url == voucher.get_absolute_url(), written
    assert scan(sign_in(volunteer), ICCID).context["answer"].is_unknown


def test_an_unused_label_opens_the_registration(visitor):
    TagFactory(free=True, code=TAG)
    answer = scan(visitor, "rb26 00001 y")
    assert answer.url == f"{reverse('device_register')}?code={TAG}"
    assert Tag.objects.get(code=TAG).status == "free"


def test_the_number_of_a_lot_may_be_typed_with_a_space(visitor, site):
    donation = DonationFactory(site=site, reference="D26-0042")
    assert scan(visitor, "d26 0042").url == donation.get_absolute_url()
