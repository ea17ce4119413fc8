"""Texts with people's names or contact data are found; descriptions of devices are not."""

import pytest

from core.imports.people_columns import people_columns
from core.imports.people_headings import is_of_people, is_surely_of_people
from core.imports.personal_cells import suspects
from core.imports.personal_data import Finding, Holds, findings_in
from core.imports.trade_words import TRADE_WORDS

NAMES = """
Jean DUPONT; DUPONT Jean; Dupont, Jean; M. Dupont; M Dupont; Mme Le Goff; Awa Kerjean; LE GOFF Yann
Marie-Claude Le Bihan; J. Dupont; Dupont J.; jean dupont; Frau Schmidt; Sra. García; DIALLO Mamadou
Bureau de Jean Dupont; Compta (Mme Petit); PC de Martine; PC-MARTINE; iPhone de Awa; Poste Martine
Martine's MacBook Pro; attribué à Kerjean; rendu par Dupont le 3/4; assigned to Smith; rendu par awa
Ecran de Mme PETIT; clavier changé par Jean-Pierre Martin; mot de passe de Sophie
Affecté à Sekou Traoré en mai; Odile LEBRETON (RH); Geprüft: Hausmeister Zorgenbach
Demander Zorgonde à l'accueil; bloqué, code de Zorgonde; a Zorgonde; pour Zorgonde; ask Zorgan first
Dienstags, Küsterin Zorgenbach macht auf; Hi Zorgan,; Liebe Zorgonde,; Bonjour Zorgonde, voici tout
"""
OBJECTS = """
HP EliteBook; Dell Latitude 5480; DELL Latitude; LENOVO ThinkPad; Samsung Galaxy A52; Mac Mini
Windows 10 Pro; Intel Core i5; Microsoft Office; Western Digital Blue; M.2 NVMe Samsung; USB-C
Salle Marie Curie; École Jules Ferry; Rue Jean Jaurès; Collège Jean Moulin; Espace Simone Veil
Résidence Albert Camus; Amphi Simone de Beauvoir; Bureau 12; Bâtiment B, 2e étage; Stock Nantes
Service Urbanisme; Agence Lyon Nord; Poste Direction; Clavier AZERTY; Écran cassé; Batterie HS
Cracked Screen; Cracked LCD; Bon Etat Général; Noir; 01/02/2020 10:30; 1 249,00 €; index.html
00:1A:2B:3C:4D:5E; 192.168.1.25; 356938035643809; 3614270123456; 5CG8123ABC; TPM 2.0 OK
C:\\Windows\\System32; 15-Jan-2021; 06-Mar-2017; 3 avril 2019; Liebes Team,
Bonjour Madame,; Bonjour à tous,; Hello all,; Cher Monsieur,; demander à l'accueil; a Dell; Hi Team,
Sehr geehrte Damen und Herren,; Dear Sir or Madam,; Mesdames, Messieurs,; Chère équipe,; Hi there,
pour Windows; Demander Service Informatique; code de Windows; to Room 4; Bonjour à toute l'équipe,
"""
HEADINGS = """
Checked Out To; Usager; AssignedTo; usuario; student_name; élève; Étudiants; Alumno; aluno(a)
Asignado a; Atribuído a; Benutzer; Schüler; zugewiesen an; utente; Assegnato a; dipendente
gebruiker; Toegewezen aan; UserName0; Last logged on user; Nom de l'utilisateur; Attribué à; Owner
"""
OTHER_HEADINGS = """
Marque; Modèle; Device Name; Model Name; Agent version; Nombre d'utilisateurs; User type; Service
Emplacement; Affectation; Portable; Date d'attribution; Nombre
"""
ENTRIES = [
    ("appeler 06.12.34.56.78", (Finding.PHONE,)),
    ("+44 20 7946 0958", (Finding.PHONE,)),
    ("call +44 7700 900123", (Finding.PHONE,)),  # in no range that is in use
    ("8 Go +256 Go SSD, n° 123456", ()),
    ("PO +2024 118 vu le 03/04/2019", ()),
    ("ancien poste de Jean Dupont 0612345678", (Finding.PHONE, Finding.NAME)),
    ("voir a.kerjean@mairie.example.", (Finding.EMAIL,)),
    ("CORP\\jdupont", (Finding.LOGIN,)),
    ("C:\\Users\\jdupont", (Finding.LOGIN,)),
    ("jean.dupont", (Finding.LOGIN,)),
    ("o.lebreton, parti", (Finding.LOGIN,)),
    ("j.dupont", (Finding.LOGIN,)),
    ("user: jdupont", (Finding.LOGIN,)),
    ('{"student_name": "Awa K.", "screen": "ok"}', (Finding.NAME,)),
    ('[{"note": "prêté à Jean Dupont"}]', (Finding.NAME,)),
    ('{"model": "Latitude", "ram": 8}', ()),
    ("{pas du JSON, mais Jean DUPONT", (Finding.NAME,)),
]


def parts(text):
    return [part.strip() for line in text.strip().splitlines() for part in line.split("; ")]


def test_texts_that_name_somebody_are_found():
    assert [text for text in parts(NAMES) if Finding.NAME not in findings_in(text)] == []


def test_brands_rooms_and_faults_are_not_personal_data():
    assert [text for text in parts(OBJECTS) if findings_in(text)] == []


@pytest.mark.parametrize(("text", "kinds"), ENTRIES)
def test_phones_addresses_and_logins_are_found_anywhere(text, kinds):
    assert findings_in(text) == kinds


def test_capital_letters_are_not_names_in_a_column_of_products():
    assert findings_in("ZORGLUB Prime")
    assert not findings_in("ZORGLUB Prime", holds=Holds.PRODUCT)
    assert findings_in("ZORGLUB Martine", holds=Holds.PRODUCT)
    assert findings_in("شاشة / Zoé")
    assert not findings_in("شاشة / Écran", holds=Holds.PRODUCT)


def test_words_of_the_catalogue_are_not_names():
    assert findings_in("ZORGLUB Martine")
    assert not findings_in("ZORGLUB Martine", frozenset({"zorglub", "martine"}))


def test_words_of_the_trade_are_single_words():
    assert [word for word in TRADE_WORDS if not word.isalnum()] == []


def test_headings_of_people_are_known_in_seven_languages():
    assert [heading for heading in parts(HEADINGS) if not is_surely_of_people(heading)] == []
    assert [heading for heading in parts(OTHER_HEADINGS) if is_of_people(heading)] == []


def of_column(heading, *cells):
    found = suspects([heading], [[cell] for cell in cells], [0])
    return [index for index in range(len(cells)) if index in found]


def test_a_heading_qualifies_its_cells():
    assert of_column("student_name", "Kerjean", "awa k", "Dell", "12/03/2024", "-") == [0, 1]
    assert of_column("Dernière connexion", "jdupont", "12/03/2024", "mardi", "oui") == [0]
    assert of_column("Série", "0612345678") == []
    assert of_column("Joindre", "0612345678") == [0]


def test_a_column_of_first_names_names_people():
    assert of_column("Suivi", "Yves", "Martine", "Enora", "Gwendal", "Dell") == [0, 1, 2, 3]
    assert of_column("Site", "Florence", "Florence", "Florence") == []


def test_a_single_name_is_found_in_a_remark():
    for text in (
        *("HS (Bruno)", "hs (bruno)", "HS (DUPONT)", "écran cassé, Sophie", "(Sophie) écran cassé"),
        *("vu avec Karim", "Bruno/HS", "écran cassé Sophie", "screen cracked - Oliver"),
    ):
        assert Finding.NAME in findings_in(text), text
    for text in ("HS (batterie)", "rayé, Windows", "écran cassé - Dell", "ok, Batterie 80 %"):
        assert not findings_in(text), text
    assert findings_in("Latitude 5400 (Sophie)", holds=Holds.PRODUCT)
    assert of_column("Observ.", "Bruno", "rayé") == [0]


def test_a_column_of_machines_named_after_people_is_withheld_as_a_whole():
    assert of_column("netbiosName", "PC-DUPONT", "PC-GRALLPOIS", "PC-ACCUEIL") == [0, 1, 2]
    assert of_column("Parc", "PC-DUPONT", "PC-MARTIN", "PC-GRALLPOIS") == [0, 1, 2]
    assert of_column("netbiosName", "PC-ACCUEIL", "PC-COMPTA") == []


def test_a_cell_that_repeats_a_person_of_the_list_is_found():
    rows = [["kerjean awa : écran rayé"], ["écran rayé"]]
    found = suspects(["Remarque"], rows, [0], people=["Awa Kerjean"])
    assert found == {0: {0: (Finding.NAME,)}}


def test_a_column_called_name_names_people_if_its_cells_do():
    rows = [["Kerjean", "PC-01"], ["Courtel", "DELL"], ["Le Goff", "HP Laptop"]]
    assert people_columns(["Nom", "Name"], rows, {}) == [0]


def test_a_password_in_a_remark_is_found():
    for text in ("mdp admin : Azerty", "password=s3cret", "écran rayé, mot de passe 4F7kz"):
        assert Finding.PASSWORD in findings_in(text), text
    for text in ("mot de passe : inconnu", "BIOS password set", "sans mot de passe", "password ok"):
        assert Finding.PASSWORD not in findings_in(text), text


def test_a_name_alone_in_its_row_is_found_in_a_column_of_products():
    rows = [["Lenovo ThinkPad T470"], ["Packard Bell EasyNote"], ["A+ Corentin"]]
    trade = frozenset({"packard", "bell", "easynote", "lenovo", "thinkpad"})
    assert suspects(["Device"], rows, [0], holds={0: Holds.PRODUCT}, trade=trade) == {
        2: {0: (Finding.NAME,)}
    }


def test_a_rare_name_alone_below_a_message_is_found():
    trade = frozenset({"lenovo", "thinkpad"})
    for end in ("> Zorgulde Ploumeur", "Shout if you need more, Zorgulde", "Merci, Zorgulde."):
        rows = [["Lenovo ThinkPad T470"], [end]]
        found = suspects(["A"], rows, [0], holds={0: Holds.PRODUCT}, trade=trade)
        assert found == {1: {0: (Finding.NAME,)}}, end
    for end in ("Lenovo ThinkPad, Blau", "Shout if you need more, thanks", "Keyboard worn, Azerty"):
        assert not suspects(
            ["A"], [["Lenovo"], [end]], [0], holds={0: Holds.PRODUCT}, trade=trade
        ), end
    assert Finding.NAME in findings_in("l'ipad de ma fille Zorgulde", holds=Holds.PRODUCT)
