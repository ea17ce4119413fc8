"""A lot with a donor, for tests that read its papers."""

from datetime import date, time
from decimal import Decimal

from donations.lifecycle import PaperKind
from inventory.intake.papers import draw
from inventory.models import Device
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    DeviceFactory,
    DeviceModelFactory,
    DonationFactory,
    DonationLineFactory,
    DonorFactory,
    IdentityFactory,
)
from tests.leaks import words_of

ASSOCIATION = {
    "name": "Clavier Partagé",
    "siren": "000000018",
    "rna": "W000000001",
    "address": "14 rue des Quatre-Lavoirs\n35000 Rennes",
    "town": "Rennes",
    "email": "bonjour@clavier.test",
    "phone": "02 61 91 00 12",
    "signatory": "Claire Guérin, présidente",
    "purpose": "Confier du matériel à qui en manque.",
    "tax_quality": "Œuvre ou organisme d’intérêt général",
}
DECLARED = {
    "declared_value": Decimal("1234.50"),
    "declared_count": 3,
    "value_basis": "cost",
    "declared_by": "Awa Diop, DSI",
    "declared_on": date(2026, 3, 2),
    "bought_on": date(2019, 6, 1),
}


def set_identity(**facts):
    identity = IdentityFactory(id=1)
    for name, value in (ASSOCIATION | facts).items():
        setattr(identity, name, value)
    identity.save()
    return identity


def lot_of(site, *, donor=None, valued=False, **facts):
    """Create a lot of three laptops: one has a serial number, one a fault, one no record."""
    donor = donor or DonorFactory(
        company=True,
        name="Ateliers Belvoir",
        legal_form="SAS",
        siren="000000026",
        contact="Awa Diop",
        email="awa@belvoir.test",
        address="3 rue du Four-à-Ban\n35400 Saint-Malo",
    )
    facts = {
        "received": True,
        "received_on": date(2026, 3, 6),
        "collect_on": date(2026, 3, 5),
        "collect_from": time(9, 30),
        "collect_until": time(11),
        "collect_at": "9 quai des Brumes, 35400 Saint-Malo",
        "collect_contact": "Jonas Weiss",
        "collect_phone": "06 39 98 12 34",
        "carrier": "Transports Cadoret",
    } | facts
    lot = DonationFactory(donor=donor, site=site, reference="D26-0042", **facts)
    laptop = CategoryFactory(
        holds_data=False, code="laptop", names__fr="Ordinateur portable", names__en="Laptop"
    )
    declared = DECLARED if valued else {}
    DonationLineFactory(donation=lot, category=laptop, announced=4, counted=3, **declared)
    brand = BrandFactory(name="Dell", key="dell")
    kind = {"brand": brand, "model": DeviceModelFactory(brand=brand, name="Latitude 5490")}
    common = {"donation": lot, "site": site, "category": laptop, **kind}
    DeviceFactory(serial="DEMO0001", grade="B", **common)
    DeviceFactory(serial=None, fault="Charnière cassée", **common)
    return lot


def text_of(lot, kind):
    return " ".join(words_of(draw(lot, PaperKind(kind)).pdf).split())


def tags_of(lot):
    return list(Device.objects.filter(donation=lot).values_list("asset_tag", flat=True))


def lacking(text, words):
    return [word for word in words if word not in text]
