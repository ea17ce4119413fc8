"""The check of a release: it fails for empty addresses, missing notes and a careless container."""

import pytest

from tools import project, release

CONTAINER = (release.ROOT / "Containerfile").read_text()


def test_the_container_file_follows_its_rules():
    assert list(release.container_faults(CONTAINER)) == []


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ("USER rebond", "USER root", "runs as root"),
        ("USER rebond", "", "runs as root"),
        ("--require-hashes ", "", "without their hashes"),
        ("python:3.13-slim-trixie", "python", "has no version"),
        ("HEALTHCHECK", "LABEL x", "no health check"),
        ("COPY requirements", "COPY nothing/requirements", "does not exist"),
    ],
)
def test_a_careless_container_file_is_found(before, after, fault):
    assert before in CONTAINER
    found = list(release.container_faults(CONTAINER.replace(before, after)))
    assert any(fault in one for one in found)


def test_a_release_without_addresses_fails(monkeypatch):
    empty = dict.fromkeys(project.read(), "")
    monkeypatch.setattr(project, "read", lambda: empty)
    assert "project.toml: contact is empty" in release.faults()


def test_a_version_needs_a_dated_changelog_and_notes_in_both_languages():
    changelog = "# Changelog\n\n## Unreleased\n\n## 9.9.9, not tagged yet\n"
    assert list(release._faults_of_notes("9.9.9", changelog)) == [
        "CHANGELOG.md has no part “9.9.9, YEAR-MONTH-DAY”",
        "CHANGELOG.md still has a part “Unreleased”",
        "There are no notes: docs/releases/9.9.9.md",
        "There are no notes: docs/fr/releases/9.9.9.md",
    ]
    assert "still says" in next(release._faults_of_notes("1.0.0", "## 1.0.0, 2026-12-24\n"))
    assert "form 1.2.3" in next(release._faults_of_notes("1.0rc1", changelog))
