"""Database rules of donors and lots."""

import pytest

from core.workflow.operations import NOT_NEGATIVE
from donations.lifecycle import DonationStatus
from tests.cases import tried
from tests.factories import DonationFactory, DonationLineFactory, DonorFactory
from tests.law import copy, delete, refused, refused_as, refuses_fractions, write

pytestmark = pytest.mark.django_db


def test_a_donor_has_a_valid_kind():
    with refused("donations_donor_kind"):
        write(DonorFactory(), kind="alien")


def test_a_donor_is_never_deleted():
    donor = DonorFactory()

    with refused("donations_donor_kept"):
        delete(donor)


def test_a_donation_has_a_valid_status():
    with refused("donations_donation_status"):
        write(DonationFactory(), status="eaten")


def test_only_a_gift_under_3_allows_resale():
    for ground in ("state-2", "local-2", "state-11", "local-11", ""):
        with tried(ground), refused("donations_donation_resale"):
            write(DonationFactory(), ground=ground, may_resell=True)


def test_the_article_of_a_gift_is_known():
    with refused("donations_donation_ground"):
        write(DonationFactory(), ground="state-12")


def test_a_received_donation_has_its_date():
    for status in (DonationStatus.RECEIVED, DonationStatus.CLOSED):
        with tried(status), refused("donations_donation_received_on"):
            write(DonationFactory(promised=True), status=status)


def test_a_donation_is_never_deleted():
    donation = DonationFactory()

    with refused("donations_donation_kept"):
        delete(donation)


def test_a_category_has_one_line_in_a_donation():
    line = DonationLineFactory()

    with refused("donations_donationline_once"):
        copy(line, announced=3)


def test_announced_and_counted_quantities_are_integers():
    for field in ("announced", "counted"):
        with tried(field):
            line = DonationLineFactory(announced=2, counted=2)

            assert refuses_fractions(line, field)


def test_announced_and_counted_quantities_are_not_negative():
    for field in ("announced", "counted"):
        with tried(field):
            line = DonationLineFactory(announced=2, counted=2)

            with refused_as(NOT_NEGATIVE):
                write(line, **{field: -1})
