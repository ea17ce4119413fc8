from django.db import models

from core.models.event import Event
from core.models.fields import protected_key

MERGED = "row.merged"  # event of the surviving row; `other` is the id of the merged row


class Mergeable(models.Model):
    """A row that may turn out to be a duplicate, and then leads to the surviving row.

    The merged row stays, hidden, so that the merge can be undone; nothing refers to it.
    """

    merged_into = protected_key("self", null=True, editable=False, related_name="merged")

    class Meta:
        abstract = True


def merges_into(survivor):
    """Events of merges into this row, including undone merges, newest first."""
    return Event.objects.about(survivor).filter(kind=MERGED)


def merges_of(survivor):
    """(event, merged row) for each merge into this row that was not undone."""
    losers = survivor.merged.in_bulk()
    events = {event.data["other"]: event for event in reversed(merges_into(survivor))}
    return [(event, losers[pk]) for pk, event in events.items() if pk in losers]
