"""Features to choose from, and sentences of events, which never name a feature."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.workflow import event_messages


class Feature(models.TextChoices):
    """A feature of equipment; fixed choices, so that no text names a person or a reason."""

    LARGE_KEYS = "large_keys", _("large-key keyboard")
    EASY_MOUSE = "easy_mouse", _("mouse that is easy to hold")
    TOUCH = "touch", _("touch screen")
    LIGHT = "light", _("light to carry")
    LOUD = "loud", _("loud sound or headset")
    READER = "reader", _("screen reader installed")
    LARGE_TEXT = "large_text", _("large, clear text on the screen")
    ONE_HAND = "one_hand", _("one-handed use")
    DICTATION = "dictation", _("voice dictation")
    ALERTS = "alerts", _("alerts that are seen, not heard")
    SIMPLE = "simple", _("simple start screen")
    LARGE_PRINT = "large_print", _("papers in large print")
    AUDIO = "audio", _("papers read aloud")


FEATURE_ICONS = {
    Feature.LARGE_KEYS: "keyboard",
    Feature.EASY_MOUSE: "mouse",
    Feature.TOUCH: "pointer",
    Feature.LIGHT: "feather",
    Feature.LOUD: "headphones",
    Feature.READER: "speech",
    Feature.LARGE_TEXT: "zoom-in",
    Feature.ONE_HAND: "hand",
    Feature.DICTATION: "mic",
    Feature.ALERTS: "captions",
    Feature.SIMPLE: "layout-grid",
    Feature.LARGE_PRINT: "a-large-small",
    Feature.AUDIO: "volume-2",
}
OF_PAPERS = [Feature.LARGE_PRINT, Feature.AUDIO]
OF_EQUIPMENT = [feature for feature in Feature if feature not in OF_PAPERS]
# Set up on a device, and lost when it comes back and is installed again.
SET_UP = [
    Feature.READER,
    Feature.LARGE_TEXT,
    Feature.ONE_HAND,
    Feature.DICTATION,
    Feature.ALERTS,
    Feature.SIMPLE,
]
EQUIPMENT_CHOICES = [(feature.value, feature.label) for feature in OF_EQUIPMENT]

EVENTS = {
    "features.noted": _("Wanted feature recorded, with the person’s consent"),
    "features.removed": _("Wanted feature removed, as the person asked"),
    "features.of_device": _("Device features changed"),
    "features.of_accessory": _("Accessory features changed"),
}

event_messages.register(EVENTS)
