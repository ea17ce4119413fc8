"""Pages of help as HTML, from our Markdown files by language."""

from collections import defaultdict
from functools import cache
from typing import NamedTuple

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import format_lazy
from django.utils.translation import get_language
from markdown_it import MarkdownIt

from core.models import Identity
from core.modules.registry import without_what_is_off
from core.pdf.render import render_pdf

FOLDER = settings.BASE_DIR / "help"
FOLDERS = [FOLDER]  # modules add theirs
LINES = defaultdict(list)  # {page: (beginning of a line, line of a module that follows it)}
MARKDOWN = MarkdownIt("commonmark", {"html": False})  # raw HTML is escaped


class Page(NamedTuple):
    """Heading and text of a help page."""

    title: str
    body: SafeString


def help_language():
    """The active language if the help is written in it, else the site's."""
    active = get_language()
    return active if (FOLDER / active).is_dir() else settings.LANGUAGE_CODE


def read_page(name):
    """The page `help/<language>/<name>.md`, in the language of the help.

    `{vouchers:, a voucher}` is shown if the module vouchers is on.
    """
    path = path_of(name, help_language())
    return _render(name, path, path.stat().st_mtime_ns, Identity.cached().module_keys)


def add_lines(key, lines):
    """Add lines of the module `key` to numbered lists, {page: (number of the line before, line)}.

    The lists are numbered again when they are rendered.
    """
    for name, (number, line) in lines.items():
        LINES[name].append((f"\n{number}. ", format_lazy("{{{}:\n{}. {}}}", key, number, line)))


def _with_lines(name, text):
    """The text of a page with the lines that modules add to it."""
    for beginning, line in LINES[name]:
        head, found, rest = text.partition(beginning)
        before, end, rest = rest.partition("\n")
        text = f"{head}{found}{before}{line}{end}{rest}"
    return text


def path_of(name, language):
    """The path of a help page of the kernel or a module."""
    paths = (folder / language / f"{name}.md" for folder in FOLDERS)
    return next(path for path in paths if path.exists())


@cache
def _render(name, path, _changed_at, _modules):
    """Render a page; cached for each version of the file and each set of modules."""
    text = without_what_is_off(_with_lines(name, path.read_text()))
    heading, _, text = text.partition("\n")
    body = mark_safe(MARKDOWN.render(text))  # noqa: S308  (no raw HTML)
    return Page(heading.removeprefix("# "), body)


def guide_of(role):
    """PDF bytes of the page of this role (`help/<language>/guides`), to hang beside a screen."""
    identity = Identity.cached()
    context = {
        "guide": read_page(f"guides/{role}"),
        "role": role.label,
        "identity": identity,
        "logo": identity.logo_uri,
    }
    return render_pdf("papers/desk/help/guide.html", context)
