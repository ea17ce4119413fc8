"""Drafts of records other than devices: the unsaved result of a row."""

from dataclasses import dataclass
from datetime import date

from catalogue.models import AccessoryKind, Category, FaultType
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.lifecycle.repairs import REPAIRABLE_WHEN, Barrier, RepairOutcome
from inventory.models import Device
from loans.base.lifecycle.loans import Purpose
from modules.legacy_import.lines import Line
from people.models import Recipient


@dataclass
class LoanDraft:
    """A loan of a row: its device (or its future `Line`), its holder, its days."""

    person: Recipient
    code: str = ""
    serial: str = ""
    action: str = ""
    subject: str = ""
    moved_on: date | None = None
    starts_on: date | None = None
    due_on: date | None = None
    returned_on: date | None = None
    is_back: str | None = None
    agreement: str = ""
    device: Device | Line | None = None
    line: Line | None = None


@dataclass
class RepairDraft:
    """A repair; `device` may be the `Line` of a future device."""

    code: str = ""
    serial: str = ""
    device: Device | Line | None = None
    fault: FaultType | None = None
    reported: str = ""
    done: str = ""
    opened_on: date | None = None
    ended_on: date | None = None
    outcome: str = RepairOutcome.FIXED

    @property
    def is_of_a_ready_device(self):
        return self.device is not None and self.device.status == DeviceStatus.READY

    @property
    def is_open(self):
        """Whether the repair is open: it has no last day, and its device is present."""
        here = [DeviceStatus.READY, *REPAIRABLE_WHEN]
        return self.ended_on is None and self.device.status in here

    @property
    def result(self):
        """The outcome and the barrier of the repair; empty while it is open."""
        if self.is_open:
            return "", ""
        outcome = self.outcome if self.ended_on else RepairOutcome.REPAIRABLE
        return outcome, "" if outcome == RepairOutcome.FIXED else Barrier.UNKNOWN


@dataclass
class StockDraft:
    """The quantity of an accessory, and the minimum below which to warn."""

    accessory: AccessoryKind | None = None
    serial: str = ""
    quantity: int | None = None
    minimum: int | None = None


@dataclass
class RequestDraft:
    """A line of a waiting request; lines of one person and day form one request."""

    person: Recipient
    what: Category | AccessoryKind | None = None
    quantity: int | None = None
    requested_on: date | None = None
    wanted_on: date | None = None
    purpose: str = Purpose.OTHER
    number: str = ""
