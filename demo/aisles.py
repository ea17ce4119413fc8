"""Today in the aisles: batches under way, transfers, an outside workshop, stock counts."""

from core.imports.sheets import read_list
from demo.words import APART, BENCH, PHONES, SCREENS
from desk.lifecycle import Mode
from desk.scan_sessions import operations as batch
from inventory.imports import jobs
from inventory.imports.operations import imports as import_operations
from inventory.imports.operations import matching as matching_operations
from inventory.models import Device, Place, Refurbisher, Transfer
from inventory.stocktakes import operations as stocktake_operations
from inventory.stocktakes.lifecycle import Decision, Finding
from inventory.transfers import operations as transfer_operations

HEADINGS = (
    "Étiquette;Résultat;Grade;Limites connues;N° de série du disque;Type de disque;Effacement;"
    "Effacé le;Méthode effacement;Outil effacement;Version"
)
AUDIT = "{tag};{outcome};{disk};SSD;Réussi;{day};ATA secure erase;Blancco;7.10"
OUTCOMES = ["Pret;A;", "Pret;B;Un pixel mort", "Reparable;C;"]
# Beyond so many devices, a shelf of the demo would take a while to scan.
LARGEST = 2_000
STICKER = "ETIQ-2019-0457"  # of a donor's own register


def here(site, *statuses):
    """Devices that lie at a site, to check by default, the oldest first."""
    wanted = statuses or [Device.Status.RECEIVED]
    rows = Device.objects.filter(status__in=wanted, site=site, freight=None)
    return rows.lying_here().order_by("pk")


# --- Batches --------------------------------------------------------------------------------------
def scan_batches(world):
    """A batch under way, with one that waits, a code that nothing has and an undo; one ended."""
    by, site = world.volunteer, world.volunteer.site
    shelf = Place.objects.filter(site=site).order_by("pk")[1]
    session = batch.start(Mode.SHELVE, by=by)
    *codes, last = [device.asset_tag for device in here(site)[:5]]
    for code in [shelf.code, *codes, "DEMO-INCONNU"]:
        batch.scan(session, by=by, code=code)
    batch.undo(session.lines.filter(device__isnull=False).first(), by=by)
    batch.change(session, by=by)
    batch.scan(session, by=by, code=last)

    by = world.technician
    session = batch.start(Mode.REFURBISH, by=by)
    for device in here(by.site)[10:12]:
        batch.scan(session, by=by, code=device.asset_tag)
    batch.end(session, by=by)


# --- Transfers ------------------------------------------------------------------------------------
def transfer(world):
    """A transfer of each stage; in one a device is lost, one had stayed, one was not listed."""
    by, (first, second, *_others) = world.coordinator, world.sites
    whole = _load(by, first, second, count=2)
    _send(whole, by, arrived=2)
    transfer_operations.close_transfer(whole, by=by)

    partly = _load(by, first, second, count=4)
    transfer_operations.unload(partly.freight.select_related("device", "transfer")[0], by=by)
    _send(partly, by, arrived=1, carrier="Transports Belvoir")
    transfer_operations.arrive(partly, by=by, device=here(first).order_by("-pk")[0])
    lost, stayed = partly.freight.filter(status="sent").select_related("device", "transfer")
    transfer_operations.settle_transfer(partly, by=by, lost=[lost], stayed=[stayed])

    under_way = _load(by, first, second, count=4)
    _send(under_way, by, arrived=2, carrier="Camionnette de l’association")
    _load(by, second, first, count=3)
    transfer_operations.cancel_transfer(_load(by, second, first, count=1), by=by)


def _load(by, origin, destination, *, count):
    rows = here(origin, Device.Status.RECEIVED, Device.Status.REFURBISHING, Device.Status.READY)
    devices = rows.order_by("-pk")[:count]
    return _prepare(by, devices, Transfer(origin=origin, destination=destination))


def _prepare(by, devices, transfer):
    transfer_operations.prepare_transfer(transfer, by=by)
    for device in devices:
        transfer_operations.load(transfer, by=by, device=device)
    return transfer


def _send(transfer, by, *, arrived, **facts):
    """Send a transfer; its first devices arrive."""
    transfer_operations.send(transfer, by=by, **facts)
    rows = transfer.freight.filter(status="sent").select_related("device")
    for row in rows[:arrived]:
        transfer_operations.arrive(transfer, by=by, device=row.device)


# --- An outside workshop --------------------------------------------------------------------------
def send_to_workshop(world):
    """Create three outings: one partly kept by the workshop, one partly back, one being loaded."""
    by, site = world.coordinator, world.sites[0]
    workshop = Refurbisher(
        name="Ateliers du Belvoir",
        contact="Accueil de l’atelier",
        phone="01 99 00 01 77",
        email="atelier@example.org",
        address="4 impasse des Tilleuls\n00000 Villeneuve-Exemple",
    )
    transfer_operations.save_refurbisher(workshop, by=by)
    laptops = here(site).filter(category__code="laptop", repairs=None)

    def outing(devices, **facts):
        lot = Transfer(origin=site, destination=site, refurbisher=workshop, **facts)
        return _prepare(by, devices, lot)

    first = outing(laptops.order_by("-pk")[:2])
    transfer_operations.send(first, by=by)
    kept, back = first.freight.filter(status="sent").select_related("device", "transfer")
    _take_audit(world, first, [back.device, kept.device])
    transfer_operations.arrive(first, by=by, device=back.device)
    transfer_operations.settle_transfer(first, by=by, kept=[kept])

    devices = list(laptops.order_by("pk")[:4])
    second = outing(devices, due_on=world.ahead(12))
    transfer_operations.send(second, by=by, carrier="Transports Belvoir")
    _take_audit(world, second, devices[:3])
    for device in devices[1:3]:
        transfer_operations.arrive(second, by=by, device=device)
    outing(here(site).order_by("-pk")[:2])


def _take_audit(world, outing, devices):
    """The list of what the workshop did to these devices is written to the register."""
    by, day = world.coordinator, world.today.strftime("%d/%m/%Y")
    rows = [
        AUDIT.format(tag=device.asset_tag, outcome=outcome, disk=_disk_of(device), day=day)
        for device, outcome in zip(devices, OUTCOMES, strict=False)
    ]
    source = read_list("audit-ateliers-du-belvoir.csv", "\n".join([HEADINGS, *rows]).encode())
    audit = matching_operations.check_list(None, by=by, source=source, kind="audit", outing=outing)
    import_operations.start_import(audit, by=by, skip_refused=True)
    jobs.write_import(audit)


def _disk_of(device):
    medium = device.media.first()
    return medium.serial or f"DEMO-{device.pk:08}"


# --- Stock counts ---------------------------------------------------------------------------------
def count_stock(world):
    """Shelves were counted at some time, three of late: finalised, to read, and under way."""
    Place.objects.update(created_at=world.at(world.ago(1000), 9))
    for number, place in enumerate(Place.objects.order_by("pk")):
        if number % 8 != BENCH:  # which was never counted
            place.counted_at = world.at(world.ago(30 + number * 47 % 190), 16)
            place.save(update_fields=["counted_at"])
    if world.size <= LARGEST:
        places = world.places[world.sites[0].pk]
        _finalise(world, places[SCREENS])
        _close(world, places[APART])
        _count(places[PHONES], world.volunteer, world.technician, spare=2)


def _count(place, *people, spare=0, codes=()):
    """A count of this shelf: all but `spare` devices of it are scanned, and these codes."""
    count = stocktake_operations.open_count(by=people[0], site=place.site, place=place)
    tags = list(count.lines.order_by("tag").values_list("tag", flat=True))
    for number, code in enumerate([*tags[spare:], *codes]):
        stocktake_operations.count_code(count, by=people[number % len(people)], code=code)
    return count


def _finalise(world, place):
    """Finalise a count with two unexpected finds: another site's device, a foreign label."""
    elsewhere = Device.objects.on_hand().filter(site=place.site).exclude(place=place)
    elsewhere = elsewhere.exclude(place=None).exclude(status="reserved").order_by("pk")[0]
    by, count = (
        world.coordinator,
        _count(place, world.volunteer, codes=[elsewhere.asset_tag, STICKER]),
    )
    stocktake_operations.close_count(count, by=world.volunteer)
    lines = count.lines.differences()
    stocktake_operations.decide(count, by=by, lines=lines, decision=Decision.MOVE)
    reason, unknown = "étiquette d’un ancien parc", lines.filter(finding=Finding.UNKNOWN)
    stocktake_operations.decide(
        count, by=by, lines=unknown, decision=Decision.IGNORE, reason=reason
    )
    stocktake_operations.finalise(count, by=by)


def _close(world, place):
    """Close a count with one missing device and one lost device found, to be decided."""
    by, lost = world.technician, Device.objects.filter(status="lost").order_by("pk").first()
    count = _count(place, by, spare=1, codes=[lost.asset_tag] if lost else [])
    missing = count.lines.filter(finding=Finding.MISSING).first()
    if missing:
        stocktake_operations.note_line(missing, by=by, note="place vide, étiquette au sol")
    stocktake_operations.close_count(count, by=by)
