"""Settings for `make bench`: as in production, but without HTTPS and with a separate database."""

import os
from importlib import import_module
from pathlib import Path

DATABASE = Path(__file__).resolve().parents[2] / "var" / "bench.db"
os.environ |= {"DEBUG": "0", "SECURE": "0", "MFA_REQUIRED": "0", "ALLOWED_HOSTS": "*"}
os.environ.setdefault("DATABASE_URL", f"sqlite:///{DATABASE}")

vars().update(vars(import_module("config.settings")))  # these settings read the environment
ROOT_URLCONF = "bench.urls"
STORAGES["staticfiles"] = {  # noqa: F821  (nothing need be collected)
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
