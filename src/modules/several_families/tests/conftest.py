"""Fixtures of the table of families."""

import pytest

from tests.factories import CategoryFactory


@pytest.fixture
def laptop(db):
    return CategoryFactory(
        code="laptop", names__fr="Ordinateur portable", names__en="Laptop", position=1
    )


@pytest.fixture
def visitor(sign_in, association):
    return sign_in(association)


@pytest.fixture
def typed(site, laptop):
    """Two families with a blank row between them."""
    name = f"category_{laptop.pk}"
    return {
        "things": [name],
        "purpose": "school",
        "site": site.pk,
        "rows": "3",
        "f1-reference": "D-1",
        "f1-household_size": "4",
        "f1-pupils": "2",
        f"f1-{name}": "1",
        "f3-last_name": "Kerjean",
        "f3-first_name": "Awa",
        f"f3-{name}": "2",
    }
