"""Whatever is in the file of a list is stored, or the page tells about it."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bench.lost_cells import lost_cells
from core.imports.sheets import read_list
from donations.models import Donation, Donor
from inventory.imports.check import set_verdicts
from inventory.imports.donor_list import DONOR_LIST
from inventory.imports.reading import read_into
from inventory.models import ImportBatch
from tests.factories import BrandFactory, CategoryFactory
from tests.inventory.lists import csv_of

pytestmark = pytest.mark.django_db

# headings of columns, each with possible cells
COLUMNS = {
    "Type": ["portable", "écran", "", "imprimante"],
    "Désignation": ["Zeta ZX5 i5/8/256", "Portable Zeta ZX 15 lot de 3", "LAB-01", ""],
    "N° de série": ["A1B2C3D4", "5CG90001X", "sans", ""],
    "Mémoire": ["8 Go", "huit", "4294967296"],
    "Remarque": ["SN 5CG8331ABC", "vendu", "Mme Morel", ""],
    "Zorglub": ["oui", "non", "42", ""],
    "Utilisateur": ["Jeanne Morel", "h.tessier@exemple.example", ""],
    "N° inventaire": ["INV-1", "INV-2", "AGENCE-3"],
}
ASIDE = ["Mairie de Val-Exemple", "TOTAL", "Zeta ZX5", "PORTABLES", "Bien cordialement", ""]


@pytest.fixture
def catalogue():
    BrandFactory(name="Zeta")
    for code in ("laptop", "monitor"):
        CategoryFactory(code=code)


@st.composite
def lists(draw):
    """Rows of a list with some of these columns, and with titles, totals and signatures."""
    names = draw(st.lists(st.sampled_from([*COLUMNS]), min_size=2, unique=True))
    cells = st.tuples(*(st.sampled_from(COLUMNS[name]) for name in names)).map(list)
    alone = st.sampled_from(ASIDE).map(lambda text: [text])
    above, below = (draw(st.lists(alone, max_size=2)) for _place in range(2))
    rows = draw(st.lists(st.one_of(cells, cells, alone), min_size=1, max_size=6))
    full = [next(filter(None, COLUMNS[name])) for name in names]
    return [*above, names, full, *rows, *below]


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=lists())
def test_no_cell_of_a_list_is_lost_in_silence(catalogue, rows):
    source = read_list("liste.csv", csv_of(*rows), kind=DONOR_LIST)
    batch = ImportBatch(donation=Donation(donor=Donor()))

    read = read_into(batch, source)

    assert lost_cells(source, batch, read, set_verdicts(batch, read)) == []
