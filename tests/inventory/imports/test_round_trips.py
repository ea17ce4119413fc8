"""Round trips of each kind of list: importing an export changes nothing."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import translation

from core.imports.kinds import KINDS, RowVerdict
from core.imports.sheets import read_list
from core.lists.spreadsheets import csv_of
from inventory.imports.check import set_verdicts
from inventory.imports.reading import read_into
from inventory.models import ImportBatch
from loans.base.lifecycle.loans import Audience
from people.base.lifecycle import RecipientKind
from tests.factories import (
    AreaFactory,
    AreaTableFactory,
    CategoryFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    DonorFactory,
    LoanFactory,
    LoanItemFactory,
    OrganisationFactory,
    PlaceFactory,
    RecipientFactory,
)
from tests.of_modules import listed

pytestmark = pytest.mark.django_db
EXPORTED = sorted(code for code, kind in KINDS.items() if kind.resource.is_exported)


@pytest.fixture
def register(site):
    """Rows of every kind that a list may name, with unusual values, and form data of lists."""
    laptop = CategoryFactory(code="laptop")
    model = DeviceModelFactory(name="Latitude 5490", category=laptop)
    donation = DonationFactory(received=True, site=site, donor=DonorFactory(siren="732829320"))
    facts = {"category": laptop, "model": model, "brand": model.brand, "site": site}
    DeviceFactory(serial="5CG0123456", donation=donation, remark="dit « vu »\nà revoir", **facts)
    DeviceFactory(serial="5CG0123457", donation=donation, age_years="2.5", grade="B", **facts)
    staff = RecipientFactory(
        organisation=OrganisationFactory(approved=True, siret="73282932000074"),
        kind=RecipientKind.STAFF,
        reference="A-104",
    )
    loan = LoanFactory(
        active=True, site=site, organisation=staff.organisation, recipient=staff, audience="staff"
    )
    LoanItemFactory(open=True, loan=loan, device=DeviceFactory(ready=True, serial="L1", **facts))
    LoanItemFactory(given=True, loan__site=site, device__site=site)
    LoanItemFactory(returned=True, loan__site=site, device__site=site)
    PlaceFactory(site=site, code="A1", name="Étagère du fond")
    table = AreaTableFactory(source="INSEE", dated=date(2026, 1, 1))
    rennes = AreaFactory(name="Rennes", code="35238", epci="243500139", table=table)
    for make in listed("LISTED"):
        make(rennes)
    assert Audience.STAFF == "staff"
    options = {"source": "INSEE", "dated": "2026-01-01", "organisation": staff.organisation_id}
    return {"donation": donation, "site": site, "options": options}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("code", EXPORTED)
def test_importing_an_export_changes_nothing(code, language, register, coordinator):
    kind = KINDS[code]
    with translation.override(language):
        batch = ImportBatch(kind=code, **register)
        resource = kind.resource(batch)
        records = list(resource.records_for(coordinator))
        sheet = resource.export(records)
        source = read_list("list.csv", b"".join(csv_of([sheet.headers, *sheet])), kind=kind)
        rows = read_into(batch, source)
        set_verdicts(batch, rows)

    fields = [name for name, field in resource.fields.items() if field.in_export]
    wanted = {str(fields.index(name)): name for name in fields if name in kind.fields}
    assert batch.mapping == wanted
    assert records
    assert len(rows) == len(records)
    assert {row.label: row.sentences for row in rows if row.verdict != RowVerdict.SAME} == {}


def test_a_list_is_exported_to_users_who_may_import_it(sign_in, admin, technician, register):
    address = reverse("list_export", args=["shelves"])
    assert sign_in(admin).post(address).status_code == 200
    assert sign_in(technician).post(address).status_code == 403
    assert sign_in(admin).post(reverse("list_export", args=["audit"])).status_code == 404
