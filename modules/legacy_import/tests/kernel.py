"""What tests of the whole site need of this module (`tests/of_modules.py`)."""

from datetime import date

from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.intake.validation import DeviceDraft
from modules.legacy_import.lines import Line
from modules.legacy_import.operations import takeover, undo
from people.base.roles import Role
from tests import factories as make
from tests.access_page import K, Page
from tests.races.lock_orders import of, series

PAGES = {"takeover": Page(K), "takeover_example": Page(K, file=True)}
LOWEST = {Role.COORDINATOR: [takeover.take_over, undo.undo_takeover]}
PICTURES = {"takeover": ("takeover",)}
SENT_EMPTY = ["takeover"]


def taking_a_register_over():
    person = make.RecipientFactory()
    facts = DeviceDraft(category=make.CategoryFactory())
    line = Line(
        device=facts,
        status=DeviceStatus.ON_LOAN,
        organisation=person.organisation,
        person=person,
        starts_on=date(2024, 3, 4),
        due_on=date(2031, 3, 4),
        code=f"OLD-{person.pk}",
    )
    by, site = of(coordinator=True), make.SiteFactory()
    return (
        [person, person.organisation, series("loan")],
        lambda: takeover.take_over([line], by=by, site=site, is_attested=True),
    )


LOCKS = {"a register is taken over": taking_a_register_over}
