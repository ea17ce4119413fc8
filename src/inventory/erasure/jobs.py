"""Background tasks; each takes only the id of its row."""

from datetime import datetime, timedelta

from django_tasks import task

from core.dates import is_over
from inventory.erasure.operations.certificates import keep_certificate_file
from inventory.erasure.papers import render_certificate
from inventory.models import ErasureCertificate
from people.models import User

# Maximum disks of a certificate rendered during the request; a worker renders the others.
MAX_DISKS_DRAWN_AT_ONCE = 60
LEASE = timedelta(minutes=5)


def draw_certificate(certificate: ErasureCertificate) -> ErasureCertificate:
    """Render the PDF of a certificate once: now if it is short, or by a worker."""
    if certificate.document_id is None and certificate.forgotten_at is None:
        if certificate.proofs.count() <= MAX_DISKS_DRAWN_AT_ONCE:
            _draw(certificate)
        else:
            draw_certificate_job.enqueue(certificate.pk)
        certificate.refresh_from_db()
    return certificate


@task()
def draw_certificate_job(certificate_id: int) -> None:
    """Render the certificate with this id, unless its PDF exists."""
    certificate = ErasureCertificate.objects.get(pk=certificate_id)
    if certificate.document_id is None:
        _draw(certificate)


def _draw(certificate: ErasureCertificate) -> None:
    pdf = render_certificate(certificate)
    keep_certificate_file(certificate, by=User.objects.system(), pdf=pdf)


def offer_certificates_again(*, now: datetime) -> int:
    """Enqueue certificates again whose PDF is missing after five minutes; return their number."""
    waiting = list(
        ErasureCertificate.objects.undrawn().filter(is_over("offered_at", LEASE, now=now))
    )
    for certificate in waiting:
        ErasureCertificate.objects.filter(pk=certificate.pk).update(offered_at=now)
        draw_certificate_job.enqueue(certificate.pk)
    return len(waiting)
