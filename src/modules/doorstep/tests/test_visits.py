"""Papers signed at the door: applied once, or kept as evidence and resolved."""

from base64 import b64encode
from datetime import timedelta
from hashlib import sha256

import pytest
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.html import escape

from core.models import Document, Event
from loans.agreements.operations.agreements import decline
from loans.base.lifecycle.agreements import WhyNotSigned
from loans.base.lifecycle.loans import AgreementStatus, Condition, ItemStatus, LoanStatus
from loans.models import Signature
from loans.returns.operations import take_back
from loans.returns.receipts import Return
from modules.doorstep.models import Visit
from modules.doorstep.operations import forget_evidence
from modules.doorstep.tests.phone import sealed, send, take
from people.models import Recipient, User
from tests.drawing import words_written
from tests.factories import LoanFactory, LoanItemFactory, UserFactory
from tests.law import write

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


@pytest.fixture
def client(sign_in, driver):
    return sign_in(driver)


@pytest.fixture
def paper(client, issued):
    """The agreement, on the phone."""
    return take(client, agreements=[issued]).json()["papers"][0]


def test_the_screens_of_a_paper_are_for_the_holder_of_the_password(client, issued, sign_in, site):
    assert take(client, agreements=[issued], password="1234").status_code == 400
    assert not Visit.objects.exists()
    paper = take(client, agreements=[issued]).json()["papers"][0]
    assert "Kerjean" in paper["screens"]
    visit = Visit.objects.get()
    assert visit.until - visit.at == timedelta(hours=24)
    again = take(client, agreements=[issued]).json()["papers"][0]  # the response was lost
    assert (again["id"], again["key"]) == (paper["id"], paper["key"])
    assert Event.objects.about(issued.loan).filter(kind="doorstep.prepared").count() == 2
    for number in range(8):
        take(client, agreements=[issued], password=f"{number}")
    assert take(client, agreements=[issued]).status_code == 400  # too many tries


def test_a_phone_takes_ten_papers_at_most_and_no_sale(client, issued, driver, site):
    loans = LoanFactory.create_batch(10, active=True, site=site)
    assert "10" in take(client, agreements=[issued], loans=loans).json()["words"]
    assert take(client, loans=loans).status_code == 200
    assert "10" in take(client, agreements=[issued]).json()["words"]
    assert take(client).status_code == 400
    Visit.objects.update(until=timezone.now())
    write(issued.loan, kind="gift", sale_price=20, paid_by="cash", due_on=None)
    assert take(client, agreements=[issued]).status_code == 400


def test_an_agreement_signed_at_the_door_is_applied_once(client, issued, paper, signature):
    """With the time at the door, by our clock; an answer sent again gets the first response."""
    Visit.objects.update(at=timezone.now() - timedelta(hours=3))
    at = timezone.now() - timedelta(hours=3)  # the clock of the phone is an hour late
    when = {"at": int(at.timestamp() * 1000), "offset": 3600}
    body = sealed(paper, fields={"signature": signature}, **when)
    assert send(client, body).json()["status"] == "done"
    assert send(client, body).json()["status"] == "done"
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.SIGNED
    assert abs(issued.signed_at - at - timedelta(hours=1)) < timedelta(seconds=5)
    assert Signature.objects.count() == 2  # the person, and the user for us
    assert issued.loan.items.get().status == ItemStatus.OPEN
    assert Event.objects.about(issued.loan).filter(kind="loan.signed").count() == 1


def test_a_name_is_typed_or_the_agreement_declined_with_its_reason(client, issued, paper):
    typed = sealed(paper, fields={"signature_name": "Awa Kerjean", "signature_typed": "on"})
    declined = sealed(paper, "declined", fields={"because": "think"})
    assert send(client, declined).json()["status"] == "done"
    for _time in range(2):  # another phone of the user had the same paper
        assert send(client, typed).json()["status"] == "open"
    issued.refresh_from_db()
    assert (issued.status, issued.declined_because) == ("declined", "think")
    assert not Signature.objects.exists()
    first, second = Visit.objects.order_by("pk")
    assert (first.outcome, second.outcome) == ("done", "open")
    assert "Awa Kerjean" in second.entered


@pytest.mark.parametrize("fault", ["hash", "cancelled", "late", "unsigned"])
def test_what_cannot_be_applied_is_kept_as_evidence_and_resolved(
    client, driver, issued, paper, signature, fault
):
    fields = {"signature": "" if fault == "unsigned" else signature}
    more = {"screens": "<p>Another text</p>"} if fault == "hash" else {}
    if fault == "cancelled":
        decline(issued, by=driver, because=WhyNotSigned.GONE)
    if fault == "late":
        Visit.objects.update(
            at=timezone.now() - timedelta(hours=26), until=timezone.now() - timedelta(hours=2)
        )
    shown = more.get("screens", paper["screens"])
    body = sealed(paper, fields=fields, **more)
    assert send(client, body).json()["status"] == "open"
    assert send(client, body).json()["status"] == "open"
    visit = Visit.objects.get()
    assert visit.evidence.read().startswith(b"%PDF-")
    assert Document.objects.filter(kind="door_evidence").count() == 1
    issued.refresh_from_db()
    assert issued.status != AgreementStatus.SIGNED
    assert escape(visit.why) in client.get(reverse("offline_list")).text
    assert client.get(reverse("doorstep_evidence", args=[visit.pk])).status_code == 200
    text = client.get(reverse("doorstep_shown", args=[visit.pk]))
    assert text.content.decode() == shown
    assert text["Content-Type"].startswith("text/plain")
    assert sha256(text.content).hexdigest() in words_written(visit.evidence.read())
    resolve = reverse("doorstep_resolve", args=[visit.pk])
    client.post(resolve, {"reason": ""})
    client.post(resolve, {"reason": "Signée au comptoir"})
    visit.refresh_from_db()
    assert (visit.outcome, visit.reason, visit.resolved_by) == (
        "resolved",
        "Signée au comptoir",
        driver,
    )
    forget_evidence(Recipient.objects.filter(pk=issued.loan.recipient_id))
    visit.refresh_from_db()
    assert visit.evidence.purged_at
    assert visit.shown.purged_at
    assert visit.entered == ""


def test_nobody_answers_the_paper_of_another(client, sign_in, issued, paper, signature, site):
    other = sign_in(UserFactory(counter=True, sites=[site]))
    body = sealed(paper, fields={"signature": signature})
    assert send(other, body).status_code == 404
    assert send(client, body | {"id": paper["id"] + 1}).status_code == 404
    forged = sealed(paper | {"key": "0" * 64}, fields={"signature": signature})
    assert send(client, forged).status_code == 400
    for nonsense in ({}, [], {"id": paper["id"]}, body | {"iv": "?"}):
        assert send(client, nonsense).status_code == 400
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.ISSUED


def test_an_answer_is_discarded_on_the_phone_for_a_recorded_reason(
    client, driver, issued, paper, signature
):
    body = sealed(paper, fields={"signature": signature})
    unreadable = body | {"data": b64encode(b"?" * 40).decode()}
    assert send(client, unreadable).status_code == 400
    discarded = unreadable | {"reason": "Signée sur la mauvaise ligne"}
    for _time in range(2):
        assert send(client, discarded).json()["status"] == "resolved"
    visit = Visit.objects.get()
    wanted = ("Signée sur la mauvaise ligne", driver)
    assert (visit.reason, visit.resolved_by) == wanted
    assert Event.objects.about(issued.loan).filter(kind="doorstep.discarded").count() == 1
    assert "Signée sur la mauvaise ligne" in client.get(issued.loan.get_absolute_url()).text
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.ISSUED


def test_the_evidence_shows_the_text_without_buttons_and_a_row_as_a_line(client, issued, paper):
    screens = "<p>Lu &amp;\n compris</p><table><tr><th>N°</th>\n<td>RB1</td></tr></table>"
    screens += "<select>\n<option>bon</option>\n<option>usé</option></select><button>Non</button>"
    send(client, sealed(paper, screens=screens))
    words = words_written(Visit.objects.get().evidence.read())
    for line in ("Lu & compris", "N° · RB1", "bon · usé"):
        assert line in words
    assert "Non" not in words.partition("bon · usé")[2]


def test_an_answer_that_arrived_is_not_discarded_any_more(client, issued, paper, signature):
    """The response was lost, so the phone did not know."""
    body = sealed(paper, fields={"signature": signature})
    assert send(client, body).json()["status"] == "done"
    assert send(client, body | {"reason": "Par erreur"}).json()["status"] == "done"
    assert Visit.objects.get().reason == ""


def test_the_answer_of_a_user_who_may_no_longer_sign_is_kept_as_evidence(
    sign_in, driver, issued, paper, signature
):
    User.objects.filter(pk=driver.pk).update(role="volunteer")
    driver.refresh_from_db()
    body = sealed(paper, fields={"signature": signature})
    assert send(sign_in(driver), body).json()["status"] == "open"
    assert Visit.objects.get().evidence
    issued.refresh_from_db()
    assert issued.status == AgreementStatus.ISSUED


def test_things_given_back_at_home_are_taken_back_once(client, site, signature):
    loan = LoanFactory(active=True, site=site)
    back, stays = (LoanItemFactory(open=True, loan=loan) for _ in range(2))
    page = client.get(reverse("doorstep_list"), {"back": [loan.number, "P00-0"]})
    assert f'name="loan" value="{loan.pk}"' in page.text
    assert "P00-0" in page.text
    paper = take(client, loans=[loan]).json()["papers"][0]
    fields = {"signature": signature, f"item_{back.pk}": "on"}
    fields |= {f"condition_{item.pk}": "worn" for item in (back, stays)}
    body = sealed(paper, fields=fields)
    for _time in range(2):
        assert send(client, body).json()["status"] == "done"
    back.refresh_from_db()
    stays.refresh_from_db()
    assert (back.status, back.condition, stays.status) == ("returned", "worn", "open")
    assert back.receipt.read().startswith(b"%PDF-")
    loan.refresh_from_db()
    assert loan.status == LoanStatus.ACTIVE


def test_everything_entered_for_a_return_that_cannot_be_applied_is_kept(client, driver, site):
    """An item came back at the desk meanwhile: neither it nor the others are applied in part."""
    loan = LoanFactory(active=True, site=site)
    gone, back, stays = (LoanItemFactory(open=True, loan=loan) for _ in range(3))
    cables = LoanItemFactory(open=True, of_accessories=True, loan=loan, quantity=5)
    paper = take(client, loans=[loan]).json()["papers"][0]
    receipt = b"%PDF-1.7"
    take_back(loan, by=driver, back=Return(devices={gone: Condition.GOOD}), receipt=receipt)
    fields = {"signature_name": "Awa Kerjean", "signature_typed": "on", "remark": "Chargeur fendu"}
    fields |= {f"item_{gone.pk}": "on", f"item_{back.pk}": "on", f"count_{cables.pk}": "4"}
    fields |= {f"condition_{gone.pk}": "broken", f"condition_{back.pk}": "worn"}
    fields |= {f"condition_{stays.pk}": "good", "csrfmiddlewaretoken": "-"}
    assert send(client, sealed(paper, fields=fields)).json()["status"] == "open"
    back.refresh_from_db()
    assert back.status == "open"
    visit = Visit.objects.get()
    page, pdf = client.get(reverse("offline_list")).text, words_written(visit.evidence.read())
    lines = visit.entered.splitlines()
    for line in lines:
        assert escape(line) in page
        assert " ".join(line.split()) in pdf
    for item, condition in ((gone, Condition.BROKEN), (back, Condition.WORN)):
        assert f"{item}\xa0: rendu, {condition.label}" in lines
    assert f"{stays}\xa0: non rendu, {Condition.GOOD.label}" in lines
    assert f"{cables}\xa0: 4" in lines
    assert any("Awa Kerjean" in line for line in lines)
    assert "remark\xa0: Chargeur fendu" in lines
    assert not any("csrf" in line for line in lines)


def test_the_reason_of_a_refusal_that_cannot_be_applied_is_kept(client, driver, issued, paper):
    decline(issued, by=driver, because=WhyNotSigned.GONE)
    body = sealed(paper, "declined", fields={"because": "think"})
    assert send(client, body).json()["status"] == "open"
    visit = Visit.objects.get()
    with translation.override("fr"):
        assert str(WhyNotSigned("think").label) in visit.entered
    assert " ".join(visit.entered.split()) in words_written(visit.evidence.read())
    assert escape(visit.entered) in client.get(reverse("offline_list")).text
