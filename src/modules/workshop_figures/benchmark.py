"""Measures of the module for `make bench`."""

from django.urls import reverse
from django.utils import timezone

from modules.workshop_figures.figures import compute


def measures(user):
    today = timezone.localdate()
    weeks = "Figures of the workshop, 26 weeks, computed"
    return [
        ("Figures of the workshop", reverse("workshop_figures")),
        (weeks, lambda: compute(None, 26, today), 1_500),
    ]
