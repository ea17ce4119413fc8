"""What tests of the whole site need of this module (`tests/of_modules.py`)."""

from modules.repair_lists.operations import take_over_verdicts
from people.base.roles import Role

LOWEST = {Role.COORDINATOR: [take_over_verdicts]}
