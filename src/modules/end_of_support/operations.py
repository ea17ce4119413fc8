"""Entry of the reference data."""

from core.models import Event
from core.workflow.operations import operation, save_valid
from modules.end_of_support.models import SupportEnd
from people.models import User


@operation("end_of_support.change_supportend")
def save_end(end: SupportEnd, *, by: User) -> SupportEnd:
    """Save an end of updates, which lists and figures use from now on."""
    end.version, end.source = " ".join(end.version.split()), end.source.strip()
    save_valid(end)
    Event.objects.record("supportend.saved", end, by=by, name=str(end))
    return end
