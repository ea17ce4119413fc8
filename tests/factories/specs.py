from decimal import Decimal

from factory import SubFactory
from factory.django import DjangoModelFactory

from inventory.devices.lifecycle.specifications import ReportKind
from inventory.models import MachineReport, Specification
from tests.factories.core import DocumentFactory
from tests.factories.inventory import DeviceFactory
from tests.factories.people import UserFactory


class SpecificationFactory(DjangoModelFactory):
    """A plain laptop with a complete specification."""

    class Meta:
        model = Specification

    device = SubFactory(DeviceFactory)
    cpu = "Intel(R) Core(TM) i5-8350U CPU @ 1.70GHz"
    cores = 4
    ram_gb = 8
    storage_gb = 256
    storage_kind = "ssd"
    screen_inches = Decimal("14.0")
    screen_width = 1920
    screen_height = 1080
    keyboard = "azerty_fr"
    has_webcam = True
    has_cellular = False
    battery_design_mwh = 50_000
    battery_full_mwh = 40_000
    battery_cycles = 210
    tpm = "2.0"
    firmware = "uefi"
    os = "windows"
    os_version = "11 Pro"
    licence = "digital"
    coa_number = ""


class MachineReportFactory(DjangoModelFactory):
    """A report of lshw with the content `document__content`."""

    class Meta:
        model = MachineReport

    device = SubFactory(DeviceFactory)
    kind = ReportKind.LSHW
    document = SubFactory(
        DocumentFactory, kind="machine", name="lshw.txt", content_type="text/plain", content=b"{}"
    )
    by = SubFactory(UserFactory, technician=True)
