"""Generated static files: the style sheet, and the icons of pages.

`collectstatic` finds them here; the development server rebuilds them when a source has changed. A
page loads one sheet of 25 KB instead of Bootstrap's and ours with 39 KB, and an icon takes 110
bytes of it instead of 350.
"""

import os
import re
from importlib.metadata import version
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from tempfile import NamedTemporaryFile
from zipfile import ZipFile

import tinycss2
from bootstrap_wrapper import get_bootstrap_dir
from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET, ICONS = "css/rebond.css", "icons.svg"
ROOT = settings.BASE_DIR
STYLES = ROOT / "styles"
# Folders and files of styles/ in the order of the cascade, then features, then modules.
LAYERS = ("tokens", "elements", "layout", "components", "spacing")
APPS = [
    path for app in settings.INSTALLED_APPS if (ROOT / (path := app.replace(".", "/"))).is_dir()
]
BOOTSTRAP = Path(get_bootstrap_dir()) / "css" / "bootstrap.min.css"
NOTICE = f"/* Bootstrap {version('bootstrap-wrapper')}: MIT licence, https://getbootstrap.com */\n"
WORD = re.compile(r"[A-Za-z][\w-]*")
QUOTED = re.compile(r'"([a-z0-9-]+)"')
INDENT = re.compile(r"^\s+", re.MULTILINE)
VARIABLE = re.compile(r"(--bs-[\w-]+):\s*(?:\"[^\"]*\"|[^;}\"])*;?")
READ = re.compile(r"var\((--bs-[\w-]+)")
COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
SCRIPT_COMMENT = re.compile(rb"^[ \t]*//.*\n", re.MULTILINE)
SVG = re.compile(r"<svg.*?>(.*)</svg>", re.DOTALL)
STROKE = 'fill="none" stroke="currentColor" stroke-width="2"'
ROUND = 'stroke-linecap="round" stroke-linejoin="round"'


class StaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed, compressed files; scripts lose their comment lines, 5 kB of a first visit."""

    def _save(self, name, content):
        if name.endswith(".js"):
            content.seek(0)  # it was read for its hash
            content = ContentFile(SCRIPT_COMMENT.sub(b"", content.read()))
        return super()._save(name, content)


class BuiltFinder(BaseFinder):
    """Staticfiles finder for generated files; rebuilds them if a source is newer."""

    storage = FileSystemStorage(location=settings.PROJECT_DIR / "var" / "built")
    is_built = False

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):  # noqa: FBT002  (as Django calls it)
        if path not in MADE:
            return []
        self._build()
        found = self.storage.path(path)
        return [found] if find_all else found

    def list(self, ignore_patterns):
        self._build()
        for path in MADE:
            yield path, self.storage

    def _build(self):
        if self.is_built and not settings.DEBUG:
            return
        newest = max(path.stat().st_mtime for path in [*_sources(), *_sheets(), Path(__file__)])
        for path, make in MADE.items():
            target = Path(self.storage.path(path))
            if not target.exists() or target.stat().st_mtime < newest:
                _write(target, make())
        self.is_built = True


def _write(target, text):
    """Write a file atomically, since several processes may write it at once."""
    target.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=target.parent, delete=False) as file:
        file.write(text)
    os.replace(file.name, target)  # noqa: PTH105


def _pages():
    """Yield the files that name CSS classes."""
    yield from (ROOT / "templates").rglob("*.html")
    yield from ROOT.glob("modules/*/templates/**/*.html")
    yield from (ROOT / "static").glob("*.js")


def _sources():
    """Yield the files that name icons."""
    yield from _pages()
    yield from (path for app in APPS for path in (ROOT / app).rglob("*.py"))
    yield from (ROOT / "fixtures").glob("*.json")


def _sheets():
    """Our style sheets in the order of the cascade, by name inside a layer."""
    ours = sorted(STYLES.rglob("*.css"), key=_place)
    return [*ours, *sorted(ROOT.glob("modules/*/styles/*.css"))]


def _place(sheet):
    first, *rest = sheet.relative_to(STYLES).with_suffix("").parts
    return LAYERS.index(first) if first in LAYERS else len(LAYERS), first, rest


# --- The style sheet ------------------------------------------------------------------------------
def style_sheet():
    """The rules of Bootstrap that pages use, followed by our own sheets."""
    words = {word for path in _pages() for word in WORD.findall(path.read_text())}
    rules = tinycss2.parse_stylesheet(
        BOOTSTRAP.read_text(), skip_comments=True, skip_whitespace=True
    )
    ours = "".join(COMMENT.sub("", sheet.read_text()) for sheet in _sheets())
    whole = f"{''.join(used(rules, words))}\n{INDENT.sub('', ours)}"
    return f'@charset "UTF-8";\n{NOTICE}{without_unread(whole)}'


def without_unread(sheet):
    """Remove the Bootstrap variables that no rule reads, which saves 0.8 kB compressed."""
    read = {*READ.findall(sheet)}
    return VARIABLE.sub(lambda match: match[0] if match[1] in read else "", sheet)


def used(rules, words):
    """Yield the rules of Bootstrap whose classes all occur among the words of our files.

    A word that ends in a hyphen is a prefix: `alert-{{ message.tags }}`.
    """
    beginnings = tuple(word for word in words if word.endswith("-"))
    for rule in rules:
        if rule.type == "qualified-rule":
            kept = [
                tinycss2.serialize(selector)
                for selector in _selectors(rule.prelude)
                if all(c in words or c.startswith(beginnings) for c in _classes(selector))
            ]
            if kept:
                yield f"{','.join(kept)}{{{tinycss2.serialize(rule.content)}}}"
        elif rule.lower_at_keyword in {"media", "supports"}:
            inner = tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True)
            if inside := "".join(used(inner, words)):
                condition = tinycss2.serialize(rule.prelude)
                yield f"@{rule.lower_at_keyword}{condition}{{{inside}}}"
        elif rule.lower_at_keyword != "charset":
            yield rule.serialize()


def _selectors(prelude):
    """The selectors of a rule, each a list of tokens."""
    selectors = [[]]
    for part in prelude:
        if part == ",":
            selectors.append([])
        else:
            selectors[-1].append(part)
    return selectors


def _classes(selector):
    """The classes that a selector requires, without those in brackets, as in `:not(.btn-check)`."""
    return [name.value for dot, name in pairwise(selector) if dot == "." and name.type == "ident"]


# --- Icons ----------------------------------------------------------------------------------------
def icons():
    """The Lucide icons that templates, code and reference data name."""
    words = {word for path in _sources() for word in QUOTED.findall(path.read_text())}
    with ZipFile(files("lucide") / "lucide.zip") as drawings:
        existing = {name.removesuffix(".svg") for name in drawings.namelist()}
        symbols = [_symbol(name, drawings) for name in sorted(words & existing)]
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{"".join(symbols)}</svg>\n'


def _symbol(name, drawings):
    shapes = " ".join(SVG.search(drawings.read(f"{name}.svg").decode())[1].split())
    return f'<symbol id="{name}" viewBox="0 0 24 24" {STROKE} {ROUND}>{shapes}</symbol>\n'


MADE = {SHEET: style_sheet, ICONS: icons}
