from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from catalogue.forms import ICONS
from catalogue.models import Brand, Category, Factor, FactorKind, FaultAlias
from catalogue.names import fault_named
from catalogue.tables import number
from catalogue.views import KINDS
from core.models import Event
from core.templatetags.rebond import icon
from tests.factories import (
    AccessoryKindFactory,
    BrandFactory,
    CategoryFactory,
    DeviceModelFactory,
    FactorFactory,
    FaultAliasFactory,
    FaultTypeFactory,
    PriceFactory,
    ResaleCapFactory,
    VoucherProductFactory,
)

pytestmark = pytest.mark.django_db

FACTORIES = {
    "category": CategoryFactory,
    "brand": BrandFactory,
    "devicemodel": DeviceModelFactory,
    "faulttype": FaultTypeFactory,
    "faultalias": FaultAliasFactory,
    "accessorykind": AccessoryKindFactory,
    "voucherproduct": VoucherProductFactory,
    "factor": FactorFactory,
    "price": PriceFactory,
    "resalecap": ResaleCapFactory,
}


def add(client, noun, **data):
    return client.post(reverse("reference_add", args=[noun]), data)


def test_the_index_leads_to_each_list(coordinator, sign_in):
    page = sign_in(coordinator).get(reverse("reference_index")).content.decode()
    assert [noun for noun in KINDS if reverse("reference_list", args=[noun]) in page] == [
        *FACTORIES
    ]


def test_admins_have_edit_links_and_coordinators_read(admin, coordinator, sign_in):
    office, reader = sign_in(admin), sign_in(coordinator)
    for noun, factory in FACTORIES.items():
        row, page = factory(), reverse("reference_list", args=[noun])
        read, edited = (client.get(page).content.decode() for client in (reader, office))
        first = str(row.category) if noun in {"factor", "price", "resalecap"} else str(row)
        assert first in read
        edit = reverse("reference_edit", args=[noun, row.pk])
        for url in (reverse("reference_add", args=[noun]), edit):
            assert url not in read
            assert url in edited
        assert office.get(edit).status_code == 200
    assert reader.get(edit).status_code == 403


def test_an_unknown_noun_in_the_url_is_a_404(admin, sign_in):
    client = sign_in(admin)
    assert client.get(reverse("reference_list", args=["user"])).status_code == 404
    assert client.get(reverse("reference_edit", args=["brand", 1])).status_code == 404


def test_a_list_takes_constant_queries(admin, sign_in):
    client = sign_in(admin)
    for noun, factory in FACTORIES.items():
        factory()
        costs = []
        for more in (0, 2):
            factory.create_batch(more)
            with CaptureQueriesContext(connection) as queries:
                client.get(reverse("reference_list", args=[noun]))
            costs.append(len(queries))
        assert costs[0] >= costs[1], noun  # the first request also fills the caches


def test_a_category_is_added(admin, sign_in):
    answer = add(
        sign_in(admin),
        "category",
        names_fr="Imprimante",
        names_en="Printer",
        code="printer",
        icon="printer",
        position=70,
    )
    assert answer.url == reverse("reference_list", args=["category"])
    category = Category.objects.get(code="printer")
    assert category.names == {"fr": "Imprimante", "en": "Printer"}
    assert (category.holds_data, category.weight_g) == (False, None)
    assert Event.objects.about(category).get().by == admin


def test_a_third_language_is_a_setting(admin, sign_in, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("es", "español")]
    admin.language = "es"
    admin.save()
    CategoryFactory(code="screen", names={"fr": "Écran", "en": "Monitor"})
    client = sign_in(admin)
    assert (
        'name="names_es"'
        in client.get(reverse("reference_add", args=["category"])).content.decode()
    )
    typed = {"names_fr": "Imprimante", "names_es": "Impresora", "code": "printer"}
    answer = add(client, "category", **typed, icon="printer", position=70)
    page = client.get(answer.url).content.decode()
    assert "Impresora" in page
    assert "Écran" in page  # not translated
    without = add(client, "category", names_es="Ratón", code="mouse", icon="mouse", position=80)
    assert without.context["form"].errors["names"]


def test_a_wrong_entry_keeps_what_was_typed(admin, sign_in, english):
    BrandFactory(name="ASUS")
    admin.language = "en"
    admin.save()
    page = add(sign_in(admin), "brand", name="Asus").content.decode()
    assert "This brand already exists." in page
    assert 'value="Asus"' in page
    assert Brand.objects.count() == 1


def test_the_same_form_sent_twice_is_one_row(admin, sign_in):
    client = sign_in(admin)
    key = client.get(reverse("reference_add", args=["voucherproduct"])).context["form"][
        "submission"
    ]
    typed = {
        "operator": "Mobilune",
        "kind": "sim",
        "names_fr": "Carte",
        "names_en": "Card",
        "face_value": "10",
    }
    for _time in range(2):
        answer = add(client, "voucherproduct", submission=key.value(), **typed)
        assert answer.status_code == 302
    assert KINDS["voucherproduct"].model.objects.count() == 1


def test_the_nature_of_a_category_ignores_posted_changes(admin, sign_in):
    category = CategoryFactory(holding_data=True, code="laptop")
    sign_in(admin).post(
        reverse("reference_edit", args=["category", category.pk]),
        {"names_fr": "PC", "names_en": "PC", "code": "x", "icon": "laptop", "position": 1},
    )
    category.refresh_from_db()
    assert (category.names["fr"], category.code, category.holds_data) == ("PC", "laptop", True)


def test_only_the_source_of_a_figure_in_use_is_corrected(admin, sign_in):
    factor = FactorFactory(value=Decimal(27), valid_from=date(2022, 9, 1))
    sign_in(admin).post(
        reverse("reference_edit", args=["factor", factor.pk]),
        {"value": "99", "source": "ADEME", "version": "2"},
    )
    factor.refresh_from_db()
    assert (factor.value, factor.source, factor.version) == (27, "ADEME", "2")


def test_a_new_figure_is_a_new_row(admin, sign_in):
    old = FactorFactory(kind=FactorKind.MANUFACTURE, value=Decimal(27), valid_from=date(2022, 9, 1))
    add(
        sign_in(admin),
        "factor",
        category=old.category_id,
        kind=FactorKind.MANUFACTURE,
        value="30.5",
        unit="kg CO2e",
        valid_from="2026-01-01",
        source="ADEME",
        version="2026",
    )
    values = Factor.objects.filter(category=old.category).values_list("value", flat=True)
    assert list(values) == [Decimal("30.5"), Decimal(27)]


def test_a_search_finds_any_spelling(coordinator, sign_in):
    BrandFactory(name="Packard Bell")
    BrandFactory(name="ASUS")
    url = reverse("reference_list", args=["brand"])
    page = sign_in(coordinator).get(url, {"q": "packard  BELL"}).content.decode()
    assert "Packard Bell" in page
    assert "ASUS" not in page


def test_a_number_is_formatted_for_readers():
    for value, written in (
        (5260, "5\u202f260"),
        (Decimal("24.60"), "24,6"),
        (Decimal("100.00"), "100"),
    ):
        assert number(value).replace("\u00a0", "\u202f") == written


def test_every_picture_offered_exists():
    assert all(
        "<svg" in icon(name) for name in [*ICONS, *(kind.picture for kind in KINDS.values())]
    )


def test_a_fault_alias_is_added_and_resolves_to_one_fault(admin, sign_in):
    fault, client = FaultTypeFactory(names__en="Screen"), sign_in(admin)
    add(client, "faultalias", name="  Bildschirm  kaputt ", fault=fault.pk)
    alias = FaultAlias.objects.get()
    assert (alias.name, alias.key, alias.fault) == ("Bildschirm kaputt", "bildschirm kaputt", fault)
    assert fault_named("BILDSCHIRM kaputt") == fault_named("screen") == fault
    page = add(client, "faultalias", name="bildschirm KAPUTT", fault=FaultTypeFactory().pk)
    assert "Ce mot désigne déjà une panne." in page.content.decode()
    assert FaultAlias.objects.get() == alias
