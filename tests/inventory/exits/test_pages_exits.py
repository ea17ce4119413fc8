"""Pages of exits: batches filled by scanning, slips, certificates, retirement."""

import pypdfium2
import pytest
import zxingcpp
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from core.qr import document_address
from inventory.exits.papers import render_exit_slip
from inventory.models import Device, ExitBatch
from tests.cases import tried
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    ExitBatchFactory,
    ExitLineFactory,
    ExitWeightFactory,
    SiteFactory,
    UserFactory,
)
from tests.law import write

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
HTMX = {"HX-Request": "true", "HX-Target": "exit"}
PROVEN = "Each disk or memory was proven erased, taken out or destroyed"
PDF = b"%PDF-1.4\n%%EOF\n"


@pytest.fixture
def enter(sign_in, site):
    """Factory `enter("volunteer")` for a client signed in with this role at the site."""

    def enter(role):
        facts = {role: True, "sites": [site], "site": site, "language": "en"}
        return sign_in(UserFactory(**facts))

    return enter


@pytest.fixture
def batch(site):
    return ExitBatchFactory(site=site, number="S26-0001")


def waiting(site, **facts):
    return DeviceFactory(retired=True, erased=True, site=site, **facts)


def post(visitor, name, row, data=None, **more):
    return visitor.post(reverse(name, args=[row.pk]), data or {}, **more)


def text_of(pdf):
    pages = pypdfium2.PdfDocument(pdf)
    return "\n".join(page.get_textpage().get_text_range() for page in pages)


def test_a_technician_opens_a_batch_for_a_scheme_and_a_coordinator_one_for_a_donor(enter, site):
    visitor = enter("technician")
    page = visitor.get(reverse("exit_add"))
    assert "donor" not in page.context["form"].fields
    assert "ecosystem" in page.content.decode()
    answer = visitor.post(reverse("exit_add"), {"site": site.pk, "organism": ""})
    assert "Choose the destination." in answer.content.decode()
    visitor.post(reverse("exit_add"), {"site": site.pk, "organism": "Ecologic"})
    assert ExitBatch.objects.get().organism == "Ecologic"
    donor = DonationFactory().donor
    visitor = enter("coordinator")
    facts = {"site": site.pk, "purpose": "return", "organism": "ecosystem"}
    assert "donor" in visitor.post(reverse("exit_add"), facts).context["form"].errors
    visitor.post(reverse("exit_add"), facts | {"donor": donor.name})
    batch = ExitBatch.objects.get(purpose="return")
    assert (batch.donor, batch.organism) == (donor, "")


def test_a_volunteer_adds_retired_devices_by_scanning(enter, site, batch):
    visitor, device = enter("volunteer"), waiting(site)
    page = post(visitor, "exit_scan", batch, {"code": str(device)}, headers=HTMX).content.decode()
    assert page.lstrip().startswith("<div data-read-at=")
    assert 'data-sound="success"' in page
    again = post(visitor, "exit_scan", batch, {"code": str(device)}, headers=HTMX)
    assert 'data-sound="warning"' in again.content.decode()
    ready = DeviceFactory(ready=True, site=site)
    for data in ({"code": str(ready)}, {"code": str(ready), "retire": "out"}):
        page = post(visitor, "exit_scan", batch, data, headers=HTMX).content.decode()
        assert "retire it first" in page
    assert post(visitor, "exit_scan", batch, {"code": "NOTHING"}).url == batch.get_absolute_url()
    undo = post(visitor, "exitline_undo", batch.lines.get(), headers=HTMX).content.decode()
    assert "Undone:" in undo
    assert batch.lines.in_batch().count() == 0


def test_a_technician_retires_by_scanning(enter, site, batch):
    visitor, device = enter("technician"), DeviceFactory(site=site)
    page = visitor.get(f"{batch.get_absolute_url()}?retire=out").content.decode()
    assert 'name="retire" value="out"' in page
    answer = post(visitor, "exit_scan", batch, {"code": str(device), "retire": "out"})
    assert answer.url == f"{batch.get_absolute_url()}?retire=out"
    device.refresh_from_db()
    assert (device.status, device.retire_reason) == ("retired", "recycled")
    assert device.media.get().status == "removed"
    assert batch.lines.get().device == device


def test_waiting_devices_are_added_by_ticking(enter, site, batch):
    visitor = enter("volunteer")
    here, there = waiting(site), waiting(SiteFactory())
    page = visitor.get(batch.get_absolute_url())
    assert list(page.context["waiting"]) == [here]
    nothing = post(visitor, "exit_pick", batch).content.decode()
    assert "Tick at least one device." in nothing
    post(visitor, "exit_pick", batch, {"devices": [there.pk]})
    assert not batch.lines.exists()
    post(visitor, "exit_pick", batch, {"devices": [here.pk]})
    assert batch.lines.get().device == here


def test_weights_are_typed_in_kilograms(enter, site, batch):
    category = CategoryFactory(holds_data=False, weight_g=1_650)
    ExitLineFactory(batch=batch, device=DeviceFactory(retired=True, site=site, category=category))
    visitor = enter("volunteer")
    assert "1.65 kg" in visitor.get(batch.get_absolute_url()).content.decode()
    for typed in ("12.5", "12,5", " 12,500 kg"):
        with tried(typed):
            data = {f"category_{category.pk}": "1.7", "scrap_cables": typed}
            post(visitor, "exit_weigh", batch, data)
            weights = set(batch.weights.values_list("category", "scrap", "grams"))
            assert weights == {(category.pk, "", 1_700), (None, "cables", 12_500)}
    post(visitor, "exit_weigh", batch, data)
    assert 'value="12.5"' in visitor.get(batch.get_absolute_url()).content.decode()
    post(visitor, "exit_weigh", batch, {"scrap_cables": ""})
    assert not batch.weights.exists()
    wrong = post(visitor, "exit_weigh", batch, {"scrap_cables": "heavy"}).content.decode()
    assert "Enter a number." in wrong


def test_a_coordinator_sends_and_certifies_or_cancels(enter, site, batch):
    ExitLineFactory(batch=batch)
    visitor, today = enter("coordinator"), timezone.localdate().isoformat()
    post(visitor, "exit_send", batch, {"sent_on": today, "carrier": "Belvoir"})
    batch.refresh_from_db()
    assert (batch.status, batch.carrier) == ("sent", "Belvoir")
    edited = {"slip_number": "BSDD-7", "treatment": "R12", "waste_code": "16 02 14"}
    post(visitor, "exit_edit", batch, edited | {"packages": "2"})
    batch.refresh_from_db()
    assert (batch.waste_code, batch.packages, batch.is_hazardous) == ("16 02 14", 2, False)
    data = {"certified_on": today, "slip_number": "BSDD-7", "treatment": "R4"}
    for name, content in (("a.exe", PDF), ("a.pdf", b"MZ"), ("a.pdf", b"%PDF-1.4 cut short")):
        upload = SimpleUploadedFile(name, content)
        post(visitor, "exit_certify", batch, data | {"upload": upload})
        batch.refresh_from_db()
        assert batch.status == "sent"
    upload = SimpleUploadedFile("scan.pdf", PDF)
    post(visitor, "exit_certify", batch, data | {"upload": upload})
    batch.refresh_from_db()
    assert (batch.status, batch.slip_number, batch.treatment) == ("certified", "BSDD-7", "R4")
    answer = visitor.get(reverse("exit_certificate", args=[batch.pk]))
    assert answer.content == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="S26-0001.pdf"'
    other = ExitBatchFactory(site=site)
    post(visitor, "exit_cancel", other)
    other.refresh_from_db()
    assert other.status == "cancelled"


def test_unerased_media_are_shown_on_the_page_and_on_sending(enter, site, batch):
    line = ExitLineFactory(batch=batch, device=DeviceFactory(retired=True, site=site))
    visitor = enter("coordinator")
    sentence = f"{line.device}: the erasure of its disk"
    assert sentence in visitor.get(batch.get_absolute_url()).content.decode()
    data = {"sent_on": timezone.localdate().isoformat()}
    assert sentence in post(visitor, "exit_send", batch, data).content.decode()


def test_the_slip_is_complete_and_its_code_opens_the_batch(enter, site):
    write(site, siret="73282932000074")
    facts = {"waste_code": "16 02 13*", "packages": 3, "receiver": "Écotri, SIRET 12345678900011"}
    batch = ExitBatchFactory(site=site, number="S26-0001", **facts)
    lines = [ExitLineFactory(batch=batch) for _ in range(2)]
    ExitWeightFactory(batch=batch)
    visitor = enter("volunteer")
    pdf = visitor.get(reverse("exit_slip", args=[batch.pk])).content
    text = " ".join(text_of(pdf).split())
    for words in (
        *(str(line.device) for line in lines),
        "Draft: the batch has not left.",
        "12.50 kg",
        "SIRET of the holder",
        "73282932000074",
        "16 02 13*",
        "Hazardous waste",
        "Lithium batteries",
        "Packages",
        "Écotri, SIRET 12345678900011",
        "does not replace the official tracking slip",
    ):
        assert words in text, words
    picture = pypdfium2.PdfDocument(pdf)[0].render(scale=4).to_pil()
    assert zxingcpp.read_barcode(picture).text == document_address("S26-0001")
    assert visitor.get(reverse("scan"), {"code": "S26-0001"}).url == batch.get_absolute_url()


def test_the_slip_of_a_sent_batch_states_that_all_is_erased(site, monkeypatch):
    monkeypatch.setattr("inventory.exits.papers.render_pdf", render_to_string)
    for facts in ({}, {"back": True}):
        texts = {}
        for stage in ("open", "sent", "certified", "cancelled"):
            traits = facts if stage == "open" else {**facts, stage: True}
            texts[stage] = render_exit_slip(ExitBatchFactory(site=site, **traits))
        proven = {stage for stage, text in texts.items() if PROVEN in " ".join(text.split())}
        assert proven == {"sent", "certified"}, facts


def test_a_short_slip_is_one_page(site):
    for category in CategoryFactory.create_batch(3):
        DeviceFactory.create_batch(4, retired=True, site=site, category=category)
    for facts in ({}, {"back": True}):
        batch = ExitBatchFactory(site=site, **facts)
        for device in Device.objects.all():
            ExitLineFactory(batch=batch, device=device)
        with translation.override("fr"):  # French texts are longer
            assert len(pypdfium2.PdfDocument(render_exit_slip(batch))) == 1, facts
        batch.lines.update(status="taken_out")


def test_the_slip_of_a_return_needs_permission_to_see_donors(enter, site):
    donation = DonationFactory(received=True, site=site)
    batch = ExitBatchFactory(back=True, site=site, donor=donation.donor)
    device = DeviceFactory(retired=True, site=site, donation=donation)
    write(device, retire_reason="returned")
    ExitLineFactory(batch=batch, device=device)
    address = reverse("exit_slip", args=[batch.pk])
    text = text_of(enter("coordinator").get(address).content)
    assert donation.donor.name in text
    assert "We have not erased 1 of these devices." in text
    visitor = enter("technician")
    assert visitor.get(address).status_code == 403
    for page in (batch.get_absolute_url(), reverse("exit_list")):
        assert donation.donor.name not in visitor.get(page).content.decode()


def test_ticked_devices_are_retired(enter, site):
    visitor = enter("technician")
    devices = DeviceFactory.create_batch(2, site=site)
    elsewhere, away = DeviceFactory(), DeviceFactory(site=site, lost=True)
    address = reverse("device_list")
    ids = [device.pk for device in [*devices, elsewhere, away]]
    data = {"list_act": "bulk", "do": "retire", "device": ids}
    page = visitor.post(address, data)
    assert set(page.context["rows"]) == {*devices, away}
    data |= {"confirmed": "1", "reason": "recycled", "remark": "flood"}
    assert visitor.post(address, data).status_code == 302  # changes nothing out of scope
    assert not Device.objects.filter(status="retired").exists()
    data["device"] = [device.pk for device in [*devices, away]]
    assert "Choose what happens to these disks." in visitor.post(address, data).content.decode()
    page = visitor.post(address, data | {"disks": "out"})
    assert [row for row, _why in page.context["result"].refused] == [away]
    assert set(Device.objects.filter(status="retired").values_list("pk", "retire_remark")) == {
        (device.pk, "flood") for device in devices
    }


def test_the_device_list_filters_devices_waiting_for_exit_and_a_page_shows_its_batch(enter, site):
    line = ExitLineFactory(batch__site=site, sent=True)
    page = enter("technician").get(line.device.get_absolute_url()).content.decode()
    assert "It left permanently, and cannot come back:" in page
    assert f'href="{line.batch.get_absolute_url()}"' in page
    assert reverse("device_revive", args=[line.device.pk]) not in page
    device = waiting(site)
    ExitLineFactory(batch__site=site)
    DeviceFactory(site=site)
    page = enter("volunteer").get(reverse("device_list"), {"leaving": "recycling"})
    assert list(page.context["table"].paginated_rows) == [device]


def test_exit_pages_take_constant_queries(enter, site, batch):
    visitor = enter("coordinator")
    paths = [reverse("exit_list"), batch.get_absolute_url()]
    paths.append(reverse("exit_slip", args=[batch.pk]))
    category = CategoryFactory(holding_data=True)

    def queries(path):
        with CaptureQueriesContext(connection) as caught:
            assert visitor.get(path).status_code == 200
        return len(caught)

    def more():
        ExitLineFactory(batch__site=site)
        waiting(site, category=category)
        device = waiting(site, category=category)
        ExitLineFactory(batch=batch, device=device)

    more()
    visitor.get(paths[0])
    few = [queries(path) for path in paths]
    more()
    more()
    many = [queries(path) for path in paths]
    assert all(now <= then for now, then in zip(many, few, strict=True)), (few, many)


def test_actions_no_longer_possible_redirect_to_the_batch(enter, site):
    visitor = enter("coordinator")
    for traits in ({"sent": True, "back": True}, {"certified": True}, {"cancelled": True}):
        batch = ExitBatchFactory(site=site, **traits)
        answer = visitor.get(reverse("exit_edit", args=[batch.pk]))
        assert answer.status_code == 302, traits
        page = visitor.get(batch.get_absolute_url()).content.decode()
        assert reverse("exit_edit", args=[batch.pk]) not in page, traits
