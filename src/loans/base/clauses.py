"""The text of an agreement: placeholders, articles, conditions, and the annex.

The text is plain: a line `---` ends the signed part, and the rest is the annex; a title or a line
of a list that begins with `[sim]` is printed only if its condition is met.
"""

import re
from typing import NamedTuple

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.modules.registry import is_offered
from core.text_input import unknown_placeholders
from loans.base.lifecycle.agreements import TextKind

# The placeholders that a text may contain, as the editor names them; any other is refused.
BLANKS = {
    "association": _("our association"),
    "association_address": _("the address of our association"),
    "association_phone": _("our phone number"),
    "organisation": _("the organisation"),
    "borrower": _("the person who signs"),
    "employer": _("the employer"),
    "price": _("the price"),
    "due_date": _("the due date"),
    "starts_on": _("the first day of the partnership agreement"),
    "ends_on": _("the last day of the partnership agreement"),
    "date": _("the day of the agreement"),
    "site": _("the site"),
    "site_address": _("the address of the site"),
    "site_hours": _("the opening hours"),
    "family_months": _("months that data is kept"),
    "agreement_years": _("years that documents are kept"),
    "vat_mention": _("the sentence on VAT"),
    "mediator": _("the sentence on the consumer mediator"),
}
OF_SALES = {"price", "vat_mention", "mediator"}
SENTENCES = OF_SALES - {"price"}  # their values are whole sentences: nothing else depends on them
# The conditions that a title or a line of a list may begin with: printed only if they are met.
CONDITIONS = {
    "sim": _("only with a SIM card or a top-up"),
    "no_resale": _("only if a public donor forbids resale"),
    "charger": _("only with a charger"),
    "no_charger": _("only without a charger"),
}
ANNEX = re.compile(r"^---$", re.MULTILINE)  # the line that ends the signed part
_MARK = re.compile(r"(## |- |)(.*)", re.DOTALL)  # the mark of a title or list item, and its text
_END = re.compile(r"(?<=[.!?؟])\s+")  # the end of a sentence
_BLANK = re.compile(r"\{(\w*)\}")
_TITLE = re.compile(r"^(?:## (?:\[\w*\] ?)?(.*)|---)$", re.MULTILINE)
_CONDITION = re.compile(r"^(?:##|-) \[(\w*)\] ?", re.MULTILINE)


def blanks_in_use():
    """The placeholders to offer, of enabled modules; existing texts may keep others."""
    hidden = set() if is_offered("sale") else OF_SALES
    return {name: label for name, label in BLANKS.items() if name not in hidden}


def conditions_in_use(body):
    """Conditions of enabled modules, and those that this text uses."""
    hidden = set() if is_offered("voucher") else {"sim"} - set(_CONDITION.findall(body))
    return {name: label for name, label in CONDITIONS.items() if name not in hidden}


def unknown_blanks(body):
    """The placeholders and conditions of `body` that do not exist, in order, as written."""
    return unknown_placeholders(body, BLANKS) + [
        f"[{name}]" for name in _CONDITION.findall(body) if name not in CONDITIONS
    ]


def named(text):
    """The text with its placeholders named in words, as the editor shows them."""
    return _BLANK.sub(lambda found: f"{{{BLANKS.get(found[1], found[1])}}}", text)


def place_of(part, body):
    """The section of `body` in which `part` first stands: on which side, and its title."""
    before, _part, after = body.partition(part)
    *_before, title = ["", *_TITLE.findall(before + part + after.partition("\n")[0])]
    side = gettext("On the back") if ANNEX.search(before) else gettext("Signed by the person")
    facts = {"side": side, "title": named(title)}
    return gettext("%(side)s, “%(title)s”") % facts if title else side


def articles_of(body, values):
    """The clauses with placeholders filled, as (title, blocks): ("p", text) or ("ul", [texts]).

    Omits each sentence with an empty placeholder, and lines that become empty.
    """
    lines = filter(None, (_without_gaps(line, values) for line in body.splitlines(keepends=True)))
    filled = _BLANK.sub(lambda match: values.get(match[1], match[0]), "".join(lines))
    articles = []
    untitled, *chunks = re.split(r"^## ", filled, flags=re.MULTILINE)
    for chunk in [f"\n{untitled}"] * bool(untitled.strip()) + chunks:
        title, _newline, rest = chunk.partition("\n")
        articles.append((title.strip(), _blocks(rest)))
    return articles


def _without_gaps(line, values):
    """The line without its sentences that have an empty placeholder."""
    if not _has_gap(line, values):
        return line
    mark, text = _MARK.match(line).groups()
    kept = [part for part in _END.split(text.strip()) if not _has_gap(part, values)]
    return f"{mark}{' '.join(kept)}\n" if kept else ""


def _has_gap(text, values):
    return not all(values.get(name, name) for name in _BLANK.findall(text) if name not in SENTENCES)


def blocks_in(body):
    """The number of headings, paragraphs and list items of a text, a measure of rendering cost."""
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
            blocks.append(("p", re.sub(" +", " ", " ".join(lines))))
    return blocks


# The pictures of the annex, one for each line of its list.
PICTOGRAMS = {
    TextKind.LOAN: ("hand", "care", "call", "date", "charger"),
    TextKind.THREE_PARTY: ("hand", "care", "call", "date", "charger"),
    TextKind.GIFT: ("gift", "care", "call", "lock", "recycle"),
    TextKind.SALE: ("gift", "care", "call", "lock", "recycle"),
}


class Terms(NamedTuple):
    """The articles of an agreement: signed articles, and the annex.

    `pictures` are (pictogram, line): for an annex that begins with a list of five, before any
    title.
    """

    signed: list
    pictures: list
    annex: list


def terms_of(text, clauses, values, conditions=()):
    """Build the `Terms` of a text; `clauses`, for its categories, are appended to the annex.

    Articles with a condition that is not in `conditions` are omitted.
    """
    signed, *annex = ANNEX.split(_without_unmet(text.body, conditions), 1)
    bodies = [*annex, *(_without_unmet(clause.body, conditions) for clause in clauses)]
    articles = [article for body in bodies for article in articles_of(body, values)]
    pictures = []
    if articles and not articles[0][0]:
        _untitled, [(_kind, lines), *_rest] = articles.pop(0)
        pictures = list(zip(PICTOGRAMS.get(text.kind, ()), lines, strict=False))
    return Terms(articles_of(signed, values), pictures, articles)


def _without_unmet(body, conditions):
    """A body without the articles and lines whose condition is not met."""
    for name in CONDITIONS:
        rest = "" if name in conditions else r"(?:(?!^## |^---$).*\n?)*"
        title = "## " if name in conditions else ""
        body = re.sub(rf"^## \[{name}\] ?{rest}", title, body, flags=re.MULTILINE)
        line = r"- \1" if name in conditions else ""
        body = re.sub(rf"^- \[{name}\] ?(.*\n?)", line, body, flags=re.MULTILINE)
    return body
