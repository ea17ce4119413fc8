"""What the database refuses about territories and their tables."""

from datetime import date

import pytest

from tests.factories import AreaFactory, AreaTableFactory
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_territory_has_a_valid_kind_and_is_unique():
    area = AreaFactory()
    with refused("people_area_kind"):
        write(area, kind="planet")
    with refused("people_area_once"):
        copy(area, name="Elsewhere")


@pytest.mark.parametrize(
    "changes", [{"source": "Somebody"}, {"dated": date(2020, 1, 1)}, {"applied_at": None}]
)
def test_an_imported_table_is_frozen(changes):
    with refused("people_areatable_frozen"):
        write(AreaTableFactory(applied=True), **changes)
    write(AreaTableFactory(), source="Somebody")


def test_an_imported_table_is_not_deleted():
    with refused("people_areatable_kept"):
        delete(AreaTableFactory(applied=True))
    assert delete(AreaTableFactory()) == 1
