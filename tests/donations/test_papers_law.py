"""Database rules of papers and letters."""

from datetime import date, time

import pytest

from core.workflow.operations import NOT_NEGATIVE
from tests.cases import tried
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DocumentFactory,
    DonationFactory,
    DonationLineFactory,
    LetterFactory,
    PaperFactory,
    ResaleCapFactory,
)
from tests.law import copy, delete, refused, refused_as, refuses_fractions, replace, write

pytestmark = pytest.mark.django_db


def test_a_collection_ends_after_it_begins():
    for slot in (
        {"collect_from": time(11), "collect_until": time(9)},
        {"collect_from": time(11), "collect_until": time(11)},
        {"collect_until": time(9)},
    ):
        with tried(slot), refused("donations_donation_slot"):
            write(DonationFactory(), **slot)


def test_the_party_that_erases_is_valid():
    with refused("donations_donation_eraser"):
        write(DonationFactory(), eraser="luck")


WHOLE = {
    "declared_value": 100,
    "value_basis": "book",
    "declared_by": "Awa Diop",
    "declared_on": date(2026, 3, 2),
}
NOTHING = {"declared_value": None, "value_basis": "", "declared_by": "", "declared_on": None}


def test_a_declared_value_is_complete_or_absent():
    for missing in WHOLE:
        with tried(missing):
            without = WHOLE | {missing: NOTHING[missing]}
            with refused("inventory_device_declared"):
                write(DeviceFactory(), **without)
            with refused("donations_donationline_declared"):
                write(DonationLineFactory(), declared_count=3, **without)
            with refused("inventory_device_declared"):
                write(DeviceFactory(), **NOTHING | {missing: WHOLE[missing]})


def test_a_declared_value_has_a_valid_basis():
    for wrong in ({"declared_value": -1}, {"value_basis": "guess"}):
        with tried(wrong), refused("inventory_device_declared"):
            write(DeviceFactory(), **WHOLE | wrong)


def test_the_value_of_a_line_has_a_quantity():
    for count in (None, 0):
        with tried(count):
            with refused("donations_donationline_declared"):
                write(DonationLineFactory(), declared_count=count, **WHOLE)
            with refused("donations_donationline_declared"):
                write(DonationLineFactory(), declared_count=3)


def test_declared_quantities_are_integers():
    line = DonationLineFactory(valued=True)
    assert refuses_fractions(line, "declared_count")
    with refused_as(NOT_NEGATIVE):
        write(line, announced=-1)


# --- Papers and letters ---------------------------------------------------------------------------
def test_a_paper_has_a_valid_kind():
    with refused("donations_paper_kind"):
        copy(PaperFactory(), kind="poem", number="X", document=DocumentFactory())


def test_a_paper_is_written_once():
    paper = PaperFactory()
    with refused("donations_paper_append_only"):
        write(paper, number="D99-9999-E9")
    with refused("donations_paper_append_only"):
        delete(paper)
    with refused("donations_paper_append_only"):
        replace(paper, number="D99-9999-E9")


def test_a_mail_has_a_valid_status():
    with refused("donations_letter_status"):
        write(LetterFactory(), status="burnt")


def test_a_paper_has_one_mail_in_progress():
    letter = LetterFactory()
    with refused("donations_letter_one_on_its_way"):
        copy(letter)
    write(letter, status="failed")
    copy(letter, status="sending")


def test_the_result_of_a_mail_is_frozen():
    for status in ("sent", "failed", "unsure"):
        with tried(status):
            letter = LetterFactory()
            write(letter, status=status)
            with refused("donations_letter_no_way_back"):
                write(letter, status="sending")


def test_a_mail_is_frozen_and_not_deleted():
    letter = LetterFactory()
    with refused("donations_letter_frozen"):
        write(letter, document=DocumentFactory())
    with refused("donations_letter_kept"):
        delete(letter)


# --- Reference and identity -----------------------------------------------------------------------
def test_a_resale_cap_is_not_negative_and_unique():
    with refused("catalogue_resalecap_amount"):
        ResaleCapFactory(amount=-1)
    cap = ResaleCapFactory()
    with refused("catalogue_resalecap_once"):
        copy(cap, amount=3)
    copy(cap, category=CategoryFactory())
