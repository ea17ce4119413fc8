"""The page about the person and the terms: input is kept, errors are shown."""

from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from core.models import Event
from loans.base import operations as base_operations
from loans.base.loan_terms import school_end
from loans.handovers.models import TICKS
from loans.handovers.steps import steps_of
from loans.models import Attachment, Briefing, Mandate
from tests.factories import OrganisationFactory


def post(visitor, page, loan, /, **values):
    return visitor.post(reverse(page, args=[loan.pk]), values)


def test_a_missing_training_answer_keeps_ticked_boxes_and_may_be_skipped(sign_in, counter, loan):
    """The button comes after the choices, so that its value counts if both are sent."""
    visitor = sign_in(counter)
    page = post(visitor, "loan_explained", loan, charge="on").content.decode()
    assert 'href="#briefing_training"' in page
    answer = post(visitor, "loan_explained", loan, charge="on", training="accepted")
    form = answer.context["form"]
    assert set(form.errors) == {"where", "outcome"}
    assert form["charge"].value()
    assert not Briefing.objects.exists()
    post(visitor, "loan_explained", loan, training="declined", where="Médiathèque")
    assert Briefing.objects.get().where == ""  # a field of another answer
    data = {"training": ["accepted", "not_asked"], "charge": "on"}
    answer = post(visitor, "loan_explained", loan, **data)
    assert answer.url == reverse("loan_terms", args=[loan.pk])
    briefing = Briefing.objects.get()
    assert (briefing.training, briefing.charge) == ("not_asked", True)
    post(visitor, "loan_explained", loan, training="declined", everything="on")
    assert Briefing.objects.get().explained == TICKS


def test_the_history_says_explained_only_if_something_was(unrendered, sign_in, counter, loan):
    visitor, events = sign_in(counter), Event.objects.about(loan)
    post(visitor, "loan_explained", loan, training="declined")
    assert list(events.filter(kind__in=["loan.explained", "loan.briefed"]).values_list("kind")) == [
        ("loan.briefed",)
    ]
    explained = steps_of(loan)[2]
    assert (explained.is_done, explained.todo) == (False, "")
    post(visitor, "loan_explained", loan, training="declined", charge="on")
    assert events.filter(kind="loan.explained").count() == 1


def test_the_mandatary_is_saved_on_the_page(sign_in, counter, loan):
    data = {"name": "Yann Le Du", "paper": "written", "seen_on": timezone.localdate().isoformat()}
    post(sign_in(counter), "loan_collector", loan, **data)
    assert Mandate.objects.of(loan).name == "Yann Le Du"
    post(sign_in(counter), "loan_collector_off", loan)
    assert Mandate.objects.of(loan) is None


def test_the_end_of_the_school_year_is_set_by_one_button_and_a_custom_date_is_kept(
    unrendered, sign_in, counter, loan
):
    visitor, day = sign_in(counter), timezone.localdate() + timedelta(days=40)
    post(visitor, "loan_terms", loan, kind="loan", until="school")
    loan.refresh_from_db()
    assert loan.due_on == school_end(timezone.localdate())
    post(visitor, "loan_terms", loan, kind="loan", until="fixed", due_on=day.isoformat())
    loan.refresh_from_db()
    assert loan.due_on == day


def test_another_employer_is_set_on_the_page(sign_in, counter, loan, person):
    person.kind = "staff"
    person.save()
    base_operations.set_recipient(loan, by=counter, recipient=person)
    employer = OrganisationFactory(approved=True, name="Mutuelle des Trois Rives")
    visitor = sign_in(counter)
    day = (timezone.localdate() + timedelta(days=40)).isoformat()
    data = {"kind": "loan", "until": "fixed", "due_on": day, "employer": employer.name}
    post(visitor, "loan_terms", loan, **data)
    loan.refresh_from_db()
    assert loan.employer == employer
    page = visitor.get(reverse("loan_terms", args=[loan.pk]))
    assert employer.name in page.content.decode()


def test_only_a_pdf_or_a_picture_is_attached_and_no_identity_paper(
    unrendered, sign_in, counter, loan
):
    visitor, pdf = sign_in(counter), b"%PDF-1.7 %%EOF"
    for kind, content, is_saved in (
        ("identity", pdf, False),
        ("school", b"MZ", False),
        ("school", pdf, True),
    ):
        paper = SimpleUploadedFile("a.pdf", content)
        answer = post(visitor, "loan_attach", loan, kind=kind, paper=paper)
        assert (
            is_saved
            or answer.context["attachment"].errors["kind" if kind == "identity" else "paper"]
        )
        assert Attachment.objects.exists() == is_saved, (kind, content)
