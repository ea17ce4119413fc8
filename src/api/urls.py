"""URLs of version 1, one for each path of the routes, and URLs of the pages of tokens."""

import re
from collections import defaultdict

from django.urls import path

from api import views
from api.endpoints import ROUTES
from api.v1 import RESOURCES  # noqa: F401  (they register their routes)

BY_PATH = defaultdict(dict)
for route in ROUTES:
    BY_PATH[route.path][route.method] = route


def name_of(address):
    """Name of a URL, such as `api_devices_one_move`."""
    words = [re.sub(r"{\w+}", "one", word) for word in address.split("/")]
    return f"api_{'_'.join(words)}".replace("-", "_")


def _pattern(address, routes):
    name = name_of(address)
    return path(
        f"api/v1/{address.replace('{', '<int:').replace('}', '>')}",
        views.endpoint(routes),
        name=name,
    )


urlpatterns = [
    *(_pattern(address, routes) for address, routes in BY_PATH.items()),
    path("api/v1/openapi.json", views.openapi, name="api_openapi"),
    path("api/", views.api_guide, name="api_guide"),
    path("tokens/", views.token_list, name="token_list"),
    path("tokens/machine/", views.token_machine, name="token_machine"),
    path("tokens/<int:pk>/", views.token_edit, name="token_edit"),
    path("tokens/<int:pk>/revoke/", views.token_revoke, name="token_revoke"),
    path("profile/tokens/", views.token_mine, name="token_mine"),
]
