"""Sentences that makemessages can find, and French typography."""

import gettext
import re
from pathlib import Path

from django.conf import settings

from desk.help.pages import FOLDERS
from tests.imports import templates

ROOT = Path(settings.BASE_DIR)


def catalogue():
    """Each English sentence with its French one; for plurals, with each form."""
    keys = []
    for path in [ROOT / "locale", *ROOT.glob("modules/*/locale")]:
        with (path / "fr/LC_MESSAGES/django.mo").open("rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog
        keys += [(k[0] if isinstance(k, tuple) else k, text) for k, text in catalog.items()]
    return [(key.rpartition("\x04")[2], text) for key, text in keys if key]


def test_each_catalogue_knows_that_zero_is_singular_in_french():
    places = [ROOT / "locale", *ROOT.glob("modules/*/locale")]
    texts = {place: (place / "fr/LC_MESSAGES/django.po").read_text() for place in places}
    assert [place for place, text in texts.items() if "plural=(n > 1);" not in text] == []


def french():
    """The French sentences, as displayed."""
    helps = [path for folder in FOLDERS for path in (folder / "fr").rglob("*.md")]
    return [*(text for _, text in catalogue()), *(path.read_text() for path in helps)]


TYPOGRAPHY = {
    "a sign apart from its word": r"\S (?:[;?!»]|:(?=\s|%|$)|%%)",
    "a quotation that may break after its mark": r"« ",
    "a unit apart from its number": r"(?:\d|\)[sd]) (?:kg|mm|cm|Go|Mo|€)(?!\w)",
    "thousands that may break": r"(?<![\d ]\d)\b\d{1,3} \d{3}\b(?! \d)",
    "three dots": r"\.\.\.",
    "a straight apostrophe": r"\w'\w",
}


def test_french_messages_follow_french_typography():
    texts = french()
    for what, pattern in TYPOGRAPHY.items():
        assert [text for text in texts if re.search(pattern, text)] == [], what


def french_texts():
    """Catalogue, help, reference data and templates; agreements follow the wording of the law."""
    root = Path(settings.BASE_DIR)
    files = [*(root / "fixtures").rglob("*.json"), *templates()]
    checked = [path for path in files if path.stem != "agreement_texts"]
    return [*french(), *(line for path in checked for line in path.read_text().splitlines())]


def ruled_out(language):
    """The words excluded by `docs/words.md`: quoted as code in a last column."""
    guide = (Path(settings.BASE_DIR) / "docs" / "words.md").read_text(encoding="utf-8")
    in_french, _heading, in_english = guide.partition("\n## English\n")
    rows = {"fr": in_french, "en": in_english}[language].splitlines()
    cells = [row.strip("| ").rsplit("|", 1)[-1] for row in rows if row[:1] == "|"]
    return sorted({words for cell in cells for words in re.findall("`([^`]+)`", cell)})


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def texts_with(words, texts, *, any_case):
    """The texts that contain one of these words as a whole word."""
    whole, found = "\n".join(texts).lower(), []
    for word in words:
        if word.lower() in whole:  # fast path: most searches end here
            flags = re.IGNORECASE if any_case and word == word.lower() else 0
            pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", flags)
            found += [(word, text) for text in texts if pattern.search(text)]
    return found


def test_french_and_english_use_the_words_of_the_guide():
    texts, words = [plain(text) for text in french_texts()], ruled_out("fr")
    assert len(words) > 50
    assert texts_with([plain(word) for word in words], texts, any_case=True) == []
    helps = (Path(settings.BASE_DIR) / "help" / "en").rglob("*.md")
    texts = [*(english for english, _ in catalogue()), *(path.read_text() for path in helps)]
    assert len(ruled_out("en")) > 10
    assert texts_with(ruled_out("en"), texts, any_case=False) == []
    assert texts_with(["to tick"], ["Never to tick."], any_case=False) == [
        ("to tick", "Never to tick.")
    ]


def test_a_device_that_is_ready_is_available_in_french():
    """« prêt » means the loan: sentences about availability do not use it."""
    assert [
        text
        for english, text in catalogue()
        if re.search(r"\bready\b", english, re.IGNORECASE)
        and not re.search(r"\b(loan|lent|lend)", english, re.IGNORECASE)
        and re.search(r"\bprête?s?\b", text)
    ] == []
