"""Note and withdraw wishes, and the features of devices and accessories."""

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import AccessoryKind
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from inventory.models import Device
from loans.allocation.operations.preparation import add_accessory, prepare_for
from loans.models import LoanItem, Request
from modules.equipment_features.models import AccessoryFeature, DeviceFeature, Wish
from people.models import Recipient, User


@operation("equipment_features.note_wish")
def change_wish(person: Recipient, *, by: User, add: str = "", remove: str = "") -> None:
    """Note a feature that a person wants, with their consent, or delete one; idempotent.

    Events do not name the feature, so that nothing is left of a withdrawn one.
    """
    by.check_acts_for(person.organisation_id, change_wish.permission)
    Recipient.objects.filter(pk=person.pk).hold()
    person.refresh_from_db()
    if person.anonymised_at:
        raise Refused(_("This person has been anonymised: nothing can be written about them."))
    if Wish.objects.filter(recipient=person, feature=remove).delete()[0]:
        Event.objects.record("features.removed", person, by=by)
    if add and not Wish.objects.filter(recipient=person, feature=add).exists():
        save_valid(Wish(recipient=person, feature=add, by=by))
        Event.objects.record("features.noted", person, by=by)


@operation("equipment_features.note_device", locks=True)
def change_device(device: Device, *, by: User, add: str = "", remove: str = "") -> None:
    """Note a feature that a device has, or delete one; idempotent."""
    DeviceFeature.objects.filter(device=device, feature__in=[add, remove]).delete()
    if add:
        save_valid(DeviceFeature(device=device, feature=add, by=by, at=timezone.now()))
    Event.objects.record("features.of_device", device, by=by)


@operation("equipment_features.change_accessories")
def add_to_accessory(row: AccessoryFeature, *, by: User) -> AccessoryFeature:
    save_valid(row)
    Event.objects.record("features.of_accessory", row.accessory, by=by)
    return row


@operation("equipment_features.change_accessories")
def remove_from_accessory(row: AccessoryFeature, *, by: User) -> None:
    row.delete()
    Event.objects.record("features.of_accessory", row.accessory, by=by)


@operation("loans.hand_over")
def take(request: Request, *, by: User, accessory: AccessoryKind) -> LoanItem:
    """Add an accessory to the hand-over of an accepted request, which is prepared if necessary."""
    return add_accessory(prepare_for(request, by=by), by=by, accessory=accessory)


def forget_wishes(people: list[Recipient]) -> None:
    """Delete the wishes of these people."""
    Wish.objects.filter(recipient__in=people).delete()
