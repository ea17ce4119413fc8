"""Rows of a new installation."""

import json

from django.apps import apps

from core.management.commands.load_reference import reference_files


def reference_models():
    """Return the models filled by reference data, in the order of loading."""
    labels = [
        row["model"]
        for path in reference_files()
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]
    return [apps.get_model(label) for label in dict.fromkeys(labels)]
