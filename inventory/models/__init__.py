from inventory.models.accessory import AccessoryMovement, AccessoryStock, DeviceCharger
from inventory.models.attempt import Attempt, TestResult
from inventory.models.certificate import CertifiedErasure, ErasureCertificate
from inventory.models.checklist import Checklist, ChecklistItem
from inventory.models.consignment import Consignment, ConsignmentLine
from inventory.models.count import StockCount
from inventory.models.countline import CountLine, CountScan
from inventory.models.device import Device
from inventory.models.erasure import Erasure, Medium
from inventory.models.exits import ExitBatch, ExitLine, ExitWeight
from inventory.models.imports import ImportBatch, ImportedDevice, ImportRow
from inventory.models.label import LabelFormat, Printer
from inventory.models.labeldefault import LabelDefault
from inventory.models.outside import Refurbisher
from inventory.models.part import RepairPart
from inventory.models.place import Place
from inventory.models.repair import Repair
from inventory.models.report import ErasureReport
from inventory.models.specification import MachineReport, Specification
from inventory.models.tag import Tag, TagBatch
from inventory.models.transfer import Freight, Transfer
from inventory.models.voucher import Voucher
from inventory.models.voucherbatch import VoucherBatch
from inventory.models.voucherstock import VoucherList, VoucherMinimum

__all__ = [
    "AccessoryMovement",
    "AccessoryStock",
    "Attempt",
    "CertifiedErasure",
    "Checklist",
    "ChecklistItem",
    "Consignment",
    "ConsignmentLine",
    "CountLine",
    "CountScan",
    "Device",
    "DeviceCharger",
    "Erasure",
    "ErasureCertificate",
    "ErasureReport",
    "ExitBatch",
    "ExitLine",
    "ExitWeight",
    "Freight",
    "ImportBatch",
    "ImportRow",
    "ImportedDevice",
    "LabelDefault",
    "LabelFormat",
    "MachineReport",
    "Medium",
    "Place",
    "Printer",
    "Refurbisher",
    "Repair",
    "RepairPart",
    "Specification",
    "StockCount",
    "Tag",
    "TagBatch",
    "TestResult",
    "Transfer",
    "Voucher",
    "VoucherBatch",
    "VoucherList",
    "VoucherMinimum",
]
