"""Today at the door: lots to come, donors' lists, labels, what gifts are worth, certificates."""

from datetime import time, timedelta
from decimal import Decimal

from core.imports.sheets import read_list
from demo.words import words
from donations.lifecycle import DonorKind, Ground, ValueBasis
from donations.models import Donation, DonationLine
from donations.operations import lots as donations
from inventory.devices.lifecycle.devices import ErasureResult
from inventory.erasure.jobs import draw_certificate
from inventory.erasure.operations import certificates as certificate_operations
from inventory.erasure.operations import erasure as erasure_operations
from inventory.imports.operations import imports as import_operations
from inventory.imports.operations import matching as matching_operations
from inventory.intake.operations import papers as paper_operations
from inventory.intake.papers import prospect_of
from inventory.models import Device, Medium
from inventory.scanning import operations as scanning_operations

HEADINGS = "Type;Marque;Modèle;N° de série;Année;Panne"
BASES = {
    DonorKind.COMPANY: ValueBasis.COST,
    DonorKind.PUBLIC: ValueBasis.ESTIMATE,
    DonorKind.INDIVIDUAL: ValueBasis.MARKET,
}


# --- Arrivals -------------------------------------------------------------------------------------
def announce(world):
    """Lots to come, lists of donors in each state, labels printed ahead or replaced."""
    for days, announced in words.announced:
        donation = _promise(world, announced)
        if days >= 0:
            donations.schedule(
                donation,
                by=world.coordinator,
                collect_on=world.ahead(days),
                collect_from=time(9),
                collect_until=time(11),
                collect_contact=donation.donor.contact,
                collect_phone=donation.donor.phone,
                carrier="Transports Cadoret" if days else "",
            )
    donations.cancel(_promise(world, {"laptop": 8}), by=world.coordinator)
    _send_lists(world)
    _print_labels(world)
    present = Medium.objects.filter(status=Medium.Status.PRESENT)
    on_bench = present.filter(device__status=Device.Status.REFURBISHING).order_by("pk")
    erasure_operations.remove_medium(on_bench[0], by=world.technician)


def _promise(world, announced):
    donor, address = world.pick(world.donors), world.full_address()
    donation = Donation(donor=donor, site=world.sites[0], collect_at=address)
    lines = [
        DonationLine(category=world.categories[code], announced=count)
        for code, count in announced.items()
    ]
    return donations.promise(donation, by=world.coordinator, lines=lines)


def _send_lists(world):
    """Lists of donors: written, undone, given up, being written, and with rows to mend."""
    by = world.coordinator
    lists = [("parc-2026.csv", 12), ("essai.csv", 3), ("siege.csv", 5), ("doublon.csv", 2)]
    batches = [_check(world, name, _rows(world, count)) for name, count in lists]
    import_operations.drop_import(batches.pop(), by=by)
    for batch in batches:
        import_operations.start_import(batch, by=by)
    for batch in batches[:2]:
        import_operations.apply_import(batch, by=by)
    import_operations.undo_import(batches[1], by=by)
    twice = world.serial()
    wrong = [
        f"Portable;Dell;Latitude 5490;{twice};2019;",
        f"Portable;Dell;Latitude 5490;{twice};2019;batterie usée",
    ]
    good = _rows(world, 6)
    _check(world, "agence-vitre.csv", [*good, *wrong, f"Cafetière;;;{world.serial()};2020;"])


def _check(world, name, rows):
    donation = _promise(world, {"laptop": len(rows)})
    content = "\r\n".join([HEADINGS, *rows, ""]).encode()
    return matching_operations.check_list(
        donation, by=world.coordinator, source=read_list(name, content)
    )


def _rows(world, count):
    rows = []
    for _row in range(count):
        model = world.pick(*world.models["laptop"])
        year = world.today.year - world.dice.randint(4, 8)
        fault = world.pick(["", "", "batterie usée", "clavier incomplet"])
        rows.append(f"Portable;{model.brand};{model};{world.serial()};{year};{fault}")
    return rows


def _print_labels(world):
    """Labels printed ahead, one that was replaced, and a donor's own sticker."""
    by = world.volunteer
    batch = scanning_operations.make_tags(by=by, quantity=21)
    scanning_operations.note_printed(
        batch.tags.order_by("pk").values_list("code", flat=True), by=by
    )
    relabelled, stickered = Device.objects.filter(status=Device.Status.READY).order_by("pk")[:2]
    scanning_operations.replace_label(relabelled, by=by)
    scanning_operations.attach_code(stickered, by=by, code="BELVOIR-00417")


# --- Gifts ----------------------------------------------------------------------------------------
def value_gifts(world):
    """Values are declared, receipts issued, one of them cancelled and issued again."""
    by, companies = world.coordinator, _lots(DonorKind.COMPANY)[:4]
    public = _lots(DonorKind.PUBLIC)[:1]
    for lot in [*companies, *_lots(DonorKind.INDIVIDUAL)[:1], *public]:
        _declare(lot, by)
    receipts = [_issue(lot, by) for lot in companies]
    for receipt in receipts[:1]:
        reason = "Le donateur a corrigé la valeur qu’il déclare."
        paper_operations.cancel_receipt(receipt, by=by, reason=reason)
        _issue(receipt.donation, by)
    for lot in public:
        lot.collect_by = lot.collect_on + timedelta(days=30)
        lot.ground, lot.decision = (
            Ground.LOCAL_IT,
            f"Délibération 2026-14 du {lot.collect_on:%d/%m/%Y}",
        )
        donations.change(lot, by=by)


def _lots(kind):
    """Lots of donors of this kind that came with their lists, the latest first."""
    lots = Donation.objects.filter(status=Donation.Status.RECEIVED, donor__kind=kind)
    return list(lots.filter(lines__counted__gt=0).distinct().select_related("donor", "site"))


def _declare(lot, by):
    lines = [
        DonationLine(
            category=line.category,
            declared_value=Decimal(words.worth[line.category.code] * line.counted),
            declared_count=line.counted,
            value_basis=BASES[lot.donor.kind],
            declared_by=lot.donor.contact,
            declared_on=lot.received_on,
            bought_on=lot.received_on.replace(month=1, day=15) - timedelta(days=5 * 365),
        )
        for line in lot.lines.filter(counted__gt=0).select_related("category")
    ]
    paper_operations.declare_lines(lot, by=by, lines=lines)


def _issue(lot, by):
    """A receipt; its file is drawn when it is first opened."""
    return paper_operations.issue_receipt(lot, by=by, shown_sha256=prospect_of(lot).sha256)


# --- Certificates ---------------------------------------------------------------------------------
def certify(world):
    """Certificates of a lot, half of it proven, and of one device."""
    proven = Medium.objects.filter(erasures__result=ErasureResult.PASSED)
    lots = Donation.objects.filter(devices__media__in=proven).order_by("-received_on", "pk")
    draw_certificate(certificate_operations.certify_lot(lots[0], by=world.coordinator))
    ready = Device.objects.filter(status=Device.Status.READY, media__in=proven)
    device = ready.exclude(donation=None).select_related("category", "donation__donor")[0]
    draw_certificate(certificate_operations.certify_device(device, by=world.technician))
