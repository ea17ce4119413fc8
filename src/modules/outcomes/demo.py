"""Demo data of the module."""

from desk.figures.models import FigureRules
from desk.figures.operations import save_figure_rules
from donations.models import Donor
from modules.outcomes.operations import open_outcome


def publish(world):
    """Create public key figures, and a link to a donor's outcome."""
    save_figure_rules(FigureRules(pk=1, is_public=True), by=world.admin)
    donor = Donor.objects.filter(donations__devices__isnull=False).order_by("pk")[0]
    open_outcome(donor, by=world.coordinator, days=90)
