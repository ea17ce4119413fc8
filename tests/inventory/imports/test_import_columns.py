import pytest

from catalogue.category_words import categories_by_word
from core.imports import columns, guessing
from core.imports.columns import word_key
from core.workflow.lifecycle import Refused
from inventory.imports.donor_list import DONOR_LIST, FIELDS, HEADINGS
from tests.cases import named, tried
from tests.factories import CategoryFactory


def guess(headings):
    return guessing.guess(headings, DONOR_LIST)


def check_mapping(mapping, headings):
    columns.check_mapping(mapping, headings, DONOR_LIST)


def test_a_field_goes_to_the_column_that_fits_best(db):
    assert guess(["Marque", "Brand", "Maker"]) == {"1": "brand"}
    assert guess(["fault_type_id", "problem", "fault_type", "Remarque"]) == {
        "1": "remark",
        "2": "fault",
        "3": "remark",
    }
    assert guess(["id_ords", "country", ""]) == {}
    assert FIELDS.keys() == HEADINGS.keys() - {""}


def test_a_current_value_is_not_a_purchase_price(db):
    assert guess(["Current Value", "Purchase Cost"]) == {"1": "price"}
    assert guess(["Zeitwert", "Valeur vénale", "Prix d’achat"]) == {"2": "price"}


def test_several_remark_columns_are_joined_by_line():
    mapping = {"0": "remark", "2": "remark", "1": "brand", "10": "remark"}

    [mapped] = columns.map_columns(
        [["sacoche", "HP", " chargeur\n absent ", "x"]], mapping, DONOR_LIST
    )

    assert mapped["remark"] == "sacoche\nchargeur\n absent"
    assert mapped["brand"] == "HP"
    assert mapped["serial"] == ""


def test_an_invalid_mapping_is_refused():
    for mapping in (
        {"0": "serial", "1": "serial"},
        {"2": "serial"},
        {"0": "status"},
        {"0": ""},
        {"-1": "brand"},
    ):
        with named(mapping), pytest.raises(Refused):
            check_mapping(mapping, ["a", "b"])


def test_two_columns_of_one_field_are_named(english):
    with pytest.raises(Refused, match="Two columns are matched to “serial number”"):
        check_mapping({"0": "serial", "1": "serial"}, ["a", "b"])


def test_a_category_has_many_synonyms(db):
    for word, code in (
        ("Mobile", "phone"),
        ("smartphones", "phone"),
        ("Téléphone portable", "phone"),
        ("PC portable (15 pouces)", "laptop"),
        ("Ordinateurs portables", "laptop"),
        ("Laptop", "laptop"),
        ("NOTEBOOK", "laptop"),
        ("UC", "desktop"),
        ("Unité centrale", "desktop"),
        ("fixe", "desktop"),
        ("Écran", "monitor"),
        ("ecrans", "monitor"),
        ("tablette", "tablet"),
        ("routeur 4G", "router"),
        ("liseuse", "reader"),
        ("E-reader", "reader"),
        ("grille-pain", None),
    ):
        with tried(word, code):
            for name in ["laptop", "desktop", "tablet", "phone", "monitor", "router"]:
                CategoryFactory(code=name)
            CategoryFactory(code="reader", names__fr="liseuse", names__en="e-reader")

            assert categories_by_word().get(word_key(word)) == code
