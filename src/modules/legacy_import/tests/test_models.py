"""Models in a register: the catalogue's category binds its own row, others are named."""

import pytest

from core.imports.sheets import read_list
from inventory.imports.check import receive_list
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    DeviceFactory,
    DeviceModelFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def check(coordinator, site):
    """Check a register of these lines."""

    def check(lines):
        source = read_list("liste.csv", lines.encode())
        return receive_list(None, by=coordinator, source=source, kind="register", site=site).rows

    return check


def test_a_model_of_another_category_is_refused(check):
    CategoryFactory(code="laptop", names__en="Laptop")
    tablet, brand = CategoryFactory(code="tablet"), BrandFactory(name="Apple")
    DeviceModelFactory(name="iPad 9", brand=brand, category=tablet)
    model = DeviceModelFactory(name="iPad 8", brand=brand)
    DeviceFactory(category=tablet, brand=brand, model=model)
    rows = check(
        "Type;Marque;Modèle;Statut\nlaptop;Apple;iPad 9;à contrôler\n"
        "laptop;Apple;iPad 8;à contrôler"
    )
    assert [row.verdict for row in rows.all()] == ["refused", "good"]
    assert ["iPad 9" in str(row.problems) for row in rows.all()] == [True, False]
    assert "several categories" in rows.last().sentences[0]


def test_a_new_model_in_two_categories_refuses_no_row(check):
    for code in ("laptop", "tablet"):
        CategoryFactory(code=code, names__en=code.title())
    rows = check(
        "category;model;status\nlaptop;Nouveau 1;en stock\ntablet;NOUVEAU 1;en stock\n"
        "laptop;Autre 2;en stock\n"
    )
    assert [row.verdict for row in rows.all()] == ["good", "good", "good"]
    assert [bool(row.sentences) for row in rows.all()] == [True, True, False]


def test_the_name_of_the_site_is_no_shelf(check, site):
    CategoryFactory(code="laptop", names__en="Laptop")
    lines = f"Type;Statut;Location\nlaptop;à contrôler;{site.name.upper()}\nlaptop;à contrôler;Z9"
    rows = check(lines).all()
    assert [row.verdict for row in rows] == ["good", "refused"]
    assert "not a shelf" in rows[1].sentences[0]
