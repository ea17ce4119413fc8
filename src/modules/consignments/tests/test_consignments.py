"""Vouchers left sealed with an organisation, and its report: typed numbers, or a file."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.models import Voucher
from inventory.vouchers.lifecycle import VoucherStatus
from modules.consignments import operations
from modules.consignments.lifecycle import Outcome
from tests.cases import tried
from tests.factories import DeviceFactory, OrganisationFactory, VoucherBatchFactory, VoucherFactory
from tests.leaks import words_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]
CODES = ["SECRET00001111", "SECRET00002222", "SECRET00003333", "SECRET00004444", "SECRET00014444"]


@pytest.fixture
def visitor(sign_in, coordinator):
    coordinator.language = "en"
    coordinator.save()
    return sign_in(coordinator)


@pytest.fixture
def structure():
    return OrganisationFactory(approved=True, name="Foyer des Tilleuls")


@pytest.fixture
def batch(site):
    return VoucherBatchFactory(site=site)


@pytest.fixture
def consignment(batch, structure, coordinator):
    vouchers = [VoucherFactory(batch=batch, code=code) for code in CODES]
    return operations.consign_vouchers(vouchers, by=coordinator, organisation=structure)


def answer(visitor, consignment, **data):
    return visitor.post(consignment.get_absolute_url(), data, follow=True)


def statuses(consignment):
    lines = consignment.lines.select_related("voucher").order_by("pk")
    return [(line.voucher.status, line.outcome) for line in lines]


def problems(page):
    return " ".join(page.context["form"].non_field_errors())


def test_the_consignment_slip_lists_numbers_and_no_codes(visitor, consignment, structure):
    slip = visitor.get(reverse("consignment_slip", args=[consignment.pk]))
    words = words_of(slip.content)
    assert structure.name in words
    assert [code[-4:] in words for code in CODES] == [True] * 5
    assert not any(code in words.replace(" ", "") for code in CODES)


def test_an_organisation_reports_used_returned_and_lost_vouchers(visitor, consignment, structure):
    page = answer(visitor, consignment, used="1111\n 2222", given_back="3333")
    assert page.redirect_chain
    assert statuses(consignment) == [
        (VoucherStatus.HANDED_OUT, Outcome.USED),
        (VoucherStatus.HANDED_OUT, Outcome.USED),
        (VoucherStatus.IN_STOCK, Outcome.GIVEN_BACK),
        (VoucherStatus.CONSIGNED, ""),
        (VoucherStatus.CONSIGNED, ""),
    ]
    used = Voucher.objects.get(last_digits="1111")
    assert (used.organisation, used.recipient) == (structure, None)
    assert used.handed_out_at
    assert Voucher.objects.get(last_digits="3333").organisation is None
    event = Event.objects.about(consignment).first()
    assert event.data == {"used": 2, "given_back": 1, "lost": 0}
    assert str(event.sentence) == "Answer from the organisation: used 2, returned 1, lost 0"
    page = visitor.get(consignment.get_absolute_url())
    assert "2 used + 1 returned + 0 lost + 2 not known yet" in page.content.decode()


@pytest.mark.usefixtures("unrendered")
def test_remaining_vouchers_are_reported_together(visitor, consignment):
    answer(visitor, consignment, lost="1111", rest="used")
    assert statuses(consignment) == [("lost", "lost"), *[("handed_out", "used")] * 4]
    page = visitor.get(consignment.get_absolute_url())
    assert page.context["form"] is None


def test_an_unknown_or_ambiguous_number_refuses_the_report(visitor, consignment):
    for typed, why in (
        ("9999", "the organisation has no voucher ending with these digits."),
        ("11", "enter at least four digits."),
        ("1111 1111", "entered twice"),
        ("4444", "”: several vouchers end with these digits. Enter more"),
    ):
        with tried(typed, why):
            page = answer(visitor, consignment, used=typed, given_back="2222")
            assert why in problems(page)
            assert typed in page.content.decode()
            assert {status for status, _outcome in statuses(consignment)} == {
                VoucherStatus.CONSIGNED
            }


@pytest.mark.usefixtures("unrendered")
def test_an_empty_report_is_an_error(visitor, consignment):
    assert "at least one voucher" in problems(answer(visitor, consignment, used=""))


@pytest.mark.usefixtures("unrendered")
def test_cards_are_identified_by_their_iccid_or_its_end(visitor, batch, structure, coordinator):
    numbers = ["8933100000000000011", "89331000000000000128", "8933100000000000029"]
    cards = [VoucherFactory(batch=batch, iccid=number) for number in numbers]
    consignment = operations.consign_vouchers(cards, by=coordinator, organisation=structure)
    answer(
        visitor,
        consignment,
        used=f"{numbers[0]} 0128",
        lost="8933 1000 0000 0000 029".replace(" ", ""),
    )
    assert [outcome for _status, outcome in statuses(consignment)] == ["used", "used", "lost"]


@pytest.mark.usefixtures("unrendered")
def test_a_report_is_read_from_a_file(visitor, consignment):
    for content in (
        "Finit par;Devenu\n1111;utilisé\n2222;rendu\n3333;perdu\n",
        "\ufeffnumber,what\n1111,Used\n2222,Returned\n3333,lost\n",
        "1111;remis\n2222;Rendu\n3333;perdue\n",
    ):
        with tried(content):
            answer(visitor, consignment, file=SimpleUploadedFile("retour.csv", content.encode()))
            assert [outcome for _status, outcome in statuses(consignment)][:3] == [
                "used",
                "given_back",
                "lost",
            ]


@pytest.mark.usefixtures("unrendered")
def test_an_invalid_file_is_refused(visitor, consignment):
    for content in (b"\0\1", b"<html></html>", b"9" * (1024 * 1024 + 1), b""):
        with tried(content):
            page = answer(visitor, consignment, file=SimpleUploadedFile("retour.csv", content))
            assert "file" in page.context["form"].errors
            assert {status for status, _outcome in statuses(consignment)} == {
                VoucherStatus.CONSIGNED
            }


def test_an_outcome_is_reported_once(consignment, coordinator):
    line = consignment.lines.first()
    operations.account_for(consignment, by=coordinator, outcomes={line: Outcome.USED})
    with pytest.raises(
        Refused, match="has already reported on some of these vouchers: open the page"
    ):
        operations.account_for(consignment, by=coordinator, outcomes={line: Outcome.LOST})


def test_a_returned_voucher_may_be_consigned_again(consignment, coordinator):
    line = consignment.lines.first()
    operations.return_consigned(line.voucher, by=coordinator)
    other = OrganisationFactory(approved=True)
    again = operations.consign_vouchers([line.voucher], by=coordinator, organisation=other)
    assert again.lines.get().voucher == line.voucher
    line.refresh_from_db()
    assert line.outcome == Outcome.GIVEN_BACK


def test_a_card_in_a_phone_is_not_consigned(site, coordinator, structure):
    card = VoucherFactory(sim=True, batch__site=site, device=DeviceFactory(ready=True, site=site))
    with pytest.raises(Refused, match="A card inside a device cannot be consigned to an"):
        operations.consign_vouchers([card], by=coordinator, organisation=structure)
    with pytest.raises(Refused, match="0 left in stock"):
        operations.consign_product(
            by=coordinator,
            product=card.batch.product,
            site=site,
            quantity=1,
            organisation=structure,
        )


@pytest.mark.usefixtures("unrendered")
def test_the_list_of_consignments_shows_unreported_vouchers(visitor, consignment):
    page = visitor.get(reverse("consignment_list"))
    (row,) = page.context["table"].page.object_list
    assert (row.left, row.unknown) == (5, 5)


@pytest.mark.usefixtures("unrendered")
def test_the_counter_sees_consignments_but_cannot_report(sign_in, counter, consignment):
    page = sign_in(counter).get(consignment.get_absolute_url())
    assert page.context["form"] is None
