"""The handbook: its sources, the check of its links, and translations that say the same.

`make docs` draws it with Sphinx, which tests do not need.
"""

import re
from collections import Counter

import pytest

from tools.handbook.links import faults_in
from tools.handbook.sources import BOOKS, DOCS, gather, pages_of, with_french_spaces

TRANSLATED = sorted(str(path.relative_to(DOCS / "fr")) for path in (DOCS / "fr").rglob("*.md"))


@pytest.fixture(scope="module")
def books(tmp_path_factory):
    return {code: gather(code, tmp_path_factory.mktemp(code)) for code in BOOKS}


def outline(path):
    """Return heading levels, rows of tables, commands without comments, and inline code."""
    text = path.read_text()
    blocks = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    plain = re.sub(r"```\n.*?```", "", text, flags=re.DOTALL)
    return {
        "headings": re.findall(r"^(#+) ", text, re.MULTILINE),
        "rows": len(re.findall(r"^\|", text, re.MULTILINE)),
        "commands": [row.split("  #")[0].strip() for block in blocks for row in block.splitlines()],
        "code": Counter(re.findall(r"`([^`\n]+)`", plain)),
    }


@pytest.mark.parametrize("name", TRANSLATED)
def test_a_translated_page_has_the_same_headings_tables_and_commands(name):
    assert outline(DOCS / "fr" / name) == outline(DOCS / name)


def test_operators_and_planners_read_french():
    assert {"index.md", "network.md", "operations.md", "sizing.md"} <= set(TRANSLATED)


@pytest.mark.parametrize("language", BOOKS)
def test_a_book_has_the_help_of_every_page_with_all_modules(books, language):
    help_pages = list((books[language] / "help").glob("*.md"))
    assert len(help_pages) > 60
    assert not [page for page in help_pages if re.search(r"\{\w+:", page.read_text())]
    assert len(list((books[language] / "help" / "pictures").iterdir())) > 50


@pytest.mark.parametrize("language", BOOKS)
def test_links_between_documents_lead_to_pages_of_either_book(books, language):
    folder = books[language]
    pages = {path for path in folder.rglob("*") if path.is_file()}
    for path in (path for path in pages if path.suffix == ".md"):
        text = re.sub(r"```.*?```|`[^`]*`", "", path.read_text(), flags=re.DOTALL)
        for address in re.findall(r"\]\(([^()\s:#]+)(?:#[^()\s]*)?\)", text):
            assert (path.parent / address).resolve() in pages, f"{path.name}: {address}"


def test_a_link_to_the_other_book_is_an_address(books):
    text = (books["fr"] / "operations.md").read_text()
    assert '<a href="../en/operations.html">In English</a>' in text
    assert re.search(r'<a href="\.\./en/topics/\w+\.html#a-stolen-phone">', text)


def test_english_pages_and_those_of_the_project_are_in_the_english_book_only():
    assert {page.name for page in pages_of("en").values()} > {"CONTRIBUTING.md", "changes.md"}
    assert {str(page) for page in pages_of("fr").values()} == set(TRANSLATED)


def test_french_punctuation_has_no_break_spaces_but_code_does_not():
    assert with_french_spaces("« Oui » : `a : b` ; 5 %") == (
        "«\u00a0Oui\u00a0»\u00a0: `a : b`\u00a0; 5\u00a0%"
    )


def test_a_missing_page_a_missing_heading_and_a_foreign_file_are_found(tmp_path):
    (tmp_path / "a.html").write_text(
        '<h1 id="one">One</h1><a href="b.html#two">two</a><a href="#one">one</a>'
        '<a href="c.html">c</a><a href="b.html#three">three</a>'
        '<script src="https://cdn.example.org/x.js"></script><a href="https://example.org">ok</a>'
    )
    (tmp_path / "b.html").write_text('<h2 id="two">Two</h2>')
    assert faults_in(tmp_path) == [
        "a.html: c.html leads nowhere",
        "a.html: b.html#three has no such heading",
        "a.html: https://cdn.example.org/x.js is loaded from another site",
    ]
