from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.utils import timezone

from catalogue.models import Brand, Category, DeviceModel, Factor
from catalogue.operations import save_reference
from core.models import Event
from tests.cases import tried
from tests.factories import (
    AccessoryKindFactory,
    BrandFactory,
    CategoryFactory,
    DeviceModelFactory,
    FactorFactory,
)

pytestmark = pytest.mark.django_db


def test_a_new_row_is_written_and_recorded(admin):
    brand = save_reference(Brand(name="  Vedette   Info "), by=admin)
    assert (brand.name, brand.key) == ("Vedette Info", "vedette info")
    event = Event.objects.about(brand).get()
    assert (event.kind, event.by, event.data) == ("reference.entered", admin, {})


def test_a_correction_is_recorded_as_such(admin):
    accessory = AccessoryKindFactory()
    accessory.names["fr"] = "Tapis de souris"
    save_reference(accessory, by=admin)
    accessory.refresh_from_db()
    assert accessory.names["fr"] == "Tapis de souris"
    assert Event.objects.about(accessory).get().kind == "reference.changed"


def test_a_renamed_brand_is_recognised_by_its_new_name(admin):
    brand = BrandFactory(name="Medion Akoya")
    brand.name = "MEDION"
    save_reference(brand, by=admin)
    assert Brand.objects.get(key="medion") == brand


def test_another_spelling_of_a_brand_is_refused(admin, english):
    BrandFactory(name="ASUS")
    with pytest.raises(ValidationError, match="This brand already exists"):
        save_reference(Brand(name="Asus "), by=admin)
    assert Event.objects.count() == 0


def test_another_spelling_of_a_model_is_refused(admin, english):
    for has_brand in (True, False):
        with tried(has_brand):
            brand = BrandFactory() if has_brand else None
            DeviceModelFactory(brand=brand, name="Latitude 5490")
            with pytest.raises(ValidationError, match="This model already exists"):
                save_reference(DeviceModel(brand=brand, name="latitude  5490"), by=admin)


def test_a_coordinator_may_not_change_the_catalogue(coordinator):
    with pytest.raises(PermissionDenied):
        save_reference(Brand(name="Vedette"), by=coordinator)
    assert not Brand.objects.exists()


def test_the_nature_of_a_category_does_not_change():
    for change in ({"holds_data": False}, {"code": "other"}):
        with tried(change):
            category = CategoryFactory(holding_data=True)
            with pytest.raises(IntegrityError, match="catalogue_category_frozen"):
                Category.objects.filter(pk=category.pk).update(**change)


def test_a_figure_in_use_does_not_change():
    for change in ({"value": Decimal(5)}, {"unit": "kg"}, {"valid_from": date(2020, 1, 1)}):
        with tried(change):
            factor = FactorFactory(value=Decimal(27), unit="kg CO2e", valid_from=date(2022, 9, 1))
            with pytest.raises(IntegrityError, match="catalogue_factor_frozen"):
                Factor.objects.filter(pk=factor.pk).update(**change)


def test_a_figure_in_use_is_refused_with_a_sentence(admin, english):
    factor = FactorFactory(value=Decimal(27), valid_from=date(2022, 9, 1))
    factor.value = Decimal(28)
    with pytest.raises(ValidationError, match="A factor in use cannot be changed: add a new one"):
        save_reference(factor, by=admin)
    factor.refresh_from_db()
    assert factor.value == 27


def test_a_figure_not_in_use_yet_is_corrected(admin):
    factor = FactorFactory(value=Decimal(27), valid_from=timezone.localdate() + timedelta(days=2))
    factor.value = Decimal(28)
    save_reference(factor, by=admin)
    factor.refresh_from_db()
    assert factor.value == 28
