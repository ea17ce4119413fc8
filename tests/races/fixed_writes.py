"""Guards without possible races: every write that would change the rows they read is refused."""

from datetime import timedelta

from tests import factories as make
from tests.law import delete, write


def becomes(row, **changes):
    return lambda: write(row, **changes)


def list_that_names_people():
    """A written list; before it is written, its rows are replaced together with the flag."""
    batch = make.ImportBatchFactory(applied=True)
    return [becomes(batch, names_people=not batch.names_people)]


def item_of_a_checklist(**flags):
    item = make.ChecklistItemFactory(**flags)
    return [
        becomes(item, value_kind="text"),
        becomes(item, proof="photo" if item.proof != "photo" else "file"),
        becomes(item, beyond="fault"),
        becomes(item, lowest=1, highest=2),
    ]


def answer():
    result, other = make.TestResultFactory(), make.ChecklistItemFactory()
    return [
        becomes(result.attempt, checklist=other.checklist),
        becomes(result.attempt, device=make.DeviceFactory()),
        becomes(result.item, checklist=other.checklist),
    ]


def device_entered_in_error():
    return [becomes(make.DeviceFactory(withdrawn=True), status="received")]


def erasure():
    proof = make.ErasureFactory()
    return [becomes(proof, result="failed"), becomes(proof, medium=make.MediumFactory())]


def arrival():
    device = make.DeviceFactory()
    return [becomes(device, received_at=device.received_at - timedelta(days=1))]


def repair():
    return [becomes(make.RepairFactory(), device=make.DeviceFactory())]


def organisation_of(*rows):
    other = make.OrganisationFactory(approved=True)
    return [becomes(row, organisation=other) for row in rows]


def agreement():
    signed = make.AgreementFactory(signed=True)
    return [becomes(signed, status="declined"), becomes(signed, loan=make.LoanFactory())]


def amendment():
    return [becomes(make.AmendmentFactory(), loan=make.LoanFactory())]


def item_of_a_loan():
    return [becomes(make.LoanItemFactory(), device=make.DeviceFactory())]


def device_of_an_item():
    """An open item implies that its device is out; ending the item writes the device first."""
    return [becomes(make.LoanItemFactory(open=True).device, status="lost")]


def follower():
    item = make.LoanItemFactory(transferred=True)
    [after] = item.followed_by.all()
    return [becomes(after, follows=None), lambda: delete(after)]


def change_of_keys():
    event = make.EventFactory(kind="voucherbatch.resealed")
    return [becomes(event, kind="voucherbatch.received"), lambda: delete(event)]


def signature():
    drawn = make.SignatureFactory(agreement__issued=True)
    return [becomes(drawn, role="ours"), lambda: delete(drawn)]


FIXED = {
    "inventory_importrow_word_for_word": list_that_names_people,
    "inventory_tag_stays": device_entered_in_error,
    "inventory_testresult_of_attempt": answer,
    "inventory_testresult_complete": item_of_a_checklist,
    "inventory_testresult_within": lambda: item_of_a_checklist(number=True),
    "inventory_medium_destroyed_recorded": erasure,
    "inventory_erasure_of_a_stay": arrival,
    "inventory_repairpart_of_another": repair,
    "loans_appointment_same_organisation": lambda: organisation_of(
        make.RequestFactory(), make.LoanFactory()
    ),
    "loans_loan_same_organisation": lambda: organisation_of(
        make.RecipientFactory(), make.RequestFactory()
    ),
    "loans_request_same_organisation": lambda: organisation_of(make.RecipientFactory()),
    "loans_request_origin_same_organisation": lambda: organisation_of(make.RequestGroupFactory()),
    "loans_request_own_convention": lambda: organisation_of(make.ConventionFactory()),
    "inventory_voucher_sealed": change_of_keys,
    "loans_agreement_signed_by_somebody": signature,
    "loans_amendment_same_loan": agreement,
    "loans_renewal_same_loan": amendment,
    "loans_incident_of_device": item_of_a_loan,
    "loans_item_outlives_device": device_of_an_item,
    "loans_item_passed_on": follower,
}
