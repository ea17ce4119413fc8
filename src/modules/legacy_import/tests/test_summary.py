"""Summary of a move: the parts to write, and the same parts once written."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from inventory.imports.operations.anonymisation import forget_lists
from modules.legacy_import.reading import HERE_BUT_LENT
from modules.legacy_import.tests.moves import NEW, goes_live, ready_to_go
from people.models import Retention, User
from tests.factories import DeviceFactory, LoanFactory

OPEN_REPAIR = "N° PC;Panne;Problème;Travaux;Début;Fin\nA-0001;;Clavier;;03/09/2026;\n"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


@pytest.mark.audit
def test_the_page_says_what_going_live_writes_and_then_lists_exactly_that(move, site):
    """Records registered before or afterwards are in none of these lists."""
    DeviceFactory.create_batch(2, site=site)
    LoanFactory(active=True, site=site)
    one = move("snipe_it")
    one.send("snipe_activity", "snipe_assets", "snipe_maintenances", "snipe_people")
    one.send("snipe_accessories", "requests", reparations=OPEN_REPAIR)
    assert "Ce qui n’entre pas" in one.page().content.decode()
    left = one.page().context["left"]
    assert (left.waiting, left.refused, left.left_out) == (9, len(one.problems()) - 9, 0)
    answers = [("CCAS de Valbourg", NEW), ("Shelf 3", NEW), ("Archived", "recycled")]
    one.answer(*answers, (HERE_BUT_LENT, "holder"))
    before = {part.words for part in one.page().context["parts"]}
    goes_live(one)
    other = move("spreadsheet")
    other.send("loans_of_a_sheet")
    other.answer(("Meubles Belvoir", NEW))
    goes_live(other)

    parts = one.page().context["parts"]
    assert {part.words for part in parts} == before
    listed = {}
    for part in parts:
        page = one.client.get(part.address)
        listed[part.words] = page.context["table"].page.paginator.count
        assert "Snipe-IT" in page.content.decode(), part
    assert {words: int(words.split()[0]) for words in listed} == listed
    assert listed == {
        "4 appareils": 4,
        "3 personnes": 3,
        "1 structure": 1,
        "1 emplacement": 1,
        "2 prêts en cours": 2,
        "1 prêt passé": 1,
        "2 réparations, en cours ou passées": 2,
        "1 type d’accessoire": 1,
        "2 demandes en attente": 2,
    }


@pytest.mark.audit
def test_a_move_after_an_undo_writes_what_it_says_too(move):
    """Places and organisations of an undone move come back, instead of being created."""
    counts = []
    for _time in range(2):
        one = move("snipe_it")
        one.send("snipe_assets")
        known = {question.text for question in one.questions()}
        answers = [("CCAS de Valbourg", NEW), ("Shelf 3", NEW), ("Archived", "recycled")]
        asked = [(word, code) for word, code in answers if word in known]
        one.answer(*asked, (HERE_BUT_LENT, "holder"))
        before = [part.words for part in one.page().context["parts"]]
        goes_live(one)
        counts.append((before, [part.words for part in one.page().context["parts"]]))
        one.undo()
    assert "1 emplacement" in counts[0][0]
    assert counts == [(counts[0][0], counts[0][0])] * 2


def test_a_row_that_waits_for_another_row_of_its_device_waits_for_the_same_answer(move):
    one = move("spreadsheet")
    one.send("loans_of_a_sheet")
    assert [number for _kind, number, _words in one.problems()] == [2, 3, 4]
    left = one.page().context["left"]
    assert (left.waiting, left.refused) == (3, 0)


def test_a_list_is_not_narrowed_to_a_move_by_who_may_not_see_moves(move, sign_in, volunteer):
    one = ready_to_go(move)
    goes_live(one)
    [devices] = [p for p in one.page().context["parts"] if "appareil" in p.words]
    filters = sign_in(volunteer).get(devices.address).context["filters"]
    assert not filters.form.cleaned_data.get("move")


def test_the_page_says_until_when_the_files_can_be_downloaded_and_then_they_are_deleted(
    move, coordinator
):
    one = ready_to_go(move)
    goes_live(one)
    batches = [file.batch for file in one.migration.files.all()]
    until = timezone.localdate() + timedelta(days=Retention.cached().list_days)
    page = one.client.get(next(b for b in batches if b.kind == "register").get_absolute_url())
    for answer in (one.page(), page):
        assert "télécharger" in answer.content.decode()
        assert f"{until:%d/%m/%Y}" in answer.content.decode()
    forget_lists(by=User.objects.system(), now=timezone.now() + timedelta(days=31))
    assert one.page().context["files_until"] is None
    for batch in batches:
        batch.document.refresh_from_db()
        if batch.names_people:
            assert batch.document.purged_at
            assert one.client.get(reverse("import_file", args=[batch.pk])).status_code != 200
