"""Shelves: entered, named anew, closed."""

from core.models import Event
from core.operations import operation
from inventory.models import Place
from people.models import User


@operation("inventory.change_place")
def save_place(place: Place, *, by: User) -> Place:
    """Enter a shelf, or write what changed of one."""
    place.full_clean()
    place.save()
    Event.objects.record("place.saved", place, by=by)
    return place
