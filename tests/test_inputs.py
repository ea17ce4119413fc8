"""Unexpected input of any kind is refused with a message, never with an error."""

import pytest
from django.urls import reverse

from api.v1.forms import CodeForm
from core.text_input import line_of, number_of
from loans.models import AgreementText
from tests.factories import AgreementTextFactory, UserFactory

NUMBERS = ["²", "-1", "9" * 30, "a\0b"]
KEYS = [("request_new", "recipient"), ("request_new", "organisation")]
KEYS += [("recipient_add", "organisation"), ("donation_add", "donor"), ("label_print", "device")]
TEXTS = ["x" * 100_000, "a\0b", "%s{borrower}", "·\u2028"]


@pytest.fixture
def visitor(world, sign_in):
    return sign_in(UserFactory(coordinator=True, sites=[world.site]))


def test_a_url_with_an_unknown_id_is_no_server_error(visitor, world):
    person = reverse("loan_recipient_choose", args=[world.prepared_loan.pk])
    reserve = reverse("request_reserve", args=[world.accepted_request.pk])
    charger = reverse("charger_take", args=[world.device.pk])
    for value in NUMBERS:
        for name, key in KEYS:
            status = visitor.get(reverse(name), {key: value}).status_code
            assert status in {200, 404}, (name, key, value)
        assert visitor.post(person, {"recipient": value}).status_code == 404, value
        ticked = visitor.post(reserve, {"devices": [value]})
        assert ticked.context["form"].errors["devices"], value
        assert visitor.post(charger, {"kind": value}).status_code == 302, value


def test_an_unknown_code_or_name_is_reported(visitor, world, sign_in):
    scans = [("loan_scan", world.prepared_loan.pk), ("request_scan", world.accepted_request.pk)]
    forms = [
        ("device_move", world.device.pk, "place"),
        ("loanitem_swap", world.open_item.pk, "device"),
        ("request_edit", world.sent_request.pk, "recipient"),
    ]
    office = sign_in(UserFactory(admin=True))
    for value in TEXTS:
        for name, pk in scans:
            assert visitor.post(reverse(name, args=[pk]), {"code": value}).status_code == 302
        for name in ("scan", "return_scan"):
            assert visitor.get(reverse(name), {"code": value}).status_code == 200
        for name, pk, field in forms:
            answer = visitor.post(reverse(name, args=[pk]), {field: value})
            assert answer.context["form"].errors[field], (name, value)
        page = reverse("figure", args=["devices_in_use"])
        query = dict.fromkeys(("site", "donor", "organisation", "territory", "first"), value)
        assert visitor.get(page, query).status_code == 200
        for name in ("keptpaper_list", "opening_list"):
            query = dict.fromkeys(("q", "who", "on"), value)
            assert office.get(reverse(name), query).status_code == 200


def test_the_next_parameter_is_local_or_the_home_page(visitor):
    for back in ("home", "abc", "9999-12-31T23:59", "a\0b", "//evil.example/"):
        answer = visitor.post(reverse("language"), {"language": "en", "next": back})
        assert (answer.status_code, answer.url) == (302, "/"), back


def test_a_text_is_changed_from_its_own_page_only(visitor, world):
    gift = AgreementTextFactory(kind="gift", audience="staff", body="## Don")
    current = set(AgreementText.objects.filter(is_current=True))
    pages = {("loan", "family", "fr"): gift, ("gift", "staff", "fr"): world.text}
    assert {*pages.values()} <= current
    for page, other in pages.items():
        path = reverse("agreementtext_edit", args=page)
        answer = visitor.post(path, {"body": "## Autre", "version": other.version})
        assert answer.context["form"].non_field_errors()
        assert set(AgreementText.objects.filter(is_current=True)) == current
        assert visitor.post(path, {"preview": "1"}).status_code == 200


def test_text_lines_are_bounded_and_numbers_are_ascii():
    assert line_of("  a\0b \t c\n") == "a\N{REPLACEMENT CHARACTER}b c"
    assert len(line_of("x" * 1000)) == 200
    assert number_of("12") == 12
    assert [number_of(text) for text in ("²", "٣", "1,5", "abc", "a\0b", "· 5", "", None)] == [
        None
    ] * 8


def test_a_nonexistent_dst_time_is_refused_for_an_erasure(visitor, world):
    path, now = reverse("medium_erase", args=[world.medium.pk]), "2026-01-01T10:00"
    facts = {"method": "ata_sanitize", "tool": "nwipe", "tool_version": "1", "result": "passed"}
    facts |= {"medium_serial": world.medium.serial}
    for value in ("0001-01-01T00:00", "9999-12-31T23:59", "2026-03-29T02:30"):
        for times in (
            {"started_at": value, "ended_at": now},
            {"started_at": now, "ended_at": value},
        ):
            answer = visitor.post(path, facts | times)
            [name] = [name for name, time in times.items() if time == value]
            assert name in answer.context["media"][0].erase_form.errors, times
    assert not world.medium.erasures.exists()


def test_an_empty_machine_report_is_no_error(visitor, world):
    address = reverse("device_specify", args=[world.device.pk])
    assert visitor.post(address, {"cpu": ""}).status_code == 302


def test_only_line_breaks_are_refused_in_a_box_of_one_line(db):
    """A scanned GS1 code contains separators that Python counts as line breaks."""
    assert CodeForm({"code": "0103\x1d21AB"}).is_valid()
    for text in ("a\nb", "a\rb", "a\u2028b"):
        assert CodeForm({"code": text}).errors["code"], repr(text)
