"""Clauses: plain text with titles, lists and blanks, and what it becomes."""

import re
from itertools import zip_longest

from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Identity
from core.quantities import euros
from loans.papers.dates import full_date

# The blanks a text may hold, filled at printing; a text with any other is refused when saved.
BLANKS = [
    "association",
    "association_address",
    "association_phone",
    "organisation",
    "borrower",
    "employer",
    "contribution",
    "due_date",
    "date",
    "site",
]
_BLANK = re.compile(r"\{(\w*)\}")


def unknown_blanks(body):
    """The blanks of `body` that nobody would fill, in order."""
    return [name for name in _BLANK.findall(body) if name not in BLANKS]


def sample_values():
    """The blanks filled with the house's own names and invented ones, to preview a text."""
    return _house_values() | {
        "organisation": _("Example organisation"),
        "borrower": _("First name Last name"),
        "employer": _("Example employer"),
        "contribution": euros(20),
        "due_date": full_date(timezone.localdate()),
        "date": full_date(timezone.localdate()),
        "site": _("Example site"),
    }


def values_of(loan):
    """What fills the blanks of a loan's clauses, in the active language."""
    return _house_values() | {
        "organisation": loan.organisation.name,
        "borrower": str(loan.borrower),
        "employer": loan.employer.name if loan.employer else "",
        "contribution": euros(loan.contribution) if loan.contribution else "",
        "due_date": full_date(loan.due_on) if loan.due_on else "",
        "date": full_date(timezone.localdate()),
        "site": loan.site.name,
    }


def beside_values(values, loan, direction):
    """The same for a second text: dates in figures, and nothing turned round by its direction."""
    days = {"due_date": loan.due_on, "date": timezone.localdate()}
    figures = {name: f"{day:%d/%m/%Y}" if day else "" for name, day in days.items()}
    merged = values | figures
    return (
        {name: isolated(value) for name, value in merged.items()} if direction == "rtl" else merged
    )


def isolated(value):
    """A text kept in its own order among words that run the other way (Unicode TR 9)."""
    return f"\N{LEFT-TO-RIGHT ISOLATE}{value}\N{POP DIRECTIONAL ISOLATE}" if value else value


def _house_values():
    house = Identity.cached()
    return {
        "association": house.name,
        "association_address": " ".join(house.address.split()),
        "association_phone": house.phone,
    }


def articles_of(body, values):
    """The clauses, blanks filled, as (title, blocks): ("p", text) or ("ul", [texts])."""
    filled = _BLANK.sub(lambda match: values.get(match[1], match[0]), body)
    articles = []
    for chunk in re.split(r"^## ", filled, flags=re.MULTILINE):
        title, _newline, rest = chunk.partition("\n")
        if chunk.strip():
            articles.append((title.strip(), _blocks(rest)))
    return articles


def blocks_in(body):
    """How many titles, paragraphs and items of lists a text has: what drawing it costs."""
    articles = articles_of(body, {})
    blocks = [block for _title, blocks in articles for block in blocks]
    return len(articles) + sum(len(text) if kind == "ul" else 1 for kind, text in blocks)


def _blocks(text):
    blocks = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        lines = paragraph.strip().splitlines()
        if lines and all(line.startswith("- ") for line in lines):
            blocks.append(("ul", [line[2:] for line in lines]))
        elif lines:
            blocks.append(("p", " ".join(lines)))
    return blocks


def merged(text, clauses, values):
    """The first page (an article, or None) and the articles after it, of a text.

    `clauses`, the texts of categories, come before the last article, which is about signing.
    """
    first, *rest = articles_of(text.body, values) or [None]
    added = [article for clause in clauses for article in articles_of(clause.body, values)]
    return first, [*rest[:-1], *added, *rest[-1:]]


def beside(articles, others):
    """Each article with its counterpart in the second language, or None.

    When their numbers differ nothing tells which is which: the second text comes after, whole.
    """
    if len(articles) == len(others):
        return list(zip(articles, others, strict=True))
    first = zip_longest(articles, [])
    return [*first, *((None, other) for other in others)]
