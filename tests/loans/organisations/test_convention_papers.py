"""The papers of a convention are read until its term, then deleted: those replaced among them."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.models import Document, Event
from loans.base.lifecycle.loans import ConventionStatus
from loans.base.loan_terms import after_months
from loans.organisations import operations as organisation_operations
from loans.privacy import operations as erasing
from people.models import Retention, User
from tests.factories import ConventionFactory, DocumentFactory, UserFactory
from tests.law import write

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def convention(coordinator):
    """One whose first paper was replaced by a second."""
    convention = ConventionFactory()
    for paper in (PDF + b"first", PDF + b"second"):
        organisation_operations.change_convention(
            convention, by=coordinator, quotas=[], paper=(paper, "application/pdf")
        )
    return convention


def test_the_replaced_document_is_listed_and_opening_it_is_logged(convention, sign_in):
    earlier = convention.earlier.get()
    visitor = sign_in(UserFactory(association=True, organisation=convention.organisation))
    address = reverse("convention_earlier", args=[convention.pk, earlier.pk])
    assert address in visitor.get(convention.get_absolute_url()).content.decode()
    answer = visitor.get(address)
    assert answer.content == PDF + b"first"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert Event.objects.about(convention).first().kind == "convention.opened"


def test_the_url_of_a_convention_serves_no_other_document(convention, sign_in, coordinator):
    other = DocumentFactory(kind="convention")
    address = reverse("convention_earlier", args=[convention.pk, other.pk])
    assert sign_in(coordinator).get(address).status_code == 404


@pytest.mark.parametrize("status", [ConventionStatus.EXPIRED, ConventionStatus.ENDED])
def test_both_documents_are_deleted_at_the_end_of_retention_with_an_event(
    convention, status, today
):
    write(convention, status=status, ends_on=today)
    papers = [convention.earlier.get(), convention.document]
    term = after_months(today, 12 * Retention.cached().agreement_years)
    by = User.objects.system()
    assert erasing.purge_archived_papers(by=by, today=term - timedelta(days=1)) == 0
    assert erasing.purge_archived_papers(by=by, today=term) == 2
    assert erasing.purge_archived_papers(by=by, today=term) == 0
    for paper in papers:
        assert Document.objects.get(pk=paper.pk).purged_at
        assert Event.objects.about(paper).get().kind == "paper.purged"


def test_the_page_does_not_link_to_a_deleted_document(convention, sign_in):
    convention.document.purge()
    page = sign_in(UserFactory(coordinator=True)).get(convention.get_absolute_url())
    address = reverse("convention_file", args=[convention.pk])
    assert f'"{address}"' not in page.content.decode()


def test_documents_of_a_convention_in_force_are_not_deleted(convention, today):
    long_after = after_months(today, 600)
    assert erasing.purge_archived_papers(by=User.objects.system(), today=long_after) == 0
