"""Pairs of raw writes for each guard that reads another table, of which only one is valid."""

from datetime import time

from django.utils import timezone

from inventory.models import Medium
from loans.models import LoanItem
from tests import factories as make
from tests.law import copy, write
from tests.races.writes_anonymised import FORGOTTEN_RACES
from tests.races.writes_erasure import ERASURE_RACES
from tests.races.writes_inventory import INVENTORY_RACES
from tests.races.writes_loans import LOAN_RACES


def clean_device():
    """Return a device whose only disk has a proven erasure, and the erasure."""
    device = make.DeviceFactory()
    return device, make.ErasureFactory(medium=device.media.get())


def failure_beside_lifting():
    device, erasure = clean_device()
    failed = {"result": "failed", "recorded_at": timezone.now(), "report_id": None}
    return lambda: copy(erasure, **failed), lambda: write(device, needs_erasure=False)


def disk_beside_lifting():
    device, _erasure = clean_device()
    return (
        lambda: Medium.objects.bulk_create([Medium(device=device)]),
        lambda: write(device, needs_erasure=False),
    )


def imei_in_two_columns():
    one, two = make.DeviceFactory.create_batch(2)
    imei = "490154203237518"
    return lambda: write(one, imei=imei), lambda: write(two, imei2=imei)


def imei_of_one_that_comes_back():
    imei = "356938035643809"
    gone, other = make.DeviceFactory(retired=True, imei=imei), make.DeviceFactory()
    back = {"status": "received", "received_at": timezone.now(), "retire_reason": ""}
    return lambda: write(gone, **back), lambda: write(other, imei2=imei)


def freed_beside_leaving():
    item = make.LoanItemFactory(reserved=True)

    def free():
        write(item.device, status="ready")
        write(item, status="cancelled", ended_at=timezone.now())

    def lend():
        write(item.device, status="on_loan")
        write(item, status="open", opened_at=timezone.now())
        write(item.loan, status="active", starts_on=timezone.localdate())

    return free, lend


def repair_beside_shelving():
    device = make.DeviceFactory(refurbishing=True)
    repair = make.RepairFactory(device=make.DeviceFactory(refurbishing=True))
    return (
        lambda: copy(repair, device=device, device_id=device.pk),
        lambda: write(device, status="retired", retire_reason="recycled"),
    )


def item_beside_signature():
    item = make.LoanItemFactory(reserved=True)
    agreement = make.AgreementFactory(issued=True, loan=item.loan)
    make.SignatureFactory(agreement=agreement)
    signed = {"status": "signed", "sha256": "0" * 64, "signed_at": timezone.now()}
    accessory = make.LoanItemFactory(of_accessories=True)
    return lambda: write(agreement, **signed), lambda: copy(accessory, loan_id=item.loan_id)


def longer_beside_signature():
    item = make.LoanItemFactory(reserved=True)
    agreement = make.AgreementFactory(issued=True, loan=item.loan)
    make.SignatureFactory(agreement=agreement)
    signed = {"status": "signed", "sha256": "0" * 64, "signed_at": timezone.now()}
    later = item.loan.due_on.replace(year=item.loan.due_on.year + 1)
    return lambda: write(agreement, **signed), lambda: write(item.loan, due_on=later)


def signature_beside_refusal():
    signature = make.SignatureFactory()
    return (
        lambda: write(signature.agreement, status="declined"),
        lambda: copy(signature, role="guardian"),
    )


def two_conventions():
    organisation = make.OrganisationFactory(approved=True)
    other = make.ConventionFactory()
    facts = {"organisation_id": organisation.pk, "renews_id": None}
    return (
        lambda: copy(other, number="V99-0001", **facts),
        lambda: copy(other, number="V99-0002", **facts),
    )


def line_beside_end_of_return():
    line = make.ReturnLineFactory(done=True)
    return (
        lambda: write(line.session, status="dropped"),
        lambda: copy(line, status="waiting", item_id=make_item()),
    )


def make_item():
    return LoanItem.objects.exclude(device=None).order_by("-pk").values_list("pk", flat=True)[0]


def two_overlapping_appointments():
    site = make.SiteFactory()
    one = make.AppointmentFactory(site=site)
    lasts = one.ends_at - one.starts_at

    def when(times):
        return {"starts_at": one.starts_at + times * lasts, "ends_at": one.ends_at + times * lasts}

    two = make.AppointmentFactory(site=site, **when(4))
    return lambda: write(one, **when(8)), lambda: write(two, **when(8.5))


def two_spans_of_opening():
    span = make.OpeningHoursFactory()
    one, two = {"weekday": 2, "closes_at": time(11)}, {"weekday": 2, "opens_at": time(10)}
    return lambda: copy(span, **one), lambda: copy(span, **two)


def item_beside_first_answer():
    item = make.ChecklistItemFactory()
    return lambda: make.TestResultFactory(item=item), lambda: copy(item, code="another")


def line_beside_sending():
    line = make.ExitLineFactory(listed=True)
    device = make.ExitLineFactory(taken_out=True).device
    gone = {"status": "cancelled"}

    def cancel():
        write(line, status="taken_out")
        write(line.batch, **gone)

    return cancel, lambda: copy(line, device_id=device.pk, status="listed")


RACES = {
    "inventory_device_erasure_proven": failure_beside_lifting,
    "inventory_erasure_voids": lambda: failure_beside_lifting()[::-1],
    "inventory_medium_declared": lambda: disk_beside_lifting()[::-1],
    "inventory_device_imei_shared": imei_in_two_columns,
    "inventory_device_imei_shared: one that comes back": imei_of_one_that_comes_back,
    "loans_device_out_has_item": freed_beside_leaving,
    "inventory_device_in_repair": repair_beside_shelving,
    "inventory_repair_of_device_here": lambda: repair_beside_shelving()[::-1],
    "loans_item_added_when_signed": item_beside_signature,
    "loans_loan_amended": longer_beside_signature,
    "loans_signature_when_issued": signature_beside_refusal,
    "loans_convention_one_at_a_time": two_conventions,
    "loans_returnline_session_open": line_beside_end_of_return,
    "loans_openinghours_apart": two_spans_of_opening,
    "inventory_checklistitem_answered": item_beside_first_answer,
    "inventory_exitline_while_open": line_beside_sending,
    "loans_appointment_seat_free": two_overlapping_appointments,
    **INVENTORY_RACES,
    **ERASURE_RACES,
    **LOAN_RACES,
    **FORGOTTEN_RACES,
}
