"""The rows that an installation begins with."""

import json

from django.apps import apps

from core.management.commands.load_reference import reference_files


def reference_models():
    """The models that the files of reference data fill, in the order in which these are loaded."""
    labels = [
        row["model"]
        for path in reference_files()
        for row in json.loads(path.read_text(encoding="utf-8"))
    ]
    return [apps.get_model(label) for label in dict.fromkeys(labels)]
