"""Papers of anonymised people are archived until the end of their retention, then purged."""

from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.urls import reverse
from django.utils import timezone

from core.models import Document, Event
from core.operating import orphan_files as traces
from core.workflow.lifecycle import Refused
from loans.base.loan_terms import after_months
from loans.privacy import operations as erasing
from tests.factories import (
    AgreementFactory,
    AttachmentFactory,
    DocumentFactory,
    RecipientFactory,
)
from tests.law import write
from tests.loans.privacy.test_last_contact import TODAY, loan_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return RecipientFactory()


def test_anonymisation_archives_required_papers_and_purges_others(person, coordinator, english):
    loan = loan_of(
        person, gift=True, active=True, closed=False, sale_price=20, due_on=None, paid_by="cash"
    )
    signed = AgreementFactory(signed=True, loan=loan)
    drawn = AgreementFactory(declined=True, loan=loan, document=DocumentFactory(kind="agreement"))
    mandate = AttachmentFactory(loan=loan, kind="mandate").document
    school = AttachmentFactory(loan=loan).document
    write(loan, starts_on=TODAY)
    erasing.erase_recipient(person, by=coordinator)
    stored = {row.pk: row for row in Document.objects.archived()}
    five = after_months(TODAY, 60)
    assert {pk: row.kept_until for pk, row in stored.items()} == {
        signed.document_id: five,
        mandate.pk: five,
    }
    for document in (school, drawn.document):
        document.refresh_from_db()
        assert document.purged_at is not None
    with pytest.raises(Refused, match="apart"):
        stored[signed.document_id].read()
    assert stored[signed.document_id].read_apart() == b"%PDF-"


def test_at_the_end_of_retention_the_file_is_purged_and_the_hash_stays(
    person, coordinator, client, django_capture_on_commit_callbacks
):
    past = loan_of(person, starts_on=TODAY - timedelta(days=2000), due_on=TODAY)
    old = AgreementFactory(signed=True, loan=past)
    signed = AgreementFactory(signed=True, loan=loan_of(person, starts_on=TODAY))
    path = signed.document.file.name
    erasing.erase_recipient(person, by=coordinator)
    old.refresh_from_db()
    assert old.document.purged_at is not None
    assert old.purged_at is not None
    term = after_months(TODAY, 60)
    assert erasing.purge_archived_papers(by=coordinator, today=term - timedelta(days=1)) == 0
    with django_capture_on_commit_callbacks(execute=True):
        assert erasing.purge_archived_papers(by=coordinator, today=term) == 1
    signed.refresh_from_db()
    assert not default_storage.exists(path)
    assert signed.purged_at is not None
    genuine = client.get(reverse("agreement_check", args=[signed.token]))
    assert genuine.status_code == 200
    assert signed.sha256 in genuine.content.decode()
    assert Event.objects.about(signed.document).first().kind == "paper.purged"


def test_orphan_files_are_deleted(coordinator, monkeypatch):
    """The process died after the purge was committed, but before the file was deleted."""
    referenced, lost = DocumentFactory(content=b"%PDF-kept"), DocumentFactory(content=b"%PDF-Ada")
    path = lost.file.name
    write(lost, file="", purged_at=timezone.now())
    now = timezone.now()
    traces.sweep_files(before=now - traces.YOUNG)
    assert default_storage.exists(path)  # a recent file may still get its row
    assert traces.sweep_files(before=now + timedelta(days=1)) >= 1
    assert not default_storage.exists(path)
    assert default_storage.exists(referenced.file.name)
