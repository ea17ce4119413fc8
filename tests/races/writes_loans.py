"""Pairs of raw writes for the guards of loans and related rows."""

from django.utils import timezone

from tests import factories as make
from tests.law import copy, write


def now():
    return timezone.now()


# Requests for loans, and returns of devices


def move_beside_message():
    message = make.RequestMessageFactory(answer=True)
    elsewhere = make.OrganisationFactory(approved=True)
    return (
        lambda: write(message.by, role="association", organisation=elsewhere),
        lambda: copy(message),
    )


def line_beside_end():
    line = make.ReturnLineFactory(undone=True)
    item = make.LoanItemFactory(open=True)
    return (
        lambda: copy(line, item_id=item.pk, status="waiting"),
        lambda: write(line.session, status="dropped"),
    )


def line_again_beside_end():
    line = make.ReturnLineFactory(undone=True)
    return lambda: write(line, status="waiting"), lambda: write(line.session, status="dropped")


# A device, its item and its loan


def item_beside_cancelling():
    loan, device = make.LoanFactory(), make.DeviceFactory(ready=True)
    like = make.LoanItemFactory(of_accessories=True)

    def reserve():
        copy(like, loan_id=loan.pk, device_id=device.pk, accessory_id=None)
        write(device, status="reserved")

    return reserve, lambda: write(loan, status="cancelled")


def hand_over_beside_loss():
    item = make.LoanItemFactory()

    def hand_over():
        write(item.loan, status="active", starts_on=timezone.localdate())
        write(item, status="open", opened_at=now())
        write(item.device, status="on_loan")

    def lose():
        write(item.device, status="lost")
        write(item, status="cancelled", ended_at=now())

    return hand_over, lose


def fewer_back_beside_replacing():
    gone = make.LoanItemFactory(of_accessories=True, quantity=2)
    write(gone, status="open", opened_at=now())
    write(gone, quantity_back=2)
    facts = {"follows_id": gone.pk, "quantity": 2}
    return lambda: write(gone, quantity_back=0), lambda: copy(gone, **facts, quantity_back=0)


LOAN_RACES = {
    "loans_requestmessage_writer": move_beside_message,
    "loans_returnsession_all_said": line_beside_end,
    "loans_returnsession_all_said: once more": line_again_beside_end,
    "loans_returnline_session_open: once more": lambda: line_again_beside_end()[::-1],
    "loans_device_as_its_item": item_beside_cancelling,
    "loans_item_left_ends_otherwise": hand_over_beside_loss,
    "loans_item_in_place": fewer_back_beside_replacing,
}
