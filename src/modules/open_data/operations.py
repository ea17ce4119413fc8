"""Choice of the published files."""

from django.db import transaction

from core.models import Event
from core.workflow.operations import operation, save_valid
from modules.open_data.models import Publication
from people.models import User


@operation("open_data.change_publication")
def publish(publication: Publication, *, by: User) -> Publication:
    """Publish the chosen files and unpublish all others."""
    save_valid(publication)
    Event.objects.record("publication.changed", publication, by=by)
    transaction.on_commit(Publication.clear_cache)
    return publication
