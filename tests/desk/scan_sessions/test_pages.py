"""Pages of scan sessions: response to a scan, with and without a script, and persistence."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from desk.models import ScanLine, ScanSession
from desk.scan_sessions import operations
from inventory.models import Device
from inventory.vouchers.encryption import decrypt
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    LoanFactory,
    PlaceFactory,
    RequestFactory,
    RequestLineFactory,
    ScanLineFactory,
    ScanSessionFactory,
    SiteFactory,
    UserFactory,
    VoucherFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HTMX = {"HX-Request": "true", "HX-Target": "run"}


def signed_in(user, sign_in):
    user.language = "en"
    user.save(update_fields=["language"])
    return sign_in(user)


@pytest.fixture
def visitor(volunteer, sign_in):
    return signed_in(volunteer, sign_in)


@pytest.fixture
def session(volunteer, site):
    return ScanSessionFactory(owner=volunteer, site=site)


def scan(visitor, session, code, *, headers=None, **more):
    data = {"code": str(code)} | more
    return visitor.post(reverse("run_scan", args=[session.pk]), data, headers=headers)


# --- Begin ----------------------------------------------------------------------------------------
def test_a_mode_without_parameters_starts_at_once(visitor, volunteer):
    answer = visitor.post(reverse("run_new", args=["shelve"]))
    session = ScanSession.objects.get()
    assert (answer.url, session.owner, session.site) == (
        session.get_absolute_url(),
        volunteer,
        session.site,
    )


def test_receiving_needs_a_lot_and_a_category(visitor, site, laptop):
    lot = DonationFactory(scheduled=True, site=site, reference="D26-0007")
    DonationFactory(closed=True, site=site, reference="D26-0008")
    PlaceFactory(site=site, code="A1")
    address = reverse("run_new", args=["receive"])
    page = visitor.get(address, {"donation": "D26-0007"})
    assert 'value="D26-0007"' in page.content.decode()
    facts = {"donation": "d26-0007", "category": laptop.pk, "brand": "Dell", "place": "a1"}
    visitor.post(address, facts)
    session = ScanSession.objects.get()
    assert (session.donation, session.category, session.brand.name, session.place.code) == (
        lot,
        laptop,
        "Dell",
        "A1",
    )
    for wrong in ({"donation": "D26-0008"}, {"category": ""}, {"place": "Z9"}):
        assert visitor.post(address, facts | wrong).context["form"].errors


def test_a_hand_over_is_chosen_by_its_number(counter, sign_in, site):
    visitor = signed_in(counter, sign_in)
    loan = LoanFactory(site=site, number="P26-00042")
    LoanFactory(site=site, number="P26-00043", active=True)
    address = reverse("run_new", args=["lend"])
    assert visitor.post(address, {"loan": "P26-00043"}).context["form"].errors["loan"]
    visitor.post(address, {"loan": "p26-00042"})
    assert ScanSession.objects.get().loan == loan


def test_forbidden_modes_are_not_offered(visitor):
    for act in ("finish", "lend", "eat", "a\0b"):
        assert visitor.get(reverse("run_new", args=[act])).status_code == 404
    assert reverse("run_new", args=["lend"]) not in visitor.get("/batch/").content.decode()


# --- Scan -----------------------------------------------------------------------------------------
def test_a_scan_by_htmx_is_answered_with_the_list(visitor, session, site):
    device = DeviceFactory(site=site)
    page = scan(visitor, session, device, headers=HTMX).content.decode()
    assert page.lstrip().startswith("<div data-read-at=")
    assert 'data-sound="success"' in page
    assert device.get_absolute_url() in page
    assert "<html" not in page


def test_a_scan_without_a_script_comes_back_to_the_list(visitor, session, site):
    device = DeviceFactory(site=site)
    assert scan(visitor, session, device).url == session.get_absolute_url()
    page = visitor.get(session.get_absolute_url()).content.decode()
    assert 'data-sound="success"' in page
    assert device.get_absolute_url() in page
    assert f'action="{reverse("run_scan", args=[session.pk])}"' in page


def test_success_refusal_and_double_scan_have_distinct_sounds_and_texts(visitor, session, site):
    device = DeviceFactory(site=site)
    sounds = []
    for code in (device, device, "NONSENSE"):
        page = scan(visitor, session, code, headers=HTMX).content.decode()
        sounds.append(page.split('data-sound="')[1].split('"')[0])
    assert sounds == ["success", "warning", "danger"]
    assert "Unknown code: NONSENSE" in page
    assert ScanLine.objects.count() == 2
    for code in ("", "  ", "a\0b", "x" * 5000, "<script>alert(1)</script>"):
        page = scan(visitor, session, code, headers=HTMX).content.decode()
        assert 'data-sound="danger"' in page, code
        assert "<script>alert" not in page, code


def test_a_device_unlike_all_others_of_its_shelf_is_put_there_with_a_warning(
    visitor, session, site, laptop
):
    shelf, alike = PlaceFactory(site=site), {"site": site, "category": laptop}
    DeviceFactory.create_batch(3, **alike, place=shelf, ready=True)
    phone, another = DeviceFactory.create_batch(2, site=site, category=CategoryFactory())
    scan(visitor, session, shelf.code)
    page = scan(visitor, session, phone, headers=HTMX).text
    assert f"Check the shelf: {shelf.code} has no other device of this kind ({phone})." in page
    assert 'data-sound="warning"' in page
    assert Device.objects.get(pk=phone.pk).place == shelf
    assert "Check the shelf" not in scan(visitor, session, another, headers=HTMX).text


def test_a_device_with_data_on_a_shelf_of_erased_ones_is_put_there_with_a_warning(
    visitor, session, site, laptop
):
    shelf, alike = PlaceFactory(site=site), {"site": site, "category": laptop}
    DeviceFactory.create_batch(3, **alike, place=shelf, ready=True)
    waiting = DeviceFactory(**alike)
    scan(visitor, session, waiting)
    page = scan(visitor, session, shelf.code, headers=HTMX).text
    assert f"all other devices on {shelf.code} are erased ({waiting})." in page
    move = reverse("device_move", args=[waiting.pk])
    page = visitor.post(move, {"place": shelf.code}, follow=True).text
    assert "Check the shelf" in page
    assert "Undo this" not in page  # it was there already


def test_a_shelf_typed_without_the_prefix_of_the_site_is_that_of_the_session(
    coordinator, sign_in, site
):
    here, there = PlaceFactory(site=site, code="R-A1"), PlaceFactory(code="V-A1")
    coordinator.sites.add(there.site)
    session = ScanSessionFactory(owner=coordinator, site=site)
    scan(sign_in(coordinator), session, "A1")
    session.refresh_from_db()
    assert session.place == here


def test_a_promised_device_is_refused_once_and_taken_by_a_second_act(counter, sign_in, site):
    visitor = signed_in(counter, sign_in)
    device = DeviceFactory(ready=True, site=site, serial="PF2ABC01")
    promised = RequestFactory(accepted=True, site=site)
    RequestLineFactory(request=promised, category=device.category, requested=1, accepted=1)
    session = ScanSessionFactory(lending=True, owner=counter, site=site, loan__site=site)
    for code in (device, device.serial):
        page = scan(visitor, session, code, headers=HTMX).content.decode()
    assert session.lines.get().refusal
    assert 'name="anyway"' in page
    page = scan(visitor, session, device, anyway="1", headers=HTMX).content.decode()
    assert (session.lines.get().device, session.lines.get().status) == (device, "done")
    assert 'name="anyway"' not in page


def test_a_final_refusal_offers_no_second_act(counter, sign_in, site):
    visitor = signed_in(counter, sign_in)
    device = DeviceFactory(site=site)
    session = ScanSessionFactory(lending=True, owner=counter, site=site, loan__site=site)
    page = scan(visitor, session, device, headers=HTMX).content.decode()
    assert session.lines.get().refusal
    assert 'name="anyway"' not in page


def test_each_line_and_the_last_one_are_undone_by_a_button(visitor, session, site):
    first, second = DeviceFactory.create_batch(2, site=site)
    scan(visitor, session, first)
    page = scan(visitor, session, second, headers=HTMX).content.decode()
    old, new = ScanLine.objects.order_by("pk")
    undo_new = reverse("line_undo", args=[new.pk])
    assert page.count(f'hx-post="{undo_new}"') == 2  # in the line, and as the last line
    assert f'hx-post="{reverse("line_undo", args=[old.pk])}"' in page
    page = visitor.post(undo_new, headers=HTMX).content.decode()
    assert f"Undone: {second}" in page
    assert undo_new not in page
    assert visitor.post(reverse("line_undo", args=[old.pk])).url == session.get_absolute_url()


def test_a_refused_undo_shows_its_reason(visitor, session, site):
    place, other = (PlaceFactory(site=site, code=code) for code in ("A1", "B2"))
    device = DeviceFactory(site=site)
    for code in (place.code, device):
        scan(visitor, session, code)
    Device.objects.filter(pk=device.pk).update(place=other)
    line = ScanLine.objects.get(device=device)
    page = visitor.post(reverse("line_undo", args=[line.pk]), headers=HTMX).content.decode()
    assert f"{device} has been moved since then." in page
    assert 'data-sound="danger"' in page


def test_the_current_shelf_is_cleared_by_a_button(visitor, session, site):
    scan(visitor, session, PlaceFactory(site=site, code="A1").code)
    session.refresh_from_db()
    assert session.place.code == "A1"
    visitor.post(reverse("run_change", args=[session.pk]))
    session.refresh_from_db()
    assert session.place is None


# --- Persistence ----------------------------------------------------------------------------------
def test_nothing_is_lost_by_a_reload_or_a_new_session(session, volunteer, sign_in, site):
    """After the phone slept or the browser was killed, the list and the shelf are unchanged."""
    place, device = PlaceFactory(site=site, code="A1"), DeviceFactory(site=site)
    first = signed_in(volunteer, sign_in)
    for code in (place.code, device, "NONSENSE"):
        scan(first, session, code)
    first.logout()
    second = signed_in(volunteer, sign_in)
    assert session.get_absolute_url() in second.get("/batch/").content.decode()
    assert session.get_absolute_url() in second.get("/").content.decode()
    page = second.get(session.get_absolute_url())
    assert page.context["counts"] == {"done": 1, "refused": 1, "undone": 0, "waiting": 0}
    assert [line.code for line in page.context["page"]] == ["NONSENSE", str(device), "A1"]
    assert '<strong class="scan-place">A1</strong>' in page.content.decode()
    scan(second, session, DeviceFactory(site=site))
    assert session.counts()["done"] == 2


def test_several_sessions_are_open_at_once(visitor, volunteer, site):
    sessions = [ScanSessionFactory(owner=volunteer, site=site) for _ in range(2)]
    device = DeviceFactory(site=site)
    for session in sessions:
        scan(visitor, session, device)
    assert [session.counts()["waiting"] for session in sessions] == [1, 1]


def test_an_ended_session_is_readable_and_may_be_reopened(visitor, session, site):
    device = DeviceFactory(site=site)
    ended = visitor.post(reverse("run_end", args=[session.pk]), follow=True).text
    assert (
        f'<a href="{session.get_absolute_url()}">To undo a scan, continue this batch</a>' in ended
    )
    assert scan(visitor, session, device).url == session.get_absolute_url()
    page = visitor.get(session.get_absolute_url()).content.decode()
    assert "This batch has ended" in page
    assert "data-scan-target" not in page
    visitor.post(reverse("run_go_on", args=[session.pk]))
    scan(visitor, session, device)
    assert session.counts()["waiting"] == 1


def test_a_colleague_reads_a_session_but_cannot_change_it(session, sign_in, site):
    line = ScanLineFactory(session=session, waiting=True, device__site=site)
    visitor = signed_in(UserFactory(volunteer=True, sites=[site]), sign_in)
    page = visitor.get(session.get_absolute_url()).content.decode()
    assert str(line.device) in page
    assert reverse("line_undo", args=[line.pk]) not in page
    assert "data-scan-target" not in page
    visitor.post(reverse("line_undo", args=[line.pk]))
    line.refresh_from_db()
    assert line.status == "waiting"
    stranger = signed_in(UserFactory(volunteer=True, sites=[SiteFactory()]), sign_in)
    assert stranger.get(session.get_absolute_url()).status_code == 404
    assert stranger.post(reverse("line_undo", args=[line.pk])).status_code == 404


def test_a_long_session_is_paginated(visitor, session, site):
    device = DeviceFactory(site=site)
    lines = [
        ScanLine(session=session, code=f"C{n}", status="undone", device=device) for n in range(120)
    ]
    ScanLine.objects.bulk_create(lines)
    page = visitor.get(session.get_absolute_url(), {"page": 3})
    assert [line.code for line in page.context["page"]][-1] == "C0"
    assert ">121" not in page.content.decode()


# --- Queries --------------------------------------------------------------------------------------
def cost(visitor, session, code):
    with CaptureQueriesContext(connection) as queries:
        scan(visitor, session, code, headers=HTMX)
    return len(queries)


def test_a_scan_takes_constant_queries(visitor, session, site):
    devices = DeviceFactory.create_batch(6, site=site)
    scan(visitor, session, PlaceFactory(site=site, code="A1").code)
    for device in devices[:2]:
        scan(visitor, session, device, headers=HTMX)
    short = cost(visitor, session, devices[2])
    for device in devices[3:5]:
        scan(visitor, session, device)
    assert cost(visitor, session, devices[5]) == short <= 30


def test_the_lists_of_sessions_take_constant_queries(visitor, volunteer, site):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            visitor.get("/batch/")
        return len(captured)

    for ended in ({}, {"ended": True}):
        ScanSessionFactory(owner=volunteer, site=site, **ended)
    queries()
    few = queries()
    for ended in ({}, {"ended": True}) * 3:
        ScanLineFactory(session=ScanSessionFactory(owner=volunteer, site=site, **ended), done=True)
    assert queries() == few


def test_paths_are_indexed(session, site):
    plan = session.lines.standing().filter(device=DeviceFactory(site=site)).explain()
    assert "SCAN desk_scanline" not in plan


def test_a_session_of_a_closed_lot_shows_it(begin, volunteer, lot, laptop, labels):
    session, scan_code = begin("receive", volunteer, donation=lot, category=laptop)
    lot.transition_to(lot.Status.CLOSED)
    assert "”: it can no longer receive devices." in scan_code(labels[0]).says
    assert operations.end(session, by=volunteer).status == "ended"


PRIVATE = [
    "BEGIN:VCARD N:Kerjean;Awa TEL:+33612345678 END:VCARD",
    "MECARD:N:Kerjean;TEL:0612345678;;",
    "mailto:kerjean@x.test",
    "tel:+33612345678",
    "SMSTO:0612345678:Kerjean",
    "BCD 002 1 SCT FR7612345678 Kerjean",
    "https://x.test/reset?token=12345678",
]


def test_session_lines_contain_no_personal_data_and_no_secret(visitor, session):
    for code in PRIVATE:
        scan(visitor, session, code)
        values = ScanLine.objects.order_by("-pk").values()[0]
        assert values["status"] == "refused", code
        assert "erjean" not in str(values)
        assert "12345678" not in str(values)
    code = decrypt(VoucherFactory().code_encrypted)
    scan(visitor, session, code.lower())
    line = ScanLine.objects.order_by("-pk")[0]
    assert (line.code, line.says) == (
        "••••",
        "This is the code of a voucher: it does not identify a device.",
    )
