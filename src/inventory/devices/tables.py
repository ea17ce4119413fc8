"""Table cells that name a device."""

from django.utils.safestring import SafeString

from core.lists.renderers import escaped
from core.templatetags.rebond import icon


def kind_and_name(device):
    """The designation of a device with the icon of its category, labelled for screen readers."""
    kind, name = escaped(device.category), escaped(device.designation)
    return SafeString(
        f'<span class="device">{icon(device.category.icon, 18)}'
        f'<span><span class="visually-hidden">{kind}, </span>{name}</span></span>'
    )
