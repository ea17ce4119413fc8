"""A family uses every feature and is then anonymised, and none of their words remain.

The search covers all columns of all tables, stored files, archives, the temporary folder, and the
bytes of SQLite's own files.
"""

import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from core.models import Document
from core.operating.orphan_files import flush_pages
from loans.base.lifecycle.aftercare import AmendmentKind
from loans.base.lifecycle.agreements import MandatePaper
from loans.handovers.operations import attach, name_collector
from loans.models import Agreement, Loan, LoanItem, Mandate, Request
from loans.privacy import operations as erasing
from tests.everywhere import in_files, in_tables, in_the_database_file
from tests.factories import (
    AmendmentFactory,
    AppointmentFactory,
    AttachmentFactory,
    BriefingFactory,
    DocumentFactory,
    FollowUpFactory,
    ImportBatchFactory,
    ImportRowFactory,
    IncidentFactory,
    LoanFactory,
    LoanItemFactory,
    MessageFactory,
    RenewalFactory,
    RepairFactory,
    RequestFactory,
    RequestMessageFactory,
    ReturnLineFactory,
    SavedViewFactory,
    VoucherFactory,
)
from tests.law import write
from tests.of_modules import leave_traces
from tests.test_traces import Road

pytestmark = pytest.mark.engine

WHO = {
    "kind": "family",
    "first_name": "Wilhelmine",
    "last_name": "Troadec-Kerzauzon",
    "phone": "06 39 98 13 57",
    "email": "wilhelmine.t@example.org",
    "address": "11 chemin des Hirondelles",
    "town": "Plouézoc’h",
    "reference": "DOSSIER-9087",
    "household_size": 3,
    "birth_date": "2014-03-01",
    "guardian1_name": "Goulven Trividic",
    "guardian1_relationship": "father",
    "guardian1_phone": "06 39 98 24 68",
    "guardian1_address": "3 place du Lavoir",
    "language": "fr",
}
COLLECTOR = "Azenor Le Bihan-Quéré"
PERSONAL_TEXT = "Wilhelmine Troadec-Kerzauzon, DOSSIER-9087."
SCAN = b"%PDF-1.4 Wilhelmine Troadec"


# --- A family uses every feature ------------------------------------------------------------------
class EveryRoad(Road):
    """A request with texts, a collector and papers, and all possible follow-ups."""

    def hand_over(self, loan):
        loan_request = loan.request
        write(loan_request, note=PERSONAL_TEXT, reference="DOSSIER-9087")
        RequestMessageFactory(request=loan_request, text=PERSONAL_TEXT)
        super().hand_over(loan)

    def post(self, client, name, pk=None, **typed):
        if name == "agreement_issue":
            self.prepare(Loan.objects.get(pk=pk))
        return super().post(client, name, pk, **typed)

    def prepare(self, loan):
        """Prepare a hand-over with a collector and attached papers."""
        mandate = Mandate(name=COLLECTOR, paper=MandatePaper.WRITTEN, seen_on=timezone.localdate())
        name_collector(loan, mandate, by=self.hands)
        for kind in ("school", "mandate"):
            attach(loan, by=self.hands, kind=kind, content=SCAN, content_type="application/pdf")


def live_through(site, sign_in, counter):
    road = EveryRoad(site, sign_in, WHO)
    road.hands = counter
    loan = road.ask()
    road.hand_over(loan)
    road.bring_back(loan)
    loan.refresh_from_db()
    person = loan.recipient
    whose = {"recipient": person, "organisation": person.organisation, "site": site}
    _follow(loan, whose)
    _ask_otherwise(whose)
    _come_in_lists(loan, site)
    _add_traces()
    return person, loan


def _follow(loan, whose):
    """Add calls, incidents, returns and papers, each with words that should not be stored."""
    item = LoanItem.objects.filter(loan=loan, device__isnull=False).first()
    write(item, return_note=PERSONAL_TEXT)
    FollowUpFactory(done=True, loan=loan, note=PERSONAL_TEXT)
    other = LoanFactory(closed=True, due_on=timezone.localdate(), **whose)
    gone = LoanItemFactory(returned=True, loan=LoanFactory(active=True, **whose))
    incident = IncidentFactory(settled=True, theft=True, item=gone, note=PERSONAL_TEXT)
    write(incident, complaint_number="DOSSIER-9087", complaint=DocumentFactory(content=SCAN))
    RepairFactory(fixed=True, device=gone.device, reported=f"Panne. {PERSONAL_TEXT}")
    write(gone.loan, status="closed")
    ReturnLineFactory(
        done=True, item=gone, note=PERSONAL_TEXT, receipt=DocumentFactory(content=SCAN)
    )
    BriefingFactory(accepted=True, loan=other, where=PERSONAL_TEXT)
    AmendmentFactory(signed=True, loan=other, words=PERSONAL_TEXT, document__content=SCAN)
    AmendmentFactory(
        kind=AmendmentKind.SWAP,
        declined=True,
        loan=other,
        words=PERSONAL_TEXT,
        document=DocumentFactory(content=SCAN),
    )
    RenewalFactory(refused=True, loan=other, refusal=PERSONAL_TEXT)
    AttachmentFactory(loan=other, document__content=SCAN)
    AppointmentFactory(kept=True, request=None, loan=other)


def _ask_otherwise(whose):
    RequestFactory(draft=True, note=PERSONAL_TEXT, **whose)
    RequestFactory(refused=True, **(whose | {"refusal": PERSONAL_TEXT}))
    MessageFactory(failed=True, to_recipient=True, recipient=whose["recipient"])
    VoucherFactory(sim=True, handed_out=True, recipient=whose["recipient"], number="+33639981357")


def _come_in_lists(loan, site):
    """Import a list, and leave another list in its preview."""
    cells = [WHO["first_name"], WHO["last_name"], WHO["phone"]]
    leave_traces(loan, cells, SCAN)
    content = ";".join(cells).encode()
    for state in ("applied", "checked"):
        batch = ImportBatchFactory(
            **{state: True},
            kind="organisations",
            names_people=True,
            donation=None,
            site=site,
            document=DocumentFactory(content=content),
            headings=cells,
            words={"borrower": {PERSONAL_TEXT: [PERSONAL_TEXT, [2]]}},
        )
        ImportRowFactory(batch=batch, cells=cells, problems=[[PERSONAL_TEXT, {}]])


def _add_traces():
    """Add a saved view and a failed job about the family."""
    SavedViewFactory(name="Pour Troadec-Kerzauzon")
    DBTaskResult.objects.create(
        task_path="x",
        queue_name="default",
        args_kwargs={},
        backend_name="x",
        traceback=PERSONAL_TEXT,
        exception_class_path="x",
        run_after=None,
        return_value=None,
    )


@pytest.fixture
def temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.mark.django_db(transaction=True)
def test_no_personal_data_remains_after_anonymisation(
    site, sign_in, counter, coordinator, temporary
):
    person, loan = live_through(site, sign_in, counter)
    assert {
        "inventory_importrow",
        "inventory_repair",
        "loans_followup",
        "loans_mandate",
        "loans_requestmessage",
        "people_guardian",
        "people_recipient",
    } <= set(in_tables())
    # The search finds the words before the anonymisation.
    assert in_files(settings.MEDIA_ROOT)
    assert bool(in_the_database_file()) == (connection.vendor == "sqlite")
    assert Mandate.objects.get().name == COLLECTOR

    erasing.erase_recipient(person, by=coordinator)

    archived = Document.objects.archived()
    apart = {Path(settings.MEDIA_ROOT) / document.file.name for document in archived}
    assert in_tables() == {}
    assert in_files(settings.MEDIA_ROOT, but=apart) == {}
    assert in_files(temporary) == {}
    assert in_the_database_file() == []
    # Retained data is still stored, without names; figures are unchanged.
    assert Agreement.objects.signed().get(loan=loan).document_id in {one.pk for one in archived}
    assert Request.objects.filter(recipient=person, purpose="school").exists()

    erasing.purge_archived_papers(by=coordinator, today=timezone.localdate() + timedelta(days=4000))
    flush_pages()
    assert in_files(settings.MEDIA_ROOT) == {}
