"""Lists share their definitions, but no mutable state."""

import re

import pytest
from django.urls import reverse

from core.lists import tables
from core.models import Identity
from inventory.device_pages.filters import DeviceFilter
from inventory.device_pages.tables import DeviceTable
from inventory.models import Device
from tests.factories import DeviceFactory, IdentityFactory, SiteFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


def test_changing_a_column_affects_one_table_instance(coordinator):
    changed, other = (DeviceTable(Device.objects.all(), user=coordinator) for _time in "12")
    changed.columns["serial"].column.orderable = True
    assert not other.columns["serial"].column.orderable
    assert not DeviceTable(Device.objects.all(), user=coordinator).columns["serial"].orderable


def test_changing_a_filter_affects_one_filterset_instance(rf, site, coordinator, volunteer):
    SiteFactory()
    for reader, count in ((coordinator, 2), (volunteer, 1), (coordinator, 2)):
        request = rf.get("/")
        request.user = reader
        form = DeviceFilter({}, Device.objects.all(), request=request).form
        assert form.fields["site"].queryset.count() == count
        assert len(list(form.fields["site"].choices)) == count + 1  # plus "all"


def test_a_long_list_is_counted_to_its_cap_and_not_again_at_once(
    visitor, site, monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(tables, "CEILING", 3)
    devices = DeviceFactory.create_batch(5, site=site)
    rows = Device.objects.filter(site=site).order_by("-pk")
    with django_assert_num_queries(1):
        assert [tables.capped(rows), tables.capped(rows)] == [3, 3]
    few = rows.filter(pk__lte=devices[1].pk)
    assert tables.capped(few) == 2
    DeviceFactory(site=site)
    assert tables.capped(rows.none()) == 0
    assert tables.capped(rows.filter(pk__lte=devices[2].pk)) == 3
    page = visitor.get(reverse("device_list"))
    assert page.context["table"].paginator.is_capped


def test_a_short_list_is_counted_each_time(site):
    rows = Device.objects.filter(site=site)
    DeviceFactory(site=site)
    assert tables.capped(rows) == 1
    DeviceFactory(site=site)
    assert tables.capped(rows) == 2


def test_the_cached_menu_depends_on_user_and_modules(sign_in, coordinator, volunteer, association):
    def menu(user):
        page = sign_in(user).get(reverse("help_index")).content.decode()
        return page[page.index('<aside class="offcanvas-lg') : page.index("</aside>")]

    IdentityFactory(name="Les Claviers", modules="")
    appointments, people = reverse("appointment_list"), reverse("organisation_list")
    assert f'href="{people}"' in menu(coordinator)
    assert f'href="{people}"' not in menu(volunteer)
    assert appointments not in menu(association)
    Identity.objects.update(name="La Souris", modules="appointments")
    Identity.clear_cache()
    assert appointments in menu(association)
    assert "La Souris" in menu(coordinator)
    coordinator.language = "en"
    coordinator.save(update_fields=["language"])
    assert "Main menu" in menu(coordinator)
    assert "Menu principal" in menu(volunteer)


def test_columns_left_out_on_a_phone_have_one_class_in_heading_and_rows(visitor, site):
    DeviceFactory.create_batch(2, site=site)
    page = visitor.get(reverse("device_list")).content.decode()
    lines = re.findall(r"<tr>.*?</tr>", page.partition('<table class="list')[2], re.DOTALL)
    heading, *rows = [
        ["wide" in cell for cell in re.findall(r"<t[hd]\b[^>]*>", line)] for line in lines
    ]
    assert any(heading)
    assert not all(heading)
    assert rows == [heading, heading]
