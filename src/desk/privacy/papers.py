from io import BytesIO
from threading import Lock

from django.core.exceptions import ValidationError
from django.utils import timezone, translation
from PIL import Image

from core.formatting import full_date
from core.models import Document, Identity
from core.pdf.render import render_pdf
from desk.privacy.dossier_paper import parts_of
from desk.privacy.retention_report import staying
from loans.models import Loan
from loans.privacy.anonymisation import papers_by_term
from people.base.lifecycle import RecipientKind
from people.models import Retention
from people.privacy.notice import notice
from people.privacy.processing_record import register

_pdfium = Lock()  # PDFium is not thread-safe


def _frame():
    identity = Identity.cached()
    today = timezone.localdate()
    return {
        "identity": identity,
        "logo": identity.logo_uri,
        "today": full_date(today),
        "terms": Retention.cached(),
    }


def render_dossier(dossier):
    """PDF (bytes) of everything stored about a person, in the active language."""
    person = dossier.person
    code = "staff" if person.kind == RecipientKind.STAFF else "families"
    facts = notice(code, organisation=person.organisation)
    copies = [] if dossier.is_of_minor else _copies(person)
    facts |= {"dossier": dossier, "parts": parts_of(dossier), "copies": copies}
    return _bound([render_pdf("papers/desk/privacy/dossier.html", _frame() | facts), *copies])


def _copies(person):
    """Copies of the papers that the person signed (GDPR, art. 15(3)), if they can be read."""
    loans = Loan.objects.filter(recipient=person).prefetch_related("items")
    ids = {pk for loan in loans for papers in papers_by_term(loan).values() for pk in papers}
    papers = Document.objects.filter(pk__in=ids, purged_at=None)
    copies = (_readable(paper) for paper in papers.order_by("pk"))
    return [copy for copy in copies if copy]


def _readable(paper):
    """The content of a paper as a PDF (bytes); empty if the file cannot be read."""
    import pypdfium2  # a large library, loaded only for files with copies

    try:
        content = paper.read()
        if paper.content_type.startswith("image/"):
            page = BytesIO()
            Image.open(BytesIO(content)).convert("RGB").save(page, "PDF")
            content = page.getvalue()
        with _pdfium:
            pypdfium2.PdfDocument(content).close()
    except (ValidationError, OSError, pypdfium2.PdfiumError):
        return b""
    return content


def _bound(papers):
    """Several PDFs as one; a single one unchanged, with its structure for screen readers."""
    import pypdfium2

    if len(papers) == 1:
        return papers[0]
    output = BytesIO()
    with _pdfium, pypdfium2.PdfDocument.new() as whole:
        for paper in papers:
            with pypdfium2.PdfDocument(paper) as pages:
                whole.import_pages(pages)
        whole.save(output)
    return output.getvalue()


def render_erasure(person):
    """PDF (bytes) of the letter to an anonymised person, in the language of their papers."""
    with translation.override(person.language):
        stays = staying(person, timezone.localdate())
        return render_pdf(
            "papers/desk/privacy/erasure.html", _frame() | {"person": person, "stays": stays}
        )


def render_register():
    """PDF (bytes) of the record of processing, in the active language."""
    return render_pdf("papers/desk/privacy/register.html", _frame() | {"lines": register()})
