"""Rebond's addresses and the minimal pages that others are measured by."""

from django.urls import include, path

from bench.minimal import minimal

urlpatterns = [
    path("minimal/<int:rows>/", minimal, name="minimal"),
    path("", include("config.urls")),
]
