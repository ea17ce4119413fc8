"""Whatever is sent in place of what a page waits for is refused in words, never an error."""

import re

import pytest
from django.urls import reverse

from core.text_input import line_of, number_of
from loans.models import AgreementText
from tests.access import PAGES, address
from tests.factories import AgreementTextFactory, UserFactory
from tests.visits import undone

NUMBERS = ["²", "٣", "-1", "1,5", "abc", "9" * 30, "a\0b", "· 5"]
TEXTS = ["x" * 100_000, "a\0b", "%s{borrower}", "·\u2028"]


@pytest.fixture
def visitor(world, sign_in):
    return sign_in(UserFactory(coordinator=True, sites=[world.site]))


@pytest.mark.parametrize("value", NUMBERS)
def test_a_url_with_an_unknown_id_is_no_server_error(visitor, world, value):
    for name, key in (
        ("request_new", "recipient"),
        ("request_new", "organisation"),
        ("recipient_add", "organisation"),
        ("donation_add", "donor"),
        ("label_print", "device"),
    ):
        assert visitor.get(reverse(name), {key: value}).status_code in {200, 404}, (name, key)
    person = reverse("loan_recipient_choose", args=[world.prepared_loan.pk])
    assert visitor.post(person, {"recipient": value}).status_code == 404


@pytest.mark.parametrize("value", TEXTS)
def test_an_unknown_code_or_name_is_reported(visitor, world, value):
    scans = [("loan_scan", world.prepared_loan.pk), ("request_scan", world.accepted_request.pk)]
    for name, pk in scans:
        assert visitor.post(reverse(name, args=[pk]), {"code": value}).status_code == 302
    for name in ("scan", "return_scan"):
        assert visitor.get(reverse(name), {"code": value}).status_code == 200
    move = reverse("device_move", args=[world.device.pk])
    answer = visitor.post(move, {"place": value})
    assert answer.context["form"].errors["place"]
    answer = visitor.post(reverse("loanitem_swap", args=[world.open_item.pk]), {"device": value})
    assert answer.context["form"].errors["device"]
    edit = reverse("request_edit", args=[world.sent_request.pk])
    assert visitor.post(edit, {"recipient": value}).context["form"].errors["recipient"]


@pytest.mark.parametrize("value", TEXTS)
def test_an_unknown_figure_or_paper_is_a_404(visitor, value, sign_in):
    page = reverse("figure", args=["devices_in_use"])
    for name in ("site", "donor", "organisation", "territory", "first"):
        assert visitor.get(page, {name: value}).status_code == 200
    office = sign_in(UserFactory(admin=True))
    for name in ("keptpaper_list", "opening_list"):
        assert office.get(reverse(name), {"q": value, "who": value, "on": value}).status_code == 200


@pytest.mark.parametrize("back", ["home", "abc", "9999-12-31T23:59", "a\0b", "//evil.example/"])
def test_the_next_parameter_is_local_or_the_home_page(visitor, back):
    answer = visitor.post(reverse("language"), {"language": "en", "next": back})
    assert (answer.status_code, answer.url) == (302, "/")


@pytest.mark.parametrize("page", ["loan/family/fr", "gift/staff/fr"])
def test_a_text_is_changed_from_its_own_page_only(visitor, world, page):
    gift = AgreementTextFactory(kind="gift", audience="staff", body="## Don")
    kind, audience, language = page.split("/")
    own = world.text if kind == "loan" else gift
    other = gift if kind == "loan" else world.text
    current = set(AgreementText.objects.filter(is_current=True))
    assert {own, other} <= current
    address = reverse("agreementtext_edit", args=[kind, audience, language])
    answer = visitor.post(address, {"body": "## Autre", "version": other.version})
    assert answer.context["form"].non_field_errors()
    assert set(AgreementText.objects.filter(is_current=True)) == current
    assert visitor.post(address, {"preview": "1"}).status_code == 200


def test_text_lines_are_bounded_and_numbers_are_ascii():
    assert line_of("  a\0b \t c\n") == "a\N{REPLACEMENT CHARACTER}b c"
    assert len(line_of("x" * 1000)) == 200
    assert (number_of("12"), number_of("²"), number_of(""), number_of(None)) == (
        12,
        None,
        None,
        None,
    )


@pytest.mark.parametrize("value", ["0001-01-01T00:00", "9999-12-31T23:59", "2026-03-29T02:30"])
def test_a_nonexistent_dst_time_is_refused_for_an_erasure(visitor, world, value):
    address = reverse("medium_erase", args=[world.medium.pk])
    facts = {"method": "ata_sanitize", "tool": "nwipe", "tool_version": "1", "result": "passed"}
    now = "2026-01-01T10:00"
    for name in ("started_at", "ended_at"):
        times = {"started_at": now, "ended_at": now, name: value}
        answer = visitor.post(address, facts | times | {"medium_serial": world.medium.serial})
        assert name in answer.context["media"][0].erase_form.errors
    assert not world.medium.erasures.exists()


@pytest.mark.parametrize("value", NUMBERS)
def test_ticks_of_unknown_rows_are_refused(visitor, world, value):
    address = reverse("request_reserve", args=[world.accepted_request.pk])
    assert visitor.post(address, {"devices": [value]}).context["form"].errors["devices"]


@pytest.mark.parametrize("value", NUMBERS)
def test_an_unknown_charger_is_reported(visitor, world, value):
    address = reverse("charger_take", args=[world.device.pk])
    assert visitor.post(address, {"kind": value}).status_code == 302


def test_an_empty_machine_report_is_no_error(visitor, world):
    address = reverse("device_specify", args=[world.device.pk])
    assert visitor.post(address, {"cpu": ""}).status_code == 302


@pytest.mark.audit
def test_each_error_that_is_summed_up_leads_to_its_field(world, sign_in):
    user, summed, dead = UserFactory(admin=True, sites=[world.site]), set(), set()
    for name, page in PAGES.items():
        if page.public or page.file or page.may_be_absent or page.post:
            continue
        with undone():
            office = sign_in(user)
            form = office.get(address(name, world)).content.decode()
            data = dict.fromkeys(["sent", *re.findall(r' name="([^"]+)"', form)], "²")
            text = office.post(address(name, world), data).content.decode()
        if "error-summary" in text:
            summed.add(name)
            summary = text[text.index("error-summary") :].partition("</ul>")[0]
            links = re.findall(r'href="#([^"]*)">([^<]*)<', summary)
            dead |= {(name, *row) for row in links if f'id="{row[0]}"' not in text or not row[1]}
    assert {"donor_add", "labelformat_add", "identity_edit"} <= summed
    assert not dead
