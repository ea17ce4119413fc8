"""Template errors that no linter finds, such as an unknown icon, which breaks its page."""

import re
from pathlib import Path

from django.urls import get_resolver

from catalogue.forms import ICONS as ICONS_OF_CATEGORIES
from core.lists.toolbar import LISTS
from core.operating.built_static import icons
from tests.imports import MODULES, ROOT, templates

TEMPLATES = [path for path in templates() if path.suffix == ".html"]
APPS = [
    "modules",
    "core",
    "people",
    "catalogue",
    "donations",
    "inventory",
    "loans",
    "desk",
    "demo",
    "bench",
]
TRADE = {*APPS, "components", "layout", "papers"}
INCLUDE = re.compile(r'{% include "([^"]+)"([^%]*)%}')
POSTS = re.compile('{% (csrf_token|form (?!method="get"))')
LONGEST_LINE = 160
ICON = re.compile(r"""icon "([a-z0-9-]+)"|(?:picture|button_icon)="([a-z0-9-]+)\"""")


def test_every_icon_exists():
    used = {
        (first or second, path.name)
        for path in TEMPLATES
        for first, second in ICON.findall(path.read_text())
    }
    drawn = set(re.findall(r'<symbol id="([a-z0-9-]+)"', icons()))
    assert len(used) > 100
    assert {(name, template) for name, template in used if name not in drawn} == set()
    assert drawn.issuperset(ICONS_OF_CATEGORIES)


def test_the_checker_detects_a_missing_icon():
    assert ICON.findall('{% icon "no-such-icon" %}') == [("no-such-icon", "")]


def test_template_lines_are_at_most_160_characters():
    long = [
        f"{path.relative_to(ROOT)}:{number}: {len(line)} characters"
        for path in templates()
        for number, line in enumerate(path.read_text().splitlines(), start=1)
        if len(line) > LONGEST_LINE
    ]
    assert not long, "\n".join([f"Break these lines at {LONGEST_LINE}:", *long])


def test_comments_end_on_their_line():
    """Django prints comments that span several lines."""
    open_ones = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if line.count("{#") != line.count("#}")
    ]
    assert open_ones == []


def test_every_template_is_used():
    """Templates named by a library (sign-in, errors) are in separate folders."""
    assert get_resolver().url_patterns  # loads the views, which register their lists
    own = [Path(str(path).rpartition("/templates/")[2]) for path in TEMPLATES]
    own = [path for path in own if path.parts[0] in TRADE | {*MODULES}]
    sources = [*TEMPLATES, *(path for app in APPS for path in (ROOT / app).rglob("*.py"))]
    source = "".join(path.read_text() for path in sources)
    source += "".join(table.page_template() for table in LISTS.values())
    assert [str(path) for path in own if str(path) not in source] == []


def test_every_url_name_in_templates_exists():
    """`{% url … as … %}` with an unknown name raises no error, but the link would be missing."""
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
    used = {
        (path.name, name)
        for path in TEMPLATES
        for name in re.findall(r"""{% (?:url|form) ["'](\w+)["']""", path.read_text())
    }
    assert len(used) > 100
    assert {(path, name) for path, name in used if name not in names} == set()


def holds_a_form(text):
    """Whether a template, or a template it includes, has a form and so needs the CSRF token."""
    included = [ROOT / "templates" / name for name, _with in INCLUDE.findall(text)]
    return bool(POSTS.search(text)) or any(
        holds_a_form(path.read_text()) for path in included if path in TEMPLATES
    )


def test_no_form_is_included_with_only():
    """Inside `only`, `{% csrf_token %}` prints nothing, and submitting the form fails."""
    pages = {str(path).rpartition("templates/")[2]: path.read_text() for path in TEMPLATES}
    tokenless = [
        (page, name)
        for page, text in pages.items()
        for name, given in INCLUDE.findall(text)
        if given.split()[-1:] == ["only"] and holds_a_form(pages[name])
    ]

    assert tokenless == []


def test_papers_are_in_folders_named_like_their_packages():
    papers = ROOT / "templates/papers"
    folders = {path.parent.relative_to(papers) for path in papers.rglob("*.html")} - {Path()}
    assert len(folders) > 10
    assert {str(one) for one in folders if not (ROOT / one / "__init__.py").exists()} == set()
