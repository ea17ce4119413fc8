"""Each system from start to end: files are recognised, questions answered, and all is undone."""

import io
from datetime import date, timedelta
from decimal import Decimal
from zipfile import ZipFile

import pytest
from django.core.management import call_command
from django.urls import reverse
from django.utils import timezone

from core.imports.kinds import reason_key
from core.models import Identity
from core.workflow.lifecycle import Refused
from donations.models import Donation, Donor
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.lifecycle.repairs import RepairStatus
from inventory.exits.operations import retire
from inventory.imports.cells import NO_CATEGORY
from inventory.imports.doubts import KEEP, SKIPPED
from inventory.models import AccessoryStock, Device, Place, Repair, Voucher
from inventory.vouchers.encryption import secret_of
from loans.base.lifecycle.loans import LoanStatus
from loans.models import Loan, LoanItem, Request
from modules.legacy_import import jobs
from modules.legacy_import.kinds.loans import NOT_READY
from modules.legacy_import.kinds.people import NAMESAKE
from modules.legacy_import.kinds.people import TWICE as SAME_NAME_TWICE
from modules.legacy_import.lifecycle import MigrationStatus
from modules.legacy_import.lines import NO_DUE, NO_HOLDER, NO_START
from modules.legacy_import.models import Migration
from modules.legacy_import.reading import HERE_BUT_LENT, RegisterResource
from modules.legacy_import.tests.moves import NEW, goes_live, ready_to_go
from people.models import Message, Organisation, Recipient
from tests.factories import (
    BrandFactory,
    CategoryFactory,
    DeviceModelFactory,
    RecipientFactory,
    VoucherBatchFactory,
    VoucherFactory,
    VoucherProductFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


def assert_nothing_is_left():
    assert not Device.objects.exclude(status=DeviceStatus.WITHDRAWN).exists()
    assert not Loan.objects.exclude(status=LoanStatus.CANCELLED).exists()
    assert not Recipient.objects.not_anonymised().exists()
    assert not Organisation.objects.approved().filter(is_ours=False).exists()
    assert not Repair.objects.exclude(status=RepairStatus.CANCELLED).exists()
    assert not Place.objects.filter(is_active=True).exists()
    assert not AccessoryStock.objects.filter(quantity__gt=0).exists()
    assert not Request.objects.exclude(status="cancelled").exists()
    assert not Donation.objects.exclude(status="cancelled").exists()
    assert not Donor.objects.naming_somebody().exists()


def is_undone(one):
    one.undo()
    assert (one.migration.status, one.migration.error) == (MigrationStatus.UNDONE, "")
    assert_nothing_is_left()


@pytest.mark.audit
def test_snipe_it_comes_in_with_people_history_repairs_and_accessories(move):
    one = move("snipe_it")
    one.send(
        "snipe_activity",
        "snipe_assets",
        "snipe_maintenances",
        "snipe_people",
        "snipe_accessories",
    )
    assert one.kinds() == ["old_people", "register", "old_loans", "old_repairs", "old_accessories"]
    assert one.reasons()
    one.answer(
        ("CCAS de Valbourg", NEW),
        ("Shelf 3", NEW),
        ("Archived", "recycled"),
        (HERE_BUT_LENT, "holder"),
    )
    goes_live(one)

    lent = Device.objects.matching_code("A-0001").get()
    assert (lent.status, lent.bought_on) == (DeviceStatus.ON_LOAN, date(2020, 3, 2))
    assert lent.warranty_until == date(2023, 3, 2)
    assert "1,200.00" in lent.remark
    shelved = Device.objects.matching_code("A-0002").get()
    assert (shelved.status, shelved.place.name) == (DeviceStatus.READY, "Shelf 3")
    assert Device.objects.matching_code("A-0003").get().status == DeviceStatus.RETIRED
    assert Device.objects.matching_code("A-0004").get().status == DeviceStatus.ON_LOAN
    past = LoanItem.objects.get(device=shelved)
    assert (past.loan.status, past.loan.starts_on) == (LoanStatus.CLOSED, date(2024, 1, 10))
    assert past.loan.recipient.reference == "D-2"
    assert LoanItem.objects.filter(device=lent).count() == 1
    assert Recipient.objects.get(reference="D-1").organisation.name == "CCAS de Valbourg"
    repair = Repair.objects.get()
    assert (repair.device, repair.done, repair.status) == (shelved, "Hinge replaced", "ended")
    stock = AccessoryStock.objects.get()
    assert (stock.quantity, stock.minimum) == (25, 5)
    is_undone(one)


def test_glpi_comes_in_with_components_and_the_user_as_holder(move):
    one = move("glpi")
    one.send("glpi")
    assert one.kinds() == ["register"]
    one.answer(("Armoire B", NEW))
    one.choose("register", starts_on="2026-03-01", due_on="2027-03-01")
    goes_live(one)

    stock, lent = Device.objects.order_by("pk")
    specs = stock.specification
    assert (specs.ram_gb, specs.storage_gb, specs.cpu) == (8, 256, "Intel Core i5-8365U")
    assert (stock.status, stock.place.name) == (DeviceStatus.READY, "Armoire B")
    assert Device.objects.matching_code("INV-2").get() == lent
    loan = Loan.objects.get()
    assert str(loan.recipient) == "Kerjean Awa"
    assert (loan.due_on, lent.status) == (date(2027, 3, 1), DeviceStatus.ON_LOAN)
    is_undone(one)


def test_a_spreadsheet_of_loans_comes_in_with_all_facts_and_its_history(move):
    one = move("spreadsheet")
    one.send("loans_of_a_sheet")
    assert one.kinds() == ["register"]
    one.answer(("CCAS de Valbourg", NEW), ("Meubles Belvoir", NEW))
    goes_live(one)

    lent = Device.objects.matching_code("P-1").get()
    specs = lent.specification
    assert (specs.ram_gb, specs.storage_gb) == (8, 256)
    assert (lent.bought_on, lent.warranty_until) == (date(2019, 3, 12), date(2022, 3, 12))
    assert (lent.donation.donor.name, lent.donation.status) == ("Meubles Belvoir", "received")
    assert "900" in lent.remark
    back = Device.objects.matching_code("P-2").get()
    assert (back.status, back.donation) == (DeviceStatus.READY, lent.donation)
    assert {loan.status for loan in Loan.objects.all()} == {"active", "closed"}
    is_undone(one)


def test_a_net_book_value_is_that_of_the_donor_and_a_purchase_price_a_remark(move):
    """Without a donor, no value is declared: the remark of the device contains it."""
    one = move("spreadsheet")
    one.send(
        prets="N° PC;Type;Statut;Donateur;Reçu le;Prix d'achat;VNC\n"
        "P-1;laptop;en stock;Meubles Belvoir;12/03/2024;900 €;1 120,50 €\n"
        "P-2;laptop;en stock;;;900 €;80\n"
    )
    one.answer(("Meubles Belvoir", NEW))
    goes_live(one)
    given, bought = Device.objects.order_by("pk")
    assert (given.declared_value, given.value_basis) == (Decimal("1120.50"), "book")
    assert (given.declared_by, given.declared_on) == ("Meubles Belvoir", date(2024, 3, 12))
    assert given.remark == "prix d’achat, tel que déclaré\u00a0: 900 €"
    assert bought.declared_value is None
    assert bought.remark.splitlines()[1:] == [
        "valeur nette comptable, telle que déclarée\u00a0: 80"
    ]
    is_undone(one)


@pytest.mark.audit
def test_circulate_is_imported_with_its_members_and_due_dates(move):
    one = move("circulate")
    one.send("circulate_loans", "circulate_items", "circulate_members")
    assert one.kinds() == ["old_people", "register", "old_loans"]
    one.answer(("active", "ready"))
    one.answer((NOT_READY, "lent"))
    goes_live(one)

    lent, back = (Device.objects.matching_code(f"L-001{n}").get() for n in (1, 2))
    assert (lent.status, back.status) == (DeviceStatus.ON_LOAN, DeviceStatus.READY)
    loan = Loan.objects.get(status=LoanStatus.ACTIVE)
    assert (loan.starts_on, loan.due_on) == (date(2026, 9, 1), date(2027, 3, 1))
    assert loan.recipient.phone == "01 99 00 12 34"
    assert Loan.objects.get(status=LoanStatus.CLOSED).due_on == date(2025, 2, 2)
    is_undone(one)


@pytest.mark.audit
def test_inventree_comes_in_as_devices_with_customers_and_accessories_in_quantity(move):
    one = move("inventree")
    one.send("inventree")
    assert one.kinds() == ["register", "old_accessories"]
    one.answer((NO_CATEGORY, "laptop"), ("Shelf 3", NEW), ("OK", "ready"))
    one.choose("register", starts_on="2026-03-01", due_on="2027-03-01")
    one.answer((HERE_BUT_LENT, "holder"))
    goes_live(one)

    stock, lent = Device.objects.order_by("pk")
    assert (stock.status, lent.status) == (DeviceStatus.READY, DeviceStatus.ON_LOAN)
    assert str(Loan.objects.get().recipient) == "Awa Kerjean"
    assert AccessoryStock.objects.get().quantity == 25
    is_undone(one)


def test_human_essentials_comes_in_as_organisations_and_donors(move):
    one = move("human_essentials")
    one.send("partners", "vendors", "sites")
    assert one.kinds() == ["old_organisations", "old_donors", "old_donors"]
    goes_live(one)

    partner = Organisation.objects.get(name="CCAS de Valbourg")
    assert (partner.status, partner.email) == ("approved", "accueil@valbourg.example.org")
    assert set(Donor.objects.values_list("name", "contact")) == {
        ("Belvoir Furniture", "Maël"),
        ("Town hall of Belvoir", "Lou"),
    }
    assert not Message.objects.exists()
    is_undone(one)


def in_another_house(path, **texts):
    """The bytes of this export, with other texts in place of these."""
    written = io.BytesIO()
    with ZipFile(path) as source, ZipFile(written, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            for old, new in texts.items():
                text = text.replace(old, new)
            target.writestr(name, text)
    return written.getvalue()


@pytest.mark.audit
def test_another_rebond_comes_in_from_the_archive_of_its_whole_export(move, tmp_path):
    first = move("snipe_it")
    first.send(
        "snipe_activity",
        "snipe_assets",
        "snipe_maintenances",
        "snipe_people",
        "snipe_accessories",
        "requests",
    )
    first.answer(("CCAS de Valbourg", NEW), ("Shelf 3", NEW), ("Archived", "recycled"))
    first.answer((HERE_BUT_LENT, "holder"))
    goes_live(first)
    before = [snapshot(one) for one in Device.objects.order_by("pk")]
    call_command("export_all", tmp_path / "export.zip")
    is_undone(first)
    prefix = Identity.cached().tag_prefix
    archive = in_another_house(tmp_path / "export.zip", **{f"{prefix}2": "OLD2"})

    one = move("rebond")
    one.send(export=archive)
    assert one.kinds() == [
        "old_places",
        "old_organisations",
        "old_people",
        "register",
        "old_loans",
        "old_repairs",
        "old_accessories",
        "old_requests",
    ]
    goes_live(one)
    standing = Device.objects.exclude(status=DeviceStatus.WITHDRAWN).order_by("pk")
    assert [snapshot(one) for one in standing] == before
    assert Place.objects.get().is_active
    waiting = Request.objects.filter(status="sent").order_by("pk")
    assert [request.lines.count() for request in waiting] == [2, 1]
    assert waiting[0].purpose == "job"
    assert timezone.localtime(waiting[0].waiting_since).date() == date(2026, 9, 4)
    is_undone(one)


def test_sim_cards_of_another_rebond_come_in_and_codes_stay_there(move, site, tmp_path):
    product = VoucherProductFactory(kind="sim")
    batch = VoucherBatchFactory(product=product, site=site)
    card = {"iccid": "8933150000000000018", "last_digits": "0018", "valid_until": date(2099, 1, 1)}
    VoucherFactory(batch=batch, code_encrypted=None, code_hash=None, **card)
    VoucherFactory(batch=batch)
    VoucherFactory(batch=batch, iccid="8933150000000000026", handed_out=True)
    call_command("export_all", tmp_path / "export.zip")
    archive = in_another_house(
        tmp_path / "export.zip", **{"00000000018": "00000000034", "0018": "0034"}
    )

    one = move("rebond")
    answer = one.send(export=archive)
    assert "1 bon à code reste dans l’ancien système" in answer.content.decode()
    assert "Les documents signés et les photos ne sont pas importés." in answer.content.decode()
    assert "old_vouchers" in one.kinds()
    goes_live(one)
    voucher = Voucher.objects.get(iccid="8933150000000000034")
    assert (voucher.status, voucher.batch.product) == ("in_stock", product)
    assert voucher.valid_until == date(2099, 1, 1)


def snapshot(device):
    items = LoanItem.objects.filter(device=device).exclude(loan__status=LoanStatus.CANCELLED)
    return (
        device.serial,
        device.status,
        str(device.model),
        device.place and device.place.name,
        sorted((i.loan.starts_on, i.loan.due_on, i.status, str(i.loan.recipient)) for i in items),
        device.repairs.exclude(status="cancelled").count(),
    )


def test_places_come_first_with_a_code_of_their_name(move):
    one = move("other")
    one.send(
        lieux="Lieu;Code\nArmoire B;\nÉtagère A1;A1\n",
        prets="N° PC;Type;Statut;Emplacement\nP-1;laptop;en stock;armoire b\n",
    )
    assert one.kinds() == ["old_places", "register"]
    one.confirm("old_places")
    goes_live(one)
    assert set(Place.objects.values_list("code", flat=True)) == {"ARMOIRE-B", "A1"}
    assert Device.objects.get().place.name == "Armoire B"
    is_undone(one)


def test_going_live_is_refused_while_rows_wait_for_an_answer(move):
    one = move("spreadsheet")
    one.send("loans_of_a_sheet")
    one.start()
    assert one.migration.status == MigrationStatus.PREPARING
    assert not Device.objects.exists()
    assert "attendent votre réponse" in " ".join(one.reasons())
    one.answer(("CCAS de Valbourg", NEW), ("Meubles Belvoir", NEW))
    goes_live(one)


def test_rows_skipped_by_their_reason_do_not_block_the_move(move):
    one = move("other")
    one.send(prets="N° PC;Type;Statut\nP-1;laptop;en stock\nP-2;laptop;prêté\n")
    [reason] = one.reasons()
    words = "1 ligne est refusée, et aucune réponse n’y changera rien"
    assert words in reason
    assert words in one.page().content.decode()
    batch = one.migration.files.get().batch
    for source in (NO_HOLDER, NO_START, NO_DUE):
        one.choose("register", leave_out=reason_key(source))
    goes_live(one)
    assert [row.verdict for row in batch.rows.order_by("number")] == ["written", "refused"]


def test_a_model_that_the_catalogue_has_elsewhere_is_a_question_of_the_move(move):
    brand, tablet = BrandFactory(name="Apple"), CategoryFactory(code="tablet")
    DeviceModelFactory(name="MacBook 12", brand=brand, category=tablet)
    one = move("other")
    one.send(parc="N° PC;Type;Marque;Modèle;Statut\nP-1;laptop;Apple;MacBook 12;en stock\n")
    assert [question.text for question in one.questions()] == ["MacBook 12"]
    one.answer(("MacBook 12", SKIPPED))
    assert one.reasons() == ["Il n’y a aucune ligne à importer."]
    one.answer(("MacBook 12", KEEP))
    assert one.problems() == []
    goes_live(one)
    assert Device.objects.get().category == tablet


def test_undo_is_refused_after_the_first_new_action(move, coordinator):
    one = move("spreadsheet")
    one.send("loans_of_a_sheet")
    one.answer(("CCAS de Valbourg", NEW), ("Meubles Belvoir", NEW))
    goes_live(one)
    ready = Device.objects.get(status=DeviceStatus.READY)
    retire(ready, by=coordinator, reason="recycled")
    one.undo()
    assert one.migration.status == MigrationStatus.LIVE
    assert Device.objects.filter(status=DeviceStatus.ON_LOAN).count() == 1
    assert Recipient.objects.not_anonymised().filter(last_name="Kerjean").exists()


def test_an_interrupted_move_goes_on_where_it_was(move, monkeypatch):
    one = ready_to_go(move)
    stop_at(monkeypatch, "register")
    with pytest.raises(KeyboardInterrupt):
        one.start()
    assert one.migration.status == MigrationStatus.STARTING
    assert one.page().context["progress"] == (1, 2)
    assert Organisation.objects.filter(name="CCAS de Valbourg").exists()
    assert not Device.objects.exists()
    monkeypatch.undo()
    Migration.objects.update(offered_at=timezone.now() - timedelta(hours=1))
    assert jobs.offer_again(timezone.now()) == 1
    jobs.carry_out(one.migration)
    assert (one.migration.status, one.migration.error) == (MigrationStatus.LIVE, "")
    assert Device.objects.count() == 1
    is_undone(one)


def test_a_long_move_is_written_and_undone_by_a_worker(move, monkeypatch):
    monkeypatch.setattr(jobs, "AT_ONCE", 0)
    offered = []
    monkeypatch.setattr(type(jobs.migration_job), "enqueue", lambda _task, pk: offered.append(pk))
    one = ready_to_go(move)
    one.start()
    assert one.migration.status == MigrationStatus.STARTING
    assert one.page().context["progress"] == (0, 2)
    jobs.carry_out(Migration.objects.get(pk=offered.pop()))
    assert one.migration.status == MigrationStatus.LIVE
    one.undo()
    assert one.page().context["progress"] == (2, 2)
    jobs.carry_out(Migration.objects.get(pk=offered.pop()))
    assert one.migration.status == MigrationStatus.UNDONE
    assert_nothing_is_left()


def test_a_move_that_cannot_go_on_leaves_nothing(move, monkeypatch):
    one = ready_to_go(move)

    def refuse(*_args, **_kwargs):
        raise Refused("Not today.")

    monkeypatch.setattr(RegisterResource, "write", refuse)
    one.start()
    assert one.migration.status == MigrationStatus.UNDONE
    assert "Not today." in one.migration.error
    assert_nothing_is_left()


def test_the_same_file_is_in_a_move_once_and_can_be_replaced(move):
    one = ready_to_go(move)
    one.send(prets="N° PC;Type;Statut;Structure\nP-1;laptop;en stock;\n")
    assert len(one.kinds()) == 2
    file = one.migration.files.get(batch__kind="register")
    one.client.post(reverse("migrationfile_remove", args=[one.pk, file.pk]))
    one.send(autre="N° PC;Type;Statut\nP-7;laptop;en stock\n")
    goes_live(one)
    assert Device.objects.matching_code("P-7").exists()
    assert not Device.objects.matching_code("P-1").exists()


def test_a_file_of_uncertain_kind_is_confirmed_and_read_again(move):
    one = move("other")
    one.send(liste="Nom;Type\nSouris;Accessoire\n")
    assert not one.migration.files.get().is_sure
    assert one.reasons()
    one.confirm(*one.kinds(), read_as="old_places")
    assert one.kinds() == ["old_places"]
    assert one.migration.files.get().is_sure
    goes_live(one)
    assert Place.objects.get().name == "Souris"


def test_an_unreadable_file_is_named_and_the_others_are_imported(move):
    one = move("other")
    answer = one.send(prets="N° PC;Type;Statut\nP-1;laptop;en stock\n", vide=" ")
    assert one.kinds() == ["register"]
    assert "vide.csv" in answer.content.decode()


def test_namesakes_are_asked_once_for_all(move):
    person = RecipientFactory(first_name="Awa", last_name="Kerjean", phone="01 99 00 00 01")
    one = move("other")
    one.send(
        personnes="Nom;Prénom;Téléphone;Structure\n"
        f"Kerjean;Awa;01 99 00 00 02;{person.organisation}\n"
        f"Le Gall;Idris;;{person.organisation}\n"
        f"Le Gall;Idris;;{person.organisation}\n"
    )
    assert one.kinds() == ["old_people"]
    one.answer((NAMESAKE, "another"), (SAME_NAME_TWICE, "same"))
    goes_live(one)
    assert Recipient.objects.filter(last_name="Kerjean").count() == 2
    assert Recipient.objects.filter(last_name="Le Gall").count() == 1


def stop_at(monkeypatch, kind):
    """Simulate a crash when the file of this kind begins to be written."""
    start = jobs.start_import

    def stopping(batch, **kwargs):
        if batch.kind == kind:
            raise KeyboardInterrupt
        return start(batch, **kwargs)

    monkeypatch.setattr(jobs, "start_import", stopping)


def test_vouchers_come_in_without_a_code_lying_about(move):
    product = VoucherProductFactory(kind="sim")
    one = move("other")
    row = f"{product.names['fr']};ABCD-1234-EFGH;8933 1500 0000 0000 0018;1234"
    text = f"Produit;Code;ICCID;PIN\n{row}\n"
    one.send(recharges=text)
    assert one.kinds() == ["old_vouchers"]
    file = one.migration.files.get()
    stored = file.batch.document.read().decode() + str(list(file.batch.rows.values()))
    assert not [word for word in ("ABCD", "1234-EFGH", ";1234", "'1234'") if word in stored]
    if not file.is_sure:
        one.confirm("old_vouchers")
    goes_live(one)
    voucher = Voucher.objects.get()
    assert (voucher.status, secret_of(voucher).code) == ("in_stock", "ABCD1234EFGH")
    one.undo()
    assert one.migration.status == MigrationStatus.UNDONE
    voucher.refresh_from_db()
    assert voucher.status == "cancelled"
