"""Extract the text of a PDF in a separate process, to contain crashes and hangs.

As a program, this module reads the file from standard input and writes UTF-8, without importing
Rebond.
"""

import subprocess
import sys
from pathlib import Path

MAX_PAGES = 40
MAX_TEXT = 200_000
SECONDS = 10
MEMORY = 1024**3


def text_of(content):
    """Return the text of a PDF (bytes), page by page; "" if it cannot be read in time."""
    try:
        done = subprocess.run(
            [sys.executable, "-I", Path(__file__)],
            input=content,
            capture_output=True,
            timeout=SECONDS * 3,
            check=True,
        )
    except (subprocess.SubprocessError, OSError):
        return ""
    return done.stdout.decode(errors="replace")[:MAX_TEXT]


def main():
    import resource

    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    import pypdfium2

    pages = pypdfium2.PdfDocument(sys.stdin.buffer.read())
    for number in range(min(len(pages), MAX_PAGES)):
        words = pages[number].get_textpage().get_text_bounded()
        sys.stdout.buffer.write(words[:MAX_TEXT].encode(errors="replace") + b"\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
