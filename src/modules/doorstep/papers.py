"""The paper that keeps an answer of a phone that could not be applied."""

import re
from html import unescape

from django.core.exceptions import ValidationError
from django.utils.html import strip_tags

from core.formatting import full_date, hour
from core.forms.uploads import clean_signature
from core.models import Identity
from core.pdf.render import render_pdf
from loans.base.papers import data_uri
from modules.doorstep.entered import DRAWING, entered_in, named, signatories_at

BLOCKS = "p|li|h[1-6]|div|dt|dd|tr|select|label|legend|summary|section"
BUTTON = re.compile(r"<button\b.*?</button>")
BETWEEN = re.compile(r"</(?:option|td|th)>(?=\s*<(?:option|td|th))")
END_OF_LINE = re.compile(rf"</(?:{BLOCKS})>|<br\b[^>]*>")


def render_evidence(visit, answer, given_at):
    """The PDF of an answer: its drawings and values, the time, the text shown and its hash."""
    facts = {
        "visit": visit,
        "identity": Identity.cached(),
        "logo": Identity.cached().logo_uri,
        "given_on": full_date(given_at),
        "given_at": hour(given_at),
        "is_declined": answer.act == "declined",
        "signatories": [named(one) for one in signatories_at(visit).values()],
        "drawings": _drawings(visit, answer.fields),
        "entered": entered_in(visit, answer.fields),
        "text_sha256": answer.text_sha256,
        "shown": _read(answer.screens),
    }
    return render_pdf("doorstep/papers/evidence.html", facts)


def _drawings(visit, fields):
    """(signatory, drawing as a data address, or "" if it cannot be read)."""
    frames = signatories_at(visit)
    return [
        (named(frames[name]) if name in frames else name, _drawing(value))
        for name, value in fields.items()
        if value.startswith(DRAWING)
    ]


def _drawing(value):
    try:
        return data_uri(clean_signature(value))
    except ValidationError:
        return ""


def _read(screens):
    """The lines of the screens as plain text: a phone sent them, so their HTML is not trusted.

    Buttons are left out; the cells of a row, or the choices of a list, are one line.
    """
    page = BETWEEN.sub(" · ", BUTTON.sub("", " ".join(screens.split())))
    text = unescape(strip_tags(END_OF_LINE.sub("\n", page)))
    lines = (" ".join(line.split()).strip(" ·") for line in text.splitlines())
    return [line for line in lines if line]
