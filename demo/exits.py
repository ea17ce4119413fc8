"""Exit batches in every status, and one back to a donor."""

from collections import Counter

from inventory.devices.lifecycle.devices import ErasureMethod, MediumKind, RetireReason
from inventory.devices.lifecycle.exits import DiskFate, ExitPurpose, Scrap, WasteCode
from inventory.erasure.operations import erasure as erasure_operations
from inventory.exits import operations as exit_operations
from inventory.exits.operations import unproven_media
from inventory.models import Device, ExitBatch, ExitWeight

CARRIER = "Transports Belvoir"


def happen(world):
    """At the site where most waits: certified, gone, being filled, cancelled; and one return.

    It is one of those where devices arrived of late: one leaves at once, with its disk.
    """
    by = world.coordinator
    rows = Device.objects.awaiting_exit().filter(site__in=world.sites[:2])
    waiting = list(rows.select_related("category").order_by("pk"))
    site, _count = Counter(device.site_id for device in waiting).most_common(1)[0]
    here = [device for device in waiting if device.site_id == site]
    *able, spare = _without_disks(here, world.technician)
    half = len(able) // 2
    exit_operations.certify_exit(
        _send(world, site, able[:half], "ecosystem", days=41),
        by=by,
        content=world.paper.read(),
        content_type="application/pdf",
        certified_on=world.ago(12),
        slip_number="BSDD-DEMO-4417",
        treatment="R4",
    )
    _send(world, site, able[half:], "Ecologic", days=6)
    _fill(world, site, [spare, _with_its_disk(site, world.technician)])
    cancelled = exit_operations.prepare_exit(ExitBatch(site_id=site, organism="ecosystem"), by=by)
    exit_operations.cancel_exit(cancelled, by=by)
    _give_back(world)


def _without_disks(devices, technician):
    """Ten of these devices; their disks are shredded, or stay here to be destroyed."""
    media = list(unproven_media(devices))
    built_in = {medium.device_id for medium in media if medium.kind == MediumKind.EMBEDDED}
    able = [device for device in devices if device.pk not in built_in][:10]
    for number, medium in enumerate(unproven_media(able)):
        if number % 2:
            erasure_operations.remove_medium(medium, by=technician)
        else:
            shred = {"method": ErasureMethod.SHRED, "tool": "broyeur HSM"}
            erasure_operations.destroy_medium(medium, by=technician, **shred)
    return able


def _send(world, site, devices, organism, *, days):
    """A batch that left so many days ago, weighed in part."""
    by, laptop = world.coordinator, world.categories["laptop"]
    created_at = world.at(world.ago(days), 9)
    batch = ExitBatch(
        site_id=site,
        organism=organism,
        carrier=CARRIER,
        waste_code=WasteCode.HAZARDOUS,
        packages=2,
        created_at=created_at,
    )
    exit_operations.prepare_exit(batch, by=by)
    exit_operations.put_in_exit(batch, by=by, devices=devices)
    laptops = sum(device.category_id == laptop.pk for device in devices)
    weights = [ExitWeight(scrap=Scrap.CABLES, grams=12_400)]
    if laptops:
        weights.append(ExitWeight(category=laptop, grams=1_730 * laptops))
    exit_operations.weigh_exit(batch, by=by, weights=weights)
    return exit_operations.send_exit(batch, by=by, sent_on=world.ago(days - 3))


def _with_its_disk(site, by):
    """One whose disk is still inside: it keeps its batch here."""
    rows = Device.objects.filter(status=Device.Status.RECEIVED, site=site, category__code="laptop")
    device = rows.filter(transfer=None, repairs=None).order_by("pk")[0]
    why = {"reason": RetireReason.RECYCLED, "remark": "carte mère oxydée"}
    return exit_operations.retire(device, by=by, disks=DiskFate.INSIDE, **why)


def _fill(world, site, devices):
    """A batch that leaves soon; one device was taken out of it again."""
    by, planned_on = world.coordinator, world.ahead(5)
    batch = ExitBatch(site_id=site, organism="ecosystem", carrier=CARRIER, planned_on=planned_on)
    exit_operations.prepare_exit(batch, by=by)
    exit_operations.put_in_exit(batch, by=by, devices=devices)
    line = batch.lines.select_related("device", "batch__site").first()
    exit_operations.take_out_of_exit(line, by=by)


def _give_back(world):
    """Locked devices go back to their donor, with what only that donor can unlock."""
    by, locked = world.coordinator, Device.objects.filter(status=Device.Status.QUARANTINED)
    locked = locked.filter(transfer=None)
    first = locked.exclude(donation=None).order_by("pk").first()
    if first is None:
        return
    donor, site = first.donation.donor_id, first.site_id
    locked = list(locked.filter(donation__donor=donor, site=site)[:3])
    why = {"reason": RetireReason.RETURNED, "remark": "verrouillé, le donateur le reprend"}
    exit_operations.retire_all(locked, by=by, disks=DiskFate.INSIDE, **why)
    batch = ExitBatch(purpose=ExitPurpose.RETURN, site_id=site, donor_id=donor)
    exit_operations.prepare_exit(batch, by=by)
    exit_operations.put_in_exit(batch, by=by, devices=locked)
    exit_operations.send_exit(batch, by=by, sent_on=world.today)
