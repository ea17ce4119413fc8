"""Current scan sessions, transfers, an external workshop and exits."""

from demo.words import words
from desk.lifecycle import Mode
from desk.scan_sessions import operations as sessions
from donations.models import Donation
from donations.operations import lots
from inventory.devices.lifecycle.devices import RetireReason
from inventory.devices.lifecycle.exits import DiskFate, Scrap, WasteCode
from inventory.exits import operations as exits
from inventory.models import Device, ExitBatch, ExitWeight, Refurbisher, Transfer
from inventory.transfers import operations as transfers

# Maximum number of devices on a shelf that the demo scans.
LARGEST = 2_000


def _here(site, *statuses):
    """Devices at a site with one of these statuses, oldest first; by default, received devices."""
    wanted = statuses or [Device.Status.RECEIVED]
    rows = Device.objects.filter(status__in=wanted, site=site, freight=None)
    return rows.lying_here().order_by("pk")


def scan_batches(world):
    """Create an open session with a queue, an unknown code and an undo, and a finished session."""
    by = world.volunteer
    session = sessions.start(Mode.SHELVE, by=by)
    *codes, last = [device.asset_tag for device in _here(by.site)[:5]]
    for code in [world.places[by.site_id][1].code, *codes, "DEMO-INCONNU"]:
        sessions.scan(session, by=by, code=code)
    sessions.undo(session.lines.filter(device__isnull=False).first(), by=by)
    sessions.change(session, by=by)
    sessions.scan(session, by=by, code=last)

    by = world.technician
    session = sessions.start(Mode.REFURBISH, by=by)
    for device in _here(by.site)[10:12]:
        sessions.scan(session, by=by, code=device.asset_tag)
    sessions.end(session, by=by)


# --- Transfers ------------------------------------------------------------------------------------
def transfer(world):
    """Create a transfer in each stage; devices are lost, left behind or unlisted."""
    by, (first, second, *_others) = world.coordinator, world.sites
    whole = _load(by, first, second, count=2)
    _send(whole, by, arrived=2)
    transfers.close_transfer(whole, by=by)

    partly = _load(by, first, second, count=4)
    transfers.unload(partly.freight.select_related("device", "transfer")[0], by=by)
    _send(partly, by, arrived=1)
    transfers.arrive(partly, by=by, device=_here(first).order_by("-pk")[0])
    lost, stayed = partly.freight.filter(status="sent").select_related("device", "transfer")
    transfers.settle_transfer(partly, by=by, lost=[lost], stayed=[stayed])

    _send(_load(by, first, second, count=4), by, arrived=2)
    _load(by, second, first, count=3)
    transfers.cancel_transfer(_load(by, second, first, count=1), by=by)


def send_to_workshop(world):
    """Create a workshop transfer with a device that did not return, and another in progress."""
    by, site = world.coordinator, world.sites[0]
    workshop = transfers.save_refurbisher(Refurbisher(**words.refurbisher), by=by)
    erased = _here(site, Device.Status.RECEIVED, Device.Status.REFURBISHING)
    erased = erased.filter(needs_erasure=False)[:2]
    first = _prepare(by, erased, Transfer(origin=site, destination=site, refurbisher=workshop))
    _send(first, by, arrived=1)
    kept = first.freight.filter(status="sent").select_related("device", "transfer").get()
    transfers.settle_transfer(first, by=by, kept=[kept])

    facts = {"refurbisher": workshop, "due_on": world.ahead(12)}
    laptops = _here(site).filter(category__code="laptop", repairs=None)[:4]
    for lot in Donation.objects.filter(devices__in=[laptop.pk for laptop in laptops]).distinct():
        lot.outside_eraser = workshop.name
        lots.change(lot, by=by)
    second = _prepare(by, laptops, Transfer(origin=site, destination=site, **facts))
    _send(second, by, arrived=2)


def _load(by, origin, destination, *, count):
    rows = _here(origin, Device.Status.RECEIVED, Device.Status.REFURBISHING, Device.Status.READY)
    devices = rows.order_by("-pk")[:count]
    return _prepare(by, devices, Transfer(origin=origin, destination=destination))


def _prepare(by, devices, transfer):
    transfers.prepare_transfer(transfer, by=by)
    for device in devices:
        transfers.load(transfer, by=by, device=device)
    return transfer


def _send(transfer, by, *, arrived):
    """Send a transfer, of which the first `arrived` devices arrive."""
    transfers.send(transfer, by=by, carrier=words.carrier)
    for row in transfer.freight.filter(status="sent").select_related("device")[:arrived]:
        transfers.arrive(transfer, by=by, device=row.device)


# --- Exits ----------------------------------------------------------------------------------------
def send_away(world):
    """Create exit batches: certified, collected, being filled and cancelled.

    The disks of the retired devices stay at the site.
    """
    by, site = world.coordinator, world.sites[0]
    devices = list(_here(site).filter(category__code="laptop", repairs=None)[4:12])
    facts = {"reason": RetireReason.RECYCLED, "disks": DiskFate.TAKEN_OUT}
    exits.retire_all(devices, by=by, remark=words.why_retired, **facts)
    certified = _send_exit(world, site, devices[:3], days=41)
    facts = {"content": world.paper.read(), "content_type": "application/pdf", "treatment": "R4"}
    facts |= {"certified_on": world.ago(12), "slip_number": "BSDD-DEMO-4417"}
    exits.certify_exit(certified, by=by, **facts)
    _send_exit(world, site, devices[3:6], days=6)

    open_batch = ExitBatch(site=site, organism="ecosystem", planned_on=world.ahead(5))
    exits.prepare_exit(open_batch, by=by)
    exits.put_in_exit(open_batch, by=by, devices=devices[6:])
    line = open_batch.lines.select_related("device", "batch__site").first()
    exits.take_out_of_exit(line, by=by)
    cancelled = exits.prepare_exit(ExitBatch(site=site, organism="ecosystem"), by=by)
    exits.cancel_exit(cancelled, by=by)


def _send_exit(world, site, devices, *, days):
    """Create a batch that left `days` ago, partly weighed."""
    by, day = world.coordinator, world.ago(days)
    batch = ExitBatch(
        site=site,
        organism="ecosystem",
        carrier=words.carrier,
        waste_code=WasteCode.HAZARDOUS,
        packages=2,
        created_at=world.at(day, 9),
    )
    exits.prepare_exit(batch, by=by)
    exits.put_in_exit(batch, by=by, devices=devices)
    exits.weigh_exit(batch, by=by, weights=[ExitWeight(scrap=Scrap.CABLES, grams=12_400)])
    return exits.send_exit(batch, by=by, sent_on=day)
