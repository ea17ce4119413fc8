"""Two open transactions and raw writes: the second sees what the first did, and is refused.

Each guard that reads another table stands here: with two writes that must not both hold, or with
why no other write can change what it reads.
"""

from threading import Event, Thread

import pytest
from django.db import IntegrityError, OperationalError, connection, connections, transaction

from core.guards import CROSS_TABLE
from tests.races.raw_writes import RACES

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
    "inventory_voucher_sealed": "events",
    "loans_agreement_signed_by_somebody": "signatures",
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
    "inventory_device_serial_word": "the role, at that moment, of who confirms",
}
# These lock the row that decides, as those of RACES do, or are judged on a row that is locked.
LOCKED = {
    "inventory_device_tag_current",
    "inventory_device_tagged",
    "inventory_tag_last",  # the device that names another label is locked by that
    "inventory_tag_names_its_device",  # an index holds one current label for a device
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
    "inventory_erasure_last_id",
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
