"""What left for good: a batch of each stage for take-back schemes, and one back to a donor."""

from collections import Counter
from datetime import timedelta

from django.utils import timezone

from catalogue.models import Category
from inventory import operations
from inventory.lifecycle import DeviceStatus, MediumKind, RetireReason
from inventory.lifecycle.exits import DiskFate, ExitPurpose, Scrap
from inventory.models import Device, ExitBatch, ExitWeight, Medium
from inventory.operations.retiring import unproven_media
from people.roles import Role

CARRIER = "Transports Belvoir"


def happen(world):
    """At the site where most waits: certified, gone, being filled, cancelled; and one return."""
    technician, coordinator = world.staff[Role.TECHNICIAN][0], world.staff[Role.COORDINATOR][0]
    waiting = list(Device.objects.awaiting_exit().select_related("category").order_by("pk"))
    site, _count = Counter(device.site_id for device in waiting).most_common(1)[0]
    here = [device for device in waiting if device.site_id == site]
    with_data = {medium.device_id for medium in unproven_media(here)}
    built_in = set(
        Medium.objects.filter(device__in=with_data, kind=MediumKind.EMBEDDED).values_list(
            "device", flat=True
        )
    )
    able = [device for device in here if device.pk not in built_in][:10]
    _take_disks_out([device for device in able if device.pk in with_data], technician)
    half = len(able) // 2
    certified = _gone(world, site, coordinator, able[:half], "ecosystem", days=41)
    operations.certify_exit(
        certified,
        by=coordinator,
        content=world.paper.read(),
        content_type="application/pdf",
        certified_on=world.ago(12),
        slip_number="BSDD-DEMO-4417",
        treatment="R4",
    )
    _gone(world, site, coordinator, able[half:], "Ecologic", days=6)
    left = [device for device in here if device not in able][:3]
    _being_filled(site, coordinator, [*left, _with_its_disk(site, technician)])
    cancelled = _open(ExitBatch(site_id=site, organism="ecosystem"), coordinator)
    operations.cancel_exit(cancelled, by=coordinator)
    _go_back(coordinator)


def _open(batch, by):
    return operations.prepare_exit(batch, by=by)


def _take_disks_out(devices, by):
    """They stay here, still to destroy."""
    for medium in unproven_media(devices):
        operations.remove_medium(medium, by=by)


def _gone(world, site, by, devices, organism, *, days):
    """A batch that left so many days ago, weighed in part."""
    batch = ExitBatch(
        site_id=site, organism=organism, carrier=CARRIER, created_at=world.at(world.ago(days), 9)
    )
    _open(batch, by)
    operations.put_in_exit(batch, by=by, devices=devices)
    laptop = Category.objects.get(code="laptop")
    laptops = sum(device.category_id == laptop.pk for device in devices)
    weights = [ExitWeight(scrap=Scrap.CABLES, grams=12_400)]
    if laptops:
        weights.append(ExitWeight(category=laptop, grams=1_730 * laptops))
    operations.weigh_exit(batch, by=by, weights=weights)
    return operations.send_exit(batch, by=by, sent_on=world.ago(days - 3))


def _with_its_disk(site, by):
    """One whose disk is still inside: it keeps its batch here."""
    device = Device.objects.filter(
        site=site,
        status=DeviceStatus.RECEIVED,
        transfer=None,
        repairs=None,
        category__code="laptop",
    ).order_by("pk")[0]
    remark = "carte mère oxydée"
    return operations.retire(
        device, by=by, reason=RetireReason.RECYCLED, disks=DiskFate.INSIDE, remark=remark
    )


def _being_filled(site, by, devices):
    soon = timezone.localdate() + timedelta(days=5)
    batch = ExitBatch(site_id=site, organism="ecosystem", carrier=CARRIER, planned_on=soon)
    _open(batch, by)
    operations.put_in_exit(batch, by=by, devices=devices)
    if len(devices) > 1:
        line = batch.lines.select_related("device", "batch__site").first()
        operations.take_out_of_exit(line, by=by)


def _go_back(by):
    """Locked devices go back to whoever gave them, with what only they can unlock."""
    locked = Device.objects.filter(status=DeviceStatus.QUARANTINED, transfer=None)
    first = locked.exclude(donation=None).order_by("pk").first()
    if first is None:
        return
    locked = list(locked.filter(donation__donor=first.donation.donor_id, site=first.site_id)[:3])
    operations.retire_all(
        locked,
        by=by,
        reason=RetireReason.RETURNED,
        disks=DiskFate.INSIDE,
        remark="verrouillé, le donateur le reprend",
    )
    batch = ExitBatch(
        purpose=ExitPurpose.RETURN, site_id=first.site_id, donor_id=first.donation.donor_id
    )
    _open(batch, by)
    operations.put_in_exit(batch, by=by, devices=locked)
    operations.send_exit(batch, by=by, sent_on=timezone.localdate())
