"""Database rules of briefings, attachments and signatures of a hand-over."""

import pytest
from django.utils import timezone

from loans.base.lifecycle.agreements import (
    MandatePaper,
    Outcome,
    SignatureKind,
    SignerRole,
    TextFor,
    TextKind,
    Training,
    WhyNotSigned,
)
from tests.factories import (
    AgreementFactory,
    AgreementTextFactory,
    AttachmentFactory,
    BriefingFactory,
    CategoryFactory,
    LanguageFactory,
    LoanFactory,
    LoanTermFactory,
    MandateFactory,
    SignatureFactory,
    UserFactory,
)
from tests.law import copy, delete, refused, write

pytestmark = pytest.mark.django_db


def test_a_briefing_has_valid_answers():
    for of, values in (
        ({}, {"training": "eaten"}),
        ({"accepted": True}, {"outcome": "eaten"}),
    ):
        with refused("loans_briefing_training"):
            write(BriefingFactory(**of), **values)


def test_an_accepted_training_has_a_place_and_next_step():
    for values in ({"where": ""}, {"outcome": ""}, {"training": Training.DECLINED}):
        with refused("loans_briefing_accepted"):
            write(BriefingFactory(accepted=True), **values)


def test_a_briefing_is_not_deleted():
    with refused("loans_briefing_kept"):
        delete(BriefingFactory())


def test_a_mandate_has_a_valid_proof():
    with refused("loans_mandate_paper"):
        write(MandateFactory(), paper="eaten")


def test_an_aidants_connect_mandate_has_its_kind_of_proof():
    with refused("loans_mandate_aidants"):
        write(MandateFactory(), paper=MandatePaper.AIDANTS)


def test_a_mandate_has_a_name_until_anonymised():
    for values in ({"name": ""}, {"forgotten_at": timezone.now()}):
        with refused("loans_mandate_name"):
            write(MandateFactory(), **values)


def test_a_mandate_is_not_deleted():
    with refused("loans_mandate_kept"):
        delete(MandateFactory())


def test_a_proof_of_identity_is_no_attachment_kind():
    with refused("loans_attachment_kind"):
        write(AttachmentFactory(), kind="identity")


def test_an_attachment_row_is_not_deleted():
    with refused("loans_attachment_kept"):
        delete(AttachmentFactory())


def sold(**more):
    return LoanFactory(active=True, gift=True, sale_price=20, paid_by="cash", **more)


def test_a_sale_has_a_means_of_payment():
    with refused("loans_loan_paid_by"):
        write(LoanFactory(), paid_by="cash")
    with refused("loans_loan_paid_by"):
        write(sold(), paid_by="gold")


def test_a_loan_lasts_a_month_to_five_years():
    with refused("loans_loanterm_known"):
        write(LoanTermFactory(), months=61)


def test_a_signatory_signs_once():
    with refused("loans_signature_once"):
        copy(SignatureFactory())


def test_our_association_signs_by_a_user_and_a_signature_is_drawn_or_typed():
    for rule, values in (
        ("loans_signature_whose", {"role": SignerRole.OURS}),
        ("loans_signature_kind", {"sha256": ""}),
        ("loans_signature_kind", {"kind": SignatureKind.TYPED}),
    ):
        signature = SignatureFactory.build(agreement=AgreementFactory(issued=True), **values)
        with refused(rule):
            signature.save()


def test_only_our_associations_signature_has_a_user():
    signature = SignatureFactory.build(
        agreement=AgreementFactory(issued=True), user=UserFactory(counter=True)
    )
    with refused("loans_signature_whose"):
        signature.save()


def test_a_signature_never_changes():
    for act in (lambda row: write(row, sha256="1" * 64), delete):
        with refused("loans_signature_append_only"):
            act(SignatureFactory())


def test_only_a_declined_agreement_has_a_reason():
    with refused("loans_agreement_declined_because"):
        write(AgreementFactory(issued=True), declined_because=WhyNotSigned.THINK)
    with refused("loans_agreement_declined_because"):
        write(AgreementFactory(declined=True), declined_because="eaten")


def clauses(**more):
    facts = {"kind": TextKind.CATEGORY, "audience": TextFor.ANYBODY}
    return AgreementTextFactory(**facts | {"category": CategoryFactory()} | more)


def test_a_text_is_for_a_kind_or_for_a_category():
    for values in ({"category": None}, {"audience": TextFor.FAMILY}):
        with refused("loans_agreementtext_known"):
            clauses(**values)


def test_the_clauses_of_a_category_have_one_version_in_use():
    text = clauses()
    with refused("loans_agreementtext_category_one_current"):
        copy(text, version=text.version + 1)
    with refused("loans_agreementtext_category_version"):
        copy(text, is_current=False)


def test_a_language_has_a_valid_direction():
    with refused("people_language_direction"):
        write(LanguageFactory(), direction="up")


def test_french_is_not_a_second_language():
    with refused("people_language_not_ours"):
        LanguageFactory(code="fr")


def test_a_language_keeps_its_code_and_its_row():
    language = LanguageFactory()
    with refused("people_language_frozen"):
        write(language, code="zz")
    with refused("people_language_kept"):
        delete(language)


def test_outcomes_are_a_closed_list():
    assert set(Outcome.values) == {"booked", "will_call", "called_back"}
