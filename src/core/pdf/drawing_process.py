"""Rendering of long papers in a subprocess, one at a time, with a time limit.

The cost of a paper grows with its elements: a page with a table takes about 0.1 s, three thousand
tags some seconds. The subprocess of a request is killed after a minute, that of a job after
fifteen; beyond sixty thousand tags, a request is refused at once. A text of an agreement has at
most 400 paragraphs and list items.
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
MAX_REQUEST_SECONDS = 60  # time limit of a paper that a request waits for
MAX_JOB_SECONDS = 900
_one_at_a_time = Lock()


class NotDrawn(ValidationError):
    """The paper is too long, or took too long, to be rendered during a request."""


def is_long(html):
    """Whether this HTML is too long to be rendered in this process.

    Raise `NotDrawn` if it is too long for any request; jobs and commands may take the time.
    """
    tags = html.count("<")
    if tags > MAX_TAGS and request_id.current.get():
        raise NotDrawn(_("This document would take too long to create: select fewer items."))
    return tags > MAX_TAGS_HERE


def call_apart(name, *args, **kwargs):
    """Call the function `name` of `core.pdf.render` in another process; return its result.

    Raise `NotDrawn` on timeout. Each process runs one call at a time.
    """
    seconds = MAX_REQUEST_SECONDS if request_id.current.get() else MAX_JOB_SECONDS
    if not _one_at_a_time.acquire(timeout=seconds):
        raise NotDrawn(_("Other long documents are being created: try again in a minute."))
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
        raise NotDrawn(_("This document takes too long to create: select fewer items.")) from error
    finally:
        _one_at_a_time.release()
    return pickle.loads(done.stdout)  # noqa: S301  (of our own process)
