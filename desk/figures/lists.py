"""The addresses of lists, filtered."""

from django.urls import reverse
from django.utils.http import urlencode


def listed(name, **query):
    """The address of a list; what is None or empty filters nothing."""
    params = {key: getattr(value, "pk", value) for key, value in query.items() if value}
    return f"{reverse(name)}?{urlencode(params)}" if params else reverse(name)


def list_of(name, **query):
    """A function from a scope to the URL of a list with these filters and its site."""
    return lambda scope: listed(name, **query, site=scope.site)
