"""Table cells that name a device."""

from django.utils.html import format_html

from core.templatetags.rebond import icon


def kind_and_name(device):
    """The designation of a device with the icon of its category (labelled for screen readers)."""
    return format_html(
        '<span class="device">{}<span><span class="visually-hidden">{}, </span>{}</span></span>',
        icon(device.category.icon, 18),
        device.category,
        device.designation,
    )
