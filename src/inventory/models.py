from inventory.accessories.models import AccessoryMovement, AccessoryStock, DeviceCharger
from inventory.devices.models.device import Device
from inventory.devices.models.erasure import Erasure, Medium
from inventory.devices.models.place import Place
from inventory.devices.models.specification import MachineReport, Specification
from inventory.devices.models.tag import Tag, TagBatch
from inventory.devices.models.transfer import Freight, Refurbisher, Transfer
from inventory.erasure.models import CertifiedErasure, ErasureCertificate, ErasureReport
from inventory.exits.models import ExitBatch, ExitLine, ExitWeight
from inventory.imports.models import ImportBatch, ImportedDevice, ImportRow
from inventory.labels.models import LabelDefault, LabelFormat, Printer
from inventory.repairs.models import Repair, RepairFile, RepairPart
from inventory.vouchers.models.batch import VoucherBatch, VoucherMinimum
from inventory.vouchers.models.incoming_list import VoucherList
from inventory.vouchers.models.voucher import Voucher
from inventory.workshop.models import Attempt, Checklist, ChecklistItem, TestResult
