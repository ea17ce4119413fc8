"""Registry of all figures by key; the kernel's modules of figures are listed here."""

from collections import defaultdict

from desk.figures import counter, devices, impact, people, request_metrics, stock, times

MODULES = (devices, people, times, counter, impact, stock, request_metrics)
FIGURES = {figure.key: figure for module in MODULES for figure in module.FIGURES}
_BEHIND = defaultdict(list)


def add(figure, *, after=""):
    """Add the figure of a removable module; reports show it behind the figure `after`, if any."""
    FIGURES[figure.key] = figure
    _BEHIND[after].append(figure.key)


def with_added(keys):
    """These keys of figures, each followed by those that removable modules add behind it."""
    return [key for before in keys for key in (before, *_BEHIND[before])]
