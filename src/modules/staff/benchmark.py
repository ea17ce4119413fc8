"""Measures of the module for `make bench`."""

from catalogue.models import Category
from core.imports.sheets import read_list
from inventory.devices.lifecycle.devices import DeviceStatus, Grade, TagStatus
from inventory.devices.tags import next_tags
from inventory.imports.apply import start_import
from inventory.imports.check import receive_list
from inventory.imports.jobs import carry_out
from inventory.models import Device, Tag
from modules.staff.operations import draw_stack
from people.models import Organisation, Site

PEOPLE, HEAD = 500, "Nom;Prénom;E-mail;Matricule;Besoins"


def measures(by):
    """(name, function, maximum in milliseconds) of each measure; writes are rolled back."""
    return [("A staff list of 500, in one PDF", equip_staff(by), 20_000)]


def equip_staff(by):
    """Read a list of employees, prepare their loans, and render their agreements, in one run."""
    organisation = Organisation.objects.get(is_ours=True)
    site, kind = Site.objects.order_by("pk")[0], Category.objects.get(code="monitor")
    rows = [f"Kermarrec{n};Maëlle;m{n}@example.org;A-{n};" for n in range(PEOPLE)]
    source = read_list("staff.csv", "\n".join([HEAD, *rows]).encode())

    def equip():
        _put_ready(site, kind)
        batch = receive_list(
            None,
            by=by,
            source=source,
            kind="staff",
            site=site,
            default_category=kind,
            options={"organisation": organisation.pk, "due_on": None},
        )
        run = draw_stack(carry_out(start_import(batch, by=by)).staff_run, by=by)
        run.stack.file.delete(save=False)

    return equip


def _put_ready(site, kind):
    """Make as many devices ready as there are employees and reservations."""
    facts = {"status": DeviceStatus.READY, "grade": Grade.B, "needs_erasure": False}
    devices = Device.objects.bulk_create(
        Device(category=kind, site=site, asset_tag=tag, **facts) for tag in next_tags(PEOPLE * 2)
    )
    Tag.objects.bulk_create(
        Tag(code=device.asset_tag, status=TagStatus.CURRENT, device=device) for device in devices
    )
