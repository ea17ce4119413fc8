"""Today at the bench: repairs of each stage, with parts of the stock and of other devices."""

from django.db.models import Case, Value, When

from catalogue.models import AccessoryKind, FaultType
from inventory import operations
from inventory.lifecycle import DeviceStatus, ErasureResult, MediumStatus
from inventory.lifecycle.repairs import Barrier, RepairOutcome
from inventory.models import Device, Medium
from people.roles import Role


def happen(world):
    technician, site = world.staff[Role.TECHNICIAN][0], world.sites[0]
    kinds = {kind.code: kind for kind in AccessoryKind.objects.parts()}
    _a_disk_is_moved(technician, kinds["ssd-sata"])
    devices = iter(_broken(site))
    _more_memory(next(devices), technician, kinds["ram-ddr4-8"])
    _waits(next(devices), technician, kinds)
    _battery_of_another(next(devices), next(devices), technician, kinds["battery-laptop"])
    _open(next(devices), technician, "power", "Ne démarre pas, aucun voyant.")
    _ended(next(devices), technician, "board", RepairOutcome.END_OF_LIFE, Barrier.WORN_OUT)
    _ended(next(devices), technician, "screen", RepairOutcome.REPAIRABLE, Barrier.TOO_EXPENSIVE)


def _broken(site):
    """Laptops with us that nobody repairs yet, those on the bench first."""
    statuses = [DeviceStatus.REFURBISHING, DeviceStatus.RECEIVED]
    first = Case(When(status=DeviceStatus.REFURBISHING, then=Value(0)), default=Value(1))
    rows = Device.objects.filter(
        status__in=statuses, site=site, category__code="laptop", transfer=None, repairs=None
    )
    return rows.filter(parts_taken=None).order_by(first, "pk")


def _open(device, by, fault, reported):
    fault = FaultType.objects.get(code=fault)
    return operations.open_repair(device, by=by, fault=fault, reported=reported)


def _more_memory(device, by, kind):
    """Fixed with a part of the stock; another repair was opened by mistake."""
    repair = _open(device, by, "performance", "Très lent, 4 Go de mémoire.")
    operations.take_out_part(operations.fit_part(repair, by=by, kind=kind), by=by)
    operations.fit_part(repair, by=by, kind=kind)
    done = "Barrette défectueuse remplacée, test de mémoire passé."
    operations.end_repair(repair, by=by, outcome=RepairOutcome.FIXED, done=done, minutes=25)
    mistake = _open(device, by, "keyboard", "")
    operations.cancel_repair(mistake, by=by, reason="Ce n’était pas cet appareil.")


def _waits(device, by, kinds):
    """It waits for a keyboard; a battery was awaited too, and is no longer."""
    repair = _open(device, by, "keyboard", "Quatre touches manquent.")
    operations.await_part(repair, by=by, kind=kinds["keyboard-laptop"], reference="AZERTY, 14″")
    battery = operations.await_part(repair, by=by, kind=kinds["battery-laptop"])
    operations.give_up_part(battery, by=by)


def _battery_of_another(device, donor, by, kind):
    repair = _open(device, by, "battery", "S’éteint dès qu’on le débranche.")
    operations.take_part(repair, by=by, kind=kind, donor=donor)
    done = "Batterie prise sur un appareil qui ne démarre pas."
    operations.end_repair(repair, by=by, outcome=RepairOutcome.FIXED, done=done, minutes=15)


def _ended(device, by, fault, outcome, barrier):
    repair = _open(device, by, fault, "")
    operations.take_repair(repair, by=by)
    operations.end_repair(repair, by=by, outcome=outcome, barrier=barrier, minutes=40)


def _a_disk_is_moved(by, kind):
    """A disk proven erased goes from one laptop to another of its site."""
    proven = Medium.objects.with_last_erasure().filter(
        status=MediumStatus.PRESENT,
        device__status=DeviceStatus.REFURBISHING,
        device__category__code="laptop",
        device__transfer=None,
        device__repairs=None,
        erasures__result=ErasureResult.PASSED,
    )
    for medium in proven.select_related("device").order_by("pk"):
        donor = medium.device
        device = _broken(donor.site).exclude(pk=donor.pk).first()
        if device and donor.media.count() == 1 and medium.is_proven:
            repair = _open(device, by, "storage", "Le disque claque.")
            return operations.take_part(repair, by=by, kind=kind, donor=donor)
    return None
