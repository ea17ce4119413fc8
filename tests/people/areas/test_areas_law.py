"""Database rules of territories and their tables."""

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


def test_an_imported_table_is_frozen():
    table = AreaTableFactory()
    with refused("people_areatable_kept"):
        write(table, source="Somebody")
    with refused("people_areatable_kept"):
        delete(table)
