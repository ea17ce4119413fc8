"""Save and delete reports."""

from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from modules.reports.models import Report
from people.models import User


@operation("reports.view_report")
def keep_report(report: Report, *, by: User) -> Report:
    """Save a report under its name, for its owner or for all coordinators."""
    report.owner = by
    report.full_clean()
    report.save()
    Event.objects.record("report.kept", report, by=by)
    return report


@operation("reports.view_report")
def forget_report(report: Report, *, by: User) -> None:
    """Delete one's own saved report; the rows that it counted stay."""
    if report.owner_id != by.pk:
        raise Refused(_("Only the person who saved a report can delete it."))
    Event.objects.record("report.forgotten", report, by=by)
    report.delete()
