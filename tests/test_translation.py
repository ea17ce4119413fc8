"""Sentences that makemessages can find, and French ones set as printers set them."""

import ast
import gettext
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.imports import nodes_of

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
        for node in nodes_of(path)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for name in node.names
        if "gettext" in name.name and name.asname not in (None, "_")
    ]


def test_gettext_aliases_are_known_to_makemessages():
    sources = [path for app in OURS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]
    assert [alias for path in sources for alias in aliases_of_gettext(path)] == []


def catalogue():
    """Each English sentence with its French one; of a plural, with each of its forms."""
    path = Path(settings.BASE_DIR) / "locale/fr/LC_MESSAGES/django.mo"
    with path.open("rb") as file:
        catalog = gettext.GNUTranslations(file)._catalog
    keys = [(key[0] if isinstance(key, tuple) else key, text) for key, text in catalog.items()]
    return [(key.rpartition("\x04")[2], text) for key, text in keys if key]


def french():
    """The French sentences, as they are read."""
    helps = (Path(settings.BASE_DIR) / "help" / "fr").rglob("*.md")
    return [*(text for _, text in catalogue()), *(path.read_text() for path in helps)]


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


def french_texts():
    """Catalogue, help, reference data and templates; agreements are worded with the law in hand."""
    root = Path(settings.BASE_DIR)
    files = [*(root / "fixtures").rglob("*.json"), *(root / "templates").rglob("*.html")]
    checked = [path for path in files if path.stem != "agreement_texts"]
    return [*french(), *(line for path in checked for line in path.read_text().splitlines())]


def ruled_out(language):
    """The words that `docs/words.md` rules out: quoted as code in a last column."""
    guide = (Path(settings.BASE_DIR) / "docs" / "words.md").read_text(encoding="utf-8")
    in_french, _heading, in_english = guide.partition("\n## English\n")
    rows = {"fr": in_french, "en": in_english}[language].splitlines()
    cells = [row.strip("| ").rsplit("|", 1)[-1] for row in rows if row[:1] == "|"]
    return sorted({words for cell in cells for words in re.findall("`([^`]+)`", cell)})


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


@pytest.fixture(scope="module")
def plain_french():
    return [plain(text) for text in french_texts()]


@pytest.mark.parametrize("words", ruled_out("fr"))
def test_french_uses_the_words_of_the_guide(words, plain_french):
    flags = re.IGNORECASE if words == words.lower() else 0
    pattern = re.compile(rf"(?<!\w){re.escape(plain(words))}(?!\w)", flags)
    assert [text for text in plain_french if pattern.search(text)] == []


@pytest.mark.parametrize("words", ruled_out("en"))
def test_english_uses_the_words_of_the_guide(words):
    helps = (Path(settings.BASE_DIR) / "help" / "en").rglob("*.md")
    texts = [*(english for english, _ in catalogue()), *(path.read_text() for path in helps)]
    pattern = re.compile(rf"(?<!\w){re.escape(words)}(?!\w)")
    assert [text for text in texts if pattern.search(text)] == []


def test_a_device_that_is_ready_is_available_in_french():
    """« prêt » is the loan: no sentence that only speaks of what is ready has it."""
    assert [
        text
        for english, text in catalogue()
        if re.search(r"\bready\b", english, re.IGNORECASE)
        and not re.search(r"\b(loan|lent|lend)", english, re.IGNORECASE)
        and re.search(r"\bprête?s?\b", text)
    ] == []
