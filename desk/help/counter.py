"""Help for the counter: hand-overs, loans, returns, appointments, vouchers."""

from django.utils.translation import gettext_lazy as _

from desk.help.topic import Topic
from people.roles import Role

TOPICS = (
    Topic(
        "handover",
        _("Hand over"),
        (
            _(
                "Scan in any order: devices, vouchers, accessories, the code of the request or of"
                " the referral slip."
            ),
            _(
                "Tick what you explained with the person, and say what came of the offer of"
                " training."
            ),
            _("A proof is seen, ticked and dated: keep no copy."),
            _(
                "Then one signature for all. What is not handed over today stays open on the"
                " request."
            ),
        ),
        pages="loan_new loan_hand_over loan_recipient loan_arrange request_hand_over",
        least=Role.COUNTER,
    ),
    Topic(
        "signing",
        _("Sign and check"),
        (
            _(
                "Turn the screen: the person reads the essential in large letters, in their"
                " language, and signs with a finger."
            ),
            _("On paper? Print, have it signed, then send the scan: the result is the same."),
            _("Nothing changes after a signature. A change is an amendment, signed in its turn."),
        ),
        pages="agreement_sign amendment_sign",
        least=Role.COUNTER,
    ),
    Topic(
        "genuine",
        _("Is this paper genuine?"),
        (
            _(
                "The code printed on an agreement leads here. The page says only whether that"
                " very paper is genuine."
            ),
            _("You may compare your file: it is read, compared, and not kept."),
        ),
        pages="agreement_check",
        least=Role.VOLUNTEER,
        for_associations=True,
    ),
    Topic(
        "loans",
        _("Follow a loan"),
        (
            _(
                "One page holds all of a loan: what was lent, until when, its papers, what"
                " happened since."
            ),
            _(
                "Swap, renew, report, take back: each act is a button here, and prints its own"
                " paper."
            ),
        ),
        pages="loan_list loan_detail",
        least=Role.VOLUNTEER,
        for_associations=True,
    ),
    Topic(
        "changes",
        _("Swap, renew, transfer"),
        (
            _(
                "A device that fails is swapped on the same agreement: scan its replacement,"
                " print the amendment."
            ),
            _("A renewal is asked for, then agreed or refused, with a reason that is sent."),
        ),
        pages="loan_transfer loan_correct loan_renew renewal_list renewal_answer loanitem_swap",
        least=Role.COUNTER,
    ),
    Topic(
        "incidents",
        _("Broken, lost or stolen"),
        (
            _(
                "Say what happened, when, and who told you. For a theft, note the number of the"
                " complaint."
            ),
            _(
                "The page then proposes what follows: swap, take back, declare lost. Found again?"
                " That is a button too."
            ),
            _("Keep names and health out of the free text: others will read it."),
        ),
        pages="loan_report incident_list incident_new incident_detail",
        least=Role.COUNTER,
        for_associations=True,
    ),
    Topic(
        "overdue",
        _("Late, and calls to make"),
        (
            _(
                "Who is late longest stands first, with whom to call: the association before the"
                " family."
            ),
            _("Note what each call brought and when to call again."),
            _("Reminders leave by themselves on the days chosen in the rules of the counter."),
        ),
        pages="overdue_list followup_list",
        least=Role.COUNTER,
        for_associations=True,
    ),
    Topic(
        "returns",
        _("Take back"),
        (
            _("Scan what comes back, from as many loans as you like: each line finds its loan."),
            _("Say in what condition, and what is missing: a charger, a bag."),
            _("Print or sign the receipt. What came back is to check and to erase again, always."),
        ),
        pages="return_scan return_finish return_done",
        least=Role.COUNTER,
    ),
    Topic(
        "campaigns",
        _("Call many loans back"),
        (
            _(
                "Choose loans by their end, their kind or their association. The preview says who"
                " is told what."
            ),
            _(
                "One act books the appointments and sends the letters. Who cannot be reached is"
                " named."
            ),
        ),
        pages="campaign_list campaign_new campaign_detail campaign_edit",
        least=Role.COORDINATOR,
    ),
    Topic(
        "appointments",
        _("Appointments"),
        (
            _(
                "Book a free slot for a pick-up or a return: the person gets date, place and what"
                " to bring, and a reminder the day before."
            ),
            _("Today’s page shows who comes. Say who came and who did not."),
            _("Cancelling frees the slot and what was set aside."),
        ),
        pages=(
            "appointment_list appointment_day appointment_week appointment_rates "
            "appointment_detail appointment_move appointment_cancel request_book loan_book"
        ),
        least=Role.VOLUNTEER,
        for_associations=True,
    ),
    Topic(
        "hours",
        _("Opening hours and closures"),
        (
            _("Give the hours of each day, how long a slot lasts and how many people it takes."),
            _(
                "Closures and public holidays take slots out. Appointments already there are"
                " named, to be moved."
            ),
        ),
        pages="site_hours closure_add",
        least=Role.ADMIN,
    ),
    Topic(
        "vouchers",
        _("Connectivity vouchers"),
        (
            _(
                "Enter a batch from the operator’s list. Codes are locked away at once: no list"
                " shows them."
            ),
            _(
                "Those that expire first leave first. A code is shown once, to whom it is for,"
                " and that is recorded."
            ),
            _("Each batch adds up: delivered is what is in stock plus what left, at every moment."),
        ),
        pages=(
            "voucherbatch_list voucher_list voucherbatch_add voucherbatch_detail "
            "voucherlist_detail voucher_detail recipient_vouchers"
        ),
        least=Role.COUNTER,
    ),
    Topic(
        "consignments",
        _("Vouchers for a structure"),
        (
            _("A shelter may hold sealed cards and give them out itself, without names."),
            _("It tells how many it used and brings back the rest."),
        ),
        pages="consignment_list consignment_add consignment_detail voucher_consign",
        least=Role.COUNTER,
    ),
)
