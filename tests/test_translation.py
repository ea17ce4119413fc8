"""Sentences that makemessages can find, and French ones set as printers set them."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

OURS = [
    "bench",
    "catalogue",
    "config",
    "core",
    "demo",
    "desk",
    "donations",
    "inventory",
    "loans",
    "people",
]


def aliases_of_gettext(path):
    return [
        f"{path.name}: {name.asname}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name and name.asname not in (None, "_")
    ]


def test_gettext_aliases_are_known_to_makemessages():
    sources = [path for app in OURS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    assert [alias for path in sources for alias in aliases_of_gettext(path)] == []


def french():
    """The French sentences, as they are read."""
    path = Path(settings.BASE_DIR) / "locale/fr/LC_MESSAGES/django.mo"
    with path.open("rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog
    helps = (Path(settings.BASE_DIR) / "help" / "fr").rglob("*.md")
    return [*(text for key, text in catalog.items() if key), *(path.read_text() for path in helps)]


@pytest.mark.parametrize(
    ("what", "pattern"),
    [
        ("a sign apart from its word", r"\S (?:[;?!»]|:(?=\s|%|$)|%%)"),
        ("a quotation that may break after its mark", r"« "),
        ("a unit apart from its number", r"(?:\d|\)[sd]) (?:kg|mm|cm|Go|Mo|€)(?!\w)"),
        ("thousands that may break", r"(?<![\d ]\d)\b\d{1,3} \d{3}\b(?! \d)"),
        ("three dots", r"\.\.\."),
        ("a straight apostrophe", r"\w'\w"),
    ],
)
def test_french_messages_follow_french_typography(what, pattern):
    assert [text for text in french() if re.search(pattern, text)] == [], what
