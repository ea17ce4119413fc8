"""A fictitious later release that rebuilds a table read by guards, and writes its rows."""

import os
import textwrap

from django.conf import settings

FILES = {
    "later_settings.py": """
        from config.settings import *
        MIGRATION_MODULES = {"inventory": "later_inventory"}
        if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
            DATABASES["default"]["OPTIONS"]["timeout"] = 0.1
    """,
    "later_inventory/__init__.py": "",
    "later_inventory/0001_initial.py": """
        from importlib import import_module
        Migration = import_module("inventory.migrations.0001_initial").Migration
    """,
    "later_inventory/0002_later.py": """
        from django.db import migrations, models

        def write(apps, editor):
            apps.get_model("inventory", "Device").objects.update(later="z")

        class Migration(migrations.Migration):
            dependencies = [("inventory", "0001_initial")]
            operations = [
                migrations.AddField("device", "later", models.CharField(max_length=9, default="x")),
                migrations.RunPython(write),
            ]
    """,
}


def later_release(folder):
    """Write the files of the later release; return the environment for a process that runs it."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(textwrap.dedent(text))
    return {
        "DJANGO_SETTINGS_MODULE": "later_settings",
        "PYTHONPATH": f"{folder}{os.pathsep}{settings.BASE_DIR}",
    }
