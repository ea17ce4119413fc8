"""Terms of a hand-over: the due date, a gift, a sale, another employer."""

from datetime import date, timedelta

from django.utils import timezone

from loans.base import operations as base_operations
from loans.base.lifecycle.agreements import TextKind
from loans.base.lifecycle.loans import LoanKind, Purpose
from loans.base.loan_terms import after_months, school_end, usual_end
from loans.base.papers import kind_of
from loans.handovers import operations as handover_operations
from loans.handovers.forms import TermsForm
from tests.factories import (
    LoanTermFactory,
    OrganisationFactory,
)


def test_the_end_of_school_is_in_this_or_the_next_year(db):
    assert school_end(date(2026, 1, 10)) == date(2026, 7, 4)
    assert school_end(date(2026, 6, 20)) == date(2027, 7, 4)
    assert school_end(date(2026, 9, 1)) == date(2027, 7, 4)


def test_a_purpose_has_its_default_duration(db):
    LoanTermFactory(purpose=Purpose.JOB, months=6)
    LoanTermFactory(purpose=Purpose.SCHOOL, months=None)
    today = date(2026, 8, 31)
    assert usual_end(Purpose.JOB, today) == date(2027, 2, 28)
    assert usual_end(Purpose.SCHOOL, today) == date(2027, 7, 4)
    assert usual_end(Purpose.ONLINE, today) == date(2027, 8, 31)


def test_adding_months_stays_within_the_month():
    for day, months, end in (
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 15), 12, date(2027, 12, 15)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
    ):
        assert after_months(day, months) == end


def test_another_employer_makes_a_three_party_agreement_but_a_family_has_none(
    loan, counter, person
):
    employer = OrganisationFactory(approved=True)
    terms = {"kind": LoanKind.LOAN, "due_on": loan.due_on, "employer": employer}
    handover_operations.set_terms(loan, by=counter, **terms)
    assert loan.employer is None
    person.kind = "staff"
    person.save()
    base_operations.set_recipient(loan, by=counter, recipient=person)
    handover_operations.set_terms(loan, by=counter, **terms)
    assert kind_of(loan) == TextKind.THREE_PARTY


def test_a_day_that_nobody_chose_is_the_usual_day_of_today(loan):
    today = timezone.localdate()
    loan.request = None
    loan.created_at -= timedelta(days=9)
    loan.due_on = usual_end("", today - timedelta(days=9))
    form = TermsForm(loan=loan)
    assert form["until"].value() == "usual"
    assert usual_end("", today) in {day for way, _words, day in form.days if way == "usual"}
    loan.due_on = today + timedelta(days=40)
    form = TermsForm(loan=loan)
    assert form["until"].value() == "fixed"
    assert form.fields["until"].choices[-1][1] == "le jour déjà noté, ou un autre"
