"""Demo data of the module."""

from catalogue.models import AccessoryKind
from inventory.accessories.operations import receive_stock
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.models import Device
from loans.base.lifecycle.loans import Audience, LoanStatus, RequestStatus
from loans.models import Loan, Request
from modules.equipment_features.lifecycle import Feature
from modules.equipment_features.models import AccessoryFeature
from modules.equipment_features.operations import add_to_accessory, change_device, change_wish

ACCESSORIES = [
    ("large-keyboard", "keyboard", "Clavier à grosses touches", "Large-key keyboard"),
    ("trackball", "mouse", "Souris à boule", "Trackball"),
]
FEATURES = [Feature.LARGE_KEYS, Feature.EASY_MOUSE]
WISHES = [
    (Feature.LARGE_KEYS, Feature.LARGE_PRINT),
    (Feature.READER, Feature.AUDIO),
    (Feature.EASY_MOUSE, Feature.ONE_HAND),
]


def note(world):
    """Stock two adapted accessories, and note the wishes of a few people."""
    by = world.coordinator
    for (code, sort, fr, en), feature in zip(ACCESSORIES, FEATURES, strict=True):
        names = {"fr": fr, "en": en}
        kind = AccessoryKind.objects.create(code=code, sort=sort, names=names)
        for site in world.sites:
            receive_stock(kind, by=by, site=site, quantity=4)
        add_to_accessory(AccessoryFeature(accessory=kind, feature=feature), by=by)
    for device in Device.objects.filter(status=DeviceStatus.READY).order_by("pk")[:3]:
        change_device(device, by=by, add=Feature.READER)
    people = [*_people(Request, RequestStatus.ACCEPTED), *_people(Loan, LoanStatus.ACTIVE)]
    for number, person in enumerate(dict.fromkeys(people)):
        for feature in WISHES[number % len(WISHES)]:
            change_wish(person, by=by, add=feature)


def _people(model, status):
    rows = model.objects.filter(
        status=status, audience=Audience.FAMILY, recipient__anonymised_at=None
    )
    rows = rows.exclude(recipient=None).select_related("recipient").order_by("-pk")
    return [row.recipient for row in rows[:4]]
