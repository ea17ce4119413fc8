"""Help sheets: the shipped text of a system, or the text that an administrator wrote instead.

A text is written as those of agreements: `##` titles, lists and paragraphs. A title may begin with
the pictogram of its section, as in `## [wifi] Connect to the Internet`.
"""

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _

from core.forms.reserved_terms import check_words
from core.models import Identity
from core.text_input import not_placeholders, unknown_placeholders
from core.workflow.lifecycle import Refused
from loans.agreements.operations.texts import check_letters
from loans.base.clauses import BLANKS as OF_AGREEMENTS
from loans.base.clauses import articles_of
from loans.base.text_values import lines_of
from modules.help_sheets.lifecycle import SECTION_ICONS, Section, System
from modules.help_sheets.models import SheetText
from people.models import Language

FOLDER = Path(__file__).parent / "fixtures"
# The placeholders of a sheet, of which a page without the database knows the values.
BLANKS = {
    name: OF_AGREEMENTS[name]
    for name in ("association", "association_phone", "association_address")
}
MAX_LINES = 150  # in a sheet: more do not fit on two pages
SHAPES = re.compile(r"<svg.*?>(.*)</svg>", re.DOTALL)
SVG = (
    '<svg width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
    ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true">'
)
TEAL = "#0b5f5a"  # ink of pictograms on paper
MARKED = re.compile(r"^\[(\w+)\] ?")
MARKS = re.compile(r"^## \[(\w*)\]", re.MULTILINE)


class Part(NamedTuple):
    """A section of a sheet; `blocks` as `articles_of` returns them.

    In the section of questions, each line of a list is a pair: the question, and a first step.
    """

    section: str
    icon: str
    title: str
    blocks: list

    @property
    def drawing(self):
        """The icon for a paper, in its ink."""
        return mark_safe(drawing_of(self.icon).replace("currentColor", TEAL))  # noqa: S308


class Sheet(NamedTuple):
    """The sheet of a system in a language; `languages` are the (code, name) of its languages."""

    system: System
    language: str
    direction: str
    parts: list[Part]
    languages: list

    @property
    def is_translated(self):
        """Whether the language is one of the pages, or else an added one."""
        return self.language in dict(settings.LANGUAGES)


@cache
def shipped(system: str, language: str) -> str:
    """The text that comes with the software; "" in a language without one."""
    path = FOLDER / language / f"{system}.md"
    return path.read_text() if language in dict(settings.LANGUAGES) else ""


def text_of(system: str, language: str) -> str:
    """The text in use, written by an administrator or shipped; "" if there is none."""
    written = SheetText.objects.filter(system=system, language=language).first()
    return (written and written.body) or shipped(system, language)


def sheet_of(system: System, *wanted: str) -> Sheet:
    """The sheet in the first of these languages that has one; reads one table, or two."""
    written = dict(SheetText.objects.in_use().filter(system=system).values_list("language", "body"))
    ours = dict(settings.LANGUAGES)
    added = {}
    if written.keys() - ours.keys():
        rows = Language.objects.filter(code__in=written, is_active=True)
        added = {row.code: row for row in rows}
    languages = [(code, get_language_info(code)["name_local"]) for code in ours]
    languages += [(code, row.name) for code, row in added.items()]
    codes = dict(languages)
    language = next((code for code in wanted if code in codes), settings.LANGUAGE_CODE)
    body = written.get(language) or shipped(system, language)
    direction = added[language].direction if language in added else "ltr"
    return Sheet(system, language, direction, parts_of(body), languages)


@cache
def drawing_of(icon: str) -> SafeString:
    """An icon of the site as SVG, hidden from screen readers."""
    with ZipFile(files("lucide") / "lucide.zip") as drawings:
        shapes = SHAPES.search(drawings.read(f"{icon}.svg").decode())[1]
    return mark_safe(f"{SVG}{' '.join(shapes.split())}</svg>")  # noqa: S308  (no input)


def parts_of(body: str) -> list[Part]:
    """The sections of a text, with placeholders filled."""
    return [_part(title, blocks) for title, blocks in articles_of(body, values())]


def _part(title, blocks):
    marked = MARKED.match(title)
    section = marked[1] if marked and marked[1] in Section.values else ""
    if section == Section.PROBLEMS:
        blocks = [
            (kind, [_question(line) for line in content] if kind == "ul" else content)
            for kind, content in blocks
        ]
    return Part(section, SECTION_ICONS.get(section, "info"), MARKED.sub("", title), blocks)


def _question(line):
    """(question, first step) of a line; a line without a question is a step alone."""
    question, mark, step = line.partition("? ")
    return (f"{question}?", step) if mark else ("", line)


def values():
    """Values of the placeholders, of the association alone."""
    identity = Identity.cached()
    return {
        "association": str(identity),
        "association_phone": identity.phone,
        "association_address": ", ".join(lines_of(identity)),
    }


def check_body(body: str) -> None:
    """Raise `Refused` for reserved terms, unknown marks and placeholders, and too long a text."""
    check_words(body)
    check_letters(body)
    if len(body.splitlines()) > MAX_LINES:
        raise Refused(
            _("This sheet has more than %(most)s lines: it would not fit on one sheet of paper.")
            % {"most": MAX_LINES}
        )
    unknown = unknown_placeholders(body, BLANKS)
    if unknown:
        raise Refused(not_placeholders(unknown, map(str, BLANKS.values())))
    marks = [mark for mark in MARKS.findall(body) if mark not in Section.values]
    if marks:
        raise Refused(_("There is no pictogram “%(mark)s”.") % {"mark": marks[0]})
