"""Receive devices from rows that another program sends."""

from django.utils.translation import gettext_noop

from core.workflow.event_messages import Sentence
from core.workflow.operations import operation
from donations.models import Donation
from inventory.imports.personal_data import suspicious_fields
from inventory.imports.resources import COLUMNS, ArrivalResource, create_missing_brands
from inventory.intake.operations.intake import RowsRefused, receive_devices
from inventory.models import Device
from people.models import User

NAMES_SOMEBODY = gettext_noop(
    "%(field)s: this looks like personal data (%(kinds)s). Remove it, or import a list, where a"
    " coordinator can restore the cell."
)


@operation("inventory.receive_device")
def receive_rows(donation: Donation, *, by: User, rows: list[dict[str, str]]) -> list[Device]:
    """Receive the devices of these rows, each {name in `COLUMNS`: text}.

    Raises `RowsRefused` with the errors of each row, and receives nothing, if a row is refused.
    """
    resource = ArrivalResource()
    for _done in resource.checking([dict(row) for row in rows]):
        pass
    outcomes = resource.result.rows
    for place, name, kinds in suspicious_fields(rows):
        words = {"field": str(COLUMNS[name]), "kinds": ", ".join(str(k.label) for k in kinds)}
        outcomes[place].refuse([Sentence(NAMES_SOMEBODY, words)], name)
    if problems := {place: one.problems for place, one in enumerate(outcomes) if one.problems}:
        raise RowsRefused(problems)
    drafts = [outcome.draft for outcome in outcomes]
    create_missing_brands(drafts)
    return receive_devices(drafts, by=by, donation=donation)
