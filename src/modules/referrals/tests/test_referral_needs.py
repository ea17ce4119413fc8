"""The needs on a slip are compared with the devices handed over."""

import pytest

from core.models import Event
from core.workflow.lifecycle import NeedsConfirmation
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.handovers import operations as handover_operations
from modules.referrals import operations as referral_operations
from modules.referrals.tests.factories import ReferralLineFactory
from tests.factories import SpecificationFactory


@pytest.fixture
def walk_in(counter, organisation, site):
    return preparation_operations.prepare(by=counter, organisation=organisation, site=site)


@pytest.fixture
def demanding(organisation, site, device):
    """A slip for one device of the kind of `device`, with a webcam and 8 GB."""
    return ReferralLineFactory(
        referral__organisation=organisation,
        referral__site=site,
        category=device.category,
        needs_webcam=True,
        min_ram_gb=8,
    ).referral


def test_a_device_that_does_not_meet_the_slips_needs_requires_confirmation(
    demanding, walk_in, counter, device, english
):
    reservations_operations.reserve(walk_in, by=counter, devices=[device])
    with pytest.raises(NeedsConfirmation, match="with a webcam"):  # its facts are unknown
        handover_operations.take_scanned(walk_in, by=counter, code=demanding.number)
    SpecificationFactory(device=device, has_webcam=False, ram_gb=8)
    walk_in.refresh_from_db()
    with pytest.raises(NeedsConfirmation, match="with a webcam"):
        handover_operations.take_scanned(walk_in, by=counter, code=demanding.number)
    walk_in.refresh_from_db()
    assert walk_in.request is None
    handover_operations.take_scanned(walk_in, by=counter, code=demanding.number, override=True)
    assert walk_in.items.get().line.needs == (None, 8, True, False)
    assert Event.objects.get(kind="loan.taken_anyway").data == {"item": device.asset_tag}


def test_a_device_scanned_after_the_slip_is_compared_with_its_needs(
    demanding, walk_in, counter, device
):
    referral_operations.use_referral(walk_in, demanding, by=counter)
    with pytest.raises(NeedsConfirmation):
        reservations_operations.reserve(walk_in, by=counter, devices=[device])
    SpecificationFactory(device=device, has_webcam=True, ram_gb=16)
    reservations_operations.reserve(walk_in, by=counter, devices=[device])
    assert walk_in.items.get().line.request.referral == demanding
