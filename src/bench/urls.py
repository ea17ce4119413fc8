"""Rebond's URLs, and the minimal pages of the benchmark."""

from django.urls import include, path

from bench.minimal import minimal

urlpatterns = [
    path("minimal/<int:rows>/", minimal, name="minimal"),
    path("", include("config.urls")),
]
