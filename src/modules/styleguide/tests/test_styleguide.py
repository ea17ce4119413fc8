"""Page of all components: complete, and only in development."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.styles import classes_of

ROOT = Path(settings.BASE_DIR)
# whole responses, made of components
PAGES = {"bulk.html", "bulk_refused.html", "table_answer.html"}
# classes around a component, of columns by name, and of a state set by a script
AROUND = {"collection", "device-found", "request-summary", "sticky-step", "suggestions"}
AROUND |= {"card-scan", "count-scans", "draft-offer", "page-scan", "return-card", "scan-current"}
AROUND |= {
    "case-lines",
    "column-designation",
    "column-last_contact",
    "column-what",
    "figures-wrap",
    "import-sum",
    "section-tabs",
    "thumb-bar",
    "topbar",
    "undo-last",
}
STATES = {"is-read"}


@pytest.fixture
def guide(client, settings):
    settings.DEBUG = True
    answer = client.get("/styleguide/")
    assert answer.status_code == 200
    return answer


@pytest.mark.django_db
def test_the_style_guide_shows_each_component(guide):
    shown = {template.name for template in guide.templates}
    files = {path.name for path in (ROOT / "templates/components").glob("*.html")} - PAGES
    assert len(files) > 20
    assert {name for name in files if f"components/{name}" not in shown} == set()
    assert b"is-invalid" in guide.content


@pytest.mark.django_db
def test_the_style_guide_shows_each_class_of_a_component(guide):
    values = re.findall(r'\bclass="([^"]*)"', guide.content.decode())
    shown = {name for value in values for name in value.split()}
    sheets = sorted((ROOT / "styles/components").glob("*.css"))
    assert len(sheets) > 40
    missing = {
        sheet.stem: left
        for sheet in sheets
        if (left := classes_of(sheet.read_text()) - shown - AROUND - STATES)
    }
    assert missing == {}


@pytest.mark.django_db
def test_the_style_guide_does_not_exist_without_debug(client, settings):
    settings.DEBUG = False
    assert client.get("/styleguide/").status_code == 404
