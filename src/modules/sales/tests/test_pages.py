"""Pages of sales: terms of sales, the price at a hand-over, receipts."""

from decimal import Decimal

import pypdfium2
import pytest
from django.urls import reverse

from core.models import Identity
from loans.base.loan_terms import after_months
from loans.models import LoanItem, Rules
from loans.privacy.operations import erase_recipient
from modules.sales.models import SaleReceipt, SaleTerms
from modules.sales.papers import prices_of, terms_on_papers
from modules.sales.tests.factories import SaleReceiptFactory, SaleTermsFactory
from tests.factories import AgreementFactory, DocumentFactory, LoanFactory, RecipientFactory
from tests.law import write
from tests.loans.privacy.test_last_contact import TODAY, loan_of
from tests.modules import use


@pytest.fixture(autouse=True)
def terms(db):
    yield SaleTermsFactory()
    SaleTerms.clear_cache()


def post(visitor, page, loan, /, **values):
    return visitor.post(reverse(page, args=[loan.pk]), values)


def text_of(pdf):
    with pypdfium2.PdfDocument(pdf) as paper:
        return " ".join(page.get_textpage().get_text_range() for page in paper)


def test_a_sale_is_entered_on_the_page_once_they_are_switched_on(
    unrendered, sign_in, counter, loan
):
    visitor = sign_in(counter)
    use()
    refused = post(visitor, "loan_terms", loan, kind="sale", sale_price="12")
    assert refused.context["form"].errors["kind"]
    use("sales")
    missing = post(visitor, "loan_terms", loan, kind="sale")
    assert missing.context["form"].errors["sale_price"]
    unpaid = post(visitor, "loan_terms", loan, kind="sale", sale_price="12")
    assert unpaid.context["form"].errors["paid_by"]
    data = {"kind": "sale", "sale_price": "12", "paid_by": "cash"}
    post(visitor, "loan_terms", loan, **data)
    Rules.clear_cache()
    loan.refresh_from_db()
    assert (loan.kind, loan.sale_price, loan.paid_by) == ("gift", 12, "cash")


def test_the_receipt_of_a_sale_is_drawn_once(sign_in, counter, site, organisation):
    loan = LoanFactory(
        active=True,
        gift=True,
        sale_price=20,
        paid_by="card",
        site=site,
        organisation=organisation,
        recipient=None,
    )
    receipt = SaleReceiptFactory(loan=loan)
    visitor = sign_in(counter)
    answers = [visitor.get(reverse("sale_receipt_file", args=[receipt.pk])) for _time in range(2)]
    assert answers[0].content == answers[1].content
    assert answers[0].content.startswith(b"%PDF-")
    receipt.refresh_from_db()
    assert receipt.document is not None
    text = text_of(answers[0].content)
    for part in ("Par carte", "Remis sous le n°", "article 293 B"):
        assert part in text


def test_a_coordinator_cancels_a_receipt_and_prints_the_counter_document(sign_in, coordinator):
    receipt = SaleReceiptFactory(loan__recipient=None)
    visitor = sign_in(coordinator)
    post(visitor, "sale_receipt_cancel", receipt, why="")
    assert not SaleReceipt.objects.exclude(cancels=None).exists()
    post(visitor, "sale_receipt_cancel", receipt, why="refunded")
    counter = receipt.cancelled_by
    paper = visitor.get(reverse("sale_receipt_file", args=[counter.pk]))
    text = text_of(paper.content)
    assert str(counter) in text
    assert f"Le reçu {receipt} est annulé" in text
    post(visitor, "sale_receipt_again", receipt.loan, paid_by="cheque")
    assert receipt.loan.sale_receipts.standing().get().paid_by == "cheque"


def test_a_sale_is_called_one_and_offers_its_receipt(sign_in, counter, site):
    visitor = sign_in(counter)
    sale = LoanFactory(
        active=True, site=site, kind="gift", due_on=None, sale_price=20, paid_by="cash"
    )
    AgreementFactory(signed=True, loan=sale)
    receipt = SaleReceiptFactory(loan=sale)
    page = visitor.get(reverse("loan_signed", args=[sale.pk])).content.decode()
    assert reverse("sale_receipt_file", args=[receipt.pk]) in page
    assert "Vente signée" in page
    assert "Vente" in visitor.get(sale.get_absolute_url()).content.decode()


def test_an_administrator_enters_the_mediator_and_the_vat(sign_in, admin, english):
    admin.language = "en"
    admin.save()
    visitor, page = sign_in(admin), reverse("sale_terms_edit")
    nothing = visitor.post(page, {"vat": "non_profit"})
    assert "Enter the consumer mediator" in nothing.content.decode()
    both = {"mediator_name": "CM2C", "no_mediator_because": "conseil", "vat": "franchise"}
    assert "Enter either the mediator" in visitor.post(page, both).content.decode()
    rate = {"mediator_name": "CM2C", "mediator_address": "Paris, cm2c.net", "vat": "subject"}
    assert "Enter the rate" in visitor.post(page, rate).content.decode()
    visitor.post(page, rate | {"vat_rate": "20"})
    SaleTerms.clear_cache()
    values = terms_on_papers()
    assert values["mediator"].endswith("free of charge: CM2C, Paris, cm2c.net.")
    assert values["vat_mention"] == "VAT of 20 % is included."
    visitor.post(page, {"no_mediator_because": "conseil du 3 mai.", "vat": "non_profit"})
    SaleTerms.clear_cache()
    values = terms_on_papers()
    assert values["mediator"].endswith("not subject to mediation because conseil du 3 mai.")
    assert "article 261, 7-1°" in values["vat_mention"]


def test_sales_are_switched_on_only_with_a_mediator_or_a_stated_reason(sign_in, admin):
    use("kits")
    SaleTerms.objects.update(mediator_name="", mediator_address="")
    SaleTerms.clear_cache()
    visitor, page = sign_in(admin), reverse("modules_edit")
    ticks = {"kits": "on", "sales": "on", "vouchers": "on"}

    refused = visitor.post(page, ticks)
    form = refused.context["form"]
    assert "Conditions des ventes" in " ".join(form.errors["sales"])
    assert all(form[name].value() for name in ticks)
    assert Identity.load().module_keys == {"kits"}

    terms = {"no_mediator_because": "conseil du 3 mai", "vat": "non_profit"}
    assert visitor.post(reverse("sale_terms_edit"), terms).status_code == 302
    SaleTerms.clear_cache()
    assert visitor.post(page, ticks).status_code == 302
    assert Identity.load().module_keys == set(ticks)


def test_the_prices_of_the_items_add_up_to_the_amount():
    devices = [LoanItem(pk=pk, device_id=pk) for pk in (1, 2, 3)]
    receipt = SaleReceipt(amount=Decimal(20))
    prices = prices_of(receipt, [*devices, LoanItem(pk=4, accessory_id=1, quantity=1)])
    assert prices == {1: Decimal("6.67"), 2: Decimal("6.67"), 3: Decimal("6.66")}
    assert prices_of(receipt, [LoanItem(pk=5, accessory_id=1, quantity=1)]) == {5: Decimal(20)}


def test_a_receipt_is_kept_ten_years_after_the_person_is_anonymised(coordinator):
    person = RecipientFactory()
    facts = {"gift": True, "active": True, "sale_price": 20, "due_on": None, "paid_by": "cash"}
    loan = loan_of(person, closed=False, **facts)
    receipt = SaleReceiptFactory(loan=loan, document=DocumentFactory()).document
    write(loan, starts_on=TODAY)
    erase_recipient(person, by=coordinator)
    receipt.refresh_from_db()
    assert receipt.kept_until == after_months(TODAY, 120)
