"""Pairs of raw writes for the guards of erasure and exits that read other rows."""

from datetime import timedelta

from django.utils import timezone

from inventory.models import Medium
from tests import factories as make
from tests.law import copy, delete, write


def now():
    return timezone.now()


def removed_disk():
    """Return a clean device, its removed disk, and the disk's proven erasure."""
    device = make.DeviceFactory(refurbishing=True, erased=True)
    disk = device.media.get()
    write(disk, status="removed")
    return device, disk, disk.erasures.get()


def failed(erasure):
    return lambda: copy(erasure, result="failed", recorded_at=now(), report_id=None)


# The erasure gate


def record_before_the_last():
    """A pair of records of a medium, of which the second has a lower id."""
    erasure = make.ErasureFactory()
    ids = erasure.pk + 1000, erasure.pk + 999
    later, before = (
        lambda at=at: copy(erasure, pk=at, recorded_at=now(), report_id=None) for at in ids
    )
    return later, before


def disk_beside_return():
    """The disk added to a device without storage is shredded, but did store data."""
    device = make.DeviceFactory(lost=True, category__holds_data=False)
    sample = make.ErasureFactory(shredded=True)

    def with_disk():
        write(device, needs_erasure=True)
        [disk] = Medium.objects.bulk_create([Medium(device=device)])
        here = {"medium_id": disk.pk, "device_received_at": device.received_at}
        copy(sample, **here, parent_serial=device.serial)
        write(disk, status="destroyed")

    back = {"status": "received", "received_at": now(), "needs_erasure": False}
    return with_disk, lambda: write(device, **back)


def failure_beside_putting_in():
    _device, disk, erasure = removed_disk()
    return failed(erasure), lambda: write(disk, status="present")


def lifting_beside_kind():
    device = make.DeviceFactory()
    erasure = make.ErasureFactory(medium=device.media.get())
    return (
        lambda: write(device, needs_erasure=False),
        lambda: write(erasure.medium, kind="nvme"),
    )


def kind_beside_erasure():
    erasure = make.ErasureFactory()
    return lambda: write(erasure.medium, kind="nvme"), lambda: copy(erasure)


def return_beside_attestation():
    taken_over = now() - timedelta(hours=1)
    device = make.DeviceFactory(taken_over_at=taken_over, lost=True)
    before = {"ended_at": taken_over - timedelta(hours=2)}
    erasure = make.ErasureFactory(medium=device.media.get(), attested=True, **before)
    return lambda: write(device, status="received", received_at=now()), lambda: copy(erasure)


def kind_beside_certificate():
    device = make.DeviceFactory(erased=True)
    made = make.ErasureCertificateFactory(device=device)
    [certified] = made.proofs.all()
    again = copy(certified.erasure)
    write(device, needs_erasure=True)
    return (
        lambda: write(again.medium, kind="nvme"),
        lambda: copy(certified, erasure_id=again.pk),
    )


# Exits


def on_a_list(**facts):
    """Return a sent line of a batch, and its retired device."""
    line = make.ExitLineFactory(**facts)
    write(line, status="sent")
    return line, line.device


def cancelling_beside_leaving():
    line, device = on_a_list()

    def cancel():
        write(line, status="taken_out")
        write(line.batch, status="cancelled")

    return cancel, lambda: write(device, left_with=line.batch)


def with_a_disk_outside():
    device = make.DeviceFactory(retired=True)
    disk = device.media.get()
    write(disk, status="removed")
    line, _device = on_a_list(device=device)
    return line, device, disk


def disk_beside_leaving():
    line, device, disk = with_a_disk_outside()
    return lambda: write(disk, status="present"), lambda: write(device, left_with=line.batch)


def listing_beside_sending():
    line, device = on_a_list()
    write(device, left_with=line.batch)
    other = make.ExitLineFactory(taken_out=True).device
    return (
        lambda: copy(line, device_id=other.pk, status="listed"),
        lambda: write(line.batch, status="sent", sent_on=timezone.localdate()),
    )


def weight_beside_sending():
    weight = make.ExitWeightFactory()
    return (
        lambda: delete(weight),
        lambda: write(weight.batch, status="sent", sent_on=timezone.localdate()),
    )


def certificate_beside_weight():
    weight = make.ExitWeightFactory(batch__sent=True)
    facts = {"certified_on": weight.batch.sent_on, "certificate": make.DocumentFactory()}
    return (
        lambda: write(weight.batch, status="certified", **facts),
        lambda: write(weight, grams=1),
    )


ERASURE_RACES = {
    "inventory_device_return_unerased": disk_beside_return,
    "inventory_medium_back_unproven": failure_beside_putting_in,
    "inventory_medium_kind_proven": lifting_beside_kind,
    "inventory_erasure_applies": kind_beside_erasure,
    "inventory_erasure_last_id": record_before_the_last,
    "inventory_erasure_attested_past": return_beside_attestation,
    "inventory_certifiederasure_proof": kind_beside_certificate,
    "inventory_device_leaves_with": cancelling_beside_leaving,
    "inventory_device_leaves_clean": disk_beside_leaving,
    "inventory_medium_stays_out": lambda: disk_beside_leaving()[::-1],
    "inventory_exitbatch_leaves_whole": listing_beside_sending,
    "inventory_exitbatch_leaves_whole: not empty": weight_beside_sending,
    "inventory_exitweight_until_certified": certificate_beside_weight,
}
