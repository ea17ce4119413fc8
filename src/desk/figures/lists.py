"""URLs of filtered lists."""

from django.urls import reverse
from django.utils.http import urlencode


def listed(name, **query):
    """URL of a list; filters that are None or empty are omitted."""
    params = {key: getattr(value, "pk", value) for key, value in query.items() if value}
    return f"{reverse(name)}?{urlencode(params)}" if params else reverse(name)


def list_of(name, **query):
    """A function from a scope to the URL of a list with these filters and its site."""
    return lambda scope: listed(name, **query, site=scope.site)
