"""Registry of all figures by key; lists the figure modules of the kernel."""

from collections import defaultdict

from desk.figures import devices, impact, people, request_metrics, stock, times

MODULES = (devices, people, times, impact, stock, request_metrics)
FIGURES = {figure.key: figure for module in MODULES for figure in module.FIGURES}
_BEHIND = defaultdict(list)


def add(figure, *, after=""):
    """Add the figure of a removable module; reports show it after the figure `after`, if given."""
    FIGURES[figure.key] = figure
    _BEHIND[after].append(figure.key)


def with_added(keys):
    """These keys of figures, each followed by the keys that removable modules add after it."""
    return [key for before in keys for key in (before, *_BEHIND[before])]
