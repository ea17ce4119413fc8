"""A staff run: so many people of a list have a loan, an agreement and a machine, in one go."""

from django.db import transaction

from catalogue.models import Category
from core.imports.sheets import read_list
from inventory.devices.lifecycle.devices import DeviceStatus, Grade, TagStatus
from inventory.devices.tags import next_tags
from inventory.imports.jobs import carry_out
from inventory.imports.operations.imports import start_import
from inventory.imports.operations.matching import check_list
from inventory.models import Device, Tag
from loans.staff.import_type import STAFF
from loans.staff.operations import draw_stack
from people.models import Organisation, Site, User

PEOPLE = 500
HEAD = "Nom;Prénom;E-mail;Matricule;Besoins"


def staff_run():
    """A function that reads a list, prepares its loans, and draws its agreements; rolled back."""
    by = User.objects.get(email="coordinator@rebond.test")
    organisation = Organisation.objects.get(is_ours=True)
    site, kind = Site.objects.order_by("pk")[0], Category.objects.get(code="monitor")
    rows = [f"Kermarrec{n};Maëlle;m{n}@example.org;A-{n};" for n in range(PEOPLE)]
    source = read_list("staff.csv", "\n".join([HEAD, *rows]).encode())

    def equip():
        with transaction.atomic():
            _put_ready(site, kind)
            batch = check_list(
                None,
                by=by,
                source=source,
                kind=STAFF.code,
                site=site,
                default_category=kind,
                options={"organisation": organisation.pk, "due_on": None},
            )
            run = draw_stack(carry_out(start_import(batch, by=by)).staff_run, by=by)
            run.stack.file.delete(save=False)
            transaction.set_rollback(True)

    return equip


def _put_ready(site, kind):
    """Make as many devices ready as there are employees and reservations."""
    count = PEOPLE * 2
    devices = Device.objects.bulk_create(
        Device(
            category=kind,
            site=site,
            asset_tag=tag,
            status=DeviceStatus.READY,
            grade=Grade.B,
            needs_erasure=False,
        )
        for tag in next_tags(count)
    )
    Tag.objects.bulk_create(
        Tag(code=device.asset_tag, status=TagStatus.CURRENT, device=device) for device in devices
    )
