"""Two open transactions and raw writes: the second sees what the first did, and is refused.

Each guard that reads another table stands here: with two writes that must not both hold, or with
why no other write can change what it reads.
"""

from datetime import time
from threading import Event, Thread

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction
from django.utils import timezone

from core.guards import CROSS_TABLE
from inventory.models import Medium
from loans.models import LoanItem
from tests import factories as make
from tests.law import copy, write


def clean_device():
    """A device whose only disk is proven erased, so that it can be said to be clean."""
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


def freed_beside_leaving():
    item = make.LoanItemFactory(reserved=True)

    def free():
        write(item.device, status="ready")
        write(item, status="cancelled", ended_at=timezone.now())

    return free, lambda: write(item.device, status="on_loan")


def scan_beside_closing():
    scan = make.CountScanFactory()
    closed = {"status": "counted", "counted_by": scan.by, "counted_at": timezone.now()}
    return lambda: write(scan.count, **closed), lambda: copy(scan)


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
    signed = {"status": "signed", "sha256": "0" * 64, "signed_at": timezone.now()}
    thing = make.LoanItemFactory(of_accessories=True)
    return lambda: write(agreement, **signed), lambda: copy(thing, loan_id=item.loan_id)


def longer_beside_signature():
    item = make.LoanItemFactory(reserved=True)
    agreement = make.AgreementFactory(issued=True, loan=item.loan)
    signed = {"status": "signed", "sha256": "0" * 64, "signed_at": timezone.now()}
    later = item.loan.due_on.replace(year=item.loan.due_on.year + 1)
    return lambda: write(agreement, **signed), lambda: write(item.loan, due_on=later)


def signature_beside_refusal():
    signature = make.SignatureFactory()
    return (
        lambda: write(signature.agreement, status="declined"),
        lambda: copy(signature, role="guardian"),
    )


def guardian_beside_anonymising():
    guardian, person = make.GuardianFactory(), make.RecipientFactory()
    return lambda: anonymised(person), lambda: copy(guardian, recipient_id=person.pk)


def loan_beside_anonymising():
    person = make.RecipientFactory()
    loan = make.LoanFactory(organisation=person.organisation, recipient=None, audience="structure")
    mine = {"recipient_id": person.pk, "audience": "family"}
    return lambda: anonymised(person), lambda: write(loan, **mine)


def anonymised(person):
    names = ["first_name", "last_name", "phone", "email", "address", "town", "reference"]
    blank = dict.fromkeys([*names, "folded_name", "folded_reference"], "")
    return write(person, birth_date=None, anonymised_at=timezone.now(), **blank)


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
        lambda: write(line.run, status="dropped"),
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


def loan_beside_launch():
    row = make.CampaignLoanFactory()
    loan = make.LoanFactory(active=True)
    return lambda: write(row.campaign, status="launched"), lambda: copy(row, loan_id=loan.pk)


def item_beside_first_answer():
    item = make.ChecklistItemFactory()
    return lambda: make.TestResultFactory(item=item), lambda: copy(item, code="another")


def two_tax_receipts_of_a_lot():
    receipt = make.TaxReceiptFactory(year=2025)
    donation = make.DonationFactory(received=True, donor=receipt.donor)

    def another(year):
        facts = {"donation_id": donation.pk, "document_id": None, "year": year, "number": 1}
        return lambda: copy(receipt, **facts)

    return another(2023), another(2024)


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
    "loans_device_out_has_item": freed_beside_leaving,
    "inventory_countscan_while_open": scan_beside_closing,
    "inventory_device_in_repair": repair_beside_shelving,
    "inventory_repair_of_device_here": lambda: repair_beside_shelving()[::-1],
    "loans_item_added_when_signed": item_beside_signature,
    "loans_loan_amended": longer_beside_signature,
    "loans_signature_when_issued": signature_beside_refusal,
    "people_guardian_of_somebody": guardian_beside_anonymising,
    "loans_loan_not_anonymous": loan_beside_anonymising,
    "loans_convention_one_at_a_time": two_conventions,
    "loans_returnline_run_open": line_beside_end_of_return,
    "loans_openinghours_apart": two_spans_of_opening,
    "loans_campaign_selection_frozen": loan_beside_launch,
    "inventory_checklistitem_answered": item_beside_first_answer,
    "donations_taxreceipt_one_stands": two_tax_receipts_of_a_lot,
    "inventory_exitline_while_open": line_beside_sending,
    "loans_appointment_seat_free": two_overlapping_appointments,
}


# What these read never changes once it is written, or only so that they refuse less.
READ_WHAT_STAYS = {
    "inventory_importrow_word_for_word": "whether a list names people",
    "inventory_tag_stays": "that a device was entered in error",
    "inventory_testresult_of_attempt": "attempts and items",
    "inventory_testresult_complete": "items",
    "inventory_testresult_within": "items",
    "inventory_medium_destroyed_recorded": "erasures",
    "inventory_erasure_attested_past": "when a device was taken over",
    "inventory_erasure_recorded_by_now": "nothing but the clock",
    "inventory_erasure_of_a_stay": "the last arrival of a device, which is never before another",
    "inventory_certifiederasure_proof": "erasures and certificates",
    "inventory_repairpart_of_another": "the device of a repair",
    "loans_appointment_same_organisation": "the organisation of a request or a loan",
    "loans_loan_same_organisation": "the organisation of a person or a request",
    "loans_request_same_organisation": "the organisation of a person",
    "loans_request_origin_same_organisation": "the organisation of a group or a slip",
    "loans_referral_same_organisation": "the organisation of a person or a loan",
    "loans_request_own_convention": "the organisation of a convention",
    "loans_contributionreceipt_cancels_whole": "receipts, and each is cancelled once: unique",
    "donations_taxreceipt_cancels_whole": "receipts, and each is cancelled once: unique",
    "loans_contributionreceipt_no_gap": "the last number: unique in its year",
    "donations_taxreceipt_no_gap": "the last number: unique in its year",
    "loans_amendment_same_loan": "signed agreements",
    "loans_renewal_same_loan": "the loan of an amendment",
    "loans_incident_of_device": "what an item is",
    "loans_item_left_ends_otherwise": "that a loan was cancelled",
}
# These lock the row that decides, as those of RACES do, or are judged on a row that is locked.
LOCKED = {
    "inventory_device_tag_current",
    "inventory_device_tagged",
    "inventory_device_serial_word",
    "inventory_tag_names_its_device",
    "inventory_tag_last",
    "inventory_device_travels_with",
    "inventory_freight_travels",
    "inventory_accessorymovement_follows",
    "inventory_accessorystock_sum",
    "inventory_device_fault_free",
    "inventory_device_unlocked",
    "inventory_countline_while_open",
    "inventory_stockcount_others_finalise",
    "inventory_device_return_unerased",
    "inventory_medium_back_unproven",
    "inventory_medium_kind_proven",
    "inventory_erasure_applies",
    "inventory_device_leaves_with",
    "inventory_device_leaves_clean",
    "inventory_medium_stays_out",
    "inventory_exitbatch_leaves_whole",
    "inventory_exitweight_until_certified",
    "inventory_repairpart_of_open_repair",
    "inventory_repairpart_at_hand",
    "inventory_repairpart_disk_clean",
    "inventory_medium_moved",
    "loans_item_outlives_device",
    "loans_contributionreceipt_as_agreed",
    "loans_contributionreceipt_one_stands",
    "loans_requestmessage_writer",
    "loans_returnrun_all_said",
    "loans_request_not_anonymous",
    "loans_request_sent_for_somebody",
    "loans_referral_not_anonymous",
    "loans_voucher_not_anonymous",
    "loans_attachment_not_anonymous",
    "loans_amendment_signed_by_somebody",
    "loans_incident_not_anonymous",
    "loans_followup_not_anonymous",
    "loans_item_not_anonymous",
    "loans_returnline_not_anonymous",
    "loans_requestmessage_not_anonymous",
    "loans_device_as_its_item",
    "loans_item_passed_on",
    "loans_item_in_place",
}


def test_every_guard_that_reads_another_table_was_thought_of():
    names = {guard.name for guard in CROSS_TABLE}
    assert names == {*RACES, *READ_WHAT_STAYS, *LOCKED}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", RACES)
def test_of_two_transactions_the_second_is_refused(name):
    first, second = RACES[name]()
    for alone in (first, second):
        with transaction.atomic():
            alone()
            transaction.set_rollback(True)
    begun, ended, raised = Event(), Event(), []

    def run():
        try:
            with transaction.atomic():
                pids.append(pid_of(connection))
                begun.set()
                second()
        except (IntegrityError, OperationalError) as error:
            raised.append(error)
        finally:
            begun.set()
            ended.set()
            connections.close_all()

    pids, thread = [], Thread(target=run)
    with transaction.atomic():
        first()
        thread.start()
        wait_until_blocked(begun, ended, pids)
    thread.join()
    assert [type(error) for error in raised] == [IntegrityError]
    assert name in str(raised[0])


def pid_of(database):
    if database.vendor == "sqlite":
        return None
    with database.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def wait_until_blocked(begun, ended, pids):
    """The second waits for the first, or has ended; on SQLite it waits from its beginning."""
    if connection.vendor == "sqlite":
        return
    begun.wait()
    with connection.cursor() as cursor:
        while not ended.is_set():
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s))", pids)
            if cursor.fetchone()[0]:
                return
