"""SIM cards: their numbers, devices and holders."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from core.models import Event
from core.workflow.lifecycle import Refused
from inventory.devices.identifiers import clean_iccid, clean_number, is_sound_iccid
from inventory.models import Voucher
from inventory.vouchers.encryption import decrypt
from inventory.vouchers.operations import vouchers
from people.models import User
from people.privacy.operations import anonymise
from tests.cases import level_of, tried
from tests.factories import DeviceFactory, RecipientFactory, VoucherFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

GOOD, LONG, DOUBTFUL = "8933100000000000011", "89331000000000000128", "8933100000000000012"


def test_an_iccid_is_stored_as_its_digits():
    for typed, stored in (
        (GOOD, GOOD),
        ("8933 1000 0000 0000 011", GOOD),
        (f"{GOOD}F", GOOD),
        (f"{GOOD}f", GOOD),
        (LONG, LONG),
        ("", None),
        ("N/A", None),
    ):
        assert clean_iccid(typed) == stored
    for typed in ("ABC", "123", "8" * 23, "89331000O00000000011"):
        with pytest.raises(ValueError, match=typed):
            clean_iccid(typed)


def test_the_iccid_check_digit_is_accepted_for_19_and_20_digits():
    sound = {GOOD: True, LONG: True, f"{GOOD}7": True, DOUBTFUL: False, "1" * 19: False}
    assert {digits: is_sound_iccid(digits) for digits in sound} == sound


def test_a_phone_number_is_stored_in_international_format():
    for typed, stored in (
        ("06 39 98 43 21", "+33639984321"),
        ("639984321", "+33639984321"),
        ("33639984321", "+33639984321"),
        ("+33 (0)6 39 98 43 21", "+33639984321"),
        ("0033639984321", "+33639984321"),
        ("+44 7700 900123", "+447700900123"),
        ("", None),
    ):
        assert clean_number(typed) == stored
    for typed in ("ABC", "0639", "01 99 00 12 34 56", "1" * 16):
        with pytest.raises(ValueError):  # noqa: PT011  (it repeats no number)
            clean_number(typed)


@pytest.fixture
def card(site):
    return VoucherFactory(sim=True, batch__site=site, iccid=GOOD, number="+33639984321")


@pytest.fixture
def phone(site):
    return DeviceFactory(ready=True, site=site, category__has_imei=True)


def kinds(row):
    return [event.kind for event in Event.objects.about(row)]


def test_a_card_is_put_in_a_phone_moved_and_taken_out(card, phone, technician, site):
    other = DeviceFactory(refurbishing=True, site=site)
    vouchers.put_sim(phone, by=technician, voucher=card)
    assert list(phone.sims.all()) == [card]
    vouchers.put_sim(other, by=technician, voucher=card)
    assert list(phone.sims.all()) == []
    vouchers.take_sim_out(card, by=technician)
    card.refresh_from_db()
    assert card.device is None
    assert kinds(card) == ["voucher.taken_out", "voucher.swapped", "voucher.assigned"]
    assert [kind for kind in kinds(phone) if "sim" in kind] == ["device.sim_out", "device.sim_in"]
    text = str([event.data for event in Event.objects.all()])
    assert GOOD not in text
    assert "639984321" not in text
    with pytest.raises(Refused, match="is not in a device"):
        vouchers.take_sim_out(card, by=technician)


def test_a_card_is_put_only_in_allowed_devices(site, technician):
    for card_state, device_state in (
        ("in_stock", "on_loan"),
        ("in_stock", "retired"),
        ("handed_out", "ready"),
        ("consigned", "ready"),
        ("lost", "ready"),
        ("cancelled", "ready"),
        ("expired", "ready"),
    ):
        card = VoucherFactory(sim=True, batch__site=site, **{card_state: True})
        device = DeviceFactory(site=site, **{device_state: True})
        with pytest.raises(Refused):
            vouchers.put_sim(device, by=technician, voucher=card)
        card.refresh_from_db()
        assert card.device is None, (card_state, device_state)


def test_paper_vouchers_and_cards_of_other_sites_are_not_put_in_devices(phone, technician):
    with pytest.raises(Refused, match="a code on paper"):
        vouchers.put_sim(phone, by=technician, voucher=VoucherFactory(batch__site=phone.site))
    with pytest.raises(Refused, match="not at the site of this card"):
        vouchers.put_sim(phone, by=technician, voucher=VoucherFactory(sim=True))


def test_a_handed_out_card_is_put_in_the_phone_of_its_family(technician, site):
    card = VoucherFactory(sim=True, handed_out=True, batch__site=site)
    device = DeviceFactory(on_loan=True, site=site)
    vouchers.put_sim(device, by=technician, voucher=card)
    assert list(device.sims.all()) == [card]


def test_the_bench_puts_a_card_in_by_its_number_and_sees_no_phone_number(
    sign_in, technician, phone, card
):
    visitor = sign_in(technician)
    visitor.post(reverse("device_sim", args=[phone.pk]), {"code": GOOD[:-1]})
    page = visitor.get(phone.get_absolute_url()).content.decode()
    assert GOOD in page
    assert "639984321" not in page
    assert f'href="{card.get_absolute_url()}"' not in page
    visitor.post(reverse("sim_out", args=[card.pk]))
    assert GOOD not in visitor.get(phone.get_absolute_url()).content.decode()


def test_the_bench_shows_a_card_that_came_back(sign_in, technician, site, card):
    device = DeviceFactory(site=site, category__has_imei=True)
    person = RecipientFactory()
    Voucher.objects.filter(pk=card.pk).update(status="reserved")
    Voucher.objects.filter(pk=card.pk).update(
        status="handed_out", handed_out_at=timezone.now(), recipient=person, device=device
    )
    technician.language = "en"
    technician.save()
    page = sign_in(technician).get(device.get_absolute_url()).content.decode()
    assert "This card was handed over with this device: take it out." in page
    assert person.last_name not in page


def test_an_unknown_card_is_refused_with_a_message(sign_in, technician, phone):
    for code in ("", "8933", "89331000000000000999"):
        with tried(code):
            path = reverse("device_sim", args=[phone.pk])
            answer = sign_in(technician).post(path, {"code": code})
            assert level_of(answer) == "danger"


def test_a_card_shows_its_phone_its_number_and_its_holder_to_the_counter(
    sign_in, counter, site, phone
):
    person = RecipientFactory()
    card = VoucherFactory(
        sim=True,
        handed_out=True,
        recipient=person,
        device=phone,
        batch__site=site,
        number="+33639984321",
    )
    page = sign_in(counter).get(card.get_absolute_url()).content.decode()
    assert phone.get_absolute_url() in page
    assert person.get_absolute_url() in page
    assert "+33639984321" in page


def test_a_phone_number_is_recorded_and_anonymised_with_its_family(counter, coordinator, site):
    card = VoucherFactory(sim=True, handed_out=True, batch__site=site)
    vouchers.note_phone_number(card, by=counter, number="06 39 98 43 21")
    card.refresh_from_db()
    assert decrypt(card.number_encrypted) == "+33639984321"
    assert b"639984321" not in bytes(card.number_encrypted)
    with pytest.raises(Refused, match="not a phone number"):
        vouchers.note_phone_number(card, by=counter, number="no")
    other = VoucherFactory(sim=True, handed_out=True, number="+33639984321")
    anonymise([card.recipient], by=coordinator)
    for row, has_number in ((card, False), (other, True)):
        row.refresh_from_db()
        assert bool(row.number_encrypted) == has_number


def test_activating_starts_the_credit_and_never_outlasts_the_card(counter, site):
    today = timezone.localdate()
    card = VoucherFactory(
        sim=True,
        handed_out=True,
        batch__site=site,
        activate_by=today + timedelta(60),
        valid_until=today + timedelta(90),
    )
    product = card.batch.product
    product.valid_days = 30
    product.save()
    card.activate_by, card.valid_until = date(2026, 12, 25), date(2027, 2, 23)
    with translation.override("fr"):
        assert card.days_in_words == (
            "à activer avant le 25 décembre 2026\N{NO-BREAK SPACE}; "
            "fonctionne jusqu’au 24 janvier 2027 au plus tard"
        )
    card.refresh_from_db()
    with pytest.raises(Refused, match="This date is in the future"):
        vouchers.activate_voucher(card, by=counter, on=today + timedelta(1))
    with pytest.raises(Refused, match="The hand-over had not taken place yet on that day"):
        vouchers.activate_voucher(card, by=counter, on=today - timedelta(1))
    vouchers.activate_voucher(card, by=counter)
    assert (card.activated_on, card.valid_until) == (today, today + timedelta(30))
    later = today + timedelta(31)
    assert vouchers.expire_vouchers(by=User.objects.system(), today=later) == 1
    card.refresh_from_db()
    assert card.status == "expired"
