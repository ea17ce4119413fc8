"""Today in the aisles: batches under way, and devices that go from one site to another."""

from desk.batch import operations as batch
from desk.lifecycle import Mode
from inventory import operations
from inventory.lifecycle import DeviceStatus
from inventory.models import Device, Place, Transfer
from people.roles import Role


def happen(world):
    """A batch of each stage at the first site, and a transfer of each."""
    volunteer, coordinator = world.staff[Role.VOLUNTEER][0], world.staff[Role.COORDINATOR][0]
    _put_on_shelves(volunteer, here(volunteer.site)[:5])
    _to_the_bench(world.staff[Role.TECHNICIAN][0])
    first, second, *_others = world.sites
    _all_arrives(coordinator, first, second)
    _some_is_missing(coordinator, first, second)
    under_way = _load(coordinator, first, second, count=4)
    operations.send(under_way, by=coordinator, carrier="Camionnette de l’association")
    _scan(operations.arrive, under_way, coordinator, count=2)
    _load(coordinator, second, first, count=3)
    operations.cancel_transfer(_load(coordinator, second, first, count=1), by=coordinator)


def here(site, *statuses):
    """Devices that lie at a site, to check unless said otherwise, the oldest first."""
    wanted = statuses or [DeviceStatus.RECEIVED]
    rows = Device.objects.filter(status__in=wanted, site=site, freight=None)
    return rows.lying_here().order_by("pk")


def _put_on_shelves(volunteer, devices):
    """A batch under way: a shelf, devices, one that waits, a code that nothing has, an undo."""
    shelf = Place.objects.filter(site=volunteer.site).order_by("pk")[1]
    run = batch.start(Mode.SHELVE, by=volunteer)
    *codes, last = [device.asset_tag for device in devices]
    for code in [shelf.code, *codes, "DEMO-INCONNU"]:
        batch.scan(run, by=volunteer, code=code)
    batch.undo(run.lines.filter(device__isnull=False).first(), by=volunteer)
    batch.change(run, by=volunteer)
    batch.scan(run, by=volunteer, code=last)


def _to_the_bench(technician):
    """A batch that is ended."""
    run = batch.start(Mode.REFURBISH, by=technician)
    for device in here(technician.site)[10:12]:
        batch.scan(run, by=technician, code=device.asset_tag)
    batch.end(run, by=technician)


def _load(by, origin, destination, *, count):
    transfer = Transfer(origin=origin, destination=destination)
    operations.prepare_transfer(transfer, by=by)
    rows = here(origin, DeviceStatus.RECEIVED, DeviceStatus.REFURBISHING, DeviceStatus.READY)
    for device in rows.order_by("-pk")[:count]:
        operations.load(transfer, by=by, device=device)
    return transfer


def _scan(operation, transfer, by, *, count):
    rows = transfer.freight.filter(status="sent").select_related("device")
    for row in rows[:count]:
        operation(transfer, by=by, device=row.device)


def _all_arrives(by, origin, destination):
    transfer = _load(by, origin, destination, count=2)
    operations.send(transfer, by=by)
    _scan(operations.arrive, transfer, by, count=2)
    operations.close_transfer(transfer, by=by)


def _some_is_missing(by, origin, destination):
    """One arrives unlisted, one is taken out before, one is lost, one had never left."""
    transfer = _load(by, origin, destination, count=4)
    operations.unload(transfer.freight.select_related("device", "transfer")[0], by=by)
    operations.send(transfer, by=by, carrier="Transports Belvoir")
    _scan(operations.arrive, transfer, by, count=1)
    operations.arrive(transfer, by=by, device=here(origin).order_by("-pk")[0])
    lost, stayed = transfer.freight.filter(status="sent").select_related("device", "transfer")
    operations.settle_transfer(transfer, by=by, lost=[lost], stayed=[stayed])
