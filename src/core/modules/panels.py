"""Panels: parts of kernel pages that modules add, each at a named place of a template."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from core.modules.registry import is_on


def nothing(user, subject):
    return {}


KERNEL = ""  # key of the panels that the kernel itself adds


@dataclass(frozen=True)
class Panel:
    """Template that `{% panels place subject %}` includes while its module is on.

    `read(user, subject)` returns its context, or None to omit the panel for this user or row.
    """

    place: str
    template: str
    read: Callable = nothing


_PANELS = defaultdict(list)


def add(key, *panels):
    """Add the panels of the module `key`, or of `KERNEL`."""
    for panel in panels:
        _PANELS[panel.place].append((key, panel))


def panels_at(place, user, subject):
    """(template, context) of each panel that this user sees at this place."""
    for key, panel in _PANELS[place]:
        context = panel.read(user, subject) if key == KERNEL or is_on(key) else None
        if context is not None:
            yield panel.template, context
