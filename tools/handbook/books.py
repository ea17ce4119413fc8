"""Both books as pages, drawn by Sphinx."""

import shutil
import subprocess
import sys

from tools.handbook.links import faults_in
from tools.handbook.sources import BOOKS, ROOT, gather

PLACE = ROOT / "var" / "handbook"
TITLES = {"en": "The Rebond handbook", "fr": "Le manuel de Rebond"}
FIRST_PAGE = """<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Rebond</title>
<style>
  body { font: 1.25rem/1.6 system-ui, sans-serif; margin: 15vh auto; max-width: 30rem; padding: 1rem }
</style>
<h1>Rebond</h1>
<p><a href="fr/index.html">Le manuel, en français</a></p>
<p lang="en"><a href="en/index.html">The handbook, in English</a></p>
"""  # noqa: E501
STYLE = """
article img {
  border: 1px solid var(--color-background-border); border-radius: 6px;
  height: auto; max-width: 100%;
}
article img[src$=".svg"] { border: 0; width: 100% }
article table { font-size: .9rem }
article td code { overflow-wrap: anywhere }
"""
LIGHT, DARK = "#1f5fa8", "#7fb2ea"
OPTIONS = {
    "author": "Rebond",
    "exclude_patterns": [".trees", "static"],
    "extensions": ["myst_parser"],
    "html_copy_source": False,
    "html_css_files": ["handbook.css"],
    "html_show_copyright": False,
    "html_show_search_summary": False,  # browsers read no other file of a folder
    "html_show_sourcelink": False,
    "html_static_path": ["static"],
    "html_theme": "furo",
    "html_theme_options": {
        "light_css_variables": {"color-brand-primary": LIGHT, "color-brand-content": LIGHT},
        "dark_css_variables": {"color-brand-primary": DARK, "color-brand-content": DARK},
    },
    "myst_heading_anchors": 4,
    "nitpicky": True,
    "project": "Rebond",
    "smartquotes": False,
}


def draw(language, folder):
    """Draw one book; Sphinx counts a warning as an error."""
    (folder / "static").mkdir()
    (folder / "static" / "handbook.css").write_text(STYLE)
    options = OPTIONS | {"html_title": TITLES[language], "language": language}
    lines = [f"{name} = {value!r}\n" for name, value in options.items()]
    (folder / "conf.py").write_text("".join(lines))
    words = ["-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going", "--builder", "html"]
    places = ["--doctree-dir", folder / ".trees", folder, PLACE / language]
    return subprocess.run([sys.executable, *words, *places], check=False).returncode  # noqa: S603


def draw_all():
    """Draw both books; return 0, or 1 after a warning or a link that leads nowhere."""
    shutil.rmtree(PLACE, ignore_errors=True)
    sources = PLACE / "sources"
    codes = [draw(language, gather(language, sources / language)) for language in BOOKS]
    (PLACE / "index.html").write_text(FIRST_PAGE)
    shutil.rmtree(sources)
    faults = faults_in(PLACE)
    for fault in faults:
        sys.stderr.write(f"{fault}\n")
    pages = len(list(PLACE.rglob("*.html")))
    sys.stdout.write(f"{pages} pages: {(PLACE / 'index.html').relative_to(ROOT)}\n")
    return int(any(codes) or bool(faults))
