"""Demo data of the module."""

from modules.consignments.lifecycle import Outcome
from modules.consignments.operations import account_for, consign_product


def consign_vouchers(world):
    """Create a consignment, half of it settled."""
    by, site, product = world.coordinator, world.sites[0], world.products[4]
    what = {"product": product, "site": site, "organisation": world.organisations[2]}
    shelter = consign_product(by=by, quantity=6, **what)
    outcomes = [Outcome.USED, Outcome.USED, Outcome.GIVEN_BACK]
    lines = zip(shelter.lines.order_by("pk"), outcomes, strict=False)
    account_for(shelter, by=by, outcomes=dict(lines))
