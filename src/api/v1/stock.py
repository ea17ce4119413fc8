"""Shelves."""

from api.endpoints import Resource
from inventory.devices.filters import PlaceFilter
from inventory.models import Place

Resource(
    "places",
    Place,
    "code name site is_active counted_at",
    permission="inventory.view_place",
    page="place_list",
    filters=PlaceFilter,
    has_code=True,
)
