"""Labels: content, layout, and PDF of sheets or rolls."""

from inventory.labels.content import Label, device_label, place_label, tag_label
from inventory.labels.sheets import LARGEST, MAX_COPIES, label_sheet, module_of, sample_label

__all__ = [
    "LARGEST",
    "MAX_COPIES",
    "Label",
    "device_label",
    "label_sheet",
    "module_of",
    "place_label",
    "sample_label",
    "tag_label",
]
