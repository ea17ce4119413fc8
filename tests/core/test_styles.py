"""Our style sheets: a file for each component or feature, without unused rules."""

import re
from pathlib import Path

from django.conf import settings

from core.operating import built_static
from tests.styles import classes_of

ROOT = Path(settings.BASE_DIR)
STYLES = ROOT / "styles"
# Python that writes our classes into generated HTML.
WRITERS = (
    "core/lists/tables.py",
    "inventory/accessories/tables.py",
    "inventory/vouchers/tables.py",
    "inventory/workshop/tables.py",
    "inventory/workshop/forms/checklists.py",
)
FROM_LIBRARIES = {"errorlist", "htmx-request"}
TAG = re.compile(r"{%.*?%}|{{.*?}}", re.DOTALL)
# Values of `class` and `css`, and the template blocks inside such values.
VALUES = (
    re.compile(r'\b(?:class|css)="((?:[^"{]|{%.*?%}|{{.*?}}|{)*)"', re.DOTALL),
    re.compile(r"{% block (?:width|card) %}(.*?){% endblock"),
)
QUOTED = re.compile(r"\"([^\"]*)\"|'([^']*)'|`([^`]*)`")
NAME = re.compile(r"[A-Za-z][\w-]*")


def sheets():
    return sorted([*STYLES.rglob("*.css"), *ROOT.glob("modules/*/styles/*.css")])


def used_classes():
    """Return (names, prefixes of names that a template completes)."""
    names, beginnings = set(FROM_LIBRARIES), set()
    for path in [*ROOT.glob("templates/**/*.html"), *ROOT.glob("modules/*/templates/**/*.html")]:
        for value in (found for pattern in VALUES for found in pattern.findall(path.read_text())):
            strings = " ".join(
                "".join(pair) for tag in TAG.findall(value) for pair in QUOTED.findall(tag)
            )
            whole = TAG.sub(lambda tag: "\0" if tag[0].startswith("{{") else " ", value)
            words = f"{strings} {whole}".split()
            names |= {word for word in words if "\0" not in word}
            beginnings |= {word.split("\0")[0] for word in words if "\0" in word}
    for path in [*(ROOT / "static").glob("*.js"), *(ROOT / name for name in WRITERS)]:
        for parts in QUOTED.findall(path.read_text()):
            names |= set(NAME.findall(" ".join(parts)))
    return names, tuple(word for word in beginnings if word.endswith("-"))


def test_each_class_of_a_sheet_is_used():
    names, beginnings = used_classes()
    unused = {
        str(sheet.relative_to(ROOT)): left
        for sheet in sheets()
        if (
            left := {
                c for c in classes_of(sheet.read_text()) - names if not c.startswith(beginnings)
            }
        )
    }
    assert unused == {}


def test_a_sheet_is_named_like_a_folder_or_a_template():
    """Components of these sheets are shown on the style guide."""
    loose = set()
    for sheet in STYLES.glob("*/**/*.css"):
        place = sheet.relative_to(STYLES).with_suffix("")
        folder = ROOT / "templates" / place.parent
        names = (place.name, f"{place.name}.html", f"_{place.name}.html")
        if place.parts[0] != "components" and not any((folder / name).exists() for name in names):
            loose.add(str(place))
    assert loose == set()


def test_layers_of_the_cascade_come_in_their_order():
    ordered = built_static._sheets()
    assert sorted(ordered) == sheets()
    order = [str(path.relative_to(ROOT)) for path in ordered]
    assert order[:2] == ["styles/tokens.css", "styles/elements.css"]
    layers = [path.split("/")[1].removesuffix(".css") for path in order]
    known = [layer for layer in layers if layer in built_static.LAYERS]
    assert layers[: len(known)] == known == sorted(known, key=built_static.LAYERS.index)
    assert len(order) > 80


def test_a_line_of_a_sheet_has_one_declaration():
    crowded = {
        f"{sheet.relative_to(ROOT)}: {line}"
        for sheet in sheets()
        for line in sheet.read_text().splitlines()
        if line.count(";") > 1 or ("{" in line and not line.endswith("{")) or len(line) > 500
    }
    assert crowded == set()
    assert not [sheet for sheet in sheets() if sheet.read_text().count("\n") > 500]
