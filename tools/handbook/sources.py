"""Sources of a book: documents of the repository, and the help of the pages.

Documents keep their relative links. A link to a page of the other book becomes an address, and a
linked file of the repository is copied beside the pages.
"""

import os
import re
import shutil
from pathlib import Path

from tools.handbook.help_pages import write_help

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
OF_THE_PROJECT = [
    *("CHANGELOG.md", "CODE_OF_CONDUCT.md", "CONTRIBUTING.md", "GOVERNANCE.md", "SECURITY.md"),
]
BOOKS = ("fr", "en")
# Parts of a book: their titles and pages.
CONTENTS = {
    "en": {
        "For associations": ["help/index"],
        "For operators": ["operations", "sizing", "support", "machines", "year"],
        "For network planners": ["network"],
        "For developers": [
            *("CONTRIBUTING", "architecture", "database", "topics/index"),
            *("decisions", "glossary", "words", "law", "accessibility", "releasing"),
        ],
        "The project": ["releases/*", "CHANGELOG", "SECURITY", "GOVERNANCE", "CODE_OF_CONDUCT"],
    },
    "fr": {
        "Pour les associations": ["help/index"],
        "Pour les exploitants": ["operations", "sizing", "support", "releases/*"],
        "Pour préparer un réseau": ["network"],
    },
}
LINK = re.compile(r"(!?)\[((?:[^\[\]]|\[[^\]]*\])*)\]\(([^()\s]+)\)")
CODE = re.compile(r"(```.*?```|`[^`]*`|\]\([^)]*\))", re.DOTALL)
BEFORE = re.compile(r"(?:(?<=\S)|^) (?=[:;!?%»])")
AFTER = re.compile(r"« ")
NO_BREAK = "\u00a0"


def pages_of(language):
    """Map the path of each document of a book to its page, as (path in the repository, page)."""
    if language == "fr":
        return {path: path.relative_to(DOCS / "fr") for path in (DOCS / "fr").rglob("*.md")}
    pages = {path: path.relative_to(DOCS) for path in DOCS.rglob("*.md")}
    pages = {path: page for path, page in pages.items() if page.parts[0] != "fr"}
    return pages | {ROOT / name: Path(name) for name in OF_THE_PROJECT}


def gather(language, folder):
    """Write the sources of a book into a folder, and return the folder."""
    books = {code: pages_of(code) for code in BOOKS}
    for path, page in books[language].items():
        text = path.read_text()
        text = _with_links(text, path, folder, books, language)
        target = folder / page
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(with_french_spaces(text) if language == "fr" else text)
    _append(folder / "index.md", CONTENTS[language])
    subjects = sorted({path.stem for path in (folder / "topics").glob("*.md")} - {"index"})
    if subjects:
        _append(folder / "topics" / "index.md", {"Subjects": subjects})
    write_help(language, folder / "help")
    return folder


def _append(path, contents):
    """Add parts of the table of contents, shown in the side bar, to a page."""
    with path.open("a") as file:
        file.writelines(_contents(title, names) for title, names in contents.items())


def _contents(title, names):
    lines = ["", "```{toctree}", ":hidden:", ":glob:", f":caption: {title}", "", *names, "```", ""]
    return "\n".join(lines)


def _with_links(text, path, folder, books, language):
    """The text with links that lead from its page to the other pages, in either book."""
    page = books[language][path]
    other = next(code for code in BOOKS if code != language)

    def replaced(match):
        mark, label, address = match.groups()
        name, _, fragment = address.partition("#")
        if not name or ":" in name or name.startswith("help/"):
            return match[0]
        target = (path.parent / name).resolve()
        fragment = f"#{fragment}" if fragment else ""
        if to := books[language].get(target):
            return f"{mark}[{label}]({_relative(to, page)}{fragment})"
        if to := books[other].get(target):
            way = "../" * len(page.parts) + other
            return f'<a href="{way}/{to.with_suffix(".html")}{fragment}">{label}</a>'
        if not target.is_file():
            raise SystemExit(f"{path.relative_to(ROOT)}: {address} is no file.")
        copied = folder / "files" / target.name
        copied.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(target, copied)
        return f"{mark}[{label}]({_relative(copied.relative_to(folder), page)})"

    parts = re.split(r"(```.*?```)", text, flags=re.DOTALL)
    return "".join(part if part.startswith("```") else LINK.sub(replaced, part) for part in parts)


def _relative(to, page):
    return os.path.relpath(to, page.parent)


def with_french_spaces(text):
    """The text with no-break spaces before double punctuation and within quotation marks."""
    parts = CODE.split(text)
    return "".join(
        part if number % 2 else AFTER.sub(f"«{NO_BREAK}", BEFORE.sub(NO_BREAK, part))
        for number, part in enumerate(parts)
    )
