"""What each site usually prints its labels on, decided by a coordinator."""

from core.models import Event
from core.operations import operation
from inventory.models import LabelDefault
from people.models import User


@operation("inventory.change_printer")
def set_label_defaults(defaults: list[LabelDefault], *, by: User) -> None:
    """Write the usual labels of these sites; one without a sheet goes back to what comes first."""
    for default in defaults:
        if default.fmt_id is None:
            LabelDefault.objects.filter(pk=default.pk).delete()
        else:
            default.full_clean()
            default.save()
        Event.objects.record("site.labels", default.site, by=by)
