import re

import pypdfium2
import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from inventory.intake.operations.intake import receive_devices
from inventory.intake.validation import DeviceDraft
from inventory.labels import sheets as labels
from inventory.models import LabelFormat
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    PlaceFactory,
    PrinterFactory,
    SiteFactory,
    TagBatchFactory,
    TagFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "reference")]
URL = reverse("label_print")


@pytest.fixture
def phone(volunteer, sign_in):
    """Client of a volunteer with a choice of a few sheets, including a sheet without codes."""
    few = ["L7160", "L7159", "L7163", "L4731"]
    LabelFormat.objects.exclude(code__in=few).update(is_active=False)
    volunteer.language = "en"
    volunteer.save()
    return sign_in(volunteer)


def text_of(response):
    with pypdfium2.PdfDocument(b"".join(response)) as pdf:
        return "\n".join(page.get_textpage().get_text_bounded() for page in pdf)


def tags_of(response):
    """Return the tags on the sheets, in order; text may be read with a gap, as in RB0001791 7."""
    return re.findall(r"RB\d{7}\w", text_of(response).replace(" ", ""))


def chosen(page):
    """Return the format and first label proposed by the page."""
    return re.findall(r'<input type="radio" name="[\w-]+" value="([\w-]+)"[^>]* checked', page)


def test_the_labels_of_a_lot_are_one_pdf(phone, site):
    donation = DonationFactory(received=True, site=site)
    devices = DeviceFactory.create_batch(2, donation=donation, site=site)
    DeviceFactory(donation=donation, site=site, withdrawn=True)
    page = phone.get(URL, {"donation": donation.pk})
    assert "2 to label" in page.content.decode()
    response = phone.post(f"{URL}?donation={donation.pk}", {"fmt": "L7160", "start-L7160": 4})
    name = f"2 labels {donation} {timezone.localdate()}.pdf"
    assert response.headers["Content-Disposition"] == f'inline; filename="{name}"'
    page = phone.get(URL, {"device": [device.pk for device in devices]})
    assert f'href="{donation.get_absolute_url()}"' in page.content.decode()  # the way back
    assert tags_of(response) == [device.asset_tag for device in devices]


def test_a_lot_prints_the_labels_that_its_devices_lack(phone, site, volunteer):
    lot = DonationFactory(received=True, site=site)
    facts = [
        DeviceDraft(category=CategoryFactory(), tag=tag) for tag in ("", TagFactory(free=True).code)
    ]
    bare, _labelled = receive_devices(facts, by=volunteer, donation=lot)
    address = f"{URL}?donation={lot.pk}"
    page = phone.get(address).content.decode()
    assert "1 device of this lot already has its label." in page
    sent = {"device": bare.pk, "fmt": "L7160", "shown": 1}
    assert tags_of(phone.post(address, sent)) == [bare.asset_tag]
    assert not Event.objects.filter(kind="device.label_reprinted").exists()
    assert tags_of(phone.post(address, sent)) == [bare.asset_tag]  # the printer was jammed
    assert Event.objects.about(bare).first().kind == "device.label_reprinted"
    again = phone.get(f"{address}&all=1").content.decode()
    assert "2 to label" in again


def test_the_home_page_and_the_page_of_labels_count_the_same_devices(phone, site):
    lot = DonationFactory(received=True, site=site)
    new, ready, *_gone = [
        DeviceFactory(**{state: True}, site=site, donation=lot)
        for state in ("received", "ready", "lost", "retired", "withdrawn", "given")
    ]
    DeviceFactory(received=True, site=SiteFactory(), donation=lot)
    panels = {panel.template: panel.rows for panel in phone.get(reverse("home")).context["panels"]}
    (row,) = panels["desk/home/_lots_to_label.html"]
    assert row.to_label == 2
    assert list(phone.get(URL, {"donation": lot.pk}).context["part"]) == [new, ready]


def test_ticked_devices_that_are_gone_are_left_out_by_name(phone, site):
    here = DeviceFactory(received=True, site=site)
    gone = [
        DeviceFactory(**{state: True}, site=site)
        for state in ("withdrawn", "retired", "lost", "stolen", "given")
    ]
    page = phone.post(URL, {"device": [here.pk, *(device.pk for device in gone)]})
    assert list(page.context["part"]) == [here]
    for device in gone:
        assert device.asset_tag in page.text


def test_a_line_without_room_is_reported_before_printing(phone, site):
    device = DeviceFactory(site=site, model=DeviceModelFactory(name="ThinkPad T480"))
    page = phone.get(f"{URL}?device={device.pk}").content.decode()
    assert re.search(r"No room for: .*ThinkPad T480", page)
    LabelFormat.objects.exclude(code="L7160").update(is_active=False)
    assert "No room for" not in phone.get(f"{URL}?device={device.pk}").content.decode()


def test_a_selection_is_posted_then_printed_in_its_order(phone, site):
    first, second = DeviceFactory.create_batch(2, site=site)
    page = phone.post(URL, {"device": [second.pk, first.pk]}).content.decode()
    (selection,) = re.findall(r'name="device" value="([\d,]+)"', page)
    assert selection == f"{second.pk},{first.pk}"
    response = phone.post(URL, {"device": selection, "fmt": "L7163"})
    assert tags_of(response) == [second.asset_tag, first.asset_tag]


def test_the_next_print_begins_where_this_one_ended(phone, site):
    device = DeviceFactory(site=site)
    address = f"{URL}?device={device.pk}"
    assert "Nothing is selected: there are no labels to print." in phone.get(URL).content.decode()
    page = phone.get(address).content.decode()
    assert "L7160" in chosen(page)
    assert page.count("text only: too small for a QR code") == 1  # Avery L4731
    phone.post(address, {"device": device.pk, "fmt": "L7159", "start-L7159": 23})
    phone.post(address, {"device": device.pk, "fmt": "L7160", "start-L7160": 21})
    phone.post(address, {"device": device.pk, "fmt": "L7159", "start-L7159": 23})
    page = phone.get(f"{URL}?device={DeviceFactory(site=site).pk}").content.decode()
    assert chosen(page)[:3] == ["1", "L7159", "24"]


def test_invalid_choices_are_errors_and_typed_values_stay(phone, site):
    device, sheet = DeviceFactory(site=site).pk, {"fmt": "L7160"}
    printer = PrinterFactory(site=SiteFactory()).pk
    PrinterFactory(site=site)
    no_label = "This label does not exist on this sheet."
    for typed, sentence in (
        ({"fmt": "L0000", "copies": "0"}, "Select a valid choice"),
        (sheet | {"start-L7160": "22", "copies": "10", "printer": printer}, no_label),
        (sheet | {"start-L7160": "x", "copies": "-1"}, no_label),
        (sheet | {"copies": "x"}, ""),
        (sheet | {"copies": "9" * 30}, ""),
    ):
        answer = phone.post(URL, {"device": device, **typed})
        page = answer.content.decode()
        assert sentence in page
        assert f'name="device" value="{device}"' in page
        errors = answer.context["form"].errors
        assert "copies" in errors, typed
        assert ("printer" in errors) == ("printer" in typed)
        assert f'name="copies" value="{typed["copies"]}"' in page


def test_a_large_print_is_split(phone, site, monkeypatch):
    assert labels.MAX_LABELS == 1_200
    monkeypatch.setattr("inventory.labels.forms.MAX_LABELS", 2)
    donation = DonationFactory(received=True, site=site)
    devices = DeviceFactory.create_batch(3, donation=donation, site=site)
    page = phone.get(URL, {"donation": donation.pk}).content.decode()
    assert "One print cannot include all of them: here are 1 to 2 of 3." in page
    assert f"?donation={donation.pk}&amp;page=2" in page
    response = phone.post(f"{URL}?donation={donation.pk}&page=2", {"fmt": "L7160"})
    assert tags_of(response) == [devices[2].asset_tag]


def test_unknown_and_out_of_scope_subjects_are_a_404(phone):
    elsewhere = SiteFactory()
    donation = DonationFactory(received=True, site=elsewhere)
    device = DeviceFactory(donation=donation, site=elsewhere)
    rows = {"device": device, "donation": donation, "place": PlaceFactory(site=elsewhere)}
    rows["tag"] = device.tags.get()  # on a device, whose page prints the label
    wrong = [(name, row.pk) for name, row in rows.items()]
    wrong += [(name, value) for name in (*rows, "batch") for value in ("x", "9" * 30)]
    for name, value in [*wrong, ("batch", 77), ("device", 0), ("device", "-1")]:
        assert phone.get(URL, {name: value}).status_code == 404, (name, value)


def test_each_subject_may_have_several_labels_and_sheets_are_counted(phone, site):
    first, second = DeviceFactory.create_batch(2, site=site)
    sent = {"device": f"{first.pk},{second.pk}", "fmt": "L7160", "copies": 3, "start-L7160": 20}
    assert tags_of(phone.post(URL, sent)) == [first.asset_tag] * 3 + [second.asset_tag] * 3
    page = phone.get(URL, {"device": first.pk}).content.decode()
    assert chosen(page)[:2] == ["L7160", "5"]
    assert 'name="copies" value="3"' in page
    for copies, start, sheets in ((6, {}, 1), (9, {}, 2), (5, {"start-L7160": 2}, 1)):
        sent = {"device": f"{first.pk},{second.pk}", "fmt": "L7160", "copies": copies, "again": 1}
        page = phone.post(URL, sent | start).content.decode()
        assert f"Sheets needed: <strong data-sheet-count>{sheets}</strong>" in page, copies
    assert chosen(page)[:2] == ["L7160", "2"]


def test_more_copies_than_the_page_showed_are_shown_again(phone, site, monkeypatch):
    monkeypatch.setattr("inventory.labels.forms.MAX_LABELS", 4)
    donation = DonationFactory(received=True, site=site)
    devices = DeviceFactory.create_batch(3, donation=donation, site=site)
    address = f"{URL}?donation={donation.pk}"
    answer = phone.post(address, {"fmt": "L7160", "copies": 2, "shown": 3})
    assert "you can print 2 at most" in answer.content.decode()
    tags = [device.asset_tag for device in devices for _copy in range(2)]
    answer = phone.post(address, {"fmt": "L7160", "copies": 2, "shown": 2})
    assert tags_of(answer) == tags[:4]


def test_the_half_used_sheet_of_a_printer_is_shared(phone, site, technician, sign_in):
    printer, other = PrinterFactory(site=site), PrinterFactory(site=site)
    device = DeviceFactory(site=site)
    data = {"device": device.pk, "fmt": "L7160"}
    phone.post(URL, data | {"printer": printer.pk, "start-L7160": 7})
    printer.refresh_from_db()
    assert printer.free == {"L7160": 8}
    again = data | {"again": 1, "shown_printer": "", "start-L7160": 3}
    colleague = sign_in(technician)
    page = colleague.post(URL, again | {"printer": printer.pk}).content.decode()
    assert chosen(page)[:2] == ["L7160", "8"]
    page = colleague.post(URL, again | {"printer": other.pk}).content.decode()
    assert chosen(page)[:2] == ["L7160", "1"]
    assert f'value="{printer.pk}" selected' in phone.get(URL, data).content.decode()


def test_reopening_for_the_same_labels_keeps_the_first_free_label(phone, site):
    first, other = DeviceFactory.create_batch(2, site=site)
    sent = {"device": first.pk, "fmt": "L7160", "copies": 5, "start-L7160": 4}
    phone.post(URL, sent)
    again = phone.get(URL, {"device": first.pk}).content.decode()
    assert chosen(again)[:2] == ["L7160", "4"]
    assert "its first free label is number 9" in re.sub(r"\s+", " ", again)
    assert chosen(phone.get(URL, {"device": other.pk}).content.decode())[:2] == ["L7160", "9"]
    chosen_otherwise = phone.post(URL, sent | {"start-L7160": 12, "again": 1})
    assert chosen(chosen_otherwise.content.decode())[:2] == ["L7160", "12"]


def test_an_inactive_format_is_not_offered_and_a_smaller_grid_resets_the_start(phone, site):
    device = DeviceFactory(site=site)
    phone.post(URL, {"device": device.pk, "fmt": "L7160", "start-L7160": 20})
    LabelFormat.objects.filter(code="L7160").update(rows=1, page_height=38.1, top=0)
    assert chosen(phone.get(URL, {"device": device.pk}).content.decode())[:2] == ["L7160", "1"]
    LabelFormat.objects.filter(code="L7160").update(is_active=False)
    page = phone.get(URL, {"device": device.pk}).content.decode()
    assert "Avery L7160" not in page
    assert "L7159" in chosen(page)
    LabelFormat.objects.update(is_active=False)
    assert phone.get(URL, {"device": device.pk}).status_code == 200
    assert phone.post(URL, {"device": device.pk, "fmt": "L7160"}).status_code == 200


def test_shelves_are_labelled_one_some_or_all(phone, site):
    first, second = PlaceFactory(site=site, code="A1"), PlaceFactory(site=site, code="B2")
    PlaceFactory(site=site, code="OLD", is_active=False)
    PlaceFactory(site=SiteFactory(), code="FAR")
    listed = phone.get(reverse("place_list"), {"site": site.pk, "sort": "code"}).content.decode()
    assert f'href="{URL}?site={site.pk}&amp;places=all"' in listed
    assert f'name="place" value="{second.pk}" form="selection"' in listed
    sent = {"fmt": "L7160"}
    all_of_them = text_of(phone.post(f"{URL}?site={site.pk}&places=all", sent))
    assert [code for code in ("A1", "B2", "OLD", "FAR") if code in all_of_them] == ["A1", "B2"]
    one = text_of(phone.post(URL, sent | {"place": second.pk}))
    assert first.code not in one
    assert second.code in one


def test_free_tags_are_printed_by_batch_or_selection(phone):
    batch = TagBatchFactory()
    tags = [TagFactory(free=True, batch=batch) for _tag in range(3)]
    TagFactory(free=True, batch=TagBatchFactory())
    codes = [tag.code for tag in tags]

    def printed(address, **sent):
        text = text_of(phone.post(address, {"fmt": "L7160", **sent}))
        return re.findall(r"FREE\w+", text.replace(" ", ""))

    assert printed(f"{URL}?batch={batch.pk}") == codes
    assert printed(URL, tag=f"{tags[2].pk},{tags[0].pk}") == [codes[2], codes[0]]
