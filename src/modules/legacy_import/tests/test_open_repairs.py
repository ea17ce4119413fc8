"""Open repairs of an earlier system, of devices that are here, ready or away."""

import pytest

from core.models import Event
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device, Repair
from inventory.repairs.operations.repairs import take_repair
from modules.legacy_import.kinds.repairs import IN_REPAIR_TWICE, NOT_ENDED_AWAY, READY_IN_REPAIR
from modules.legacy_import.lifecycle import MigrationStatus
from modules.legacy_import.tests.moves import Move
from tests.factories import CategoryFactory, FaultTypeFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

DEVICES = (
    "N° PC;Type;Statut;Structure;Nom;Prêté le;Date de retour prévue\n"
    "P-1;laptop;à réparer;;;;\n"
    "P-2;laptop;en stock;;;;\n"
    "P-3;laptop;prêté;CCAS;Kerjean;04/03/2026;04/03/2099\n"
)
HEAD = "N° PC;Panne;Problème;Travaux;Début;Fin\n"
REPAIRS = (
    f"{HEAD}P-1;;Écran cassé;;01/09/2026;\nP-2;;Charnière;;02/09/2026;\n"
    "P-3;;Clavier;;03/09/2026;\nP-1;;Batterie;Changée;01/02/2026;03/02/2026\n"
)


@pytest.fixture(autouse=True)
def _house():
    CategoryFactory(code="laptop", holding_data=True)
    FaultTypeFactory(code="other")
    OrganisationFactory(approved=True, name="CCAS")


@pytest.fixture
def move(sign_in, coordinator, site):
    return Move(sign_in(coordinator), site, "other")


def is_live(move):
    assert move.reasons() == [], move.problems()
    move.start()
    return (move.migration.status, move.migration.error) == (MigrationStatus.LIVE, "")


def repairs_of(code):
    of_device = Repair.objects.filter(device=Device.objects.matching_code(code).get())
    return {repair.reported: (repair.status, repair.outcome) for repair in of_device}


def test_open_repairs_come_in_and_a_ready_device_is_asked_once(move):
    move.send(prets=DEVICES, reparations=REPAIRS)
    [problem] = [one for one in move.problems() if one[0] == "old_repairs"]
    assert problem[1] == 3
    move.answer((READY_IN_REPAIR, "repair"))
    assert is_live(move)

    assert repairs_of("P-1") == {"Écran cassé": ("open", ""), "Batterie": ("ended", "fixed")}
    assert repairs_of("P-2") == {"Charnière": ("open", "")}
    assert Device.objects.matching_code("P-2").get().status == DeviceStatus.REFURBISHING
    assert repairs_of("P-3") == {"Clavier": ("ended", "repairable")}
    assert Device.objects.matching_code("P-3").get().status == DeviceStatus.ON_LOAN

    move.undo()
    assert (move.migration.status, move.migration.error) == (MigrationStatus.UNDONE, "")
    assert set(Repair.objects.values_list("status", flat=True)) == {"cancelled"}
    assert set(Device.objects.values_list("status", flat=True)) == {DeviceStatus.WITHDRAWN}


def test_repairs_of_ready_devices_may_be_left_out(move):
    move.send(prets=DEVICES, reparations=REPAIRS)
    move.answer((READY_IN_REPAIR, "ready"))
    assert is_live(move)
    assert repairs_of("P-2") == {}
    assert Device.objects.matching_code("P-2").get().status == DeviceStatus.READY


def test_a_row_of_a_device_that_is_away_says_how_its_repair_comes_in(move):
    move.send(prets=DEVICES, reparations=REPAIRS)
    batch = move.migration.files.get(batch__kind="old_repairs").batch
    assert [row.problems[0][0] for row in batch.rows.filter(number=4)] == [NOT_ENDED_AWAY]


def test_two_open_repairs_of_one_device_are_refused(move):
    move.send(prets=DEVICES, reparations=f"{HEAD}P-1;;Écran;;01/09/2026;\nP-1;;Son;;02/09/2026;\n")
    batch = move.migration.files.get(batch__kind="old_repairs").batch
    assert [row.problems[0][0] for row in batch.rows.refused()] == [IN_REPAIR_TWICE]


def test_undo_returns_a_device_of_the_register_and_is_refused_once_repair_began(
    move, sign_in, coordinator, technician, site
):
    move.send(prets=DEVICES)
    assert is_live(move)
    other = Move(move.client, site, "other")
    other.send(reparations=f"{HEAD}P-1;;Écran;;01/09/2026;\nP-2;;Charnière;;02/09/2026;\n")
    other.answer((READY_IN_REPAIR, "repair"))
    assert is_live(other)
    other.undo()
    assert other.migration.status == MigrationStatus.UNDONE
    ready = Device.objects.matching_code("P-2").get()
    assert ready.status == DeviceStatus.READY
    assert Event.objects.about(ready).first().kind == "device.off_bench"

    again = Move(move.client, site, "other")
    again.send(reparations=f"{HEAD}P-1;;Écran;;01/09/2026;\n")
    assert is_live(again)
    take_repair(Repair.objects.get(status="open"), by=technician)
    again.undo()
    assert again.migration.status == MigrationStatus.LIVE
