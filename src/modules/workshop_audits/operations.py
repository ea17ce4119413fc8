"""Audit of an outside workshop: its findings and work, recorded in the register."""

from django.utils import timezone
from django.utils.translation import gettext as _

from catalogue.models import FaultType
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from inventory.devices.lifecycle.devices import (
    IN_USE,
    ErasureResult,
    MediumKind,
    MediumStatus,
)
from inventory.devices.lifecycle.erasure import PHYSICAL, usual_standard, usual_verification
from inventory.devices.lifecycle.repairs import RepairOutcome
from inventory.erasure.operations.erasure import unclean
from inventory.models import Device, Erasure, Medium, Transfer
from inventory.repairs.operations.repairs import RepairFacts, record_repairs
from modules.workshop_audits.lines import AuditLine, back_of, ended_at, medium_named
from people.models import User

BATCH_SIZE = 500


@operation("inventory.import_device", locks=True)
def take_over_audit(outing: Transfer, lines: list[AuditLine], *, by: User) -> None:
    """Record the results of the workshop: repairs, proofs of erasure, grades, known faults.

    Statuses are unchanged. A device whose disks are all proven erased no longer needs erasure.
    """
    devices = {line.device.pk: line.device for line in lines}
    for locked in Device.objects.filter(pk__in=devices).lock():
        if locked.status != devices[locked.pk].status:
            raise Refused(
                _("%(device)s has changed in the meantime: check its row again.")
                % {"device": locked}
            )
    _take_over_facts(lines)
    _take_over_repairs(outing, lines, by)
    _take_over_proofs(outing, [line for line in lines if line.proof], by)
    proven = [line.device for line in lines if line.proof and line.proof.has_passed]
    _note_the_clean({device.pk: device for device in proven}, by)
    facts = {"transfer": outing.number}
    Event.objects.record_many("device.audited", [(d, facts) for d in devices.values()], by=by)
    Event.objects.record("transfer.audited", outing, by=by, count=len(devices))


def _take_over_facts(lines: list[AuditLine]) -> None:
    for line in lines:
        line.device.grade = line.grade or line.device.grade
        line.device.known_limits = line.known_limits or line.device.known_limits
    rows = [line.device for line in lines]
    Device.objects.bulk_update(rows, ["grade", "known_limits"], batch_size=BATCH_SIZE)


def _take_over_repairs(outing: Transfer, lines: list[AuditLine], by: User) -> None:
    """Record the repair of each device once, even if its disks have several rows."""
    repaired = {line.device.pk: line for line in lines if line.repair}
    if not repaired:
        return
    unknown = FaultType.objects.filter(code="unknown").first()
    facts = [
        RepairFacts(
            device=line.device,
            fault=line.fault or unknown or _name_the_fault(line),
            outcome=RepairOutcome(line.repair),
            done=line.work,
            refurbisher=outing.refurbisher,
        )
        for line in repaired.values()
    ]
    record_repairs(facts, by=by)


def _name_the_fault(line: AuditLine) -> FaultType:
    raise Refused(_("Enter the fault of %(device)s.") % {"device": line.device})


def _take_over_proofs(outing: Transfer, lines: list[AuditLine], by: User) -> None:
    """Record each erasure on the disk with its number, the disk without a number, or a new disk."""
    now, proofs, stories = timezone.now(), [], []
    back = back_of(outing)
    for line in lines:
        medium = _medium_of(line)
        until = back.get(line.device.pk, now)
        moment = ended_at(line.proof, outing, until) if line.proof.day else until
        proofs.append(
            Erasure(
                medium=medium,
                standard=usual_standard(line.proof.method),
                method=line.proof.method,
                verification=usual_verification(line.proof.method, has_report=True),
                parent_serial=line.device.serial or line.device.imei or "",
                tool=line.proof.tool,
                tool_version=line.proof.version,
                medium_serial=line.proof.serial,
                result=line.proof.result,
                device_received_at=line.device.received_at,
                started_at=moment,
                ended_at=moment,
                operator=by,
                refurbisher=outing.refurbisher,
            )
        )
        result = str(ErasureResult(line.proof.result))
        stories.append((line.device, {"medium": medium.pk, "result": result}))
    _check_not_failed_since(proofs)
    failed = [e.medium.device_id for e in proofs if e.result != ErasureResult.PASSED]
    Device.objects.filter(pk__in=failed).exclude(status__in=IN_USE).update(needs_erasure=True)
    Erasure.objects.bulk_create(proofs, batch_size=BATCH_SIZE)
    ended = [e for e in proofs if e.method in PHYSICAL and e.result == ErasureResult.PASSED]
    Medium.objects.filter(pk__in=[e.medium_id for e in ended]).transition_to(MediumStatus.DESTROYED)
    Event.objects.record_many("device.erased", stories, by=by)


def _check_not_failed_since(proofs: list[Erasure]) -> None:
    """Raise `Refused` for a proof that ended before a failed erasure, which voids it."""
    ends = {e.medium_id: e.ended_at for e in proofs if e.result == ErasureResult.PASSED}
    failed = Erasure.objects.filter(medium__in=ends).exclude(result=ErasureResult.PASSED)
    for erasure in failed.select_related("medium__device"):
        if ends[erasure.medium_id] < erasure.ended_at <= timezone.now():
            raise Refused(
                _(
                    "%(device)s: this erasure ended before one that did not pass. Erase "
                    "the device again."
                )
                % {"device": erasure.medium.device}
            )


def _medium_of(line: AuditLine) -> Medium:
    proof, device = line.proof, line.device
    medium = medium_named(proof, device.media.all())
    if medium is None:
        unclean(device)
        kind = proof.kind or MediumKind.UNKNOWN
        medium = Medium.objects.create(device=device, kind=kind, serial=proof.serial)
    elif (proof.kind and medium.kind == MediumKind.UNKNOWN) or not medium.serial:
        if medium.kind == MediumKind.UNKNOWN and proof.kind:
            medium.kind = proof.kind
        medium.serial = proof.serial or medium.serial
        medium.save(update_fields=["kind", "serial"])
    return medium


def _note_the_clean(devices: dict[int, Device], by: User) -> None:
    """Update whether each device needs erasure, from the proofs of its media."""
    of = {pk: [] for pk in devices}
    for medium in Medium.objects.filter(device__in=devices).with_last_erasure():
        of[medium.device_id].append(medium.is_proven)
    clean = [pk for pk, proven in of.items() if proven and all(proven)]
    rows = Device.objects.filter(pk__in=clean, needs_erasure=True)
    stories = [(devices[pk], {}) for pk in rows.values_list("pk", flat=True)]
    rows.update(needs_erasure=False)
    Event.objects.record_many("device.clean", stories, by=by)
