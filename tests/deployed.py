"""Settings of a deployed site, read in a separate process, since tests have other settings."""

import json
import os
import subprocess
import sys

from django.conf import settings

KEYS = {
    "SECRET_KEY": "of a test",
    "VOUCHER_KEYS": "dGVzdHMgb25seSwgbmV2ZXIgdXNlZCBlbHNld2hlcmU=",
    "VOUCHER_HASH_KEY": "of a test",
    "DEBUG": "0",
    "ALLOWED_HOSTS": "lending.example.org",
    "SITE_URL": "https://lending.example.org",
}
READ = """
import json, sys
from config import settings
print(json.dumps({name: getattr(settings, name) for name in sys.argv[1:]}))
"""


def manage(*command, **env):
    """Run `manage.py` in a deployed site; return (exit code, output)."""
    return _run("manage.py", *command, **env)


def settings_of_a_site(*names, **env):
    """Return {name: value} of these settings."""
    code, output = _run("-c", READ, *names, PYTHONPATH=str(settings.BASE_DIR), **env)
    assert code == 0, output
    return json.loads(output)


def _run(*arguments, **env):
    done = subprocess.run(  # noqa: S603  (our own)
        [sys.executable, *arguments],
        cwd=settings.PROJECT_DIR,
        env={"PATH": os.environ["PATH"]} | KEYS | env,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr
