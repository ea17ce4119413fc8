"""Declarations of packages are registered when Django starts, without a manual list."""

import os
import subprocess
import sys

from core.modules.discovery import REGISTERING
from tests.imports import FLOW, ROOT

LOADED = "import django, sys; django.setup(); print(*sys.modules)"


def test_each_registering_module_is_imported_when_django_starts():
    """This runs in a separate process, since tests have imported other modules in this one."""
    started = subprocess.run(  # noqa: S603
        [sys.executable, "-c", LOADED],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "config.settings"},
        capture_output=True,
        text=True,
        check=True,
    )
    declared = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for app in FLOW
        for name in REGISTERING
        for path in (ROOT / app).rglob(f"{name}.py")
        if not {"management", "migrations"} & set(path.parts)
    }
    assert len(declared) > 50
    assert declared - set(started.stdout.split()) == set()
