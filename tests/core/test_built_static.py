"""The style sheet contains exactly those rules of Bootstrap that pages use."""

import re
from pathlib import Path

import pytest
import tinycss2
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import FileSystemStorage
from fontTools.ttLib import TTFont

from core.operating import built_static
from core.pdf.render import FONT_FOLDER
from tests.imports import templates

# class="one two" in HTML, "class": "one two" in a widget's attributes.
CLASSES = re.compile(r"\bclass(?:=|[\"']: f?)(?:\"([^\"]*)\"|'([^']*)')")
NAME = re.compile(r"\.([a-z][\w-]*)")


@pytest.fixture(scope="module")
def sheet():
    return Path(finders.find(built_static.SHEET)).read_text()


def test_the_sheet_has_every_class_used_by_pages(sheet):
    """Python may use a Bootstrap class only if a template or a script uses it too."""
    theirs = set(NAME.findall(re.sub(r"{[^{}]*}", "{}", built_static.BOOTSTRAP.read_text())))
    ours = set(NAME.findall(re.sub(r"{[^{}]*}", "{}", sheet)))
    missing, seen = set(), set()
    for path in [
        *templates(),
        *(settings.BASE_DIR / "static").glob("*.js"),
        *(path for app in built_static.APPS for path in (settings.BASE_DIR / app).rglob("*.py")),
    ]:
        text = re.sub(r"{%.*?%}|{{.*?}}", " ", path.read_text(), flags=re.DOTALL)
        words = {word for pair in CLASSES.findall(text) for word in " ".join(pair).split()}
        seen |= words & theirs
        missing |= (words & theirs) - ours
    assert len(seen) > 30
    assert missing == set()
    assert {"alert-danger", "alert-success", "form-check-input", "is-invalid", "show"} <= ours
    assert not {"accordion", "carousel-item", "navbar-brand"} & ours


def test_scripts_are_stored_without_their_comment_lines(tmp_path):
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources/one.js").write_bytes(b"// why\nconst a = 1; // how\n  // more\na();\n")
    sources = FileSystemStorage(location=tmp_path / "sources")
    storage = built_static.StaticStorage(location=tmp_path / "served")
    with sources.open("one.js") as script:
        storage.save("one.js", script)
    list(storage.post_process({"one.js": (sources, "one.js")}))
    served = [path.read_bytes() for path in (tmp_path / "served").glob("*.js")]
    assert served == [b"const a = 1; // how\na();\n"] * 2


def test_no_line_inside_a_template_of_a_script_looks_like_a_comment():
    scripts = [
        *(settings.BASE_DIR).glob("static/*.js"),
        *settings.BASE_DIR.glob("modules/*/static/**/*.js"),
    ]
    assert len(scripts) > 20
    for path in scripts:
        is_open = False
        for line in path.read_text().splitlines():
            if line.lstrip().startswith("//"):
                assert not is_open, (path.name, line)
            else:
                is_open ^= line.count("`") % 2 == 1


def test_a_rule_is_kept_for_the_selectors_whose_classes_are_used():
    css = """
        a, .btn:not(.gone) > b { color: red } .gone, .btn.gone, p { margin: 0 }
        .alert-info { color: blue } .gone { color: red }
        @media (min-width: 1px) { .gone { color: red } }
        @media print { .btn, .gone { display: none } }
    """
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    kept = "".join(built_static.used(rules, {"btn", "alert-"}))
    assert re.sub(r"\s", "", kept) == (
        "a,.btn:not(.gone)>b{color:red}p{margin:0}.alert-info{color:blue}"
        "@mediaprint{.btn{display:none}}"
    )


def test_variables_of_bootstrap_that_nothing_reads_are_left_out():
    css = 'a{--bs-a:1px;--bs-b:url("x;}y");--bs-c:#fff;margin:var(--bs-b)}b{--bs-c:1}'
    assert built_static.without_unread(css) == 'a{--bs-b:url("x;}y");margin:var(--bs-b)}b{}'


def test_the_sheet_and_the_icons_are_found_with_their_content_types(sheet):
    for name in built_static.MADE:
        assert finders.find(name)
    rules = tinycss2.parse_stylesheet(sheet)
    assert not [rule for rule in rules if rule.type == "error"]
    assert built_static.icons().count("<symbol ") > 150


def test_the_font_subset_of_pages_has_each_character():
    """All characters of our sentences are in the font subset that each page loads."""
    sentences = [*settings.BASE_DIR.glob("locale/*/LC_MESSAGES/django.po")]
    sentences += [*settings.BASE_DIR.glob("help/*/*.md")]
    ours = {ord(character) for path in sentences for character in path.read_text()}
    for face in ("Regular", "Bold", "Italic"):
        whole = set(TTFont(FONT_FOLDER / f"AtkinsonHyperlegible-{face}.ttf").getBestCmap())
        folder = settings.BASE_DIR / "static" / "fonts"
        first = set(TTFont(folder / f"Rebond-{face}.woff2").getBestCmap())
        more = set(TTFont(folder / f"Rebond-{face}-more.woff2").getBestCmap())
        assert ours & whole <= first
        assert whole - first - more == set(), face
