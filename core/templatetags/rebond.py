"""Tags that every template may use."""

from functools import lru_cache

from django import template
from lucide.templatetags.lucide import lucide

from core.tables import badge, link

register = template.Library()
register.filter("badge", badge)
register.filter("link", link)


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name, size=18, **attrs):
    """An inline icon, for the eye only: the word beside it says the same."""
    return lucide(name, size=size, **{"aria_hidden": "true", **attrs})
