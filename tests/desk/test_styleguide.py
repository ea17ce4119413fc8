"""The page of all components: complete, and in development alone."""

from pathlib import Path

import pytest
from django.conf import settings

from core.operating.built_static import SHEETS

ROOT = Path(settings.BASE_DIR)
PAGES = {"bulk.html", "bulk_refused.html", "table_answer.html"}  # whole answers, made of components


@pytest.mark.django_db
def test_the_style_guide_shows_each_component(client, settings):
    settings.DEBUG = True
    answer = client.get("/styleguide/")
    assert answer.status_code == 200
    shown = {template.name for template in answer.templates}
    files = {path.name for path in (ROOT / "templates/components").glob("*.html")} - PAGES
    assert len(files) > 20
    assert {name for name in files if f"components/{name}" not in shown} == set()
    assert b"is-invalid" in answer.content


@pytest.mark.django_db
def test_the_style_guide_does_not_exist_without_debug(client, settings):
    settings.DEBUG = False
    assert client.get("/styleguide/").status_code == 404


def test_each_style_sheet_is_loaded_once():
    sheets = sorted(path.stem for path in (ROOT / "styles").glob("*.css"))
    assert len(sheets) > 8
    assert sheets == sorted(SHEETS)


def test_the_counters_of_a_session_have_one_css_rule():
    sheets = "\n".join(path.read_text() for path in (ROOT / "styles").glob("*.css"))
    assert sheets.count("\n.tally {") == 1
