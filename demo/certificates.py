"""Erasure certificates that were asked for: of one lot, half proven, and of a device of it."""

from donations.models import Donation
from inventory.certificates import tally_of
from inventory.jobs import draw_certificate
from inventory.lifecycle import DeviceStatus
from inventory.models import Device
from inventory.operations import certify_device, certify_lot
from people.roles import Role


def happen(world):
    """A donor asked what became of its disks, and the paper was made."""
    coordinator = world.staff[Role.COORDINATOR][0]
    lots = Donation.objects.filter(received_on__isnull=False).select_related("donor")
    lot = next((lot for lot in lots.order_by("-received_on")[:12] if tally_of(lot)[0] > 2), None)
    if lot is None:
        return
    draw_certificate(certify_lot(lot, by=coordinator))
    ready = Device.objects.filter(donation=lot, status=DeviceStatus.READY, media__isnull=False)
    device = ready.select_related("category", "donation__donor").first()
    if device:
        draw_certificate(certify_device(device, by=world.staff[Role.TECHNICIAN][0]))
