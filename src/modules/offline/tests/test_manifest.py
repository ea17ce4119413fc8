"""Manifest, worker and offline page, which browsers read without a session."""

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse

from modules.offline.shell import FILES
from modules.offline.tasks import tasks_of_modules
from tests.factories import IdentityFactory
from tests.modules import use_all_but

MAX_FIRST_LOAD = 150_000  # bytes, compressed


@pytest.fixture
def _identity(db):
    IdentityFactory(name="Les Ordis Solidaires")


@pytest.mark.usefixtures("_identity")
def test_the_manifest_names_the_site_and_its_frequent_tasks(client):
    answer = client.get("/app.webmanifest?language=fr")
    manifest = answer.json()
    assert answer.headers["Content-Type"] == "application/manifest+json"
    assert manifest["name"] == "Les Ordis Solidaires"
    assert [one["purpose"] for one in manifest["icons"]] == ["any", "any", "maskable"]
    shortcuts = {one["url"]: one["name"] for one in manifest["shortcuts"]}
    assert shortcuts["/scan/"] == "Scanner"
    assert "/returns/" in shortcuts
    for task in tasks_of_modules():
        assert reverse(task.page) in shortcuts


@pytest.mark.usefixtures("_identity")
def test_the_worker_is_at_the_root_checked_at_each_visit_with_its_own_policy(client):
    answer = client.get("/sw.js")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'; script-src")
    assert '"isOn": true' in answer.text
    use_all_but("offline")
    assert '"isOn": false' in client.get("/sw.js").text
    assert client.get("/offline/").status_code == 404


@pytest.mark.usefixtures("_identity")
def test_copies_on_a_phone_name_no_user_and_hold_no_token(sign_in, volunteer):
    client = sign_in(volunteer)
    for path in ("/offline/?language=en", "/offline/help/"):
        page = client.get(path).text
        assert volunteer.name not in page
        assert "csrf" not in page
        assert "data-key" not in page
    assert "data-key" in client.get("/").text


@pytest.mark.usefixtures("_identity")
def test_the_first_load_of_a_scan_page_is_small(sign_in, volunteer):
    """The page, its files and the fonts of both languages; a server with brotli sends less."""
    page = sign_in(volunteer).get("/scan/").content
    named = set(re.findall(r'(?:src|href)="/static/([^"?#]+)', page.decode()))
    assert "scan.js" in named
    fonts = {name for name in FILES if name.endswith(("Regular.woff2", "Bold.woff2"))}
    contents = [Path(finders.find(name)).read_bytes() for name in sorted(named | fonts)]
    assert sum(len(gzip.compress(content)) for content in [page, *contents]) <= MAX_FIRST_LOAD
