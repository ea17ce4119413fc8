"""A register is imported and undone in batches: the rows of one person stay together."""

import pytest

from core.imports.sheets import read_list
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.imports import apply as import_operations
from inventory.imports import apply as imports
from inventory.imports import check as slices
from inventory.imports import jobs
from inventory.imports.check import receive_list
from inventory.imports.lifecycle import ImportStatus
from inventory.models import Device, ImportBatch
from loans.base.lifecycle.loans import LoanStatus
from loans.models import Loan
from people.models import Organisation, Recipient
from tests.factories import CategoryFactory
from tests.inventory.lists import undo_import
from tests.visits import undone

ROWS = [
    ("prêté", "Kerjean", "01/02/2024"),
    ("prêté", "Lagadec", "01/02/2024"),
    ("prêté", "Kerjean", "01/02/2024"),  # the same loan
    ("prêté", "Kerjean", "05/03/2024"),  # another loan of the same person
    ("à contrôler", "", ""),
    ("prêté", "Stervinou", "01/02/2024"),
]


class Killed(BaseException):
    """An exception that no code catches."""


@pytest.fixture
def started(coordinator, site, monkeypatch):
    monkeypatch.setattr(slices, "SLICE", 1)
    CategoryFactory(code="laptop", holding_data=True)
    lines = [
        f"laptop;{status};{name};{day};{'01/02/2099' if name else ''};{'CCAS' if name else ''}"
        for status, name, day in ROWS
    ]
    content = "\n".join(["Type;Statut;Nom;Prêté le;Retour;Structure", *lines]).encode()
    batch = receive_list(
        None,
        by=coordinator,
        source=read_list("registre.csv", content),
        kind="register",
        site=site,
        options={"enters_organisations": True},
    )
    return import_operations.start_import(batch, by=coordinator, promises={"is_attested": True})


def stop_after(monkeypatch, count):
    done = []

    def let_others_write():
        done.append(1)
        if len(done) == count:
            raise Killed

    monkeypatch.setattr(imports, "let_others_write", let_others_write)


def test_a_killed_import_resumes_without_duplicates(started, monkeypatch):
    for killed_after in (1, 2, 3):
        with undone():
            stop_after(monkeypatch, killed_after)
            with pytest.raises(Killed):
                jobs.carry_out(ImportBatch.objects.get(pk=started.pk))
            stop_after(monkeypatch, 100)
            batch = jobs.carry_out(ImportBatch.objects.get(pk=started.pk))
            assert batch.status == ImportStatus.APPLIED, killed_after
            assert Organisation.objects.filter(name="CCAS").count() == 1
            names = Recipient.objects.not_anonymised().values_list("last_name", flat=True)
            assert sorted(names) == ["Kerjean", "Lagadec", "Stervinou"]
            loans = Loan.objects.filter(status=LoanStatus.ACTIVE)
            sizes = sorted(loan.items.exclude(device=None).count() for loan in loans)
            assert sizes == [1, 1, 1, 2]


def test_undoing_in_slices_anonymises_imported_people(started, coordinator):
    batch = jobs.carry_out(started)
    undo_import(batch, by=coordinator)
    assert (batch.status, batch.error) == (ImportStatus.UNDONE, "")
    assert not Device.objects.exclude(status=DeviceStatus.WITHDRAWN).exists()
    assert not Loan.objects.exclude(status=LoanStatus.CANCELLED).exists()
    assert not Recipient.objects.not_anonymised().exists()
