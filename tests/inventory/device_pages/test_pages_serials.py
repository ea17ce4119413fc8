"""Serial numbers shared by two devices, which only coordinators may confirm."""

from django.urls import reverse

from tests.factories import DeviceFactory


def facts_of(device, **more):
    return {"category": device.category_id, "brand": "", "model": "", "serial": "", **more}


def test_a_shared_serial_number_is_confirmed_by_coordinators_only(
    sign_in, technician, coordinator, site
):
    other = DeviceFactory(site=site, serial="DEMO1")
    device = DeviceFactory(site=site, serial="DEMO2")
    where = reverse("device_edit", args=[device.pk])
    facts = facts_of(device, brand="Dell", model="Latitude 5490", serial="demo1")
    answer = sign_in(technician).post(where, facts | {"override": "on"})
    device.refresh_from_db()
    assert answer.context["form"].errors
    assert device.serial == "DEMO2"
    visitor = sign_in(coordinator)
    page = visitor.post(where, facts).content.decode()
    assert other.asset_tag in page
    assert 'type="checkbox" name="override"' in page
    assert 'value="demo1"' in page.lower()
    visitor.post(where, facts | {"override": "on"})
    device.refresh_from_db()
    assert (device.serial, device.serial_shared_by) == ("DEMO1", coordinator)
    visitor.post(where, facts | {"serial": "DEMO3"})
    device.refresh_from_db()
    assert (device.serial, device.serial_shared_by) == ("DEMO3", None)
