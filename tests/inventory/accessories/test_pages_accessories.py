"""The pages of accessories and parts, and of the charger at the bench."""

import csv
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory.models import AccessoryStock, DeviceCharger
from tests.cases import tried
from tests.factories import (
    AccessoryKindFactory,
    AccessoryStockFactory,
    CategoryFactory,
    DeviceChargerFactory,
    DeviceFactory,
    DeviceModelFactory,
    SiteFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def stock(site):
    kind = AccessoryKindFactory(usb_c=True, names__fr="Chargeur USB-C 65 W")
    return AccessoryStockFactory(kind=kind, site=site, holding=12)


@pytest.fixture
def device(site):
    model = DeviceModelFactory(charger_connector="usb_c", charger_watts=45)
    category = CategoryFactory(holding_data=True, needs_charger=True)
    return DeviceFactory(refurbishing=True, site=site, model=model, category=category)


def text_of(answer):
    return answer.content.decode()


def reread(stock):
    return AccessoryStock.objects.get(pk=stock.pk)


def test_stocks_below_their_minimum_come_first(volunteer, sign_in, stock, site):
    AccessoryStockFactory(
        kind=AccessoryKindFactory(names__fr="Zip"), site=site, holding=1, minimum=4
    )
    page = text_of(sign_in(volunteer).get(reverse("accessory_list")))

    assert page.index("Zip") < page.index("Chargeur USB-C 65 W")
    assert "3 sous le minimum" in page


def test_another_site_is_not_shown(volunteer, sign_in):
    other = AccessoryStockFactory(kind=AccessoryKindFactory(names__fr="Ailleurs"), holding=1)
    client = sign_in(volunteer)

    assert "Ailleurs" not in text_of(client.get(reverse("accessory_list")))
    for name in ("accessory_stock", "accessory_correct", "accessory_send"):
        url = reverse(name, args=[other.pk])
        answer = client.get(url) if name == "accessory_stock" else client.post(url)
        assert answer.status_code == 404


def test_a_box_of_twenty_is_received_in_one_form(volunteer, sign_in, stock, site):
    answer = sign_in(volunteer).post(
        reverse("accessory_receive"), {"kind": stock.kind_id, "quantity": 20, "site": site.pk}
    )

    assert answer.status_code == 302
    assert reread(stock).quantity == 32


def test_accessories_are_not_received_at_a_site_out_of_scope(volunteer, sign_in, stock):
    other = AccessoryStockFactory()
    answer = sign_in(volunteer).post(
        reverse("accessory_receive"),
        {"kind": stock.kind_id, "quantity": 20, "site": other.site_id},
    )

    assert answer.status_code == 200
    assert not AccessoryStock.objects.filter(site=other.site, kind=stock.kind).exists()


def test_a_shelf_is_counted(volunteer, sign_in, stock, site):
    other = AccessoryStockFactory(site=site, holding=3)
    sign_in(volunteer).post(
        reverse("accessory_count"),
        {
            f"count-{stock.pk}": "10",
            f"seen-{stock.pk}": "12",
            f"count-{other.pk}": "",
            f"seen-{other.pk}": "3",
        },
    )

    assert reread(stock).quantity == 10
    assert (reread(other).quantity, reread(other).counted_at) == (3, None)


def test_a_count_form_is_shown_again_after_a_concurrent_movement(volunteer, sign_in, stock):
    page = text_of(
        sign_in(volunteer).post(
            reverse("accessory_count"), {f"count-{stock.pk}": "10", f"seen-{stock.pk}": "11"}
        )
    )

    assert "Recomptez" in page
    assert reread(stock).quantity == 12


def test_minimums_are_edited_in_the_table_by_coordinators(coordinator, volunteer, sign_in, stock):
    client, field = sign_in(coordinator), f'name="minimum-{stock.pk}"'
    assert field in text_of(client.get(reverse("accessory_list")))
    assert field not in text_of(sign_in(volunteer).get(reverse("accessory_list")))

    client.post(reverse("accessory_minimums"), {f"minimum-{stock.pk}": "15"})
    assert reread(stock).minimum == 15
    page = text_of(client.post(reverse("accessory_minimums"), {f"minimum-{stock.pk}": "-1"}))
    assert "de 0 à 9" in page
    assert reread(stock).minimum == 15


def test_a_minimum_is_set_for_another_kind(coordinator, sign_in, site):
    kind = AccessoryKindFactory()
    sign_in(coordinator).post(
        reverse("accessory_minimum"), {"kind": kind.pk, "minimum": 3, "site": site.pk}
    )

    assert AccessoryStock.objects.get(kind=kind, site=site).minimum == 3


def test_a_stock_is_corrected_with_its_reason(volunteer, sign_in, stock):
    client = sign_in(volunteer)
    client.post(
        reverse("accessory_correct", args=[stock.pk]),
        {"quantity": 11, "reason": "broken", "note": "câble coupé", "seen": 12},
    )
    page = text_of(client.get(reverse("accessory_stock", args=[stock.pk])))

    assert reread(stock).quantity == 11
    assert "cassé ou jeté" in page
    assert "câble coupé" in page


def test_an_error_keeps_typed_values(volunteer, sign_in, stock):
    other = AccessoryStockFactory()
    client = sign_in(volunteer)
    for name, sent, shown in [
        ("accessory_correct", {"quantity": "", "reason": "count", "seen": 12}, "is-invalid"),
        ("accessory_send", {"quantity": 99, "site": other.site_id}, 'value="99"'),
    ]:
        answer = client.post(reverse(name, args=[stock.pk]), sent)
        assert answer.status_code == 200
        assert shown in answer.content.decode()
    assert reread(stock).quantity == 12


def test_accessories_are_sent_on_the_page(volunteer, sign_in, stock):
    other = AccessoryStockFactory()
    sign_in(volunteer).post(
        reverse("accessory_send", args=[stock.pk]), {"quantity": 5, "site": other.site_id}
    )

    assert reread(stock).quantity == 7


def test_the_stock_is_exported_with_minimums(coordinator, sign_in, stock):
    """On the coordinator's page, minimums are input fields."""
    SiteFactory()
    AccessoryStock.objects.update(minimum=15)
    data = {"list_act": "export", "form": "csv", "columns": "all"}
    answer = sign_in(coordinator).post(reverse("accessory_list"), data)

    headings, row = csv.reader(StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";")
    cells = dict(zip(headings, row, strict=True))
    assert cells["Accessoire ou pièce"] == "Chargeur USB-C 65 W"
    assert (cells["En stock"], cells["Minimum"], cells["Site"]) == ("12", "15", str(stock.site))


def test_the_page_takes_constant_queries(coordinator, sign_in, site):
    for name in ("accessory_list", "accessory_count"):
        with tried(name):
            client, costs = sign_in(coordinator), []
            for more in [1, 0, 2]:
                for _ in range(more):
                    AccessoryStockFactory(site=site, holding=2)
                with CaptureQueriesContext(connection) as queries:
                    client.get(f"{reverse(name)}?site={site.pk}")
                costs.append(len(queries))
            assert costs[1] == costs[2]


def test_the_history_takes_constant_queries(volunteer, sign_in, stock):
    client, costs = sign_in(volunteer), []
    for more in [0, 0, 2]:
        for _ in range(more):
            client.post(
                reverse("accessory_receive"),
                {"kind": stock.kind_id, "quantity": 1, "site": stock.site_id},
            )
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("accessory_stock", args=[stock.pk]))
        costs.append(len(queries))
    assert costs[1] == costs[2]


# --- The bench ------------------------------------------------------------------------------------
def test_the_bench_asks_for_the_charger_of_each_arrival_and_proposes_what_fits(
    technician, sign_in, device, site
):
    for watts, name in [(65, "Assez fort"), (20, "Trop faible")]:
        kind = AccessoryKindFactory(usb_c=True, watts=watts, names__fr=name)
        AccessoryStockFactory(kind=kind, site=site, holding=1)
    other_plug = AccessoryKindFactory(
        charger=True, connector="barrel_4_5", watts=90, names__fr="Autre prise"
    )
    AccessoryStockFactory(kind=other_plug, site=site, holding=1)
    for_phones = AccessoryKindFactory(usb_c=True, names__fr="Pour téléphones")
    for_phones.categories.add(CategoryFactory())
    AccessoryStockFactory(kind=for_phones, site=site, holding=1)

    client = sign_in(technician)
    page = text_of(client.get(reverse("device_bench", args=[device.pk])))

    assert "Son chargeur est-il là" in page
    assert "Assez fort" in page
    assert not any(name in page for name in ["Trop faible", "Autre prise", "Pour téléphones"])
    charger = DeviceChargerFactory(device=device, own=True)
    page = text_of(client.get(reverse("device_bench", args=[device.pk])))
    assert "Son chargeur est-il là" not in page
    DeviceCharger.objects.filter(pk=charger.pk).update(recorded_at="2020-01-01T00:00Z")
    page = text_of(client.get(reverse("device_bench", args=[device.pk])))
    assert "Son chargeur est-il là" in page  # asked again at each arrival


def test_a_charger_is_taken_by_one_button_and_put_back(technician, sign_in, device, stock):
    client, bench = sign_in(technician), reverse("device_bench", args=[device.pk])
    here = client.post(reverse("charger_say", args=[device.pk]), {"here": "yes"})
    assert here.url == bench  # which opens the next part
    missing = client.post(reverse("charger_say", args=[device.pk]), {"here": "no"})
    assert missing.url.startswith(f"{bench}?part=accessories")  # which offers those in stock
    client.post(reverse("charger_take", args=[device.pk]), {"kind": stock.kind_id})

    assert reread(stock).quantity == 11
    assert DeviceCharger.objects.get().supply == "stock"
    client.post(reverse("charger_put_back", args=[device.pk]))
    assert reread(stock).quantity == 12
    assert DeviceCharger.objects.get().supply == "missing"


def test_the_charger_type_is_saved_for_the_model_or_refused_at_the_bench(
    technician, sign_in, device
):
    client = sign_in(technician)
    need = reverse("charger_need", args=[device.pk])
    refused = client.post(need, {"connector": "", "watts": 900})
    assert refused.status_code == 200
    assert "is-invalid" in text_of(refused)
    client.post(
        reverse("charger_need", args=[device.pk]),
        {"connector": "slim_tip", "watts": 45, "for_model": "on"},
    )

    device.model.refresh_from_db()
    assert (device.model.charger_connector, device.model.charger_watts) == ("slim_tip", 45)


def test_no_charger_question_for_a_device_without_one(technician, sign_in, site):
    category = CategoryFactory(holding_data=True)
    device = DeviceFactory(refurbishing=True, site=site, category=category, model=None)

    page = text_of(sign_in(technician).get(reverse("device_bench", args=[device.pk])))
    assert "Un appareil de ce type n’a pas besoin de chargeur." in page
