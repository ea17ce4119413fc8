"""A form that is sent again takes effect once, and its key is not valid for another form."""

from uuid import uuid4

import pytest
from django.urls import reverse

from core.models import Submission
from donations.models import Donor
from loans.models import Closure, Loan
from tests.factories import DonorFactory, OrganisationFactory, SiteFactory

pytestmark = pytest.mark.engine


@pytest.fixture
def visitor(coordinator, sign_in):
    return sign_in(coordinator)


def donor(name, key):
    return {"name": name, "kind": "company", "submission": key}


def test_the_same_form_sent_again_is_applied_once(visitor):
    key = uuid4()
    for _time in range(2):
        answer = visitor.post(reverse("donor_add"), donor("Mairie", key))
        assert answer.url == Donor.objects.get().get_absolute_url()
    assert Submission.objects.count() == 1


def test_a_changed_form_sent_again_is_not_reported_as_done(visitor):
    key = uuid4()
    visitor.post(reverse("donor_add"), donor("Mairie", key))
    answer = visitor.post(reverse("donor_add"), donor("Lycée", key))
    assert answer.status_code == 200
    assert answer.context["form"].non_field_errors()
    assert [row.name for row in Donor.objects.all()] == ["Mairie"]


def test_a_submission_key_is_not_valid_for_another_form(visitor, site):
    key = uuid4()
    visitor.post(reverse("donor_add"), donor("Mairie", key))
    organisation = OrganisationFactory(approved=True)
    data = {"organisation": organisation.name, "site": site.pk, "submission": key}
    answer = visitor.post(reverse("loan_new"), data)
    assert answer.status_code == 200
    assert answer.context["form"].errors
    assert not Loan.objects.exists()


def test_a_submission_key_is_not_valid_for_another_row(visitor):
    key, (first, second) = uuid4(), DonorFactory.create_batch(2)
    visitor.post(reverse("donor_edit", args=[first.pk]), donor("Mairie", key))
    visitor.post(reverse("donor_edit", args=[second.pk]), donor("Mairie", key))
    second.refresh_from_db()
    assert second.name != "Mairie"


def test_a_submission_key_is_not_valid_for_another_address(admin, sign_in):
    """A new row has no id yet, so only the URL identifies its parent."""
    visitor, key, sites = sign_in(admin), uuid4(), SiteFactory.create_batch(2)
    closure = {"first_on": "2030-05-06", "reason": "holidays", "submission": key}
    for site in sites:
        visitor.post(reverse("closure_add", args=[site.pk]), closure)
        visitor.post(reverse("closure_add", args=[site.pk]), closure)
    assert [closure.site for closure in Closure.objects.all()] == sites[:1]
    answer = visitor.post(reverse("closure_add", args=[sites[1].pk]), closure)
    assert answer.context["form"].non_field_errors()


def test_stored_submissions_hold_no_form_data(visitor):
    visitor.post(reverse("donor_add"), donor("Mairie", uuid4()))
    assert len(Submission.objects.get().content) == 64
