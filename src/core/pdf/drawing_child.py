"""Child process that renders a long paper; started by `drawing_process`."""

import os
import pickle
import sys
from pathlib import Path

from django.conf import settings


def main():
    """Read a call of `core.pdf.render` from standard input, and write its result.

    Exits without cleanup: in a third of the runs, the rendering libraries crash while Python
    unloads them, after the result is written.
    """
    from core.pdf import render  # reads the settings

    name, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301  (of our own process)
    pickle.dump(getattr(render, name)(*args, **kwargs), sys.stdout.buffer)
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    SOURCES = Path(__file__).resolve().parents[2]
    settings.configure(BASE_DIR=SOURCES, PROJECT_DIR=SOURCES.parent)
    main()
