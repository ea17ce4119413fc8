"""Demo data of the module."""

from loans.base.lifecycle.loans import Purpose
from modules.referrals.models import Referral, ReferralLine
from modules.referrals.operations import issue_referral

SLIP_DAYS = 60


def give_slips(world):
    """Create two slips for a phone and its connection, without any name."""
    for household_size in (1, 3):
        slip = Referral(
            organisation=world.association.organisation,
            site=world.sites[0],
            purpose=Purpose.RIGHTS,
            household_size=household_size,
            worker_phone="02 61 91 00 40",
            valid_until=world.ahead(SLIP_DAYS),
        )
        phone = ReferralLine(category=world.categories["phone"], quantity=1)
        voucher = ReferralLine(product=world.products[4], quantity=1)
        issue_referral(slip, by=world.association, lines=[phone, voucher])
