"""Remembered mappings of registers apply to one program only."""

import pytest

from inventory.imports import check as matching_operations
from tests.inventory.lists import source_of

pytestmark = pytest.mark.django_db


def test_registers_of_other_programs_share_no_mapping(coordinator, site):
    """The meaning of “Nom” in the export of one program does not apply to a list of people."""
    facts = {"kind": "register", "by": coordinator, "site": site}
    glpi = source_of(["PC-01", "HP", "SN-1"], headings=["Nom", "Fabricant", "N° de série"])
    batch = matching_operations.receive_list(None, source=glpi, **facts)
    matching_operations.remap(batch, by=coordinator, mapping={"1": "brand", "2": "serial"})
    loans = source_of(["SN-2", "Kerjean", "Awa"], headings=["N° de série", "Nom", "Prénom"])

    loans = matching_operations.receive_list(None, source=loans, **facts)

    assert loans.mapping == {"0": "serial", "1": "last_name", "2": "first_name"}
