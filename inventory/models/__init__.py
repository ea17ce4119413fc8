from inventory.models.device import Device
from inventory.models.imports import ImportBatch, ImportRow
from inventory.models.label import LabelFormat
from inventory.models.place import Place
from inventory.models.tag import Tag
from inventory.models.voucher import Voucher, VoucherBatch
from inventory.models.workshop import Checklist, ChecklistItem, Erasure, Medium, TestResult

__all__ = [
    "Checklist",
    "ChecklistItem",
    "Device",
    "Erasure",
    "ImportBatch",
    "ImportRow",
    "LabelFormat",
    "Medium",
    "Place",
    "Tag",
    "TestResult",
    "Voucher",
    "VoucherBatch",
]
