"""Kiosk mode: a screen turned to a person shows only their page until it is given back."""

import base64
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image, ImageDraw

from loans.agreements.operations.texts import write_text
from loans.allocation.operations.reservations import reserve
from loans.base.lifecycle.loans import AgreementStatus
from loans.base.papers import changes_since
from loans.models import Agreement
from people.accounts.kiosk import LOCK, PIN
from tests.factories import DeviceFactory, LoanItemFactory
from tests.loans.conftest import drawing

pytestmark = pytest.mark.django_db


@pytest.fixture
def path(issued):
    return reverse("agreement_sign", args=[issued.pk])


@pytest.fixture
def visitor(sign_in, counter):
    counter.language = "en"
    counter.set_password("correct horse battery")
    counter.save()
    return sign_in(counter)


def turn(visitor, path, pin="1234"):
    return visitor.post(path, {"turn": "1", "pin": pin})


def test_kiosk_mode_shows_the_agreement_and_blocks_all_other_addresses(
    visitor, path, device, issued
):
    turn(visitor, path)
    page = visitor.get(path).content.decode()
    assert device.asset_tag in page
    assert page.count("<a ") == 1  # the link to give it back
    assert 'href="/unlock/"' in page
    for name in ("home", "loan_list", "recipient_list", "find", "profile"):
        assert visitor.get(reverse(name)).url == reverse("unlock"), name
        assert visitor.post(reverse(name)).url == reverse("unlock"), name
    public = visitor.get(reverse("agreement_check", args=[issued.token]))
    assert public.url == reverse("unlock")
    script = visitor.get(reverse("loan_list"), headers={"HX-Request": "true"})
    assert script.headers["HX-Redirect"] == reverse("unlock")


def test_after_signing_kiosk_mode_is_left_and_the_hand_over_continues(visitor, path, issued):
    turn(visitor, path)
    answer = visitor.post(path, {"signature": drawing()})
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.SIGNED
    assert answer.url == reverse("unlock")
    thanks = visitor.get(answer.url).content.decode()
    assert "Merci, c’est signé" in thanks  # in the signatory's language
    assert visitor.get(reverse("loan_detail", args=[issued.loan_id])).url == reverse("unlock")
    on = visitor.post(answer.url, {"secret": "1234"})
    assert on.url == reverse("loan_signed", args=[issued.loan_id])
    assert visitor.get(on.url).status_code == 200


def test_an_outdated_agreement_says_what_changed_and_is_made_again_with_one_button(
    visitor, path, issued, person, site, counter
):
    late = DeviceFactory(ready=True, site=site)
    reserve(issued.loan, by=counter, devices=[late])
    for name in ("loan_what", "loan_recipient", "agreement_issue"):
        page = visitor.get(reverse(name, args=[issued.loan_id])).text
        assert f"The agreement {issued} has already been shown: it must be created again." in page
    staff = visitor.get(path)
    assert staff.context["changes"] == [f"added: {late.asset_tag}"]
    assert "data-signature" not in staff.content.decode()
    turn(visitor, path)
    assert LOCK not in visitor.session
    visitor.post(path, {"reissue": "1"})
    second = Agreement.objects.get(status=AgreementStatus.ISSUED)
    assert second.number != issued.number

    turn(visitor, second.sign_url)
    person.last_name = "Le Goff"
    person.save()
    sent = visitor.post(
        second.sign_url, {"signature": drawing()}, headers={"X-Sent-By-Script": "1"}
    )
    assert sent.json() == {"go": second.sign_url}
    shown = visitor.get(second.sign_url)
    assert shown.context["changes"] == ["la personne ou le signataire"]
    answer = visitor.post(second.sign_url, {"reissue": "1"}, follow=True)
    third = Agreement.objects.get(status=AgreementStatus.ISSUED)
    assert answer.redirect_chain == [(third.sign_url, 302)]
    assert "Le Goff" in answer.content.decode()
    visitor.post(third.sign_url, {"signature": drawing()})
    assert Agreement.objects.get(status=AgreementStatus.SIGNED) == third


def test_a_new_text_and_a_new_return_date_make_an_agreement_outdated(english, issued, coordinator):
    write_text(by=coordinator, base=issued.text, body="## Objet\n\nNouveau")
    assert changes_since(issued) == ["the text"]
    issued.loan.due_on += timedelta(days=30)
    assert changes_since(issued) == ["the return date or the price", "the text"]


def test_the_pin_is_chosen_once_per_session_and_hashed(visitor, path):
    turn(visitor, path)
    assert "1234" not in visitor.session[PIN]
    assert visitor.post(reverse("unlock"), {"secret": "1234"}).url == path
    page = visitor.get(path).content
    assert b'name="pin"' not in page
    assert b"data-signature" not in page
    turn(visitor, path, pin="9999")
    visitor.post(reverse("unlock"), {"secret": "9999"})
    assert LOCK in visitor.session
    visitor.post(reverse("unlock"), {"secret": "1234"})
    assert LOCK not in visitor.session


def test_a_pin_has_four_digits_and_without_one_the_password_unlocks(visitor, path):
    assert visitor.get(reverse("unlock")).url == reverse("home")  # the screen is not locked
    for pin in ("12", "12345", "abcd"):
        assert "The PIN must have 4 digits." in turn(visitor, path, pin).content.decode(), pin
        assert LOCK not in visitor.session, pin
    turn(visitor, path, pin="")
    visitor.post(reverse("unlock"), {"secret": "wrong"})
    assert LOCK in visitor.session
    visitor.post(reverse("unlock"), {"secret": "correct horse battery"})
    assert LOCK not in visitor.session


def test_five_wrong_pins_in_any_tabs_sign_the_user_out(unrendered, visitor, path):
    turn(visitor, path)
    other_tab = Client()
    other_tab.cookies = visitor.cookies.copy()
    for tab in [visitor, other_tab] * 2 + [visitor]:
        assert tab.post(reverse("unlock"), {"secret": "0000"}).status_code == 200
    answer = visitor.post(reverse("unlock"), {"secret": "1234"})
    assert answer.url == reverse("account_login")
    assert "_auth_user_id" not in visitor.session


def uri(draw):
    image = Image.new("RGBA", (900, 300))
    draw(ImageDraw.Draw(image))
    png = io.BytesIO()
    image.save(png, "PNG")
    return "data:image/png;base64," + base64.b64encode(png.getvalue()).decode()


def test_signature_errors_are_in_the_language_of_the_signatory(visitor, path, issued):
    turn(visitor, path)
    for drawn, sentence in (
        ("", "saisissez le nom et cochez"),
        (uri(lambda pen: pen.ellipse([400, 100, 440, 140], fill="black")), "trop petite"),
        (uri(lambda pen: pen.line([10, 10, 60, 20], fill="black", width=5)), "trop petite"),
    ):
        answer = visitor.post(path, {"signature": drawn}, headers={"X-Sent-By-Script": "1"})
        assert sentence in answer.json()["errors"][0]
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.ISSUED


def test_a_return_is_signed_in_kiosk_mode(unrendered, visitor, site):
    item = LoanItemFactory(open=True, loan__site=site, device__site=site)
    visitor.post(reverse("return_put"), {"code": item.device.asset_tag})
    path = reverse("return_finish")
    turn(visitor, path)
    page = visitor.get(path)
    shown = page.context["form"]["shown"].value()
    assert visitor.get(reverse("return_scan")).url == reverse("unlock")
    done = visitor.post(path, {"shown": shown, "signature": drawing()})
    assert done.url == reverse("unlock")
    item.refresh_from_db()
    back = visitor.post(done.url, {"secret": "1234"}).url
    assert back.startswith("/returns/")
    *_scans, shown = map(str, visitor.get(back).context["messages"])
    # in the language of the user, English
    assert shown == "Return recorded. The devices must now be checked and erased."
    assert item.receipt_id
