"""Demo data of the module."""

from inventory.devices.lifecycle.specifications import Os
from modules.holder_messages.models import HolderMessage
from modules.holder_messages.operations import prepare_message


def prepare(world):
    """Prepare a message to the holders of devices with Windows, for the user to preview."""
    message = HolderMessage(
        subject={"fr": "les mises à jour de Windows", "en": "updates of Windows"},
        text={
            "fr": "Laissez votre ordinateur allumé et branché une heure ce soir :"
            " il installera ses mises à jour.",
            "en": "Leave your computer on and plugged in for an hour this evening:"
            " it will install its updates.",
        },
        system=Os.WINDOWS,
    )
    prepare_message(message, by=world.coordinator)
