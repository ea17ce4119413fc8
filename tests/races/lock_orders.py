"""Operations and the rows that they lock, in order, so that waiting ones hold no lock."""

from django.utils.timezone import now

from core.models import Sequence
from core.workflow.guards import FORGOTTEN
from inventory.exits import operations as inventory
from loans.aftercare.operations import incidents as incident_operations
from loans.aftercare.operations import loan_changes as loan_change_operations
from loans.agreements.operations import agreements as agreement_operations
from loans.allocation.operations import preparation as preparation_operations
from loans.allocation.operations import reservations as reservations_operations
from loans.base import operations as base_operations
from loans.models import Request
from loans.requests.operations import requests as request_operations
from loans.requests.operations.requests import Family
from loans.returns import operations as return_operations
from loans.returns.receipts import fingerprint, receipts_of
from tests import factories as make
from tests.law import copy, write


def of(**role):
    return make.UserFactory(**role)


def series(name):
    """Return the row of this year's sequence, which exists after the first number."""
    Sequence.objects.number_of_year(name, "X")
    return Sequence.objects.get(name__startswith=f"{name}:")


def preparing():
    line = make.RequestLineFactory(request__accepted=True, accepted=2)
    loan_request = line.request
    return (
        [loan_request.recipient, loan_request, series("loan")],
        lambda: preparation_operations.prepare_for(loan_request, by=of(counter=True)),
    )


def walking_in():
    person = make.RecipientFactory()
    facts = {"organisation": person.organisation, "site": make.SiteFactory(), "recipient": person}
    return [person, series("loan")], lambda: preparation_operations.prepare(
        by=of(counter=True), **facts
    )


def addressing():
    loan = make.LoanFactory()
    person = make.RecipientFactory(organisation=loan.organisation)
    by = of(counter=True)
    return [person, loan], lambda: base_operations.set_recipient(loan, by=by, recipient=person)


def signing():
    make.AgreementTextFactory()
    by, loan = of(counter=True), make.LoanFactory()
    reservations_operations.reserve(
        loan, by=by, devices=[make.DeviceFactory(ready=True, site=loan.site)]
    )
    make.BriefingFactory(loan=loan)
    agreement = agreement_operations.issue(loan, by=by)
    paper = {"scan": b"%PDF-", "content_type": "application/pdf"}
    return (
        [loan.recipient, loan, agreement],
        lambda: agreement_operations.sign_on_paper(agreement, by=by, **paper),
    )


def changing_a_request():
    line = make.RequestLineFactory(request__draft=True)
    lines = [make.RequestLineFactory.build(category=line.category)]
    by = of(coordinator=True)
    return (
        [line.request.recipient, line.request],
        lambda: request_operations.write_request(line.request, by=by, lines=lines),
    )


def asking_together():
    person = make.RecipientFactory()
    lines = [make.RequestLineFactory.build(category=make.CategoryFactory())]
    loan_request = Request(
        organisation=person.organisation, site=make.SiteFactory(), purpose="school"
    )
    facts = {"families": [Family(1, loan_request, lines, person)], "by": of(coordinator=True)}
    return (
        [person, series("requestgroup"), series("request")],
        lambda: request_operations.write_together(person.organisation, **facts),
    )


def passing_on():
    item, person = make.LoanItemFactory(open=True), make.RecipientFactory()
    facts = {"organisation": person.organisation, "recipient": person, "by": of(coordinator=True)}
    return (
        [person, item.loan, series("request"), series("loan")],
        lambda: loan_change_operations.transfer(item.loan, **facts),
    )


def swapping():
    item, by = make.LoanItemFactory(open=True), of(counter=True)
    spare = make.DeviceFactory(ready=True, category=item.device.category)
    facts = {"device": spare, "fault": make.FaultTypeFactory(), "note": "dark", "override": True}
    return (
        [item.loan.recipient, item.loan, item, spare],
        lambda: loan_change_operations.swap(item, by=by, **facts),
    )


def finishing_a_return():
    by = of(counter=True, sites=[make.SiteFactory()])
    item = make.LoanItemFactory(open=True)
    [line] = return_operations.put_in_return([item], by=by)
    return_operations.record_return_condition(
        line, by=by, condition="good", has_charger=True, note="scratched"
    )
    receipts = receipts_of(line.session)
    shown = {"shown": fingerprint(receipts), "pdfs": [b"%PDF-"] * len(receipts)}
    return (
        [item.loan.recipient, line.session, item.loan, item.device],
        lambda: return_operations.finish_return(line.session, by=by, **shown),
    )


def attaching_a_complaint():
    theft, by = make.IncidentFactory(theft=True), of(coordinator=True)
    paper = {"scan": b"%PDF-", "content_type": "application/pdf"}
    return (
        [theft.item.loan, theft],
        lambda: incident_operations.attach_complaint(theft, by=by, **paper),
    )


def retiring_into_a_batch():
    batch = make.ExitBatchFactory()
    device = make.DeviceFactory(refurbishing=True, erased=True, site=batch.site)
    by = of(coordinator=True, sites=[batch.site])
    return (
        [batch, device],
        lambda: inventory.retire_into_exit(batch, by=by, devices=[device]),
    )


def recording_an_erasure():
    erasure = make.ErasureFactory()
    return [erasure.medium.device, erasure.medium], lambda: copy(erasure)


ORDERS = {
    "a request is prepared": preparing,
    "a walk-in is prepared": walking_in,
    "a loan is for somebody": addressing,
    "an agreement is signed": signing,
    "a request is changed": changing_a_request,
    "families are loan_request for together": asking_together,
    "a loan is passed on": passing_on,
    "a device is swapped": swapping,
    "a return is finished": finishing_a_return,
    "a complaint is attached": attaching_a_complaint,
    "what is retired goes into a batch": retiring_into_a_batch,
    "an erasure is written": recording_an_erasure,
}


def step_of_a_phone():
    one, two = (
        make.DeviceFactory(imei="352099001761481"),
        make.DeviceFactory(imei="357921080123456"),
    )
    return lambda: write(one, status="quarantined"), lambda: write(two, status="quarantined")


def note_forgotten():
    call = make.FollowUpFactory(done_at=now(), result="works", by=of(), note="moved")
    return lambda: write(call.loan.recipient, town="Brest"), lambda: write(call, note=FORGOTTEN)


def request_written_again():
    request = make.RequestFactory(draft=True)
    same = {"recipient_id": request.recipient_id}
    return lambda: write(request.recipient, town="Brest"), lambda: write(request, **same)


APART = {
    "a step of a phone and of another": step_of_a_phone,
    "a note that is forgotten and its person": note_forgotten,
    "a request of the same person and them": request_written_again,
}
