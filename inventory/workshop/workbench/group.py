"""The group of devices that a technician works on at once, for as long as the session lasts."""

from inventory.models import Device

KEY = "bench_together"


def chosen(request, devices=None):
    """The devices of the group, in the order in which they came; only those still to be seen."""
    ids = request.session.get(KEY, [])
    rows = Device.objects.visible_to(request.user).for_list() if devices is None else devices
    found = rows.in_bulk(ids) if ids else {}
    return [found[pk] for pk in ids if pk in found]


def keep(request, ids):
    request.session[KEY] = ids
