"""Papers of a convention, also replaced papers, are deleted at the end of retention."""

import json
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from core.models import Document, Event
from loans.base.lifecycle.loans import ConventionStatus
from loans.base.loan_terms import after_months
from loans.models import AgreementText
from loans.organisations import operations as organisation_operations
from loans.privacy import operations as erasing
from people.models import Retention, User
from tests.factories import (
    AgreementTextFactory,
    ConventionFactory,
    DocumentFactory,
    QuotaFactory,
    UserFactory,
)
from tests.law import write
from tests.leaks import words_of
from tests.visits import undone

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n%%EOF"


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def convention(coordinator):
    """A convention whose first paper was replaced."""
    convention = ConventionFactory()
    for paper in (PDF + b"first", PDF + b"second"):
        organisation_operations.change_convention(
            convention, by=coordinator, quotas=[], paper=(paper, "application/pdf")
        )
    return convention


def test_the_replaced_document_is_listed_and_opening_it_is_logged(convention, sign_in):
    earlier, other = convention.earlier.get(), DocumentFactory(kind="convention")
    visitor = sign_in(UserFactory(association=True, organisation=convention.organisation))
    address = reverse("convention_earlier", args=[convention.pk, earlier.pk])
    page = visitor.get(convention.get_absolute_url()).content.decode()
    assert address in page
    present = f'"{reverse("convention_file", args=[convention.pk])}"'
    assert present in page
    answer = visitor.get(address)
    assert answer.content == PDF + b"first"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert Event.objects.about(convention).first().kind == "convention.opened"

    ours = sign_in(UserFactory(coordinator=True))
    strange = reverse("convention_earlier", args=[convention.pk, other.pk])
    assert ours.get(strange).status_code == 404
    answer = ours.get(reverse("convention_paper", args=[convention.pk]), follow=True)
    assert answer.redirect_chain[-1][0] == convention.get_absolute_url()  # without a text
    convention.document.purge()
    assert present not in ours.get(convention.get_absolute_url()).content.decode()


# --- The paper to sign ----------------------------------------------------------------------------
PARTS = {
    "fr": ["Qui peut demander", "Perte, vol", "RGPD, art. 28", "30 jours", "12", "sans limite"],
    "en": ["Who may ask", "Loss, theft", "GDPR, art. 28", "30 days", "12", "no limit"],
}


def load_clauses():
    """Load the default clauses of conventions."""
    rows = json.loads((Path(settings.BASE_DIR) / "fixtures" / "agreement_texts.json").read_text())
    for row in rows:
        if row["fields"]["kind"] == "convention":
            AgreementTextFactory(**row["fields"])


def test_the_paper_to_sign_is_one_page_with_quotas_and_clauses(sign_in):
    load_clauses()
    convention = ConventionFactory(organisation__name="CCAS de Vitré")
    QuotaFactory(convention=convention, most=12)
    QuotaFactory(convention=convention, most=None)
    address = reverse("convention_paper", args=[convention.pk])
    for language, parts in PARTS.items():
        visitor = sign_in(UserFactory(coordinator=True, language=language))
        assert address in visitor.get(convention.get_absolute_url()).content.decode()
        pdf = visitor.get(address).content
        with pypdfium2.PdfDocument(pdf) as paper:
            assert len(paper) == 1
        text = " ".join(words_of(pdf).split()).replace("\N{NO-BREAK SPACE}", " ")
        for words in ["CCAS de Vitré", convention.number, *parts]:
            assert words in text, words


def test_its_text_is_edited_and_previewed_as_the_others(sign_in, admin):
    facts = {"kind": "convention", "audience": "staff"}
    text = AgreementTextFactory(**facts, body="## Objet\n\nPour {organisation}.")
    visitor = sign_in(admin)
    address = reverse("agreementtext_edit", args=["convention", "staff", "fr"])
    assert address in visitor.get(reverse("agreementtext_list")).content.decode()
    data = {"body": "## Objet\n\nDu {starts_on} avec {organisation}.", "version": str(text.version)}
    pdf = visitor.post(address, data | {"preview": "paper"}).content
    assert "avec Structure d’exemple" in " ".join(words_of(pdf).split())
    visitor.post(address, data)
    text = AgreementText.objects.get(kind="convention", is_current=True)
    assert text.body == data["body"]


def test_both_documents_are_deleted_at_the_end_of_retention_with_an_event(convention, today):
    by, papers = User.objects.system(), [convention.earlier.get(), convention.document]
    term = after_months(today, 12 * Retention.cached().agreement_years)
    assert erasing.purge_archived_papers(by=by, today=after_months(today, 600)) == 0  # in force
    for status in (ConventionStatus.EXPIRED, ConventionStatus.ENDED):
        with undone():
            write(convention, status=status, ends_on=today)
            assert erasing.purge_archived_papers(by=by, today=term - timedelta(days=1)) == 0
            assert erasing.purge_archived_papers(by=by, today=term) == 2
            assert erasing.purge_archived_papers(by=by, today=term) == 0
            for paper in papers:
                assert Document.objects.get(pk=paper.pk).purged_at
                assert Event.objects.about(paper).get().kind == "paper.purged"
