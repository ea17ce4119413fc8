"""Group of devices that a technician works on together, stored in the session."""

from inventory.models import Device

KEY = "bench_together"


def chosen(request, devices=None):
    """List the devices of the group that the user may see, in the order of their addition."""
    ids = request.session.get(KEY, [])
    rows = Device.objects.visible_to(request.user).for_list() if devices is None else devices
    devices_by_id = rows.in_bulk(ids) if ids else {}
    return [devices_by_id[pk] for pk in ids if pk in devices_by_id]


def keep(request, ids):
    request.session[KEY] = ids
