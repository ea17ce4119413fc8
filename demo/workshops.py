"""Today at an outside workshop: a lot it was sent, its audit, what is back."""

from datetime import timedelta

from django.utils import timezone

from demo.moves import here
from inventory import jobs, operations
from inventory.lists.sheets import read_list
from inventory.models import Refurbisher, Transfer
from people.roles import Role

HEADINGS = (
    "Étiquette;Résultat;Grade;Limites connues;N° de série du disque;Type de disque;Effacement;"
    "Effacé le;Méthode effacement;Outil effacement;Version"
)
ROW = "{tag};{outcome};{grade};{limits};{disk};SSD;Réussi;{day};ATA secure erase;Blancco;7.10"


def happen(world):
    coordinator, site = world.staff[Role.COORDINATOR][0], world.sites[0]
    workshop = Refurbisher(
        name="Ateliers du Belvoir",
        contact="Accueil de l’atelier",
        phone="01 99 00 01 77",
        email="atelier@example.org",
        address="4 impasse des Tilleuls\n00000 Villeneuve-Exemple",
    )
    operations.save_refurbisher(workshop, by=coordinator)
    _one_is_back(coordinator, site, workshop)
    _one_is_coming_back(coordinator, site, workshop)
    outing = Transfer(origin=site, destination=site, refurbisher=workshop)
    operations.prepare_transfer(outing, by=coordinator)
    for device in here(site).order_by("-pk")[:2]:
        operations.load(outing, by=coordinator, device=device)


def _laptops(site):
    return here(site).filter(category__code="laptop")


def _one_is_back(by, site, workshop):
    """Of two, the workshop kept one, for its parts."""
    outing = Transfer(origin=site, destination=site, refurbisher=workshop)
    operations.prepare_transfer(outing, by=by)
    for device in _laptops(site).order_by("-pk")[:2]:
        operations.load(outing, by=by, device=device)
    operations.send(outing, by=by)
    kept, back = outing.freight.filter(status="sent").select_related("device", "transfer")
    _take_over(outing, [back.device, kept.device], by)
    operations.arrive(outing, by=by, device=back.device)
    operations.settle_transfer(outing, by=by, kept=[kept])


def _one_is_coming_back(by, site, workshop):
    """Four were sent, three are in the audit, two are back."""
    due_on = timezone.localdate() + timedelta(days=12)
    outing = Transfer(origin=site, destination=site, refurbisher=workshop, due_on=due_on)
    operations.prepare_transfer(outing, by=by)
    devices = list(_laptops(site).order_by("pk")[:4])
    for device in devices:
        operations.load(outing, by=by, device=device)
    operations.send(outing, by=by, carrier="Transports Belvoir")
    _take_over(outing, devices[:3], by)
    for device in devices[1:3]:
        operations.arrive(outing, by=by, device=device)


def _take_over(outing, devices, by):
    day = timezone.localdate().strftime("%d/%m/%Y")
    rows = [
        ROW.format(
            tag=device.asset_tag,
            outcome=outcome,
            grade=grade,
            limits=limits,
            disk=_disk_of(device),
            day=day,
        )
        for device, (outcome, grade, limits) in zip(
            devices,
            [("Pret", "A", ""), ("Pret", "B", "Un pixel mort"), ("Reparable", "C", "")],
            strict=False,
        )
    ]
    content = "\n".join([HEADINGS, *rows]).encode()
    source = read_list("audit-ateliers-du-belvoir.csv", content)
    batch = operations.check_list(None, by=by, source=source, kind="audit", outing=outing)
    operations.start_import(batch, by=by, skip_refused=True)
    jobs.write_import(batch)


def _disk_of(device):
    medium = device.media.first()
    return medium.serial or f"DEMO-{device.pk:08}"
