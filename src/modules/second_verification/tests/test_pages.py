"""Pages of the second verification."""

import pytest
from django.urls import reverse

from inventory.models import Device
from modules.second_verification.models import Sample, SampleRules
from modules.second_verification.tests.factories import (
    SampleFactory,
    SampleRulesFactory,
    erased_lot,
)
from tests.factories import DonationFactory, UserFactory
from tests.inputs import Inputs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def technician(site):
    return UserFactory(technician=True, sites=[site], language="en")


@pytest.fixture
def lot(site):
    return erased_lot(2, donation=DonationFactory(received=True, site=site))


def test_a_lot_is_sampled_and_a_colleague_verifies(lot, technician, sign_in):
    browser = sign_in(technician)
    page = reverse("lot_sample", args=[lot.pk])
    assert page in browser.get(lot.get_absolute_url()).content.decode()
    assert "Draw 1 medium" in browser.get(page).content.decode()

    browser.post(reverse("lot_sample_draw", args=[lot.pk]))

    sample = Sample.objects.get()
    at = reverse("sample_verify", args=[sample.pk])
    assert at in browser.get(reverse("home")).content.decode()
    assert at in browser.get(page).content.decode()
    assert at in browser.get(sample.device.get_absolute_url()).content.decode()
    text = browser.get(at).content.decode()
    assert Inputs(text).values.get("result") is None  # nothing is preselected
    refused = browser.post(at, {"tool": "hexedit 1.6"}).content.decode()
    assert "hexedit 1.6" in refused
    assert Sample.objects.pending().exists()

    done = browser.post(at, {"tool": "hexedit 1.6", "result": "passed"}, follow=True)

    assert "Verified by a second person: 1 of 1" in done.content.decode()


def test_the_operator_is_told_that_somebody_else_verifies(lot, technician, sign_in):
    proof = lot.devices.first().media.get().erasures.get()
    sample = SampleFactory(donation=lot, erasure=proof, operator=technician)
    browser, at = sign_in(technician), reverse("sample_verify", args=[sample.pk])
    assert (
        "You erased this medium: someone else must verify it." in browser.get(at).content.decode()
    )
    page = browser.get(sample.device.get_absolute_url()).content.decode()
    assert "to be verified by someone else" in page
    assert at not in page + browser.get(reverse("home")).content.decode()


def test_a_failure_lists_the_devices_that_had_left(lot, technician, sign_in):
    gone = erased_lot(1, donation=lot, on_loan=True).devices.get(status="on_loan")
    SampleRulesFactory(percent=60)
    SampleRules.clear_cache()
    browser = sign_in(technician)
    browser.post(reverse("lot_sample_draw", args=[lot.pk]))
    at = reverse("sample_verify", args=[Sample.objects.first().pk])
    answer = browser.post(at, {"tool": "hexedit 1.6", "result": "failed"}, follow=True)
    text = answer.content.decode()
    assert "had left before" in text
    assert "erased again since, or to be erased again" in text
    assert "No media have been drawn yet" not in text
    waiting = Sample.objects.exclude(result="failed").get()
    page = browser.get(reverse("sample_verify", args=[waiting.pk])).content.decode()
    assert "this verification no longer applies" in page
    assert not Inputs(page).values.get("tool")
    assert gone.asset_tag in text
    home = browser.get("/").content.decode()
    assert "To erase again" in home
    assert f'href="{reverse("lot_sample", args=[lot.pk])}"' in home
    assert Device.objects.filter(donation=lot, needs_erasure=True).count() == 2


def test_an_administrator_sets_the_share(admin, sign_in):
    browser, page = sign_in(admin), reverse("sample_rules_edit")
    data = Inputs(browser.get(page).content.decode()).values
    assert "is-invalid" in browser.post(page, data | {"percent": 0}).content.decode()
    browser.post(page, data | {"percent": 10})
    assert SampleRules.load().percent == 10
