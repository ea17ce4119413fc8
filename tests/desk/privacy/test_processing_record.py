"""Read the record, and return the form data that confirms the current line."""

import pytest
from django.template.loader import render_to_string
from django.urls import reverse

from people.models import Processing, Retention
from people.privacy import operations
from people.privacy.notice import notice
from tests.factories import UserFactory
from tests.law import write

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin():
    return UserFactory(admin=True, name="Ondine Kergoat")


def page_of(visitor):
    return visitor.get(reverse("processing_list")).content.decode()


def confirm(visitor, code="families"):
    """Read the register; return a function that confirms the current version of an entry."""
    lines = visitor.get(reverse("processing_list")).context["lines"]
    as_read = next(line.fingerprint for line in lines if line.code == code)
    return lambda: visitor.post(reverse("processing_confirm", args=[code]), {"as_read": as_read})


def is_confirmed():
    return Processing.objects.exclude(confirmed_at=None).exists()


def test_a_line_is_confirmed_with_user_and_time(admin, sign_in):
    visitor = sign_in(admin)
    before = page_of(visitor)
    assert "confirme chaque ligne" in before
    confirm(visitor)()
    row = Processing.objects.get()
    assert (row.code, row.confirmed_by, bool(row.confirmed_at)) == ("families", admin, True)
    after = page_of(visitor)
    assert "par Ondine Kergoat" in after
    assert after.count("Marquer comme confirmée") == before.count("Marquer comme confirmée") - 1
    # the proposed text still follows the settings
    assert row.basis == ""


def test_an_edited_line_must_be_confirmed_again(admin, sign_in):
    visitor = sign_in(admin)
    confirm(visitor)()
    page = visitor.get(reverse("processing_edit", args=["families"]))
    data = {name: page.context["form"][name].value() for name in Processing.PARTS}
    visitor.post(reverse("processing_edit", args=["families"]), data | {"basis": "Consent."})
    row = Processing.objects.get()
    assert (row.basis, row.confirmed_at, row.confirmed_by) == ("Consent.", None, None)


def test_an_unknown_line_is_not_confirmed(admin, sign_in):
    answer = sign_in(admin).post(reverse("processing_confirm", args=["cooking"]))
    assert answer.status_code == 404


def test_a_line_changed_since_it_was_shown_is_not_confirmed(admin, sign_in):
    visitor = sign_in(admin)
    press = confirm(visitor)
    operations.save_processing(Processing(code="families", basis="Consent."), by=admin)
    press()
    assert "a changé depuis votre lecture" in page_of(visitor)
    assert not is_confirmed()
    confirm(visitor)()
    assert is_confirmed()


def test_a_confirmation_changes_no_other_field(admin):
    stale = operations.save_processing(Processing(code="families"), by=admin)
    write(stale, basis="Consent.")
    operations.confirm_processing(stale, by=admin)
    assert Processing.objects.get().basis == "Consent."


def test_changed_terms_must_be_confirmed_again(admin, sign_in):
    own = operations.save_processing(Processing(code="own-1", name="A", term="One day."), by=admin)
    operations.confirm_processing(own, by=admin)
    confirm(sign_in(admin))()
    terms = Retention.cached()
    operations.save_retention(terms, by=admin)
    assert Processing.objects.exclude(confirmed_at=None).count() == 2
    terms.family_months = 12
    operations.save_retention(terms, by=admin)
    assert list(Processing.objects.exclude(confirmed_at=None)) == [own]


def test_the_record_states_protective_measures_and_that_a_person_decides(client):
    page = client.get(reverse("privacy_notice")).content.decode()
    for words in ("mesure de protection", "art. 9.2.f", "Une personne décide", "art. 22"):
        assert words in page
    assert "Rien n’est demandé sur la santé" not in page


def test_the_notice_of_staff_names_its_source_and_the_right_to_object_stands_apart():
    for code, source in (("staff", "qui vous emploie"), ("families", "qui vous oriente")):
        page = render_to_string("people/privacy/_notice.html", notice(code))
        assert source in page
        (paragraph,) = [part for part in page.split("</p>") if "vous opposer" in part]
        assert "effacer" not in paragraph
