import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory.models import Device
from tests.factories import (
    AgreementFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    LoanFactory,
    PlaceFactory,
    RequestFactory,
    SiteFactory,
    TagFactory,
    VoucherBatchFactory,
)

TAG = "RB2600001Y"
IMEI = "000000010000016"


@pytest.fixture
def visitor(sign_in, counter):
    return sign_in(counter)


@pytest.fixture
def device(site):
    return DeviceFactory(site=site, asset_tag=TAG, serial="5CG8-123X", imei=IMEI)


def scan(visitor, code):
    """Scan a code; return the response with the row, or the page that explains the code."""
    answer = visitor.post(reverse("scan"), {"code": code})
    is_redirected = answer.status_code == 302 and answer.url.startswith(reverse("scan"))
    return visitor.get(answer.url) if is_redirected else answer


def test_every_spelling_of_a_code_resolves_to_the_device(visitor, device):
    spelled = [TAG, "rb2600001y", " RB26 00001 Y ", "RB26-00001-Y", f"{settings.SITE_URL}/A/{TAG}"]
    spelled += [f"{settings.SITE_URL}/a/rb2600001y/", "5cg8-123x", IMEI, "00 000001 000001 6"]
    spelled += ["2600001Y", "2600001y"]  # typed without our prefix
    for code in spelled:
        assert scan(visitor, code).url == device.get_absolute_url(), code


def test_an_old_tag_and_a_foreign_code_resolve_to_the_device(visitor, device):
    TagFactory(code="RB2500001O", replaced=True, device=device)
    TagFactory(code="BELVOIR-17", foreign=True, device=device)
    assert scan(visitor, "rb2500001o").url == device.get_absolute_url()
    assert scan(visitor, "belvoir-17").url == device.get_absolute_url()


@pytest.mark.usefixtures("device")
def test_a_match_is_announced_with_text_and_sound(visitor):
    page = visitor.post(reverse("scan"), {"code": TAG}, follow=True).content.decode()
    assert 'data-sound="success"' in page
    assert TAG in page


def test_a_shelf_is_found_without_the_prefix_of_its_site_unless_several_are(visitor, site):
    shelf = PlaceFactory(site=site, code="R-A1")
    PlaceFactory(site=site, code="R-AA1")
    assert scan(visitor, "a1").url == f"{reverse('device_list')}?place={shelf.code}"
    twin = PlaceFactory(site=site, code="S-A1")
    assert scan(visitor, "A1").status_code == 200
    twin.code = "A1"
    twin.save()
    assert scan(visitor, "A1").url == f"{reverse('device_list')}?place=A1"


def test_a_shelf_is_found_by_its_name_unless_several_have_it(visitor, site):
    shelf = PlaceFactory(site=site, code="R-A1", name="Étagère A1")
    assert scan(visitor, "etagere a1").url == f"{reverse('device_list')}?place={shelf.code}"
    PlaceFactory(site=site, code="S-A1", name="ETAGERE A1")
    assert scan(visitor, "étagère A1").status_code == 200


@pytest.mark.usefixtures("device")
def test_the_number_in_the_middle_of_a_tag_is_only_proposed(visitor):
    """A donor's own number may look the same."""
    assert TAG in scan(visitor, "00001").content.decode()
    assert not scan(visitor, "00002").context["answer"].similar


def test_document_numbers_resolve_to_their_pages(visitor, site):
    donation = DonationFactory(site=site, reference="D26-0001")
    loan_request = RequestFactory(site=site, sent=True, number="R26-00001")
    loan = LoanFactory(site=site, active=True, number="P26-00001")
    AgreementFactory(loan=loan, number="C26-00001")
    batch = VoucherBatchFactory(site=site, reference="V26-0001")
    assert scan(visitor, "d26-0001").url == donation.get_absolute_url()
    assert scan(visitor, "r26-00001").url == loan_request.get_absolute_url()
    assert scan(visitor, "p26-00001").url == loan.get_absolute_url()
    assert scan(visitor, "c26-00001").url == loan.get_absolute_url()
    assert scan(visitor, "v26-0001").url == batch.get_absolute_url()


def test_a_shelf_code_opens_its_devices(visitor, site):
    PlaceFactory(site=site, code="A1")
    assert scan(visitor, "a1").url == f"{reverse('device_list')}?place=A1"


def test_a_technician_is_led_to_the_bench_page_from_every_scan_box(sign_in, technician, site):
    bench, home = sign_in(technician), DeviceFactory(site=site)
    at_bench = reverse("device_bench", args=[home.pk])
    assert scan(bench, home).url == at_bench
    assert bench.post(reverse("bench_scan"), {"code": str(home)}).url == at_bench
    away = DeviceFactory(site=site, retired=True)
    assert scan(bench, away).url == away.get_absolute_url()


def test_a_prepared_hand_over_opens_according_to_permissions(sign_in, volunteer, visitor, site):
    loan = LoanFactory(site=site, prepared=True, number="P26-00002")
    assert scan(visitor, "P26-00002").url == reverse("loan_recipient", args=[loan.pk])
    assert scan(sign_in(volunteer), "P26-00002").url == reverse("loan_detail", args=[loan.pk])


def test_an_ambiguous_code_shows_a_choice(visitor, site, coordinator):
    twins = [
        DeviceFactory(site=site, serial="X1", model=DeviceModelFactory(), serial_shared_by=word)
        for word in (None, coordinator)
    ]
    place = PlaceFactory(site=site, code="X1")
    answer = scan(visitor, "x1")
    page = answer.content.decode()
    assert answer.status_code == 200
    assert all(f'href="{twin.get_absolute_url()}"' in page for twin in twins)
    assert f"place={place.code}" in page
    assert 'data-sound="warning"' in page


def refusal(visitor, code):
    answer = scan(visitor, code)
    assert answer.status_code == 200
    page = answer.content.decode()
    assert 'data-sound="danger"' in page
    return page


@pytest.mark.usefixtures("device")
def test_a_wrong_check_character_is_reported_as_a_misread(visitor, counter):
    counter.language = "en"
    counter.save()
    page = refusal(visitor, "RB26-00001-8")
    assert "was misread" in page
    assert 'value="RB26-00001-8"' in page


def test_a_foreign_or_invalid_url_is_shown_and_not_opened(visitor):
    for code in ("https://elsewhere.example/login", "HTTP://X.EXAMPLE"):
        page = refusal(visitor, code)
        assert code.split("/")[2].lower() in page
        assert f'href="{code}' not in page
        assert f'value="{code}"' in page
    for code in ("http://[", "http://", "ssh://?x", "https://[::1]:x/A/1"):
        answer = scan(visitor, code)
        assert answer.status_code == 200
        assert answer.context["answer"].host, code


def test_scanned_text_is_escaped(visitor):
    page = refusal(visitor, "<script>alert(1)</script>")
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_an_unknown_code_stays_in_the_box(visitor):
    assert 'value="nothing like it"' in refusal(visitor, "nothing like it")


def test_without_a_code_the_page_shows_only_the_scan_box(visitor):
    page = visitor.get(reverse("scan")).content.decode()
    assert "data-scan-target" in page
    assert "data-sound" not in page


def test_text_that_is_no_code_is_searched(visitor, site):
    model = DeviceModelFactory(name="Latitude 5490", key="latitude 5490")
    shown = DeviceFactory(site=site, model=model)
    hidden = DeviceFactory(withdrawn=True, site=site, model=model)
    page = scan(visitor, "latitude").content.decode()
    assert shown.asset_tag in page
    assert hidden.asset_tag not in page
    assert 'value="latitude"' in page


def test_codes_out_of_scope_are_unknown(visitor):
    elsewhere = SiteFactory()
    DeviceFactory(site=elsewhere, asset_tag="RB2600002W", serial="ELSEWHERE1")
    DonationFactory(site=elsewhere, reference="D26-0009")
    for code in ("RB2600002W", "ELSEWHERE1", "D26-0009"):
        answer = scan(visitor, code)
        assert answer.context["answer"].matches == answer.context["answer"].similar == []


def test_associations_search_and_scan_nothing(sign_in, association):
    visitor = sign_in(association)
    assert scan(visitor, TAG).status_code == 403
    page = visitor.get(reverse("home")).content.decode()
    assert f'action="{reverse("find")}"' in page
    assert f"{reverse('scan')}#camera" not in page


@pytest.mark.usefixtures("device")
def test_resolving_a_tag_takes_its_id_then_its_row(visitor):
    scan(visitor, TAG)
    with CaptureQueriesContext(connection) as queries:
        scan(visitor, TAG)
    about_devices = [q for q in queries if Device._meta.db_table in q["sql"]]
    assert len(about_devices) == 2
    assert len(queries) <= 6


@pytest.mark.usefixtures("device")
def test_a_code_is_found_by_indexes_alone():
    plan = Device.objects.matching_code(TAG).explain()
    assert "SCAN inventory_device" not in plan
