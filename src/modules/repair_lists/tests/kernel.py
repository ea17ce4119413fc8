"""Declarations of this module for the tests of the whole site (`tests/of_modules.py`)."""

from modules.repair_lists.operations import take_over_verdicts
from people.base.roles import Role

LOWEST = {Role.COORDINATOR: [take_over_verdicts]}
