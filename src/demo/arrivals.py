"""Expected lots, lists of donors, labels, declared values, certificates."""

from datetime import time, timedelta
from decimal import Decimal

from core.imports.sheets import read_list
from demo.words import words
from donations.lifecycle import DonorKind, ValueBasis
from donations.models import Donation, DonationLine
from donations.operations import lots
from inventory.devices.lifecycle.devices import ErasureMethod, ErasureResult, MediumKind
from inventory.erasure.jobs import draw_certificate
from inventory.erasure.operations import certificates, erasure
from inventory.imports import apply, check
from inventory.imports.jobs import carry_out
from inventory.intake.operations import papers
from inventory.labels.operations import tags as labels
from inventory.models import Device, Medium

HEADINGS = "Type;Marque;Modèle;N° de série;Année;Panne"


def announce(world):
    """Create expected lots, most of them with a date, and a cancelled lot."""
    for days, announced in words.announced:
        donation = _promise(world, announced)
        if days >= 0:
            lots.schedule(
                donation,
                by=world.coordinator,
                collect_on=world.ahead(days),
                collect_from=time(9),
                collect_until=time(11),
                collect_contact=donation.donor.contact,
                collect_phone=donation.donor.phone,
                carrier=words.carrier,
            )
    lots.cancel(_promise(world, {"laptop": 8}), by=world.coordinator)


def _promise(world, announced):
    donor, address = world.pick(world.donors), world.full_address()
    donation = Donation(donor=donor, site=world.sites[0], collect_at=address)
    lines = [
        DonationLine(category=world.categories[code], announced=count)
        for code, count in announced.items()
    ]
    return lots.promise(donation, by=world.coordinator, lines=lines)


def send_lists(world):
    """Create lists of donors: applied, undone, in progress, abandoned, and with errors."""
    by = world.coordinator
    applied, undone, applying, dropped = (
        _check(world, name, [_row(world) for _row_number in range(count)])
        for name, count in words.lists.items()
    )
    for batch in (applied, undone, applying):
        apply.start_import(batch, by=by)
    for batch in (applied, undone):
        carry_out(batch)
    carry_out(apply.start_undo(undone, by=by))
    apply.drop_import(dropped, by=by)
    twice = _row(world)
    wrong = [twice, twice, f"Cafetière;;;{world.serial()};2020;"]
    _check(world, "agence-vitre.csv", [*(_row(world) for _row_number in range(6)), *wrong])


def _check(world, name, rows):
    donation = _promise(world, {"laptop": len(rows)})
    source = read_list(name, "\r\n".join([HEADINGS, *rows, ""]).encode())
    return check.receive_list(donation, by=world.coordinator, source=source)


def _row(world):
    model, year = world.pick(*world.models["laptop"]), world.today.year - world.dice.randint(4, 8)
    fault = world.pick(["", "", "batterie usée", "clavier incomplet"])
    return f"Portable;{model.brand};{model};{world.serial()};{year};{fault}"


def print_labels(world):
    """Create labels printed in advance, a replaced label, and a donor's own sticker."""
    by = world.volunteer
    codes = labels.make_tags(by=by, quantity=21).tags.order_by("pk").values_list("code", flat=True)
    labels.note_printed(codes, by=by)
    relabelled, stickered = Device.objects.filter(status=Device.Status.READY).order_by("pk")[:2]
    labels.replace_label(relabelled, by=by)
    labels.attach_code(stickered, by=by, code="BELVOIR-00417")


def value_gifts(world):
    """Declare the values of some donations by companies."""
    rows = Donation.objects.filter(status=Donation.Status.RECEIVED, lines__counted__gt=0)
    rows = rows.filter(donor__kind=DonorKind.COMPANY).distinct().select_related("donor", "site")
    for lot in rows[:4]:
        _declare(lot, world.coordinator)


def _declare(lot, by):
    lines = [
        DonationLine(
            category=line.category,
            declared_value=Decimal(words.worth[line.category.code] * line.counted),
            declared_count=line.counted,
            value_basis=ValueBasis.COST,
            declared_by=lot.donor.contact,
            declared_on=lot.received_on,
            bought_on=lot.received_on.replace(month=1, day=15) - timedelta(days=5 * 365),
        )
        for line in lot.lines.filter(counted__gt=0).select_related("category")
    ]
    papers.declare_lines(lot, by=by, lines=lines)


def certify(world):
    """Record a removed and a shredded disk; certify a half-proven lot and a device."""
    disks = Medium.objects.filter(status=Medium.Status.PRESENT, kind=MediumKind.SSD)
    disks = disks.filter(device__status=Device.Status.REFURBISHING).order_by("pk")
    removed, shredded = disks[:2]
    erasure.remove_medium(removed, by=world.technician)
    shred = {"method": ErasureMethod.SHRED, "tool": "broyeur HSM"}
    erasure.destroy_medium(shredded, by=world.technician, **shred)
    proven = Medium.objects.filter(erasures__result=ErasureResult.PASSED)
    lot = Donation.objects.filter(devices__media__in=proven).latest("received_on", "-pk")
    draw_certificate(certificates.certify_lot(lot, by=world.coordinator))
    ready = Device.objects.filter(status=Device.Status.READY, media__in=proven)
    device = ready.exclude(donation=None).select_related("category", "donation__donor")[0]
    draw_certificate(certificates.certify_device(device, by=world.technician))
