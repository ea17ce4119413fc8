"""Actions to measure: each function prepares an action and returns it; writes are rolled back."""

import base64
import io
from contextlib import contextmanager
from itertools import cycle, islice
from resource import RUSAGE_SELF, getrusage
from uuid import uuid4

from django.core.management import CommandError
from django.db import transaction
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageOps

from core.imports.kinds import MAX_ROWS
from core.imports.sheets import read_list
from core.lists.exports import sheet_rows
from core.lists.spreadsheets import cells_of
from core.models import Event
from demo.words import picture
from desk.lifecycle import Mode
from desk.scan_sessions import operations as sessions
from donations.models import Donation
from inventory.device_pages.tables import DeviceTable
from inventory.devices.lifecycle.devices import DeviceStatus, Outcome
from inventory.erasure.operations.certificates import certify_lot
from inventory.erasure.papers import render_certificate
from inventory.imports.apply import start_import
from inventory.imports.check import receive_list, set_verdicts
from inventory.imports.device_export import export_cells
from inventory.imports.jobs import carry_out
from inventory.imports.reading import read_into
from inventory.models import Device, ErasureCertificate, ImportBatch, Place
from inventory.workshop.operations.bench import refurbish_all
from inventory.workshop.operations.checklists import Answer, items_to_check, record_same_results
from loans.allocation.operations.preparation import prepare
from loans.base.lifecycle.loans import AgreementStatus, LoanStatus
from loans.models import Loan
from people.base.lifecycle import RecipientKind
from people.models import Recipient

SCANNED_DEVICES = 100  # devices scanned onto a shelf, one after the other
CERTIFIED, HANDED_OVER, CHECKED, EVENTS = 500, 10, 50, 200
LISTED, INTAKE = 100_000, 5_000
MAX_CHECK_MEGABYTES = 200  # maximum increase of memory while the longest list is checked


@contextmanager
def undone():
    """Run the context in a transaction that is rolled back at the end."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


# --- Scans ----------------------------------------------------------------------------------------
def scan_onto_a_shelf(by):
    """Put the next device on a shelf, in a scan session; only the session is committed."""
    client, shelf = signed_in(by), Place.objects.filter(site=by.site).order_by("pk")[0]
    rows = Device.objects.filter(status=DeviceStatus.READY, site=by.site).order_by("pk")
    session = sessions.start(Mode.SHELVE, by=by, place=shelf)
    path = reverse("run_scan", args=[session.pk])
    tags = cycle(list(rows.values_list("asset_tag", flat=True)[:SCANNED_DEVICES]))
    htmx = {"HX-Request": "true", "HX-Target": "run"}

    def scan():
        with undone():
            answer = client.post(path, {"code": next(tags)}, headers=htmx)
            if b'data-sound="success"' not in answer.content:
                raise CommandError(f"{path} did not put a device on its shelf.")

    return scan


# --- The workshop ---------------------------------------------------------------------------------
def page_of_a_long_story(by):
    """Open the bench page of a laptop with at least `count` events."""
    devices = Device.objects.filter(status=DeviceStatus.REFURBISHING, category__code="laptop")
    device = devices.visible_to(by).order_by("pk")[0]
    missing = EVENTS - Event.objects.about(device).count()
    if missing > 0:
        Event.objects.record_many("device.seen", [(device, {})] * missing, by=by)
    client, path = signed_in(by), reverse("device_bench", args=[device.pk])

    def get():
        if client.get(path).status_code != 200:
            raise CommandError(f"{path} did not answer.")

    return get


def same_answers(by):
    """Answer a whole checklist for 50 laptops."""
    rows = Device.objects.filter(status=DeviceStatus.RECEIVED, site=by.site, transfer=None)
    devices = list(rows.filter(category__code="laptop").order_by("pk")[:CHECKED])
    items = [item for item in items_to_check(devices[0]) if not item.asks_more]

    def answer():
        with undone():
            refurbish_all(devices, by=by)
            answers = {item: Answer(Outcome.PASS) for item in items}
            record_same_results(devices, by=by, outcomes=answers)

    return answer


def freeze_certificate(by):
    """Create the certificate of a lot of 500 devices."""
    lot = Donation.objects.filter(status="received").order_by("pk")[0]
    ready = Device.objects.filter(media__erasures__result="passed").order_by("pk")
    ids = list(ready.values_list("pk", flat=True).distinct()[:CERTIFIED])

    def freeze():
        with undone():
            Device.objects.filter(pk__in=ids).update(donation=lot)
            certificate = certify_lot(lot, by=by)
            if not certificate.proofs.exists():
                raise CommandError("The certificate lists nothing.")
        return certificate

    return freeze


def draw_certificate(by):
    """Render the certificate of such a lot; in a small demo, its rows are repeated."""
    frozen = freeze_certificate(by)()
    content = frozen.content
    content["proven"] = list(islice(cycle(content["proven"]), CERTIFIED))
    whole = ErasureCertificate(
        number=frozen.number,
        token=frozen.token,
        donation=frozen.donation,
        language=frozen.language,
        content=content,
        at=frozen.at,
    )
    return lambda: render_certificate(whole)


# --- The counter ----------------------------------------------------------------------------------
def for_hand_over(by, count):
    """Return a family, a site where `by` works, and the tags of `count` devices ready there."""
    people = Recipient.objects.not_anonymised()
    person = people.filter(kind=RecipientKind.FAMILY, birth_date=None)[0]
    standing = Device.objects.filter(status=DeviceStatus.READY, site__in=by.site_ids)
    ready = standing.filter(sims=None)  # a SIM card in the device would require a price
    site = ready.order_by("site_id")[0].site
    return person, site, list(ready.filter(site=site).values_list("asset_tag", flat=True)[:count])


def steps_of(loan, tags):
    """Yield (view, path, data) for each step of a hand-over, from first scan to signature."""
    for tag in tags:
        data = {"code": tag, "anyway": 1}
        yield "loan_scan", reverse("loan_scan", args=[loan.pk]), data
    data = {"training": "declined"}
    yield "loan_explained", reverse("loan_explained", args=[loan.pk]), data
    yield "agreement_issue", reverse("agreement_issue", args=[loan.pk]), {"issue": 1}
    agreement = loan.agreements.filter(status=AgreementStatus.ISSUED).first()
    if agreement is None:
        return
    drawn = "data:image/png;base64," + base64.b64encode(_ink()).decode()
    data = {"signature": drawn, "submission": uuid4()}
    yield "agreement_sign", reverse("agreement_sign", args=[agreement.pk]), data


def scan_onto_a_loan(by):
    """Scan the next ready device onto a prepared loan."""
    client, (person, site, tags) = signed_in(by), for_hand_over(by, SCANNED_DEVICES)
    tags = cycle(tags)

    loan = prepare(by=by, organisation=person.organisation, site=site, recipient=person)

    def scan():
        with undone():
            _view, path, data = next(steps_of(loan, [next(tags)]))
            client.post(path, data)
            if not loan.items.exists():
                raise CommandError(f"{path} did not add a device to its loan.")

    return scan


def hand_over(by):
    """Hand over ten ready devices through the pages, from the first scan to the stored PDF."""
    client, (person, site, tags) = signed_in(by), for_hand_over(by, HANDED_OVER)

    def hand_over():
        with undone():
            loan = prepare(by=by, organisation=person.organisation, site=site, recipient=person)
            for _view, path, data in steps_of(loan, tags):
                client.post(path, data)
            is_signed = Loan.objects.get(pk=loan.pk).status == LoanStatus.ACTIVE
            if not is_signed or loan.items.count() != len(tags):
                raise CommandError("The hand-over was not signed.")
            loan.agreements.get().document.file.delete(save=False)

    return hand_over


def _ink():
    """Return a signature as submitted by the canvas of the page: ink without margins."""
    ink = ImageOps.invert(Image.open(io.BytesIO(picture("signature.png"))).convert("L"))
    image = Image.new("RGBA", ink.size)
    image.putalpha(ink)
    output = io.BytesIO()
    image.save(output, "PNG")
    return output.getvalue()


# --- Lists ----------------------------------------------------------------------------------------
def sheet(user, cells, make):
    """Return an action that writes rows of cells as a sheet, in pieces, and discards it."""

    def write():
        for _piece in make(cells(user)):
            pass

    return write


def shown_cells(user):
    """Cells of our device list, with its columns."""
    devices = Device.objects.visible_to(user).for_list()[:LISTED]
    return cells_of(sheet_rows(DeviceTable(devices, user=user)))


def corrected_cells(user):
    """Cells of the export of devices that can be corrected and imported again."""
    return export_cells(Device.objects.visible_to(user).order_by("pk")[:LISTED])


def donor_list(by):
    """Import a donor's list: read it, match its columns, check it and write its devices."""
    donation = Donation.objects.filter(status="received").order_by("pk")[0]
    head = "Type;Marque;Modèle;N° de série;Processeur;Mémoire;Disque;Année;État"
    facts = "PC portable;Dell;Latitude 5490;{};Core i5-8350U;8 Go;SSD 256 Go;2018;Bon"
    rows = [facts.format(f"BENCH{number:06}") for number in range(INTAKE)]
    content = "\n".join([head, *rows]).encode()

    def take_in():
        with undone():
            batch = receive_list(donation, by=by, source=read_list("bench.csv", content))
            batch = carry_out(start_import(batch, by=by))
            if batch.rows.written().count() != INTAKE:
                raise CommandError("Not every row was written.")

    return take_in


USUAL = "Type;Marque;Modèle;N° de série;État", "PC portable;Dell;Latitude {few};CHECK{n:06};Bon"
# the lists that take most memory: no description is repeated, or every row is refused
DISTINCT = "Désignation;N° de série", "Portable Dell Latitude {n} i5-8350U 8 Go;CHECK{n:06}"
REFUSED = "Type;Modèle;N° de série;Année", "PC portable;Latitude {n};CHECK{n:06};1066"


def check_of_a_list(heading, row):
    """Return an action that checks a donor's list of 20,000 rows.

    The action raises an error if it takes too much memory.
    """
    donation = Donation.objects.filter(status="received").order_by("pk")[0]
    rows = [row.format(n=n, few=n % 40) for n in range(MAX_ROWS)]
    content = "\n".join([heading, *rows]).encode()
    source = read_list("bench.csv", content)

    def check_it():
        batch = ImportBatch(donation=donation)
        before = peak_megabytes()
        set_verdicts(batch, read_into(batch, source))
        if peak_megabytes() - before > MAX_CHECK_MEGABYTES:
            raise CommandError("The check of a list takes too much memory.")

    return check_it


def peak_megabytes():
    """Peak memory of this process so far."""
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


def rolled_back(act):
    """Wrap an action so that all its writes are rolled back."""

    def run():
        with undone():
            act()

    return run
