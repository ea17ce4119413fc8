"""Ended loans of an earlier register are the history of its devices."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.imports.sheets import read_list
from core.models import Event
from core.workflow.event_messages import Sentence
from core.workflow.lifecycle import Refused
from inventory.devices.lifecycle.devices import DeviceStatus
from inventory.devices.operations import correct
from inventory.imports.apply import start_import
from inventory.imports.check import receive_list, remap
from inventory.models import Device, Erasure
from loans.aftercare.operations.incidents import declare_item_lost
from loans.base.lifecycle.loans import Audience, ItemStatus, LoanStatus
from loans.models import Loan, LoanItem
from loans.privacy.last_contact import due_for_erasure
from modules.legacy_import.lines import NO_RETURN, faults_of
from modules.legacy_import.operations.takeover import take_over
from modules.legacy_import.operations.undo import undo_takeover
from people.models import Recipient
from tests.factories import AccessoryKindFactory, CategoryFactory
from tests.inventory.lists import apply_import, undo_import

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

TODAY = timezone.localdate()


def ago(days):
    return TODAY - timedelta(days=days)


def person(name):
    return Recipient(first_name="Awa", last_name=name)


@pytest.fixture
def ended(line):
    """Create the line of a loan that ended 100 days ago, by default."""

    def make(**values):
        usual = {
            "status": DeviceStatus.RECEIVED,
            "starts_on": ago(400),
            "due_on": None,
            "returned_on": ago(100),
        }
        return line(**usual | values)

    return make


@pytest.fixture
def enter(coordinator, site):
    return lambda *lines: take_over(list(lines), by=coordinator, site=site, is_attested=True)


def test_a_loan_that_ended_is_closed_and_its_device_is_to_check(enter, ended):
    charger = AccessoryKindFactory(code="charger")
    [device] = enter(ended(accessories={charger: 2}, erased_on=ago(401)))

    loan, item = Loan.objects.get(), LoanItem.objects.get(device=device)
    device.refresh_from_db()
    assert (loan.status, loan.due_on) == (LoanStatus.CLOSED, ago(100))
    assert (item.status, timezone.localdate(item.ended_at)) == (ItemStatus.RETURNED, ago(100))
    assert loan.items.get(accessory=charger).still_out == 0
    assert (device.status, device.needs_erasure) == (DeviceStatus.RECEIVED, True)
    assert timezone.localdate(device.received_at) == ago(100)
    assert not Erasure.objects.exists()
    sentences = {event.kind: event.sentence for event in Event.objects.about(device)}
    assert set(sentences) == {"device.taken_over", "device.taken_over_returned"}
    until = f"to {ago(100):%d/%m/%Y}, under {loan}"
    assert sentences["device.taken_over_returned"].endswith(until)


def test_lines_of_one_device_are_its_history(enter, ended, line):
    first = ended(code="PC-1", person=person("Moal"), starts_on=ago(900), returned_on=ago(800))
    second = ended(code="pc-1", person=person("Roue"), starts_on=ago(600), returned_on=ago(500))
    now = line(code="PC-1", starts_on=ago(90), due_on=ago(-90))
    devices = enter(first, now, second)

    device = Device.objects.get()
    assert devices == [device] * 3
    assert device.status == DeviceStatus.ON_LOAN
    assert timezone.localdate(device.received_at) == ago(500)
    assert Erasure.objects.get().ended_at.date() == ago(90)
    loans = LoanItem.objects.order_by("opened_at").values_list(
        "loan__recipient__last_name", "status"
    )
    assert list(loans) == [(None, "returned"), ("Roue", "returned"), ("Kerjean", "open")]


def test_a_partly_returned_loan_stays_active(enter, ended, line):
    days = {"starts_on": ago(90), "due_on": ago(-90)}
    enter(line(**days), ended(**days, returned_on=ago(9)))

    loan = Loan.objects.get()
    assert loan.status == LoanStatus.ACTIVE
    assert sorted(loan.items.values_list("status", flat=True)) == ["open", "returned"]


def test_a_device_back_on_the_shelf_is_attested_after_its_return(enter, ended):
    [device] = enter(ended(status=DeviceStatus.READY, erased_on=ago(401)))

    device.refresh_from_db()
    assert device.status == DeviceStatus.READY
    assert timezone.localdate(Erasure.objects.get().ended_at) == TODAY


def test_the_term_of_a_person_counts_from_the_return(enter, ended, line, sign_in, coordinator):
    """After that, the name is not imported, unless the register has another loan of the person."""
    long_ago = {"starts_on": ago(1500), "returned_on": ago(1400)}
    enter(
        ended(person=person("Gone"), **long_ago),
        ended(person=person("Back"), **long_ago),
        line(person=person("Back"), starts_on=ago(90), due_on=ago(-90)),
        ended(person=person("Recent"), returned_on=ago(100)),
    )

    names = Recipient.objects.values_list("last_name", "contact_on")
    assert dict(names) == {"Back": ago(90), "Recent": ago(100)}
    nameless = Loan.objects.get(recipient=None)
    assert nameless.audience == Audience.FAMILY
    assert "une famille" in sign_in(coordinator).get(nameless.get_absolute_url()).text
    assert not due_for_erasure(Recipient.objects.all(), TODAY).exists()
    in_two_years = TODAY + timedelta(days=2 * 366)
    assert due_for_erasure(Recipient.objects.all(), in_two_years).get().last_name == "Recent"


def test_contradictions_of_a_history_are_refused(ended, line, site):
    def faults(*lines):
        for number, each in enumerate(lines, start=2):
            each.device.row = number
        problems = faults_of(list(lines), [each.unsaved(site) for each in lines])
        return {index: [str(each) for each in why] for index, why in problems.items()}

    days = {"starts_on": ago(90), "due_on": ago(-90)}
    away = faults(line(**days, returned_on=ago(9)))
    assert "its status says that it is out" in away[0][0]
    [early] = faults(ended(returned_on=ago(401)))[0]
    assert early.startswith("The device was returned on")
    assert "is in the future" in faults(ended(returned_on=ago(-9)))[0][0]
    meanwhile = "According to row {}, this device was lent to someone else at that time."
    overlap = faults(
        ended(code="PC-1", starts_on=ago(200), returned_on=ago(50)), line(code="PC-1", **days)
    )
    assert overlap == {1: [meanwhile.format(2)]}
    others = faults(ended(code="PC-1", serial="SN1"), line(code="PC-1", serial="SN2", **days))
    assert sorted(others) == [0, 1]


def test_a_return_without_a_holder_is_an_arrival(enter, ended):
    [device] = enter(ended(organisation=None, person=None, starts_on=None))

    assert timezone.localdate(device.received_at) == ago(100)
    assert not Loan.objects.exists()


ROWS = """N° PC;Matériel;Nom;Structure;Date de prêt;Retour prévu;Rendu le;État
PC-1;laptop;Moal;CCAS;{a};{b};{b};Rendu
PC-1;laptop;Roue;CCAS;{c};{d};;Prolongé
PC-2;laptop;Roue;CCAS;{a};{b};{b};Dispo
PC-3;laptop;;;;;;HS
PC-4;laptop;Diallo;CCAS;{a};{b};{b};Rendu
PC-4;laptop;Diallo;CCAS;;;;En cours
"""


def test_a_register_with_a_history_comes_in_and_is_taken_back(coordinator, site):
    CategoryFactory(code="laptop", holding_data=True)
    days = {"a": ago(500), "b": ago(300), "c": ago(90), "d": ago(-90)}
    content = ROWS.format(**{name: f"{day:%d/%m/%Y}" for name, day in days.items()})
    batch = receive_list(
        None,
        by=coordinator,
        source=read_list("registre.csv", content.encode()),
        kind="register",
        site=site,
        options={"enters_organisations": True},
    )
    problems = {row.number: row.sentences for row in batch.rows.refused()}
    assert list(problems) == [6, 7]
    assert problems[6] == ["This row is about the same device as row 7, which is refused."]
    start_import(batch, by=coordinator, skip_refused=True, promises={"is_attested": True})
    batch = apply_import(batch, by=coordinator)
    assert Event.objects.about(batch).get(kind="import.applied").data == {"count": 4}
    statuses = Device.objects.order_by("pk").values_list("status", flat=True)
    assert sorted(statuses) == ["on_loan", "ready", "retired"]
    assert batch.rows.get(number=2).devices.get() == batch.rows.get(number=3).devices.get()
    correct(Device.objects.first(), by=coordinator)

    undo_import(batch, by=coordinator)
    assert set(Loan.objects.values_list("status", flat=True)) == {"cancelled"}
    assert set(LoanItem.objects.values_list("status", flat=True)) == {"cancelled"}
    assert not Device.objects.living().exists()
    assert not Recipient.objects.not_anonymised().exists()


def test_an_ended_loan_without_a_day_asks_for_it_or_uses_the_list_option(coordinator, site):
    CategoryFactory(code="laptop", holding_data=True)
    rows = ["N° PC;Matériel;Nom;Structure;Date de prêt;Rendu le;État"]
    rows += [f"PC-1;laptop;Moal;CCAS;{ago(500):%d/%m/%Y};;Rendu", "PC-2;laptop;;;;;Rendu"]
    source = read_list("registre.csv", "\n".join(rows).encode())
    options = {"enters_organisations": True}
    batch = receive_list(
        None, by=coordinator, source=source, kind="register", site=site, options=options
    )
    assert [row.sentences for row in batch.rows.all()] == [[str(Sentence(NO_RETURN, {}))], []]
    options["returned_on"] = ago(100).isoformat()
    remap(batch, by=coordinator, mapping=batch.mapping, options=options)
    start_import(batch, by=coordinator)
    apply_import(batch, by=coordinator)
    item = LoanItem.objects.get()
    assert (item.status, timezone.localdate(item.ended_at)) == (ItemStatus.RETURNED, ago(100))
    assert set(Device.objects.values_list("status", flat=True)) == {DeviceStatus.RECEIVED}


def test_a_history_is_not_taken_back_after_something_happened(enter, ended, line, coordinator):
    devices = enter(ended(code="PC-1"), line(code="PC-1", starts_on=ago(90), due_on=ago(-90)))
    declare_item_lost(LoanItem.objects.live().get(), by=coordinator)
    with pytest.raises(Refused):
        undo_takeover(devices, by=coordinator)
