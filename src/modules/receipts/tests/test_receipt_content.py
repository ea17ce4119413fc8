"""A tax receipt has every mention of its official model, and amounts in figures and in words."""

from decimal import Decimal

import pypdfium2
import pytest

from core.workflow.lifecycle import Refused
from modules.receipts.content import in_words, render_receipt
from modules.receipts.tests.papers import issue, text_of_receipt
from tests.factories import DeviceFactory, DonorFactory
from tests.inventory.papers import DECLARED, lacking, lot_of, set_identity

pytestmark = [pytest.mark.django_db]


@pytest.fixture
def lot(site):
    set_identity()
    return lot_of(site, valued=True)


def test_amounts_are_written_in_full():
    for amount, words in (
        ("1234.50", "mille deux cent trente-quatre euros et cinquante centimes"),
        ("200", "deux cents euros"),
        ("80000", "quatre-vingt mille euros"),
        ("0.80", "zéro euros et quatre-vingts centimes"),
    ):
        assert in_words(Decimal(amount)) == words


# --- Content --------------------------------------------------------------------------------------
ASSOCIATION = [
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
    "DEMO0001",
    "certifie sur l’honneur",
]
NOT_ASKED = ["sans contrepartie", "Awa Diop", "Valeur nette comptable"]
CHECKED = "Trois annonces du même modèle, le 3 mars"
MARKET = DECLARED | {"value_basis": "market"}


def test_a_companys_receipt_has_every_mention_of_cerfa_16216(lot, coordinator):
    lot.donor.language = "en"  # a receipt is always in French
    lot.donor.save()
    receipt = issue(lot, coordinator)
    company = [
        "16216",
        "2041-MEC-SD",
        "Reçu des dons et versements effectués par les entreprises",
        "au titre de la réduction d’impôt prévue à l’article 238 bis",
        "Entreprise donatrice",
        "Ateliers Belvoir",
        "Forme juridique : SAS",
        "SIREN 000000026",
        "3 rue du Four-à-Ban",
        "35400 Saint-Malo",
        str(receipt),
    ]
    text = text_of_receipt(receipt)
    assert one_page(receipt)
    value = ["Valeur déclarée", "que l’entreprise détermine et déclare sous sa responsabilité"]
    assert lacking(text, [*ASSOCIATION, *GIFT, *company, *value]) == []
    assert lacking(text, [*NOT_ASKED, "oût de revient"]) == [*NOT_ASKED, "oût de revient"]


def test_an_individuals_receipt_has_every_mention_of_cerfa_11580(site, coordinator):
    set_identity(address="14 rue des Quatre-Lavoirs", town="35000 Rennes")
    donor = DonorFactory(individual=True, name="Gaëlle Jaouen", address="2 allée\n35500 Vitré")
    lot = lot_of(site, donor=donor, valued=True)
    lot.lines.update(**MARKET)
    with pytest.raises(Refused, match="la valeur a été vérifiée"):
        issue(lot, coordinator)
    receipt = issue(lot, coordinator, value_check=CHECKED)
    person = [
        "11580",
        "2041-RD",
        "Reçu des dons et versements effectués par les particuliers",
        "Au titre des articles 200 et 978",
        "à l’article 200 du CGI",
        "Gaëlle Jaouen",
        "2 allée",
        "35500 Vitré",
        "Déclaration de don manuel",
        str(receipt),
    ]
    text = text_of_receipt(receipt)
    checked = ["Valeur de marché, vérifiée par l’association", CHECKED]
    assert lacking(text, [*ASSOCIATION, *GIFT, *person, *checked]) == []
    assert text.count("35000 Rennes") == 1  # our address is complete wherever its town is written
    assert lacking(text, [*NOT_ASKED, "238 bis"]) == [*NOT_ASKED, "238 bis"]


def one_page(receipt):
    with pypdfium2.PdfDocument(render_receipt(receipt)) as pdf:
        return len(pdf) == 1


@pytest.mark.usefixtures("english")
def test_an_individual_declares_the_market_value_and_a_company_its_own(lot, coordinator):
    lot.lines.update(value_basis="book")
    lot.donor.kind = "individual"
    lot.donor.save()
    with pytest.raises(Refused, match="The receipt must state the market value"):
        issue(lot, coordinator, value_check=CHECKED)
    lot.donor.kind = "company"
    lot.donor.save()
    assert issue(lot, coordinator).amount == Decimal("1234.50")


def test_a_long_list_has_a_page_of_its_own(lot, coordinator):
    device = lot.devices.first()
    DeviceFactory.create_batch(
        12, donation=lot, site=lot.site, category=device.category, model=device.model
    )
    with pypdfium2.PdfDocument(render_receipt(issue(lot, coordinator))) as pdf:
        assert len(pdf) == 2
        assert "Claire Guérin" in pdf[0].get_textpage().get_text_range()
        assert "DEMO0001" in pdf[1].get_textpage().get_text_range()
