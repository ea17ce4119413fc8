"""Terms that the law reserves for new goods (decree 2022-190) appear nowhere in the product."""

import re
from pathlib import Path

from django.conf import settings

from core.forms.reserved_terms import reserved_in

FOLDERS = ["docs", "src", "tests"]
KINDS = {".css", ".csv", ".html", ".js", ".json", ".md", ".po", ".py", ".svg", ".txt"}


def forbidden_in(text):
    """Return the forbidden words in `text`, even if a translation file wraps them."""
    return reserved_in(re.sub(r'"\s*\n\s*"', "", text))


def written_by_us():
    root = Path(settings.PROJECT_DIR)
    yield from root.glob("*.md")
    for folder in FOLDERS:
        for path in (root / folder).rglob("*"):
            if path.suffix in KINDS and path != Path(__file__):
                yield path


def test_reserved_words_are_used_nowhere():
    words_by_file = {
        str(path): forbidden_in(path.read_text(encoding="utf-8")) for path in written_by_us()
    }
    assert {path: words for path, words in words_by_file.items() if words} == {}


SPELLINGS = ["Comme neuf", "ÉTAT NEUF", "état\u00a0neuf", "remis à neuf"]
SPELLINGS += ['comme "\n"neuve', "a\u0300 neuf"]


def test_reserved_words_are_found_in_any_spelling_and_others_are_allowed():
    assert [text for text in SPELLINGS if not forbidden_in(text)] == []
    assert not forbidden_in(
        "Un ordinateur neuf ans après, remis en état, reconditionné : neuf écrans."
    )
