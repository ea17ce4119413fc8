"""The register proposes; the association decides, line by line, and it is known who said so."""

import pytest
from django.urls import reverse

from people.models import Processing
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(admin=True, name="Ondine Kergoat")


def page_of(visitor):
    return visitor.get(reverse("processing_list")).content.decode()


def test_a_line_is_marked_as_confirmed_with_who_and_when(admin, sign_in):
    visitor = sign_in(admin)
    before = page_of(visitor)
    assert "confirme chaque ligne" in before
    visitor.post(reverse("processing_confirm", args=["families"]))
    row = Processing.objects.get()
    assert (row.code, row.confirmed_by, bool(row.confirmed_at)) == ("families", admin, True)
    after = page_of(visitor)
    assert "par Ondine Kergoat" in after
    assert after.count("Marquer comme confirmée") == before.count("Marquer comme confirmée") - 1
    # What is proposed goes on following the settings.
    assert row.basis == ""


def test_what_is_written_anew_is_to_be_confirmed_again(admin, sign_in):
    visitor = sign_in(admin)
    visitor.post(reverse("processing_confirm", args=["families"]))
    page = visitor.get(reverse("processing_edit", args=["families"]))
    said = {name: page.context["form"][name].value() for name in Processing.PARTS}
    visitor.post(reverse("processing_edit", args=["families"]), said | {"basis": "Consent."})
    row = Processing.objects.get()
    assert (row.basis, row.confirmed_at, row.confirmed_by) == ("Consent.", None, None)


def test_a_line_that_is_not_there_is_not_confirmed(admin, sign_in):
    answer = sign_in(admin).post(reverse("processing_confirm", args=["cooking"]))
    assert answer.status_code == 404
