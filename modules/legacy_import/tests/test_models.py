"""A model of a register keeps to its category, as everywhere (`test_corrections.py`)."""

import pytest

from core.imports.sheets import read_list
from inventory.imports.check import check_list
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
        return check_list(None, by=coordinator, source=source, kind="register", site=site).rows

    return check


def test_a_model_of_another_category_is_refused(check):
    CategoryFactory(code="laptop", names__en="Laptop")
    model = DeviceModelFactory(name="iPad 9", brand=BrandFactory(name="Apple"))
    DeviceFactory(category=CategoryFactory(code="tablet"), brand=model.brand, model=model)
    [row] = check("Type;Marque;Modèle;Statut\nlaptop;Apple;iPad 9;à contrôler").all()
    assert row.verdict == "refused"
    assert "iPad 9" in str(row.problems)


def test_a_new_model_has_one_category(check):
    for code in ("laptop", "tablet"):
        CategoryFactory(code=code, names__en=code.title())
    rows = check(
        "category;model;status\nlaptop;Nouveau 1;en stock\ntablet;NOUVEAU 1;en stock\n"
        "laptop;Autre 2;en stock\n"
    )
    assert [row.verdict for row in rows.all()] == ["refused", "refused", "good"]
    assert "NOUVEAU 1" in str(rows.first().problems)
