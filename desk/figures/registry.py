"""Registry of all figures by key; further modules are listed here."""

from desk.figures import counter, devices, impact, people, request_metrics, stock, times

ROOMS = (devices, people, times, counter, impact, stock, request_metrics)
FIGURES = {figure.key: figure for room in ROOMS for figure in room.FIGURES}
