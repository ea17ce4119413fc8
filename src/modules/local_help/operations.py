"""Entry of help resources, by hand or from lists."""

from core.models import Event
from core.workflow.operations import operation, save_valid
from loans.agreements.operations.texts import check_letters
from loans.models import Rules
from modules.local_help.models import ResourceLink
from people.models import User


@operation("loans.change_agreementtext")
def save_link(link: ResourceLink, *, by: User) -> ResourceLink:
    """Save a help resource, which papers in its language print from now on."""
    check_letters(link.label, link.details, link.address, link.hours, link.street)
    save_valid(link)
    Event.objects.record("link.saved", link, by=by)
    return link


@operation("loans.change_agreementtext")
def import_places(places: list[ResourceLink], *, by: User) -> None:
    """Add these places, or correct those imported before; a disabled place stays disabled."""
    names = ["label", "details", "address", "hours", "street", "commune"]
    ResourceLink.objects.bulk_create(
        places,
        update_conflicts=True,
        unique_fields=["source_ref"],
        update_fields=names,
        batch_size=500,
    )
    rules = Rules.objects.get_or_create(pk=1)[0]
    Event.objects.record("link.imported", rules, by=by, count=len(places))
