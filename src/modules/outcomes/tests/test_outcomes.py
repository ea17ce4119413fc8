"""Outcomes of a donor's devices: one fate for each, no names, no small group."""

from datetime import timedelta

import pypdfium2
import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.workflow.lifecycle import Refused
from desk.figures.forms import FigureRulesForm
from desk.models import FigureRules
from inventory.models import Device, Medium
from modules.outcomes import operations
from modules.outcomes.models import OutcomeLink, hash_of
from modules.outcomes.outcome_totals import outcome_of
from modules.outcomes.tests.factories import OutcomeLinkFactory
from tests.factories import (
    DeviceFactory,
    DonationFactory,
    ErasureFactory,
    ExitBatchFactory,
    ExitLineFactory,
    FigureRulesFactory,
    LoanFactory,
    LoanItemFactory,
    RecipientFactory,
)
from tests.factories.exits import mark_sent
from tests.leaks import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def handed_over(lot, people, family=None, **trait):
    """A device of the lot, handed over to a family of this size."""
    family = family or RecipientFactory(household_size=people)
    loan = LoanFactory(active=True, recipient=family, organisation=family.organisation)
    device = DeviceFactory(ready=True, donation=lot)
    return LoanItemFactory(device=device, loan=loan, **(trait or {"open": True}))


@pytest.fixture
def lot():
    return DonationFactory(received=True)


def another(lot):
    return DonationFactory(received=True, donor=lot.donor)


def fates_of(donor):
    return {fate: number for fate, _words, number in outcome_of(donor).fates}


def test_each_device_has_one_outcome(lot):
    handed_over(lot, 3)
    handed_over(lot, 4, returned=True)
    DeviceFactory(donation=lot, refurbishing=True)
    DeviceFactory(donation=lot, retired=True, retire_reason="destroyed")
    DeviceFactory(donation=lot, retired=True, retire_reason="parts")
    DeviceFactory(donation=lot, lost=True)
    DeviceFactory(donation=lot, withdrawn=True)
    DeviceFactory()
    outcome = outcome_of(lot.donor)
    assert fates_of(lot.donor) == {
        "reused": 2,
        "prepared": 1,
        "parts": 1,
        "recycled": 1,
        "missing": 1,
    }
    assert outcome.total == 6


def test_devices_waiting_to_be_recycled_or_returned_are_not_done(lot):
    DeviceFactory(donation=lot, retired=True, retire_reason="returned")
    device = DeviceFactory(donation=lot, retired=True, erased=True)
    assert fates_of(lot.donor) == {"waiting": 2}
    assert outcome_of(lot.donor).grams_recycled == 0
    batch = ExitBatchFactory(open=True)
    ExitLineFactory(batch=batch, device=device)
    mark_sent(batch)
    assert fates_of(lot.donor) == {"waiting": 1, "recycled": 1}


def test_devices_recycled_before_the_legacy_import_do_not_wait(lot):
    DeviceFactory(donation=lot, retired=True, taken_over_at=timezone.now())
    assert fates_of(lot.donor) == {"recycled": 1}


def test_proofs_are_a_count_out_of_all_media_without_those_voided_by_a_failure(lot):
    def proofs():
        outcome = outcome_of(lot.donor, lot)
        return outcome.proven, outcome.media

    DeviceFactory(donation=lot, ready=True)
    medium = DeviceFactory(donation=lot).media.get()
    assert proofs() == (1, 2)
    ErasureFactory(medium=medium)
    assert proofs() == (2, 2)
    ErasureFactory(medium=medium, failed=True)
    assert proofs() == (1, 2)
    # Only the last test of each stay counts.
    devices = Device.objects.filter(pk=medium.device_id)
    devices.update(received_at=timezone.now())
    ErasureFactory(medium=Medium.objects.get(pk=medium.pk))
    devices.update(received_at=timezone.now())
    ErasureFactory(medium=Medium.objects.get(pk=medium.pk), failed=True)
    assert proofs() == (2, 2)


def test_a_small_group_of_people_is_shown_as_fewer_than_five(lot):
    texts = []
    for count in (2, 1, 4):
        handed_over(lot, count)
        texts.append(outcome_of(lot.donor, lot).people)
    assert texts == ["moins de 5", "moins de 5", "7"]


def test_a_small_lot_cannot_be_computed_from_other_lots(lot):
    other, third = another(lot), another(lot)
    handed_over(lot, 2)
    handed_over(other, 8)
    handed_over(third, 20)
    texts = [outcome_of(lot.donor, which).people for which in (None, lot, other, third)]
    assert texts == ["30", "moins de 5", "non communiqué", "20"]


def test_a_total_is_suppressed_where_lots_share_a_family(lot):
    other = another(lot)
    first = handed_over(lot, 8)
    handed_over(lot, 9)
    handed_over(other, 8, first.loan.recipient)
    handed_over(third := another(lot), 2)
    assert outcome_of(lot.donor).people == "non communiqué"
    assert outcome_of(lot.donor, third).people == "moins de 5"


def test_no_total_reveals_small_groups_across_two_lots(lot):
    both = handed_over(lot, 3).loan.recipient
    handed_over(lot, 7)
    handed_over(other := another(lot), 8)
    handed_over(other, 3, both)
    assert outcome_of(lot.donor).people == "non communiqué"


def test_an_outcome_link_works_without_an_account(coordinator, lot, sign_in):
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        item = handed_over(lot, 7)
    page = sign_in(coordinator).post(reverse("donor_outcome", args=[lot.donor.pk]), {"days": 30})
    path = page.context["address"].partition("/outcome/")[2]
    answer = Client().get(f"/outcome/{path}")
    assert answer.status_code == 200
    assert answer.context["outcome"].people == "7"
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert item.loan.recipient.last_name not in answer.content.decode()
    assert not OutcomeLink.objects.filter(token_hash=path.strip("/")).exists()


def test_a_revoked_link_looks_like_an_unknown_one(coordinator, lot):
    for trait in ("revoked", "expired"):
        OutcomeLinkFactory(token_hash=hash_of(trait), **{trait: True})
        pages = [Client().get(reverse("outcome", args=[token])) for token in (trait, "never")]
        assert [page.status_code for page in pages] == [404, 404], trait
        assert pages[0].content == pages[1].content, trait
        assert Client().get(reverse("outcome_pdf", args=[trait])).status_code == 404, trait
    token = operations.open_outcome(lot.donor, by=coordinator, days=30)
    link = OutcomeLink.objects.opening(token, timezone.localdate())
    operations.revoke_outcome(link, by=coordinator)
    assert OutcomeLink.objects.opening(token, timezone.localdate()) is None
    for days in (0, 400):  # a link always expires
        with pytest.raises(Refused):
            operations.open_outcome(lot.donor, by=coordinator, days=days)


@pytest.mark.usefixtures("unrendered")
def test_many_attempts_are_rate_limited(still_clock):
    answers = [Client().get(reverse("outcome", args=[f"try{n}"])).status_code for n in range(35)]
    assert answers[0] == 404
    assert answers[-1] == 429


def test_key_figures_are_public_only_when_enabled_and_embedded_by_declared_sites_only():
    assert Client().get(reverse("key_figures")).status_code == 404
    rules = FigureRulesFactory(public=True)
    FigureRules.clear_cache()
    page = Client().get(reverse("key_figures"))
    assert page.status_code == 200
    assert page.headers["X-Frame-Options"] == "DENY"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    rules.embedded_by = "https://www.example.org\nhttps://ville.example"
    rules.save()
    FigureRules.clear_cache()
    page, other = Client().get(reverse("key_figures")), Client().get("/accounts/login/")
    policy = page.headers["Content-Security-Policy"]
    assert "frame-ancestors https://www.example.org https://ville.example" in policy
    assert "X-Frame-Options" not in page.headers
    assert "frame-ancestors 'none'" in other.headers["Content-Security-Policy"]


def test_key_figures_reveal_no_small_group(lot):
    FigureRulesFactory(public=True)
    FigureRules.clear_cache()
    with time_machine.travel(timezone.now() - timedelta(days=40)):
        handed_over(lot, 3)
    numbers = Client().get(reverse("key_figures")).context["numbers"]
    texts = {label: text for text, label in numbers}
    assert texts["personnes vivant dans un foyer équipé"] == "moins de 5"


def test_an_administrator_publishes_key_figures(admin, sign_in):
    page = reverse("figurerules_edit")
    data = {"gift_months": 12, "is_public": "on", "embedded_by": "https://ville.example/"}
    assert sign_in(admin).post(page, data).status_code == 302
    public = sign_in(admin).get(reverse("key_figures"))
    assert "https://ville.example" in public.headers["Content-Security-Policy"]


def test_only_an_origin_is_accepted_in_the_csp():
    refused = ["https://a.example#,sandbox", "https://пример.example", "https://*", "*"]
    refused += ["https://a.example/;x", "https://a.example;b", "http://www.example.org"]
    refused += ["https://a.org/page", "www.example.org"]
    for line in ("https://www.example.org:8443/", *refused):
        form = FigureRulesForm({"gift_months": 24, "embedded_by": line})
        assert ("embedded_by" in form.errors) == (line in refused), line
    assert FigureRulesForm({"gift_months": 24, "embedded_by": "https://a.example"}).is_valid()


# --- The paper ------------------------------------------------------------------------------------
def paper_of(donor, sign_in, coordinator):
    with time_machine.travel(timezone.now() + timedelta(days=32)):
        return sign_in(coordinator).get(reverse("donor_outcome_pdf", args=[donor.pk])).content


def test_the_paper_begins_with_thanks_and_a_picture(lot, sign_in, coordinator):
    for _ in range(6):
        handed_over(lot, 3)
    DeviceFactory(donation=lot, refurbishing=True)
    Device.objects.update(category=Device.objects.first().category)
    pdf = paper_of(lot.donor, sign_in, coordinator)
    text = " ".join(words_of(pdf).split()).replace("\N{NO-BREAK SPACE}", " ")
    words = ["Merci !", "7 appareils", "Réemployés", "6", "vivant dans un foyer équipé"]
    assert [word for word in words if word not in text] == []
    assert "Personnes équipées" not in text
    assert "Taux de réemploi" not in text
    with pypdfium2.PdfDocument(pdf) as paper:
        assert len(paper) == 1
        picture = paper[0].render(scale=1).to_pil().convert("RGB")
    teal = [y for y in range(picture.height) if picture.getpixel((200, y)) == (11, 95, 90)]
    assert len(teal) > 10
    assert max(teal) < picture.height * 0.4


def test_the_paper_of_a_donor_without_devices_has_no_zeros(lot, sign_in, coordinator):
    page = sign_in(coordinator).get(reverse("donor_outcome_pdf", args=[lot.donor.pk]))
    text = " ".join(words_of(page.content).split())
    assert "Merci" in text
    assert "aucun appareil reçu" in text
    assert [word for word in ["0 appareil", "0 kg", "0 / 0", "Réemployés"] if word in text] == []


def test_a_public_body_reads_the_rate_that_it_reports_and_each_device(sign_in, coordinator):
    lot = DonationFactory(received=True, donor__public=True)
    used = [handed_over(lot, 3).device for _ in range(3)]
    waiting = DeviceFactory(donation=lot, refurbishing=True)
    text = " ".join(words_of(paper_of(lot.donor, sign_in, coordinator)).split())
    text = text.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
    for words in ["Taux de réemploi", "75 %", "3 sur 4 appareils reçus", "2023-266"]:
        assert words in text, words
    for device in [*used, waiting]:
        assert device.asset_tag in text
        assert device.serial in text
