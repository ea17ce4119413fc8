"""Rendering of long papers in a subprocess, one at a time, with a time limit.

The cost of a paper grows with its elements: a page with a table takes about 0.1 s, three thousand
tags some seconds. One is ended after a minute, a job's after fifteen; beyond sixty thousand tags,
that of a request is refused at once. A text of an agreement has 400 paragraphs and items of lists
at most.
"""

import pickle
import subprocess
import sys
from pathlib import Path
from threading import Lock

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import request_id

BASE_DIR = Path(__file__).resolve().parent.parent.parent
MAX_TAGS_HERE = 3_000  # in the HTML: two or three seconds in the thread of a request
MAX_TAGS = 60_000
SECONDS = 60  # for a paper that a request waits for
SECONDS_OF_A_JOB = 900
_one_at_a_time = Lock()


class NotDrawn(ValidationError):
    """The paper is too long, or took too long, to be drawn while one waits."""


def is_long(html):
    """Whether this HTML is too long to be drawn in this process.

    Raises `NotDrawn` for one that is too long for any request; jobs and commands have the time.
    """
    tags = html.count("<")
    if tags > MAX_TAGS and request_id.current.get():
        raise NotDrawn(_("This paper would be too long to draw: choose less for it."))
    return tags > MAX_TAGS_HERE


def call_apart(name, *args, **kwargs):
    """Call the function `name` of `core.pdf.render` in another process; return its result.

    Raises `NotDrawn` when it is not done in time; one of these runs at a time in each process.
    """
    seconds = SECONDS if request_id.current.get() else SECONDS_OF_A_JOB
    if not _one_at_a_time.acquire(timeout=seconds):
        raise NotDrawn(_("Other long papers are being drawn: try again in a minute."))
    try:
        done = subprocess.run(
            [sys.executable, "-m", "core.pdf.drawing_child"],
            input=pickle.dumps((name, args, kwargs)),
            stdout=subprocess.PIPE,
            cwd=BASE_DIR,
            timeout=seconds,
            check=True,
        )
    except subprocess.TimeoutExpired as error:
        raise NotDrawn(_("This paper takes too long to draw: choose less for it.")) from error
    finally:
        _one_at_a_time.release()
    return pickle.loads(done.stdout)  # noqa: S301  (of our own process)
