"""A tax receipt has every mention of its official model, and amounts in figures and in words."""

from decimal import Decimal

import pytest

from inventory.intake.papers import in_words
from tests.factories import DonorFactory
from tests.inventory.papers import house, issue, lacking, lot_of, text_of_receipt

pytestmark = [pytest.mark.django_db, pytest.mark.papers]


@pytest.fixture
def lot(site):
    house()
    return lot_of(site, valued=True)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("1234.50", "mille deux cent trente-quatre euros et cinquante centimes"),
        ("200", "deux cents euros"),
        ("80000", "quatre-vingt mille euros"),
        ("0.80", "zéro euros et quatre-vingts centimes"),
    ],
)
def test_amounts_are_written_in_full(amount, words):
    assert in_words(Decimal(amount)) == words


# --- What it says ---------------------------------------------------------------------------------
HOUSE = [
    "Clavier Partagé",
    "SIREN 000000018",
    "RNA W000000001",
    "14 rue des Quatre-Lavoirs",
    "Objet : Confier du matériel à qui en manque.",
    "Œuvre ou organisme d’intérêt général",
    "Claire Guérin, présidente",
    "Fait à Rennes, le",
]
GIFT = [
    "*** 1 234,50 € ***",
    "mille deux cent trente-quatre euros et cinquante centimes",
    "6 mars 2026",
    "Don en nature",
    "Ordinateur portable (2 Dell Latitude 5490)",
    "Valeur nette comptable",
    "Awa Diop, DSI",
    "n’en fixe aucune",
    "certifie sur l’honneur",
    "sans contrepartie",
]


def test_a_companys_receipt_has_every_mention_of_cerfa_16216(lot, coordinator):
    receipt = issue(lot, coordinator)
    company = [
        "16216",
        "2041-MEC-SD",
        "article 238 bis",
        "Entreprise donatrice",
        "Ateliers Belvoir",
        "Forme juridique : SAS",
        "SIREN 000000026",
        "3 rue du Four-à-Ban",
        "35400 Saint-Malo",
        str(receipt),
    ]
    assert lacking(text_of_receipt(receipt), [*HOUSE, *GIFT, *company]) == []


def test_an_individuals_receipt_has_every_mention_of_cerfa_11580(site, coordinator):
    house()
    donor = DonorFactory(individual=True, name="Gaëlle Jaouen", address="2 allée\n35500 Vitré")
    receipt = issue(lot_of(site, donor=donor, valued=True), coordinator)
    person = [
        "11580",
        "2041-RD",
        "Articles 200, 238 bis et 978",
        "l’article : 200 du CGI",
        "Gaëlle Jaouen",
        "2 allée",
        "35500 Vitré",
        "Déclaration de don manuel",
        str(receipt),
    ]
    assert lacking(text_of_receipt(receipt), [*HOUSE, *GIFT, *person]) == []


def test_a_receipt_is_always_in_french(lot, coordinator):
    lot.donor.language = "en"
    lot.donor.save()
    assert "Don en nature" in text_of_receipt(issue(lot, coordinator))


def test_our_address_is_in_full_wherever_its_town_is_written(site, coordinator):
    house(address="14 rue des Quatre-Lavoirs", town="35000 Rennes")
    text = text_of_receipt(issue(lot_of(site, valued=True), coordinator))
    assert text.count("35000 Rennes") == 1
    assert "Fait à Rennes, le" in text
