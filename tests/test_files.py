"""Downloads of uploaded files, and messages about lost files."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Document, Identity
from loans.base.shortcuts import SENT_IN, file_response
from tests.factories import DocumentFactory, UserFactory


@pytest.fixture
def visitor(world, sign_in):
    return sign_in(UserFactory(admin=True, sites=[world.site]))


def lose(document):
    Path(document.file.path).unlink()


def test_an_uploaded_pdf_is_served_as_an_attachment(visitor, world):
    world.signed.scan = DocumentFactory(kind="agreement_scan", content_type="application/pdf")
    type(world.signed).objects.filter(pk=world.issued.pk).update(scan=world.signed.scan)
    answer = visitor.get(reverse("agreement_file", args=[world.issued.pk]))
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    ours = visitor.get(reverse("agreement_file", args=[world.signed.pk]))
    assert ours["Content-Disposition"].startswith("inline")


@pytest.mark.parametrize("content_type", ["application/pdf", "image/jpeg"])
@pytest.mark.parametrize("kind", sorted(SENT_IN))
def test_no_uploaded_file_is_run_by_a_browser(kind, content_type):
    """A PDF may contain scripts, whether it is shown or saved."""
    answer = file_response(b"", Document(kind=kind, content_type=content_type), "A26-00001")
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_list_with_a_lost_file_is_reported(visitor, world):
    lose(world.batch.document)
    answer = visitor.get(reverse("import_file", args=[world.batch.pk]))
    assert answer.status_code == 302


def test_papers_are_drawn_without_a_lost_logo(visitor, world):
    identity = Identity.objects.get()
    identity.logo = DocumentFactory(kind="logo", content_type="image/png")
    identity.save()
    Identity.clear_cache()
    lose(identity.logo)
    assert visitor.get(reverse("identity_logo")).status_code == 404
    assert Identity.cached().logo_uri == ""


def test_the_name_of_our_association_is_one_line_for_mail_headers(visitor, world):
    data = {"name": "Les Ordis\r\nBcc: all@example.org", "tag_prefix": "RB"}
    page = visitor.post(reverse("identity_edit"), data)
    assert page.context["form"].errors["name"]
    assert "all@example.org" not in Identity.cached().name


def test_a_failing_mail_server_loses_no_invitation(
    visitor, world, settings, django_capture_on_commit_callbacks
):
    settings.EMAIL_BACKEND = "tests.no_such_backend"
    data = {"name": "Awa", "email": "awa@example.org", "role": "volunteer"}
    with django_capture_on_commit_callbacks(execute=True) as sent:
        answer = visitor.post(reverse("user_invite"), data | {"sites": [world.site.pk]})
    assert (answer.status_code, bool(sent)) == (302, True)


def test_only_a_pdf_or_an_image_is_a_scan(visitor, world):
    path, count = reverse("agreement_scan", args=[world.issued.pk]), Document.objects.count()
    for content in (b"<svg onload='x'/>", b"GIF89a", b"<html>", b"PK\x03\x04"):
        answer = visitor.post(path, {"scan": SimpleUploadedFile("scan.pdf", content)})
        assert answer.context["scan"].errors, content
    assert Document.objects.count() == count
