"""Pages of repairs: opening, work at the bench, list."""

import re
from decimal import Decimal
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from inventory.devices.lifecycle.repairs import Barrier
from inventory.models import Device, Repair, RepairPart
from inventory.repairs.tables import RepairFilter
from inventory.workshop.operations.bench import left_to_do
from inventory.workshop.workbench.progress import with_work_left
from tests.factories import (
    AccessoryKindFactory,
    AccessoryStockFactory,
    DeviceFactory,
    FaultAliasFactory,
    FaultTypeFactory,
    RepairFactory,
    RepairPartFactory,
    SiteFactory,
)


@pytest.fixture
def visitor(sign_in, technician):
    return sign_in(technician)


@pytest.fixture
def device(site):
    return DeviceFactory(site=site, refurbishing=True)


@pytest.fixture
def repair(device):
    return RepairFactory(open=True, device=device)


def post(visitor, name, row, *, follow=False, **data):
    return visitor.post(reverse(name, args=[row.pk]), data, follow=follow)


def words(page):
    return page.content.decode()


def note(repair, **more):
    return {"fault": repair.fault_id, "minutes": 0, "found": "", "done": "", **more}


@pytest.mark.usefixtures("unrendered")
def test_the_donors_fault_is_mapped_to_a_fault_type(visitor, device):
    alias = FaultAliasFactory(name="Integrated screen")
    Device.objects.update(fault="integrated SCREEN")
    form = visitor.get(reverse("repair_open", args=[device.pk])).context["form"]
    assert form["fault"].value() == alias.fault.pk


def test_opening_a_repair_redirects_to_the_bench(visitor, device):
    fault = FaultTypeFactory()
    page = post(visitor, "repair_open", device, follow=True, fault=fault.pk, reported="no image")
    assert page.redirect_chain[-1][0] == reverse("device_bench", args=[device.pk])
    assert page.context["repair"].reported == "no image"
    assert f"En réparation\u00a0: {fault}" in words(page)


def test_opening_a_repair_of_a_returned_device_redirects_to_its_page(sign_in, counter, site):
    device, fault = DeviceFactory(site=site, received=True), FaultTypeFactory()
    visitor = sign_in(counter)
    assert reverse("repair_open", args=[device.pk]) in words(visitor.get(device.get_absolute_url()))
    page = post(visitor, "repair_open", device, fault=fault.pk)
    assert page.url == Repair.objects.get().get_absolute_url()


def test_findings_are_noted_at_the_bench(visitor, repair):
    page = post(
        visitor,
        "repair_note",
        repair,
        follow=True,
        **note(repair, found="jack unsoldered", minutes=20),
    )
    assert "jack unsoldered" in words(page)
    repair.refresh_from_db()
    assert (repair.status, repair.minutes) == ("underway", 20)


def test_an_invalid_form_is_shown_again_open(visitor, repair):
    page = visitor.post(
        reverse("repair_note", args=[repair.pk]), note(repair, found="kept", minutes=-4)
    )
    assert page.context["repair_sent"] == "note"
    assert "kept" in words(page)
    assert page.context["repair_forms"]["note"].errors


def test_a_repair_waits_for_a_part_fits_it_and_ends(visitor, repair, site):
    kind, donor = AccessoryKindFactory(is_part=True), DeviceFactory(site=site, refurbishing=True)
    AccessoryStockFactory(kind=kind, site=site, holding=3)
    AccessoryKindFactory(is_part=True)
    bench = words(visitor.get(reverse("device_bench", args=[repair.device_id])))
    assert bench.count(f"{kind} – en stock\xa0: 3") == 2  # to wait for it, and to fit it
    assert "en stock\xa0: 0" not in bench  # nobody counts the other part here
    post(visitor, "repair_wait", repair, kind=kind.pk, quantity=1, reference="L17")
    assert RepairPart.objects.get().reference == "L17"
    page = words(visitor.get(reverse("repairpart_list")))
    assert str(repair.device) in page
    assert "L17" in page
    page = post(
        visitor, "repair_take", repair, follow=True, kind=kind.pk, donor=donor.asset_tag, position=1
    )
    assert str(donor) in words(page)
    post(visitor, "repair_end", repair, outcome="fixed", barrier="", done="", minutes=5)
    repair.refresh_from_db()
    assert repair.outcome == "fixed"
    shown = words(visitor.get(donor.get_absolute_url()))
    assert str(repair.device) in shown
    assert reverse("repairpart_waive", args=[RepairPart.objects.get().pk]) in shown


@pytest.mark.usefixtures("unrendered")
def test_a_donor_unknown_or_of_another_site_is_refused(visitor, repair):
    kind, elsewhere = (
        AccessoryKindFactory(is_part=True),
        DeviceFactory(refurbishing=True, site=SiteFactory()),
    )
    for code in ["RB99999", elsewhere.asset_tag]:
        page = post(visitor, "repair_take", repair, kind=kind.pk, donor=code, position=1)
        assert page.context["repair_forms"]["take"].errors["donor"]
    assert not RepairPart.objects.exists()


@pytest.mark.usefixtures("unrendered")
def test_a_part_is_cancelled_removed_or_waived(visitor, repair):
    awaited = RepairPartFactory(awaited=True, repair=repair)
    post(visitor, "repairpart_give_up", awaited)
    fitted = RepairPartFactory(taken=True, repair=repair)
    post(visitor, "repairpart_waive", fitted)
    fitted.refresh_from_db()
    assert fitted.gap == "waived"
    post(visitor, "repairpart_take_out", fitted)
    assert list(RepairPart.objects.values_list("status", flat=True)) == ["given_up", "taken_out"]


@pytest.mark.usefixtures("unrendered")
def test_an_end_of_life_repair_requires_the_fate_of_the_device(visitor, repair):
    page = post(visitor, "repair_end", repair, outcome="end_of_life", barrier="", minutes=0)
    assert page.context["repair_forms"]["end"].errors["barrier"]
    page = post(visitor, "repair_end", repair, outcome="end_of_life", barrier="worn_out", minutes=0)
    assert page.url == reverse("device_retire", args=[repair.device_id])


def test_an_unfixed_fault_may_be_accepted_as_a_limitation(visitor, device):
    repair = RepairFactory(repairable=True, device=device)
    shown = words(visitor.get(reverse("device_bench", args=[device.pk])))
    assert reverse("repair_accept", args=[repair.pk]) in shown
    post(visitor, "repair_accept", repair, limit="The webcam does not work.")
    device.refresh_from_db()
    assert device.known_limits == "The webcam does not work."


@pytest.mark.usefixtures("unrendered")
def test_an_ended_repair_is_reopened_and_cancelled(visitor, device):
    repair = RepairFactory(fixed=True, device=device)
    post(visitor, "repair_reopen", repair)
    post(visitor, "repair_cancel", repair, reason="")
    repair.refresh_from_db()
    assert repair.status == "underway"
    post(visitor, "repair_cancel", repair, reason="the wrong laptop")
    repair.refresh_from_db()
    assert repair.status == "cancelled"


def test_a_repair_is_assigned_to_oneself(visitor, technician, repair):
    shown = words(visitor.get(repair.get_absolute_url()))
    assert reverse("repair_mine", args=[repair.pk]) in shown
    assert all(f'value="{barrier}"' in shown for barrier in Barrier.values)
    shown = words(post(visitor, "repair_mine", repair, follow=True))
    repair.refresh_from_db()
    assert repair.technician == technician
    assert reverse("repair_mine", args=[repair.pk]) not in shown


# --- The list -------------------------------------------------------------------------------------
def listed(visitor, **query):
    table = visitor.get(reverse("repair_list"), query).context["table"]
    return list(table.paginated_rows)


@pytest.mark.usefixtures("unrendered")
def test_the_list_shows_open_repairs_and_filters_the_others(visitor, technician, site):
    at = {"device__site": site}
    first, mine = RepairFactory(open=True, **at), RepairFactory(underway=True, **at)
    mine.technician = technician
    mine.save()
    waiting = RepairFactory(waiting=True, **at)
    fixed, gone = RepairFactory(fixed=True, **at), RepairFactory(end_of_life=True, **at)
    RepairFactory(open=True)  # at another site
    assert listed(visitor) == [first, mine, waiting]
    assert listed(visitor, technician="nobody") == [first]
    assert listed(visitor, state="all") == [gone, fixed, waiting, mine, first]
    request = RequestFactory().get(reverse("repair_list"))
    request.user = technician
    for query, rows in (
        ({"state": "waiting"}, [waiting]),
        ({"state": "fixed"}, [fixed]),
        ({"state": "end_of_life"}, [gone]),
        ({"technician": "mine"}, [mine]),
        ({"fault": waiting.fault_id}, [waiting]),
        ({"q": mine.device.asset_tag}, [mine]),
    ):
        repairs = Repair.objects.visible_to(technician)
        found = RepairFilter(QueryDict(urlencode(query)), queryset=repairs, request=request)
        assert list(found.qs) == rows, query


def test_the_lists_take_constant_queries(visitor, site):
    def queries(name):
        with CaptureQueriesContext(connection) as seen:
            visitor.get(reverse(name))
        return len(seen)

    def more():
        RepairPartFactory(awaited=True, repair__waiting=True, repair__device__site=site)

    names = ["repair_list", "repairpart_list"]
    more()
    queries(names[0])
    one = [queries(name) for name in names]
    more()
    more()
    assert [queries(name) for name in names] == one


def test_the_bench_list_matches_the_bench_page(visitor, site):
    for trait in ("open", "waiting", "fixed", "repairable", "end_of_life", "cancelled"):
        device = DeviceFactory(site=site, refurbishing=True)
        RepairFactory(device=device, **{trait: True})
        RepairPartFactory(taken=True, taken_from=device)
        row = with_work_left(Device.objects.filter(pk=device.pk)).get()
        left = [sentence for sentence in left_to_do(device) if "effac" not in sentence]
        assert bool(row.repair_left) + row.parts_left == len(left), trait
    assert visitor.get(reverse("bench")).status_code == 200


def test_a_name_in_the_note_of_a_repair_needs_confirmation_once(visitor, repair):
    path = reverse("repair_note", args=[repair.pk])
    facts = {"fault": repair.fault_id, "minutes": "5", "found": "Vu avec Mme Perrin"}
    page = visitor.post(path, facts)
    repair.refresh_from_db()
    assert repair.found == ""
    [mark] = re.findall(r'name="confirmed_texts" value="(\w+)"', page.content.decode())
    visitor.post(path, facts | {"confirmed_texts": mark})
    repair.refresh_from_db()
    assert repair.found == facts["found"]


def test_a_repair_holds_files_and_what_it_cost(visitor, device, technician):
    repair = RepairFactory(device=device, underway=True)
    page = visitor.get(reverse("device_bench", args=[device.pk]), {"part": "repairs"})
    assert reverse("repair_file_add", args=[repair.pk]) in page.content.decode()
    invoice = SimpleUploadedFile("invoice.pdf", b"%PDF-1.4 x %%EOF", "application/pdf")
    visitor.post(reverse("repair_file_add", args=[repair.pk]), {"upload": invoice})
    file = repair.files.get()
    answer = visitor.get(reverse("repair_file", args=[file.pk]))
    assert answer.getvalue() == b"%PDF-1.4 x %%EOF"
    visitor.post(reverse("repair_file_remove", args=[file.pk]))
    assert not repair.files.filter(document__purged_at=None).exists()

    facts = {"outcome": "fixed", "done": "new screen", "minutes": 40, "cost": "62,50"}
    visitor.post(reverse("repair_end", args=[repair.pk]), facts)
    repair.refresh_from_db()
    assert (repair.status, repair.cost) == ("ended", Decimal("62.50"))
