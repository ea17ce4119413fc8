"""Addresses of the project: one file, written into the documents that name them."""

import pytest

from tools import project

FILLED = {
    "repository": "https://forge.example.org/rebond",
    "clone": "https://forge.example.org/rebond.git",
    "questions": "https://forge.example.org/rebond/issues",
    "contact": "team@rebond.example",
    "security_until": "2027-12-01",
}


@pytest.mark.parametrize("name", [*project.PARTS, project.SECURITY_TXT])
def test_documents_have_the_addresses_of_the_project_file(name):
    assert (project.ROOT / name).read_text() == project.written(project.read())[name], (
        "make project"
    )


def test_filled_addresses_are_in_each_document():
    texts = project.written(FILLED)

    assert "git clone https://forge.example.org/rebond.git" in texts["README.md"]
    assert "git clone https://forge.example.org/rebond.git" in texts["README.fr.md"]
    assert "<team@rebond.example>" in texts["SECURITY.md"]
    assert texts[project.SECURITY_TXT].splitlines()[:2] == [
        "Contact: mailto:team@rebond.example",
        "Expires: 2027-12-01T00:00:00Z",
    ]


@pytest.mark.parametrize("name", FILLED)
def test_a_missing_address_is_named_and_nothing_is_invented(name):
    texts = project.written(FILLED | {name: ""})

    assert project.missing(FILLED | {name: ""}) == [name]
    assert not any("example.org" in texts[one] for one in project.PARTS)
    assert "Contact:" not in texts[project.SECURITY_TXT]
    assert set(FILLED) == set(project.read())
