"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.outcomes import operations
from modules.outcomes.models import OutcomeLink, hash_of
from modules.outcomes.tests.factories import OutcomeLinkFactory
from people.base.roles import Role
from tests.access_page import K, Page, act, public

SECRET = "SECRETOFTHEOUTCOME"  # in the outcome link of the test world

FACTORIES = [OutcomeLinkFactory]
PAGES = {
    "donor_outcome": Page(K, "donor"),
    "donor_outcome_pdf": Page(K, "donor", file=True),
    "donation_outcome": Page(K, "donation"),
    "donation_outcome_pdf": Page(K, "donation", file=True),
    "outcome_revoke": act(K, "outcome_link"),
    "outcome": public(args=(SECRET,)),
    "outcome_pdf": public(args=(SECRET,), file=True),
    "key_figures": public(),
}
LOWEST = {Role.COORDINATOR: [operations.open_outcome, operations.revoke_outcome]}
ONE_PAGE = ["donation_outcome_pdf", "donor_outcome_pdf", "outcome_pdf"]
PICTURES = {"outcomes": ("donor_outcome", lambda: [OutcomeLink.objects.latest("pk").donor_id])}


def add_to(world):
    world.outcome_link = OutcomeLinkFactory(donor=world.donor, token_hash=hash_of(SECRET))
