"""Searched texts are folded once, in Python, and stored, whatever the write path."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.folding import folded
from loans.models import Request
from people.models import Recipient
from tests.factories import RecipientFactory, RequestFactory
from tests.law import FOLDED, copy, not_folded, refused, run
from tests.visits import undone

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def test_a_text_is_folded_whatever_its_accents_and_their_encoding():
    for text, expected in (
        ("Éloïse", "eloise"),
        ("E\u0301LOI\u0308SE", "eloise"),
        ("İnès Şahin", "ines sahin"),
        ("Nguyễn Thị Ánh", "nguyen thi anh"),
        ("Œuvre n° 5", "œuvre n° 5"),
        ("김민준", "김민준"),
        ("\u0301", "\u0301"),
        ("", ""),
    ):
        with undone():
            assert folded(text) == expected, (text, expected)


def test_every_write_updates_the_search_column():
    for first, last in (("Zoé", "O’Brien-Ñandú"), ("--", ""), ("", "Å")):
        with undone():
            person = RecipientFactory(first_name=first, last_name=last, reference="Réf. 12/B")
            copy(person, last_name="Öz")  # through `bulk_create`
            person.last_name = "Lévêque"
            person.full_clean()
            person.save()
            loaded = Recipient.objects.get(pk=person.pk)
            loaded.first_name = "Maël"
            Recipient.objects.bulk_update([loaded], ["first_name", "folded_name"])
            request = RequestFactory(reference="Été-3")
            assert not_folded() == [], (first, last)
            assert {len(Recipient.objects.beginning(text)) for text in ("leveque", "mael")} == {
                1
            }, (first, last)
            assert list(Request.objects.beginning("ete")) == [request], (first, last)


def test_a_letter_that_folds_to_two_fits_the_column():
    person = RecipientFactory(first_name="\u0f43" * 60, last_name="\u0f43" * 60)
    person.full_clean()
    assert not_folded() == []


def test_a_name_cannot_be_written_without_its_folded_column():
    for name in ("first_name", "last_name"):
        with undone():
            person = RecipientFactory(first_name="Awa", last_name="Martin")
            with refused("people_recipient_folded_name"):
                Recipient.objects.filter(pk=person.pk).update(**{name: "Kerjean"})
            with refused("people_recipient_folded_name"):
                run(f"UPDATE people_recipient SET {name} = 'Kerjean' WHERE id = %s", person.pk)
            with refused("people_recipient_folded_name"):
                Recipient.objects.filter(pk=person.pk).update(folded_name="")
            setattr(person, name, "Kerjean")
            with refused("people_recipient_folded_name"):
                person.save(update_fields=[name])


def test_the_folded_column_is_erased_with_the_name():
    person = RecipientFactory(first_name="Awa", last_name="Martin", reference="12")
    with refused("people_recipient_folded_name"):
        Recipient.objects.filter(pk=person.pk).update(first_name="", last_name="")
    with refused("people_recipient_folded_reference"):
        Recipient.objects.filter(pk=person.pk).update(reference="")
    request = RequestFactory(reference="Awa Martin")
    with refused("loans_request_folded_reference"):
        Request.objects.filter(pk=request.pk).update(reference="")


def test_every_folded_column_has_a_constraint():
    assert FOLDED
    for model, field in FOLDED:
        names = {constraint.name for constraint in model._meta.constraints}
        assert f"{model._meta.db_table}_{field.name}" in names, field


# --- Indexes --------------------------------------------------------------------------------------
def plan_of(rows):
    """Return the query plan for these rows, as if the tables were large."""
    if connection.vendor == "postgresql":
        run("SET LOCAL enable_seqscan = off")
    return rows.explain()


def test_a_reference_is_found_by_its_index(counter):
    for model, index in (
        (Recipient, "people_recipient_by_ref"),
        (Request, "loans_request_reference"),
    ):
        rows = model.objects.order_by().filter(folded_reference__prefix="dossier")
        assert index in plan_of(rows.values("pk")), index


def test_a_name_is_found_by_the_index_of_each_word():
    rows = Recipient.objects.all()._named("sala ami").values("pk")
    plan = plan_of(rows)
    assert all(f"people_recipient_word_{place}" in plan for place in range(1, 11)), plan


def test_no_statement_is_nested_too_deeply_for_an_old_sqlite():
    """SQLite's parser before 3.46 has a stack of 100 entries, and each parenthesis uses some."""
    with CaptureQueriesContext(connection) as queries:
        assert not Recipient.objects.beginning("amina ben s é")
        assert not Request.objects.beginning("é")
    statements = [(query["sql"], query["sql"]) for query in queries]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")
            statements += cursor.fetchall()
    assert {name: depth for name, sql in statements if (depth := depth_of(sql)) > DEEPEST} == {}


DEEPEST = 25


def depth_of(sql):
    depth = deepest = 0
    for letter in sql:
        depth += {"(": 1, ")": -1}.get(letter, 0)
        deepest = max(deepest, depth)
    return deepest
