"""Open data: disabled at first, valid by its schemas, and without personal data."""

import csv
import json
from io import StringIO
from types import SimpleNamespace

import jsonschema
import pytest
from django.test import Client
from django.urls import reverse

from modules.open_data import files
from modules.open_data.lifecycle import EVENTS
from modules.open_data.models import Publication
from modules.open_data.tests.factories import PublicationFactory
from tests.factories import (
    DeviceFactory,
    OrganisationFactory,
    UserFactory,
)
from tests.law import refused

pytestmark = pytest.mark.django_db
NAMES = ["open_structures", "open_stock", "open_stock_schema"]
TEXT = {"type": "string", "minLength": 1}
# Columns of a structure in data.inclusion 1.0.10, from its documentation.
STRUCTURE = {
    "type": "object",
    "properties": {
        "source": TEXT,
        "id": TEXT,
        "nom": {"type": "string", "minLength": 3, "maxLength": 150, "pattern": r"[^.]$"},
        "description": {"type": "string", "minLength": 1, "maxLength": 10000},
        "date_maj": {"type": "string", "format": "date"},
        "siret": {"type": "string", "pattern": r"^\d{14}$"},
        "commune": TEXT,
        "code_postal": {"type": "string", "pattern": r"^\d{5}$"},
        "code_insee": {"type": "string", "pattern": r"^\w{5}$"},
        "adresse": TEXT,
        "complement_adresse": TEXT,
        "longitude": {"type": "number"},
        "latitude": {"type": "number"},
        "telephone": TEXT,
        "courriel": {"type": "string", "format": "email"},
        "site_web": {"type": "string", "pattern": "^https?://", "maxLength": 2083},
        "horaires_accueil": TEXT,
        "accessibilite_lieu": {"type": "string", "format": "uri"},
        "reseaux_porteurs": {
            "type": "array",
            "uniqueItems": True,
            "items": {"enum": ["ccas-cias", "mission-locale"]},
        },
    },
    "required": ["source", "id", "nom", "description", "date_maj"],
    "additionalProperties": False,
}


@pytest.fixture
def shared():
    PublicationFactory(shares_places=True, shares_stock=True)
    Publication.clear_cache()


def get(name):
    answer = Client().get(reverse(name))
    return answer.content.decode() if answer.status_code == 200 else answer.status_code


def test_each_file_is_off_until_it_is_switched_on():
    assert [get(name) for name in NAMES] == [404, 404, 404]
    PublicationFactory(shares_stock=True)
    Publication.clear_cache()
    assert get("open_structures") == 404
    assert "404" not in map(str, (get("open_stock"), get("open_stock_schema")))


def test_an_administrator_chooses_the_files(admin, sign_in):
    page = reverse("publication_edit")
    assert sign_in(UserFactory(coordinator=True)).get(page).status_code == 403

    answer = sign_in(admin).post(page, {"shares_stock": "on"}, follow=True)

    assert str(EVENTS["publication.changed"]) in answer.content.decode()
    assert get("open_stock").startswith("categorie,")
    assert get("open_structures") == 404


def test_there_is_a_single_publication_row(db):
    with refused("open_data_publication_only_one"):
        Publication.objects.bulk_create([Publication(pk=2)])


def test_structures_are_valid(shared, monkeypatch):
    OrganisationFactory(
        approved=True,
        name="CCAS de Valbourg.",
        kind="ccas",
        siret="13003013300016",
        town="35000 Rennes",
    )
    pending = OrganisationFactory(name="Not approved")
    OrganisationFactory(approved=True, name="Foyer discret", kind="shelter")
    known = OrganisationFactory(
        approved=True,
        name="Entraide",
        phone="0299000000",
        email="jeanne.contact@example.org",
        town="Rennes\nCedex",  # as typed by the sender
    )
    # A place added by another module.
    place = {"of": known, "id": "dora--12", "nom": "France services", "description": "Accueil"}
    others = SimpleNamespace(key="open_data", structures=[lambda: [place]])
    monkeypatch.setattr(files, "removable", lambda: [others])
    text = get("open_structures")
    rows = {row["nom"]: row for row in json.loads(text)}
    for row in rows.values():
        jsonschema.validate(row, STRUCTURE, format_checker=jsonschema.FormatChecker())
    assert {"CCAS de Valbourg", "Entraide", "France services"} <= set(rows)
    assert not {pending.name, "Foyer discret"} & set(rows)
    centre = rows["CCAS de Valbourg"]
    assert centre["reseaux_porteurs"] == ["ccas-cias"]
    assert (centre["code_postal"], centre["commune"]) == ("35000", "Rennes")
    assert (rows["France services"]["source"], rows["France services"]["id"]) == (
        "dora",
        "dora--12",
    )
    assert known.phone not in text
    assert "jeanne" not in text


def test_the_stock_is_as_its_table_schema_says(shared, site):
    ready = [DeviceFactory(ready=True, site=site, grade="B") for _number in range(2)]
    ready[1].__class__.objects.filter(pk=ready[1].pk).update(
        model=ready[0].model, brand=ready[0].brand, category=ready[0].category
    )
    DeviceFactory(site=site)
    # As imported from a register.
    DeviceFactory(ready=True, site=site, grade="", brand=None, model=None)
    schema, text = json.loads(get("open_stock_schema")), get("open_stock")
    rows = list(csv.DictReader(StringIO(text)))
    assert list(rows[0]) == [field["name"] for field in schema["fields"]]
    assert sorted(row["nombre"] for row in rows) == ["1", "2"]
    for row in rows:
        for field in schema["fields"]:
            limits, cell = field["constraints"], row[field["name"]]
            assert cell or not limits["required"], field
            assert cell in limits.get("enum", [cell]) or not cell, field
            assert field["type"] == "string" or int(cell) >= limits["minimum"], field
    # Columns of a primary key may not be empty, and brand, model, grade and town may be.
    assert "primaryKey" not in schema
    assert ready[0].serial not in text
    assert ready[0].asset_tag not in text
