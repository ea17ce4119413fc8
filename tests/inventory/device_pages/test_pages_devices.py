import pytest
from django.urls import reverse

from core.models import Event
from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from tests.cases import level_of
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    ChecklistItemFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    DonorFactory,
    ImportBatchFactory,
    ImportRowFactory,
    LoanItemFactory,
    PlaceFactory,
    TestResultFactory,
)
from tests.visits import undone

ACTS = {
    "device_refurbish",
    "device_bench",
    "device_move",
    "device_quarantine",
    "device_release",
    "device_retire",
    "device_revive",
    "device_lost",
    "device_stolen",
    "device_found",
    "device_withdraw",
}
BENCH = {"device_refurbish", "device_move", "device_quarantine", "device_retire"}
LOSS = {"device_lost", "device_stolen"}


def page(visitor, device):
    return visitor.get(device.get_absolute_url()).content.decode()


def offered(visitor, device):
    text = page(visitor, device)
    return {name for name in ACTS if f'"{reverse(name, args=[device.pk])}"' in text}


OFFERED = {
    "received": BENCH | LOSS | {"device_withdraw"},
    "refurbishing": BENCH - {"device_refurbish"} | LOSS | {"device_bench"},
    "ready": BENCH | LOSS,
    "reserved": {"device_move"},
    "on_loan": set(),
    "given": set(),
    "lost": {"device_found"},
    "stolen": {"device_found"},
    "quarantined": {"device_release", "device_move", "device_retire"} | LOSS,
    "retired": {"device_revive"},
    "withdrawn": set(),
}
MOVES = {
    ("received", "device_refurbish"): DeviceStatus.REFURBISHING,
    ("refurbishing", "device_quarantine"): DeviceStatus.QUARANTINED,
    ("quarantined", "device_release"): DeviceStatus.REFURBISHING,
    ("ready", "device_lost"): DeviceStatus.LOST,
    ("ready", "device_stolen"): DeviceStatus.STOLEN,
    ("lost", "device_found"): DeviceStatus.RECEIVED,
    ("retired", "device_revive"): DeviceStatus.RECEIVED,
    ("received", "device_withdraw"): DeviceStatus.WITHDRAWN,
    ("on_loan", "device_refurbish"): None,
    ("on_loan", "device_lost"): None,
    ("reserved", "device_quarantine"): None,
    ("retired", "device_withdraw"): None,
    ("ready", "device_release"): None,
    ("received", "device_found"): None,
}


def test_each_status_offers_its_transitions_and_buttons_take_no_other(sign_in, coordinator, site):
    visitor = sign_in(coordinator)
    for state, acts in OFFERED.items():
        device = DeviceFactory(site=site, **{state: True})
        assert offered(visitor, device) == acts, state
        for (of, name), becomes in MOVES.items():
            if of != state:
                continue
            with undone():
                answer = visitor.post(reverse(name, args=[device.pk]))
                level = level_of(answer)
                assert level == ("success" if becomes else "danger"), (state, name)
                before = device.status
                device.refresh_from_db()
                assert device.status == (becomes or before), (state, name)
                assert Event.objects.about(device).exists() == bool(becomes)
            device.refresh_from_db()


def test_each_role_is_offered_its_own_actions(sign_in, volunteer, technician, site):
    device = DeviceFactory(site=site, received=True)
    assert offered(sign_in(volunteer), device) == {"device_move"}
    assert offered(sign_in(technician), device) == BENCH


@pytest.mark.usefixtures("unrendered")
def test_retiring_requires_a_reason(sign_in, technician, site):
    device, visitor = DeviceFactory(site=site, received=True), sign_in(technician)
    path = reverse("device_retire", args=[device.pk])
    assert "reason" in visitor.post(path, {"reason": "bored"}).context["form"].errors
    visitor.post(path, {"reason": "parts"})
    device.refresh_from_db()
    assert (device.status, device.retire_reason) == (DeviceStatus.RETIRED, "parts")


def test_a_device_on_loan_is_not_retired_and_the_form_shows_why(sign_in, technician, site):
    device = DeviceFactory(site=site, on_loan=True)
    path = reverse("device_retire", args=[device.pk])
    answer = sign_in(technician).post(path, {"reason": "parts"})
    device.refresh_from_db()
    assert device.status == DeviceStatus.ON_LOAN
    assert answer.context["form"].non_field_errors()
    assert "checked" in answer.content.decode()


def test_a_device_is_put_on_another_shelf_by_its_code(sign_in, volunteer, site):
    device, shelf = DeviceFactory(site=site), PlaceFactory(site=site, code="A1")
    visitor = sign_in(volunteer)
    visitor.post(reverse("device_move", args=[device.pk]), {"place": " a1 "})
    device.refresh_from_db()
    assert device.place == shelf
    assert Event.objects.about(device).first().data["place"] == shelf.pk


def test_a_shelf_elsewhere_or_out_of_use_is_refused(sign_in, volunteer, site):
    device, visitor = DeviceFactory(site=site), sign_in(volunteer)
    for place in (PlaceFactory(code="FAR1"), PlaceFactory(code="OLD1", is_active=False, site=site)):
        answer = visitor.post(reverse("device_move", args=[device.pk]), {"place": place.code})
        device.refresh_from_db()
        assert device.place is None
        assert f'value="{place.code}"' in answer.content.decode()


def facts_of(device, **more):
    return {"category": device.category_id, "brand": "", "model": "", "serial": "", **more}


def test_details_are_corrected_and_cleaned(sign_in, technician, site):
    device = DeviceFactory(site=site, serial="OLD1")
    more = {"brand": "Lenovo", "model": "ThinkPad T480", "serial": " pf0abc ", "fault": "battery"}
    answer = sign_in(technician).post(
        reverse("device_edit", args=[device.pk]), facts_of(device, **more)
    )
    device.refresh_from_db()
    assert answer.url == device.get_absolute_url()
    assert (device.serial, str(device.brand), str(device.model), device.fault) == (
        "PF0ABC",
        "Lenovo",
        "ThinkPad T480",
        "battery",
    )


def test_a_remark_that_looks_like_a_name_needs_confirmation_once(sign_in, technician, site):
    device, visitor = DeviceFactory(site=site), sign_in(technician)
    technician.language = "en"
    technician.save(update_fields=["language"])
    path = reverse("device_edit", args=[device.pk])
    facts = facts_of(device, remark="À rendre à Jeanne Marchand, 06 12 34 56 78")

    page = visitor.post(path, facts)

    assert "This text seems to contain: phone number, name of a person." in page.content.decode()
    seen = page.context["form"]["confirmed_texts"].value()
    changed = facts | {"remark": "À rendre à Paul Dubreuil", "confirmed_texts": seen}
    assert visitor.post(path, changed).status_code == 200  # another new name is also asked about
    device.refresh_from_db()
    assert device.remark == ""
    assert f'name="confirmed_texts" value="{seen}"' in page.content.decode()
    visitor.post(path, facts | {"confirmed_texts": seen})
    device.refresh_from_db()
    assert device.remark == facts["remark"]
    # a confirmed name is not asked about again
    assert visitor.post(path, facts | {"known_limits": "wifi"}).status_code == 302


def test_a_duplicate_serial_number_is_refused_and_typed_values_stay(sign_in, technician, site):
    brand = BrandFactory(name="Dell")
    model = DeviceModelFactory(brand=brand, name="Latitude 5490")
    DeviceFactory(serial="DEMO1", model=model, brand=brand)
    device = DeviceFactory(site=site, serial="DEMO2", model=model, brand=brand)
    facts = facts_of(device, brand="Dell", model="Latitude 5490", serial="demo1")
    answer = sign_in(technician).post(reverse("device_edit", args=[device.pk]), facts)
    device.refresh_from_db()
    assert device.serial == "DEMO2"
    assert answer.context["form"].non_field_errors()
    assert 'value="demo1"' in answer.content.decode()


@pytest.mark.usefixtures("unrendered")
def test_a_device_takes_declared_transitions_only(sign_in, technician, site):
    device = DeviceFactory(site=site, category=CategoryFactory(phone=True))
    path = reverse("device_edit", args=[device.pk])
    answer = sign_in(technician).post(path, facts_of(device, imei="490154203237519"))
    assert "imei" in answer.context["form"].errors
    sign_in(technician).post(path, facts_of(device, imei="49-015420-323751-8"))
    device.refresh_from_db()
    assert device.imei == "490154203237518"


def test_correcting_a_screen_to_a_laptop_requires_erasure(sign_in, technician, site):
    device = DeviceFactory(site=site, category=CategoryFactory(without_data=True))
    laptop = CategoryFactory(holding_data=True)
    path = reverse("device_edit", args=[device.pk])
    sign_in(technician).post(path, facts_of(device, category=laptop.pk))
    device.refresh_from_db()
    assert (device.category, device.needs_erasure) == (laptop, True)
    assert device.media.count() == 1


def test_the_page_names_an_individual_to_coordinators_and_a_lot_to_its_site_only(
    sign_in, volunteer, coordinator, site
):
    person = DonorFactory(individual=True, name="Irma Delvaux")
    lot = DonationFactory(site=site, donor=person, received=True)
    device = DeviceFactory(site=site, donation=lot)
    assert "Irma Delvaux" in page(sign_in(coordinator), device)
    text = page(sign_in(volunteer), device)
    assert lot.reference in text
    assert "I. D." in text
    assert "Delvaux" not in text
    device = DeviceFactory(site=site, donation=DonationFactory(received=True))
    assert device.donation.reference not in page(sign_in(volunteer), device)


def test_the_page_does_not_show_the_borrower(sign_in, admin, site):
    visitor = sign_in(admin)
    for state in ("reserved", "open", "given"):
        item = LoanItemFactory(
            device=DeviceFactory(site=site, ready=True),
            loan__recipient__first_name="Zoraïde",
            loan__recipient__last_name="Quillévéré",
            **{state: True},
        )
        text = page(visitor, item.device)
        for words in ("Zoraïde", "Quillévéré", str(item.loan.organisation)):
            assert words not in text, state


def test_the_page_shows_the_donors_row_verbatim_erasures_checks_and_the_earlier_stay(
    sign_in, volunteer, site
):
    former = DeviceFactory(site=site, retired=True)
    device = DeviceFactory(site=site, erased=True, refurbishing=True, former=former)
    item = ChecklistItemFactory(checklist__category=device.category, labels__fr="Charnières")
    TestResultFactory(device=device, item=item, outcome=Outcome.FAIL, note="cassée à gauche")
    batch = ImportBatchFactory(applied=True, headings=["Matériel", "N° série"])
    ImportRowFactory(batch=batch, devices=[device], cells=["PC  portable", " sn<1> ", "en plus"])
    text = page(sign_in(volunteer), device)
    for words in (
        "N° série",
        "<dd>PC  portable</dd>",
        "<dd> sn&lt;1&gt; </dd>",
        "<dd>en plus</dd>",
        "nwipe 0.38",
        "Charnières",
        "cassée à gauche",
        former.get_absolute_url(),
    ):
        assert words in text, words


def test_a_device_of_another_site_is_a_404(sign_in, technician):
    device, visitor = DeviceFactory(), sign_in(technician)
    for name in ("device_detail", "device_edit", "device_move", "device_retire", "device_bench"):
        assert visitor.get(reverse(name, args=[device.pk])).status_code == 404
    assert visitor.post(reverse("device_refurbish", args=[device.pk])).status_code == 404


@pytest.mark.usefixtures("unrendered")
def test_the_list_is_filtered_and_sorted(sign_in, volunteer, site):
    shelf = PlaceFactory(site=site, code="A1")
    here = [DeviceFactory(site=site, place=shelf, ready=True, grade="B") for _count in range(2)]
    DeviceFactory(site=site, place=shelf)
    DeviceFactory(site=site, ready=True)
    answer = sign_in(volunteer).get(
        reverse("device_list"),
        {"status": "ready", "place": " a1", "grade": "B", "sort": "-asset_tag"},
    )
    assert list(answer.context["table"].paginated_rows) == here[::-1]


def test_devices_entered_in_error_are_listed_only_if_they_are_sought(sign_in, volunteer, site):
    visitor, device = sign_in(volunteer), DeviceFactory(site=site)
    wrong = DeviceFactory(site=site, withdrawn=True)
    for query, rows in [
        ({}, [device]),
        ({"status": "withdrawn"}, [wrong]),
        ({"q": wrong.asset_tag}, [wrong]),
    ]:
        answer = visitor.get(reverse("device_list"), query)
        assert list(answer.context["table"].paginated_rows) == rows, query


def test_ticked_devices_go_to_the_labels_page(sign_in, volunteer, site):
    device = DeviceFactory(site=site)
    text = sign_in(volunteer).get(reverse("device_list"), {"tools": 1}).content.decode()
    assert f'name="device" value="{device.pk}" form="bulk"' in text
    data = {"list_act": "bulk", "do": "labels", "device": device.pk}
    page = sign_in(volunteer).post(reverse("device_list"), data, follow=True)
    assert page.request["PATH_INFO"] == reverse("label_print")
    assert device.asset_tag in page.content.decode()
    assert page.templates[0].name.startswith("inventory/label")
