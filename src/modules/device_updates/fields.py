"""The fields that a list may change, and their values for comparison."""

from inventory.imports.device_export import BOUGHT_ON, MADE_OF, field_text, specification_of
from inventory.imports.resources import COLUMNS

# with their headings in the export
CORRECTED = COLUMNS | BOUGHT_ON | MADE_OF


def compared_text(device, name):
    """Text of a field for comparison, in which specifications are independent of the language."""
    if name not in MADE_OF:
        return field_text(device, name)
    value = getattr(specification_of(device), name, None)
    return "" if value is None else str(value)
