"""Runs management commands in one process that lives for days, as the timer of a container does.

Executed by `manage.py shell`. Reads a command per line (JSON) and answers with its result.
"""

import io
import json
import os
import sys
import traceback

from django.core.management import call_command
from django.db import close_old_connections

answers = os.fdopen(os.dup(1), "w", buffering=1)
os.dup2(2, 1)  # whatever a command prints goes to the log
answers.write("ready\n")
for line in sys.stdin:
    command, *words = json.loads(line)
    out, error = io.StringIO(), ""
    try:
        close_old_connections()
        call_command(command, *words, stdout=out, stderr=out)
    except SystemExit as stopped:
        error = f"exit {stopped}"
    except Exception:  # noqa: BLE001  (reported in the answer)
        error = traceback.format_exc()
    close_old_connections()
    answers.write(json.dumps({"output": out.getvalue(), "error": error}) + "\n")
