from django.urls import reverse
from django.utils.http import urlencode


def listed(name, **query):
    """The address of a list, filtered."""
    return f"{reverse(name)}?{urlencode(query)}" if query else reverse(name)
