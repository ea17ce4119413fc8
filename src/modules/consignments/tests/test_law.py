"""Database constraints and guards of consignments."""

import pytest
from django.utils import timezone

from modules.consignments.models import ConsignmentLine
from modules.consignments.tests.factories import ConsignmentFactory, ConsignmentLineFactory
from tests.law import delete, refused, write

pytestmark = pytest.mark.django_db


def test_the_outcome_of_a_voucher_is_valid_and_dated():
    line = ConsignmentLineFactory()

    with refused("consignments_consignmentline_outcome"):
        write(line, outcome="eaten", ended_at=timezone.now())
    with refused("consignments_consignmentline_outcome"):
        write(line, outcome="used")
    with refused("consignments_consignmentline_outcome"):
        write(line, ended_at=timezone.now())


def test_a_voucher_is_in_one_consignment_at_a_time():
    line = ConsignmentLineFactory()

    with refused("consignments_consignmentline_once"):
        ConsignmentLine.objects.create(consignment=ConsignmentFactory(), voucher=line.voucher)


def test_a_consignment_is_frozen():
    line, other = ConsignmentLineFactory(), ConsignmentFactory()

    with refused("consignments_consignmentline_frozen"):
        write(line, consignment=other)
    with refused("consignments_consignment_frozen"):
        write(line.consignment, organisation=other.organisation)
    with refused("consignments_consignmentline_kept"):
        delete(line)
    with refused("consignments_consignment_kept"):
        delete(other)


def test_a_reported_outcome_does_not_change():
    line = ConsignmentLineFactory(used=True)

    with refused("consignments_consignmentline_said"):
        write(line, outcome="lost")
    with refused("consignments_consignmentline_said"):
        write(line, outcome="", ended_at=None)
