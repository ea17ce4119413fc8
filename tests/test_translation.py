"""Sentences that makemessages can find, and French typography."""

import gettext
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.conf import settings

from desk.help.pages import FOLDERS
from tests.imports import templates

ROOT = Path(settings.BASE_DIR)


def catalogue():
    """Return (English, French) for each sentence; for plurals, for each form."""
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
    """Return the French sentences as displayed."""
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


def strings(value, language, is_in=""):
    """Yield the strings below a key `language`, or in a row of this language."""
    if isinstance(value, str):
        yield from [value] if is_in == language else []
    elif isinstance(value, list):
        for item in value:
            yield from strings(item, language, is_in)
    elif isinstance(value, dict):
        for key, item in value.items():
            if key == "audience":  # a code
                continue
            of_key = key if key in ("fr", "en") else value.get("language", is_in)
            yield from strings(item, language, of_key)


def fixture_texts(language):
    """Return the strings of this language in the fixtures: reference data and default texts."""
    files = [*(ROOT / "fixtures").rglob("*.json"), *ROOT.glob("modules/*/fixtures/**/*.json")]
    return [text for path in files for text in strings(json.loads(path.read_text()), language)]


CODE = re.compile(
    r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>"  # template syntax
    r"|%\(\w+\)[sd]|\{\w+\}"  # parameters
    r"|`[^`]*`|\]\([^)]*\)",  # code and URLs of Markdown
    re.DOTALL,
)


def template_texts():
    """Return the lines of the templates outside tags: text without a translation."""
    return [line for path in templates() for line in shown(path.read_text()).splitlines()]


def shown(text):
    """Return `text` without code, parameters and URLs, with plain spaces and apostrophes."""
    return plain(CODE.sub(" ", text))


def texts_in(language):
    """Return all texts that a user sees in this language, line by line."""
    readme = {"fr": "README.fr.md", "en": "README.md"}[language]
    helps = [path for folder in FOLDERS for path in (folder / language).rglob("*.md")]
    messages = [pair[language == "fr"] for pair in catalogue()]
    files = [path.read_text() for path in [*helps, ROOT.parent / readme]]
    lines = [line for text in [*files, *fixture_texts(language)] for line in text.splitlines()]
    return sorted({shown(text) for text in [*messages, *lines]} | set(template_texts()))


def rows_of_guide(heading):
    """Return the tables below this heading of `docs/words.md`, cells as lists of quoted phrases."""
    guide = (ROOT.parent / "docs" / "words.md").read_text(encoding="utf-8")
    section = guide.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    rows = [row.strip("| ").split("|") for row in section.splitlines() if row[:1] == "|"]
    return [[re.findall("`([^`]+)`", cell) for cell in row] for row in rows]


SECTIONS = {"fr": ["Terms", "Acts", "Turns of phrase"], "en": ["English"]}


def ruled_out(language):
    """Return the words excluded by `docs/words.md`, which are quoted as code in the last column."""
    cells = [row[-1] for heading in SECTIONS[language] for row in rows_of_guide(heading)]
    return sorted({words for cell in cells for words in cell})


def exceptions():
    """Return {word: parts of the texts in which it has another, legitimate meaning}."""
    parts_of = defaultdict(list)
    for words, parts, *_ in rows_of_guide("Exceptions"):
        for word in words:
            parts_of[plain(word)] += map(plain, parts)
    return parts_of


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def texts_with(words, texts):
    """Return the texts that contain one of these words as a whole word, apart from exceptions.

    A word with a capital is found only with the capital.
    """
    whole, found, allowed = "\n".join(texts).lower(), [], exceptions()
    for word in words:
        if word.lower() in whole:  # fast path: most searches end here
            flags = re.IGNORECASE if word == word.lower() else 0
            pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", flags)
            parts = allowed.get(word, [])
            found += [
                (word, text)
                for text in texts
                if pattern.search(text) and not any(part in text for part in parts)
            ]
    return found


@pytest.mark.parametrize("language", ["fr", "en"])
def test_texts_use_the_words_of_the_guide(language):
    words = [plain(word) for word in ruled_out(language)]
    assert len(words) > 50
    assert texts_with(words, texts_in(language)) == []


def test_words_are_found_whole_and_in_any_letters():
    assert texts_with(["to tick"], ["Never To tick.", "into ticks"]) == [
        ("to tick", "Never To tick.")
    ]
    assert shown("{% url 'place' %}In %(place)s [no](place.md) <b title='place'>") == " In   [no   "


def test_each_exception_of_the_guide_is_used():
    texts = [*texts_in("fr"), *texts_in("en")]
    unused = [
        part
        for words, parts, *_ in rows_of_guide("Exceptions")
        for part in parts
        if not any(
            plain(part) in text and any(word in text.lower() for word in words) for text in texts
        )
    ]
    assert unused == []


def test_one_concept_is_not_translated_from_two_words():
    """Pairs are rows of the guide: « emplacement » is a shelf, « défaut connu » a known fault..."""
    pairs = [row for row in rows_of_guide("Pairs") if all(row[:2])]
    assert len(pairs) > 5
    wrong = []
    for english, french in catalogue():
        for of_english, of_french, *_ in pairs:
            if texts_with(of_english, [shown(english)]) and texts_with(
                [plain(word) for word in of_french], [shown(french)]
            ):
                wrong.append((of_english, english, french))
    assert wrong == []


def test_a_device_that_is_ready_is_available_in_french():
    """« prêt » means a loan, so sentences about availability do not use it."""
    assert [
        text
        for english, text in catalogue()
        if re.search(r"\bready\b", english, re.IGNORECASE)
        and not re.search(r"\b(loan|lent|lend)", english, re.IGNORECASE)
        and re.search(r"\bprête?s?\b", text)
    ] == []
