"""Sentences about rows that are shared by two lists of one file."""

from django.utils.translation import gettext_noop

SEVERAL_ITEMS = gettext_noop(
    "%(text)s items without a number of their own: imported as accessories, not as devices."
)
A_DEVICE = gettext_noop(
    "This item has a serial number: it is imported as a device, not as an accessory."
)
