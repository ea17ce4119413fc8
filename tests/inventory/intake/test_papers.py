"""Papers of a lot: complete, in the donor's language, stored, and mailed once."""

from datetime import date

import pypdfium2
import pytest
from django.urls import reverse

from core.models import Document, Event
from core.qr import document_address
from core.workflow.lifecycle import Refused
from desk.scanning.scan import look_up
from donations.lifecycle import PaperKind
from donations.models import Paper
from inventory.intake.operations import papers as paper_operations
from inventory.intake.papers import draw
from tests.factories import (
    CategoryFactory,
    DeviceFactory,
    DonationFactory,
    DonationLineFactory,
    DonorFactory,
    ResaleCapFactory,
)
from tests.inventory.papers import lacking, lot_of, set_identity, tags_of, text_of
from tests.law import write
from tests.leaks import words_of
from tests.test_papers import codes_of

pytestmark = pytest.mark.django_db
PARTIES = [
    "Clavier Partagé",
    "SIREN 000000018",
    "RNA W000000001",
    "14 rue des Quatre-Lavoirs",
    "Ateliers Belvoir",
    "SAS",
    "SIREN 000000026",
    "3 rue du Four-à-Ban",
    "35400 Saint-Malo",
]


@pytest.fixture
def visitor(sign_in, coordinator):
    return sign_in(coordinator)


@pytest.fixture
def lot(site):
    set_identity()
    return lot_of(site)


def make_usual(lot):
    """Fill the lot with seven devices, and three categories of which fewer came than announced."""
    category = lot.devices.first().category
    more = 7 - lot.devices.count()
    DeviceFactory.create_batch(more, donation=lot, site=lot.site, category=category)
    for other in CategoryFactory.create_batch(3):
        DonationLineFactory(donation=lot, category=other, announced=2, counted=1)


def pages_of(pdf):
    with pypdfium2.PdfDocument(pdf) as paper:
        return len(paper)


def read(pdf):
    return " ".join(words_of(pdf).split())


def test_a_collection_slip_shows_date_place_contact_and_items(lot):
    make_usual(lot)
    pdf = draw(lot, PaperKind.SLIP).pdf
    where = ["9 quai des Brumes", "Jonas Weiss", "06 39 98 12 34", "Transports Cadoret"]
    when = ["jeudi 5 mars 2026", "de 9 h 30 à 11 h"]
    what = ["Bon d’enlèvement", "Ordinateur portable", "Annoncé", "4", "Enlevé", "signature"]
    assert lacking(read(pdf), [*PARTIES, *where, *when, *what, "D26-0042-E1"]) == []
    assert pages_of(pdf) == 1


def test_a_donation_agreement_has_all_its_clauses_on_a_page_and_its_list_on_another(
    lot, coordinator
):
    draft = draw(lot, PaperKind.AGREEMENT)
    paper = paper_operations.keep_paper(lot, by=coordinator, draft=draft)
    pdf = paper.document.read()
    terms = [
        "Convention de don",
        "ne s’en défait pas comme d’un déchet (code de l’environnement, art. L.",
        "Le donateur déclare être propriétaire du matériel",
        "ni loué ni gagé",
        "vendredi 6 mars 2026",
        "lève les verrous",
        "chargeurs",
        "licences",
        "transporté par Transports Cadoret",
        "RGPD, art.",
        "sous clé",
        "sous 48 heures",
        "dans les 60 jours",
        "certificat d’effacement",
        "sans aucune garantie",
        "Dans les 30 jours",
        "rendre au donateur",
        "recycler",
        "L’association ne fixe aucune valeur",
        "Awa Diop",
        "Claire Guérin, présidente",
    ]
    annex = [
        "Liste annexée",
        "Type Marque et modèle Numéro de série Quantité État",
        "Ordinateur portable Dell Latitude 5490 DEMO0001 1",
        "Charnière cassée",
        "À décrire à l’arrivée",
    ]
    text = read(pdf)
    assert lacking(text, [*PARTIES, *terms, *annex]) == []
    for words in ("revendre", "refuser", "Le donateur efface"):
        assert words not in text
    with pypdfium2.PdfDocument(pdf) as pages:
        assert len(pages) == 2
        assert "Fait en deux exemplaires" in pages[0].get_textpage().get_text_range()
        assert pypdfium2.raw.FPDFCatalog_IsTagged(pages)
    codes = codes_of(pdf)
    assert codes == [document_address(paper.number)]
    assert look_up(codes[0], coordinator).matches == [lot]


def test_an_agreement_states_who_erases_when_it_changes_hands_and_declared_values(site):
    set_identity()
    facts = {"eraser": "donor", "erase_within": 45, "owned_from": date(2026, 4, 1)}
    text = text_of(lot_of(site, valued=True, **facts), "agreement")
    words = [
        "Le donateur efface",
        "dans les 45 jours",
        "appartient à l’association à partir du mercredi 1er avril 2026",
        "1 234,50 € pour 3",
        "coût de revient",
        "Awa Diop, DSI",
        "01/06/2019",
    ]
    text = text.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")
    assert lacking(text, words) == []


def test_a_statement_of_receipt_shows_quantities_and_differences(lot):
    make_usual(lot)
    pdf = draw(lot, PaperKind.STATEMENT).pdf
    text = read(pdf)
    assert pages_of(pdf) == 1
    words = [
        "Certificat de prise en charge",
        "vendredi 6 mars 2026",
        "Annoncé Reçu Écart",
        "Ordinateur portable 4 3 1 de moins qu’annoncé",
        "le certificat d’effacement",
        "DEMO0001",
        "Charnière cassée",
        "n’est pas un reçu fiscal",
        *tags_of(lot),
    ]
    assert lacking(text, [*PARTIES, *words]) == []
    assert lacking(text, ["à saisir", "à scanner"]) == ["à saisir", "à scanner"]


def test_a_donor_who_reads_english_has_english_papers(lot):
    make_usual(lot)
    lot.donor.language = "en"
    lot.donor.save()
    titles = {
        "slip": ["Collection slip", "Thursday 5 March 2026", "Taken away"],
        "agreement": ["Donation agreement", "without any warranty", "Annexed list", "Laptop"],
        "statement": ["Statement of receipt", "1 fewer than announced", "Laptop"],
    }
    titles["agreement"].append("Two copies, one for each party.")
    for kind in PaperKind:
        pdf = draw(lot, kind).pdf
        text = read(pdf)
        assert lacking(text, titles[kind]) == []
        for word in ("donateur", "Liste", "État", "Matériel"):
            assert word not in text
        assert pages_of(pdf) == (2 if kind == PaperKind.AGREEMENT else 1), kind


def test_an_agreement_has_the_duties_of_a_processor_for_organisations_only(site):
    set_identity()
    lot = lot_of(site, outside_eraser="Ateliers Belvoir")
    of_processors = ["art. 28", "instructions écrites", "que Ateliers Belvoir efface", "audit"]
    of_all = [
        "console de gestion",
        "L’association peut aussi le vendre à bas prix à",
        "ne laisse réutiliser",
    ]
    assert lacking(text_of(lot, "agreement"), [*of_processors, *of_all]) == []
    lot.donor.kind, lot.donor.contact = "individual", "Armel Kerjean"
    lot.donor.save()
    lot.refresh_from_db()
    text = text_of(lot, "agreement")
    assert lacking(text, [*of_processors, "Armel Kerjean"]) == [*of_processors, "Armel Kerjean"]
    assert lacking(text, ["console de gestion", "ne consulte pas", "certificat d’effac"]) == []


# --- Public bodies --------------------------------------------------------------------------------
PUBLIC = {
    "collect_by": date(2026, 4, 30),
    "ground": "local-3",
    "decision": "Délibération 2026-14 du 3 mars 2026",
}


def public_lot(site, **facts):
    donor = DonorFactory(public=True, name="Lycée Malivoire", address="1 cours Anselme, Rennes")
    lot = lot_of(site, donor=donor, **facts)
    # within the limit of public bodies
    lot.lines.exclude(declared_value=None).update(declared_value=600)
    return lot


def test_the_agreement_of_a_public_body_needs_its_legal_fields(site):
    set_identity()
    with pytest.raises(Refused) as refusal:
        draw(public_lot(site), PaperKind.AGREEMENT)
    message = refusal.value.messages[0]
    missing = ["date limite d’enlèvement", "l’article de loi du don", "la référence de la décision"]
    assert lacking(message, [*missing, "la valeur de", "la date d’achat de"]) == []


def test_the_agreement_of_a_public_body_has_its_legal_clauses(site):
    set_identity()
    lot = public_lot(site, valued=True, **PUBLIC)
    text = text_of(lot, "agreement")
    words = [
        "Lycée Malivoire",
        "L. 3212-3 (L. 3212-2, 3°)",
        "Délibération 2026-14 du 3 mars 2026",
        "300",
        "2023-266",
        "Date limite d’enlèvement : jeudi 30 avril 2026",
        "9 quai des Brumes",
        "s’engage à ne pas revendre",
        "01/06/2019",
        "DEMO0001",
    ]
    assert lacking(text, words) == []


def test_where_resale_is_allowed_the_caps_are_printed_and_the_agreement_is_one_page(site):
    set_identity()
    lot = public_lot(site, valued=True, **PUBLIC, may_resell=True)
    conditions = "En état de marche, avec chargeur, disque, système et batterie qui fonctionne"
    ResaleCapFactory(category=lot.lines.get().category, condition_texts={"fr": conditions})
    pdf = draw(lot, PaperKind.AGREEMENT).pdf
    assert lacking(read(pdf), ["situation de précarité", "180,00", "avec chargeur"]) == []
    assert pages_of(pdf) == 2
    lot.donor.language = "en"
    lot.donor.save()
    assert pages_of(draw(lot, PaperKind.AGREEMENT).pdf) == 2


# --- Stored and printed ---------------------------------------------------------------------------
def test_a_paper_is_reused_unless_the_lot_has_changed(visitor, lot):
    path = reverse("paper_print", args=[lot.pk, "slip"])
    first = visitor.post(path).url
    assert visitor.post(path).url == first
    answer = visitor.get(first)
    assert answer["Content-Type"] == "application/pdf"
    assert 'filename="D26-0042-E1.pdf"' in answer["Content-Disposition"]
    lot.carrier = "Autre transporteur"
    lot.save()
    assert visitor.post(path).url != first
    numbers = [paper.number for paper in Paper.objects.order_by("pk")]
    assert numbers == ["D26-0042-E1", "D26-0042-E2"]
    kinds = [event.data for event in Event.objects.about(lot)]
    assert kinds == [{"paper": "D26-0042-E2"}, {"paper": "D26-0042-E1"}]


def test_a_paper_is_refused_if_the_lot_changes_while_drawing(lot, coordinator):
    draft = draw(lot, PaperKind.AGREEMENT)
    lot.donor.name = "Autre nom"
    lot.donor.save()
    with pytest.raises(Refused):
        paper_operations.keep_paper(lot, by=coordinator, draft=draft)
    assert not Document.objects.filter(kind="donation_agreement").exists()


def test_a_paper_is_refused_while_the_lot_is_not_ready(visitor, site):
    for state, kind in (
        ("promised", "statement"),
        ("cancelled", "slip"),
        ("cancelled", "agreement"),
    ):
        lot = DonationFactory(site=site, **{state: True})
        answer = visitor.post(reverse("paper_print", args=[lot.pk, kind]))
        assert answer.url == lot.get_absolute_url(), (state, kind)
    assert not Paper.objects.exists()


def test_an_unknown_kind_of_paper_is_a_404(visitor, lot):
    assert visitor.post(reverse("paper_print", args=[lot.pk, "poem"])).status_code == 404


@pytest.mark.usefixtures("english")
def test_changing_the_donor_to_a_public_body_applies_its_limits(site):
    lot = lot_of(site, valued=True)
    lot.donor.kind = "public"
    with pytest.raises(Refused, match="worth"):
        draw(lot, PaperKind.AGREEMENT)
    lot.lines.update(declared_value=900)
    device = lot.devices.first()
    write(
        device,
        declared_value=301,
        value_basis="cost",
        declared_by="A",
        declared_on=date(2026, 3, 1),
    )
    with pytest.raises(Refused, match="worth"):
        draw(lot, PaperKind.AGREEMENT)
