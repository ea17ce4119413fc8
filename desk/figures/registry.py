"""Every figure of the house, by its key. Who adds some names their list here."""

from desk.figures import counter, devices, impact, people, stock, times
from desk.figures import request_metrics as asked

ROOMS = (devices, people, times, counter, impact, stock, asked)
FIGURES = {figure.key: figure for room in ROOMS for figure in room.FIGURES}
