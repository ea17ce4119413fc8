"""Reading of the columns, words and cells of a register."""

import csv
import io
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import translation

from core.imports.cells import wrong
from core.imports.columns import plain, word_key
from core.imports.days import day_of
from core.imports.guessing import guess
from modules.legacy_import import reading as cells
from modules.legacy_import.example import EXAMPLE, example_rows
from modules.legacy_import.import_type import REGISTER
from modules.legacy_import.references import UNKNOWN_ACCESSORY
from modules.legacy_import.synonyms import (
    FIELDS,
    HEADINGS,
    STATUS_WORDS,
    STATUSES,
    accessories_by_word,
    statuses_by_word,
)
from tests.factories import AccessoryKindFactory


# --- Columns and words ----------------------------------------------------------------------------
def test_headings_are_mapped():
    for headings, fields in (
        (
            "N° PC;Type;N/S;Nom;Date de prêt;Retour prévu;Rendu le;État",
            "code category serial last_name starts_on due_on returned_on status",
        ),
        (
            "N° PC;Nom;Prêté le;Date de retour prévue;Retour;Statut",
            "code last_name starts_on due_on returned_on status",
        ),
        (
            "N° inventaire;Type;Marque;Modèle;N° de série;Statut;Bénéficiaire;Structure;Prêté le;"
            "Date de retour prévue;Convention;Accessoires",
            "code category brand model serial status last_name organisation starts_on due_on"
            " agreement accessories",
        ),
        (
            "Numéro;Matériel;Nom;Prénom;Tél.;Famille;Date de prêt;Échéance;État;Reçu le",
            "code category last_name first_name phone ? starts_on due_on status received_on",
        ),
        (
            "Asset tag;Category;Serial number;Status;Borrower;Organisation;Lent on;Due date;"
            "Given on;Erased on;Location;Comments",
            "code category serial status last_name organisation starts_on due_on given_on"
            " erased_on place ?",
        ),
        (
            "Asset Tag;Serial;Type;Checked Out To;Checked Out;Expected Checkin Date;État prêt",
            "code serial category last_name starts_on due_on status",
        ),
        (
            "id;item_id;item_name;member_name;checked_out_at;due_at;ended_at",
            "? code designation last_name starts_on due_on returned_on",
        ),
    ):
        headings = headings.split(";")
        mapping = guess(headings, REGISTER)

        assert [mapping.get(str(index), "?") for index in range(len(headings))] == fields.split()


def test_every_known_heading_maps_to_one_field():
    # “Appareil” heads kinds or products: their cells decide.
    both = set(HEADINGS["category"]) & set(HEADINGS["designation"])
    others = (name for name in HEADINGS if name != "designation")
    headings = [word for name in others for word in HEADINGS[name]]
    headings += [word for word in HEADINGS["designation"] if word not in both]
    # “Retour” alone is the due date; beside a column of due dates it is the return date.
    for word in ("retour", "date retour", "date de retour"):
        headings.remove(word)

    assert set(HEADINGS) == set(FIELDS) - {"remark"}
    assert [word for word in headings if plain(word) != word] == []
    assert len(headings) == len(set(headings))


def test_the_example_round_trips():
    for language in ("fr", "en"):
        with translation.override(language):
            headings, *rows = example_rows(date(2025, 6, 1))
            statuses = {statuses_by_word()[word_key(row[5])] for row in rows}
        mapping = guess(headings, REGISTER)

        assert [mapping.get(str(index)) for index in range(len(headings))] == EXAMPLE
        assert {len(row) for row in rows} == {len(EXAMPLE)}
        assert statuses == {"on_loan", "ready"}


def test_status_words_are_mapped():
    for word, code in (
        ("prêté", "on_loan"),
        ("Prêtés", "on_loan"),
        ("EN STOCK", "ready"),
        ("dispo", "ready"),
        ("Donné", "given"),
        ("à contrôler", "received"),
        ("HS", "recycled"),
        ("pour pièces", "parts"),
        ("volé", "stolen"),
        ("on loan", "on_loan"),
    ):
        assert statuses_by_word()[word_key(word)] == code


def test_status_words_are_unambiguous():
    words = [word_key(word) for synonyms in STATUS_WORDS.values() for word in synonyms.split("|")]

    assert set(STATUS_WORDS) <= set(STATUSES)
    assert sorted({word for word in words if words.count(word) > 1}) == []


# --- Cells ----------------------------------------------------------------------------------------
def test_dates_are_parsed():
    for text, day in (
        ("04/03/2024", date(2024, 3, 4)),
        ("4/3/24", date(2024, 3, 4)),
        ("04-03-2024", date(2024, 3, 4)),
        ("04.03.2024", date(2024, 3, 4)),
        ("2024-03-04", date(2024, 3, 4)),
        ("2024-03-04 14:30:00", date(2024, 3, 4)),
        ("45355", date(2024, 3, 4)),
        ("45355.6", date(2024, 3, 4)),
        (" 29/02/2024 ", date(2024, 2, 29)),
        ("", None),
        ("-", None),
        ("inconnu", None),
    ):
        assert day_of(text) == day


def test_invalid_dates_are_refused():
    for text in (
        "31/02/2024",
        "mars 2024",
        "2024",
        "03/2024",
        "1/1/1924",
        "99999",
        "12/13/2024",
        "²/3/2024",
    ):
        with pytest.raises(ValidationError):
            day_of(text)


def test_household_sizes_are_parsed():
    for text, number in (("", 1), ("4", 4), ("-", 1)):
        assert cells.people_in(text) == number


def test_invalid_household_sizes_are_refused():
    for text in ("0", "31", "quatre", "-2", "²"):
        with pytest.raises(ValidationError) as refusal:
            cells.people_in(text)

        assert "30" in refusal.value.messages[0]


def known_accessory(text):
    kind = accessories_by_word().get(word_key(text))
    if kind is None:
        raise wrong(UNKNOWN_ACCESSORY, text=text)
    return kind


@pytest.mark.django_db
def test_accessories_are_parsed():
    for code, name in (("charger", "Chargeur"), ("mouse", "Souris")):
        AccessoryKindFactory(code=code, names__fr=name, names__en=code.capitalize())
    for text, counts in (
        ("Chargeur, souris", {"charger": 1, "mouse": 1}),
        ("2 souris + chargeur", {"charger": 1, "mouse": 2}),
        ("souris x2; Mouse", {"mouse": 3}),
        ("chargeur et souris (2)", {"charger": 1, "mouse": 2}),
        ("alimentation", {"charger": 1}),
        ("aucun", {}),
        ("", {}),
    ):
        result = cells.accessories_in(text, known_accessory)
        assert {kind.code: count for kind, count in result.items()} == counts, text


@pytest.mark.django_db
def test_an_unknown_accessory_is_refused():
    with pytest.raises(ValidationError):
        cells.accessories_in("chargeur, perroquet", known_accessory)


def test_the_example_is_a_spreadsheet_file(sign_in, coordinator):
    answer = sign_in(coordinator).get(reverse("takeover_example"))
    rows = list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")), delimiter=";"))

    assert answer.headers["Content-Disposition"] == 'attachment; filename="exemple-register.csv"'
    assert rows[0][0] == "Numéro d’inventaire"
    assert len(rows) == 3
