from io import BytesIO

import pydyf
from factory import LazyAttribute, LazyFunction, Sequence, SubFactory, Trait
from factory.django import DjangoModelFactory

from inventory.erasure.certificate_content import content_of, proofs_in, sha256_of
from inventory.models import CertifiedErasure, ErasureCertificate, ErasureReport
from tests.factories.core import DocumentFactory
from tests.factories.inventory import DeviceFactory
from tests.factories.people import UserFactory

A4 = pydyf.Array([0, 0, 595, 842])


def empty_pdf():
    """Return the bytes of a PDF with a blank page."""
    pdf, written = pydyf.PDF(), BytesIO()
    pdf.add_page(pydyf.Dictionary({"Type": "/Page", "Parent": pdf.pages.reference, "MediaBox": A4}))
    pdf.write(written)
    return written.getvalue()


class ErasureReportFactory(DjangoModelFactory):
    """A file of an unknown tool, without entries."""

    class Meta:
        model = ErasureReport

    device = SubFactory(DeviceFactory, refurbishing=True)
    document = SubFactory(
        DocumentFactory,
        kind="erasure_report",
        name="report.json",
        content_type="application/json",
        content=b"{}",
    )
    sha256 = LazyAttribute(lambda report: report.document.sha256)
    by = SubFactory(UserFactory, technician=True)


class ErasureCertificateFactory(DjangoModelFactory):
    """A rendered certificate of a device with a proven erasure."""

    class Meta:
        model = ErasureCertificate
        skip_postgeneration_save = True

    class Params:
        undrawn = Trait(document=None)

    number = Sequence("CE00-{:04}".format)
    token = Sequence(lambda n: f"{n:026}".translate(str.maketrans("0189", "ABCD")))
    device = SubFactory(DeviceFactory, ready=True)
    donation = None
    language = "fr"
    content = LazyAttribute(lambda made: content_of(made.device or made.donation))
    content_sha256 = LazyAttribute(lambda made: sha256_of(made.content))
    document = SubFactory(
        DocumentFactory,
        kind="erasure_certificate",
        name="certificate.pdf",
        content=LazyFunction(empty_pdf),
    )
    by = SubFactory(UserFactory, technician=True)

    @classmethod
    def _create(cls, model_class, *args, **facts):
        made = super()._create(model_class, *args, **facts)
        CertifiedErasure.objects.bulk_create(
            CertifiedErasure(certificate=made, erasure_id=pk) for pk in proofs_in(made.content)
        )
        return made
