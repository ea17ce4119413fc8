"""Audit lines of an external workshop and their validation.

An audit is an import of its own kind: it brings proofs of erasure (of the day the lot left or
later, complete, never an overwritten SSD), grades and known faults, and changes no status. An audit
cannot be undone: a proof is final.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext_noop

from core.workflow.event_messages import Sentence
from inventory.devices.lifecycle.devices import (
    GONE,
    DeviceStatus,
    ErasureMethod,
    ErasureResult,
    MediumKind,
    MediumStatus,
)
from inventory.devices.lifecycle.erasure import methods_for
from inventory.devices.lifecycle.repairs import RepairOutcome
from inventory.devices.lifecycle.transfers import FreightStatus

BEFORE_IT_LEFT = gettext_noop("The erasure is dated %(day)s, before the lot left: check its date.")
NOT_YET = gettext_noop("An erasure that has not ended proves nothing: check its date.")
INCOMPLETE = gettext_noop(
    "A passed erasure needs its date, method, tool, version and the disk’s serial number."
)
NO_RESULT = gettext_noop("The row mentions an erasure, but not whether it passed.")
OVERWRITTEN_FLASH = gettext_noop(
    "Overwriting proves nothing on an SSD: ask the workshop for the report of its sanitize command."
)
DOES_NOT_APPLY = gettext_noop(
    "This method proves nothing for this type of disk: check the type and the method."
)
WHICH_KIND = gettext_noop(
    "The proof of an erasure depends on the disk: enter the type of this disk."
)
ELSEWHERE = gettext_noop(
    "The disk %(serial)s is also in %(tag)s: check its number. If there really are "
    "two, record this one at the bench first."
)
OTHER_DISK = gettext_noop(
    "%(tag)s is ready, but the register does not list disk %(serial)s in it: take it "
    "to the bench first."
)
READY_AND_BROKEN = gettext_noop(
    "%(tag)s is ready here, but not repaired according to the workshop: take it to the bench first."
)
READY_AND_FAILED = gettext_noop(
    "%(tag)s is ready here, but its erasure did not pass according to the workshop: "
    "take it to the bench first."
)
AFTER_ITS_RETURN = gettext_noop(
    "%(tag)s was back here before %(day)s: check the date of its erasure."
)
HAS_LEFT = gettext_noop("%(tag)s is “%(status)s”: its audit comes too late.")


@dataclass(kw_only=True)
class Proof:
    """The erasure of one disk, as reported by the refurbisher; missing values are empty."""

    serial: str = ""
    kind: str = ""
    result: str = ""
    method: str = ""
    tool: str = ""
    version: str = ""
    day: date | None = None

    @property
    def has_passed(self) -> bool:
        return self.result == ErasureResult.PASSED

    @property
    def has_values(self) -> bool:
        return any((self.serial, self.result, self.method, self.tool, self.day))

    @property
    def is_complete(self) -> bool:
        return all((self.serial, self.method, self.tool, self.version, self.day))


@dataclass(kw_only=True)
class AuditLine:
    """The data of a returned device in a row of a refurbisher's audit."""

    device: object
    number: int
    outcome: str = ""
    grade: str = ""
    fault: object = None
    work: str = ""
    known_limits: str = ""
    proof: Proof | None = None

    @property
    def repair(self) -> str:
        """The outcome of the repair done there; empty if the row has no outcome."""
        if self.outcome == RepairOutcome.FIXED and not (self.fault or self.work):
            return ""
        if self.outcome:
            return self.outcome
        return RepairOutcome.REPAIRABLE if self.fault else ""


def back_of(outing) -> dict[int, datetime]:
    """Return time of each device of an outing, by its id."""
    rows = outing.freight.filter(status__in=[FreightStatus.ARRIVED, FreightStatus.EXTRA])
    return dict(rows.values_list("device", "status_since"))


def ended_at(proof: Proof, outing, until: datetime) -> datetime:
    """End of an erasure of which only the day is known: midday, after sending, before `until`.

    `until` is the return of its device, or now.
    """
    midday = timezone.make_aware(datetime.combine(proof.day, time(12)))
    return min(max(midday, outing.sent_at + timedelta(minutes=1)), until)


def medium_named(proof: Proof, media):
    """The disk of a device that a proof names: by number, else the only disk without a number."""
    there = [medium for medium in media if medium.status not in GONE]
    named = [medium for medium in there if medium.serial == proof.serial]
    bare = [m for m in there if not m.serial and m.status == MediumStatus.PRESENT]
    return next(iter(named or bare), None)


def faults_of(line: AuditLine, outing, back: dict) -> list[Sentence]:
    """Errors that keep a line from being applied; devices come with `media`."""
    device, problems = line.device, []
    if device.is_out or device.status not in _AUDITED:
        params = {"tag": device.asset_tag, "status": str(device.status_label)}
        problems.append(Sentence(HAS_LEFT, params))
    if device.status == DeviceStatus.READY and line.repair not in {"", RepairOutcome.FIXED}:
        problems.append(Sentence(READY_AND_BROKEN, {"tag": device.asset_tag}))
    if line.proof:
        problems += _faults_of_proof(line.proof, device, outing, back)
    return problems


_AUDITED = {
    DeviceStatus.RECEIVED,
    DeviceStatus.REFURBISHING,
    DeviceStatus.READY,
    DeviceStatus.QUARANTINED,
    DeviceStatus.RETIRED,
}


def _faults_of_proof(proof, device, outing, back):
    if not proof.result:
        return [Sentence(NO_RESULT, {})]
    problems = _faults_of_day(proof.day, outing)
    if proof.day and device.pk in back and proof.day > timezone.localdate(back[device.pk]):
        params = {"tag": device.asset_tag, "day": proof.day.strftime("%d/%m/%Y")}
        problems.append(Sentence(AFTER_ITS_RETURN, params))
    if proof.has_passed and not proof.is_complete:
        problems.append(Sentence(INCOMPLETE, {}))
    if not proof.has_passed and device.status == DeviceStatus.READY:
        problems.append(Sentence(READY_AND_FAILED, {"tag": device.asset_tag}))
    medium = medium_named(proof, device.media.all())
    problems += _faults_of_kind(proof, medium)
    if medium is None and device.status == DeviceStatus.READY:
        params = {"tag": device.asset_tag, "serial": proof.serial}
        problems.append(Sentence(OTHER_DISK, params))
    return problems


def _faults_of_kind(proof, medium):
    """Errors of the kind of disk: the recorded kind overrides the kind in the audit."""
    recorded = medium.kind if medium and medium.kind != MediumKind.UNKNOWN else ""
    kind = recorded or proof.kind or MediumKind.UNKNOWN
    if not proof.has_passed or proof.method in ["", *methods_for(kind)]:
        return []
    if kind == MediumKind.UNKNOWN:
        return [Sentence(WHICH_KIND, {})]
    is_overwritten = proof.method == ErasureMethod.OVERWRITE
    return [Sentence(OVERWRITTEN_FLASH if is_overwritten else DOES_NOT_APPLY, {})]


def _faults_of_day(day, outing):
    if day and day < timezone.localdate(outing.sent_at):
        return [Sentence(BEFORE_IT_LEFT, {"day": day.strftime("%d/%m/%Y")})]
    if day and day > timezone.localdate():
        return [Sentence(NOT_YET, {})]
    return []
