"""Registry of all figures by key; further modules are listed here."""

from desk.figures import counter, devices, impact, people, request_metrics, stock, times

MODULES = (devices, people, times, counter, impact, stock, request_metrics)
FIGURES = {figure.key: figure for module in MODULES for figure in module.FIGURES}
