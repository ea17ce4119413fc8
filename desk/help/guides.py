"""One page for each role, to print and to hang beside the screen."""

from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from core.models import Identity
from core.pdf import render_pdf
from people.roles import Role


class Guide(NamedTuple):
    """What a role does, step by step, and what it never does."""

    title: str
    lead: str
    steps: tuple
    never: tuple


GUIDES = {
    Role.VOLUNTEER: Guide(
        _("At the warehouse"),
        _("Receive, label, put away, count. One scan at a time."),
        (
            _("Sign in with your e-mail. The home page says what waits."),
            _("A lot arrives: open it under “Donations”, count first, then enter the devices."),
            _("Print the labels, and stick each on its device, never on a battery or a screen."),
            _("To put away: “Batch”, “Put on a shelf”, scan the devices, then the shelf."),
            _("To count: open a count of a shelf and scan all that you see."),
            _("Red means refused: read the sentence, put the device aside, go on."),
            _("A wrong scan is taken back by “Undo”, on its line."),
        ),
        (
            _("Never switch a device on to look at what is in it."),
            _("Never put back on the shelf what came back from a loan: it goes to the bench."),
        ),
    ),
    Role.TECHNICIAN: Guide(
        _("At the bench"),
        _("Check, erase, repair, say what it is worth."),
        (
            _("“What to refurbish next” gives the devices that requests wait for."),
            _("Scan a device: its page opens at the next thing to do."),
            _("Answer the list: pass, fail or not applicable. Some ask for a number or a photo."),
            _("Erase each disk, attach the tool’s report, and have somebody else verify it."),
            _("A fault? Open a repair. A part taken from another device is noted on both."),
            _("Give the grade, for looks only, and the known limits in plain words."),
            _("“Ready” opens when nothing is left. Otherwise retire it, with the reason."),
        ),
        (
            _("Never overwrite an SSD and call it purged."),
            _("Never attest an erasure that you did not do."),
        ),
    ),
    Role.COUNTER: Guide(
        _("At the counter"),
        _("One scan, one signature, and a person who knows how it works."),
        (
            _("Open the appointment, the request or the referral slip: scan its code."),
            _("Scan what you hand over, in any order: devices, vouchers, chargers."),
            _("Switch it on together. Tick what you explained, offer training, note the answer."),
            _("See the proof, tick its kind: no copy."),
            _("Turn the screen: the person reads the essential and signs. You sign too."),
            _("Print or mail the agreement. It carries the number to call."),
            _("For a return: “Take back”, scan, say the condition, give the receipt."),
        ),
        (
            _("Never read a voucher’s code aloud or write it down: it is printed once."),
            _("Never write health, origin or opinions in a note."),
        ),
    ),
    Role.COORDINATOR: Guide(
        _("At the coordinator’s desk"),
        _("What we have, who waits, what is late, what to tell donors and funders."),
        (
            _("Begin at the home page: requests to answer, visits of today, what is late."),
            _("Answer requests in the order of the queue: in full, in part, or with a reason."),
            _("Announce donations, plan collections, send the papers to the donor."),
            _("Approve associations, keep their conventions, lift a suspension when it is due."),
            _("Call about what is late: the association first. Note the result."),
            _("Have shelves counted, and finalise what somebody else counted."),
            _("For a report: choose the period, open any figure to see what it counts."),
        ),
        (
            _("Never promise what the stock does not hold: the waiting list says when."),
            _("Never export names that nobody asked for."),
        ),
    ),
    Role.ADMIN: Guide(
        _("For whoever sets Rebond up"),
        _("A Saturday to install, then a look once a week."),
        (
            _("Follow the first steps of the home page, in their order."),
            _("Invite the team: each with the least role that lets them work."),
            _("Print a label on plain paper first, then on a sheet."),
            _("Read the texts of agreements and letters, and make them yours."),
            _("Set up the daily backup, off the machine, and rehearse a restore once a year."),
            _("Keep the keys of the server apart: no backup holds them."),
            _("Once a week: letters that did not leave, people to forget, accounts to close."),
        ),
        (
            _("Never share an account, not even for an hour."),
            _("Never change the database by hand: it refuses what must not be, and tells why."),
        ),
    ),
    Role.ASSOCIATION: Guide(
        _("For associations that ask"),
        _("Ask in two minutes, follow it, collect, give back."),
        (
            _("Home, “Ask for equipment”: for whom, what, what for. The name may wait."),
            _("Several families? Use the table, or send a file."),
            _("Follow the request: sent, accepted, ready. A message reaches us from its page."),
            _("Book the pick-up. The person brings a paper that proves who they are."),
            _("Print a referral slip for whoever comes alone."),
            _("Broken, lost, stolen? Report it on the loan’s page the same day."),
            _("Before the due date: ask to renew, or book the return."),
        ),
        (
            _("Never lend to somebody else what was lent to one family."),
            _("Never write health, origin or opinions in a request."),
        ),
    ),
}


def guide_of(role):
    """The page of this role as a PDF (bytes), in the active language."""
    house = Identity.cached()
    context = {
        "guide": GUIDES[role],
        "role": role.label,
        "house": house,
        "logo": house.logo_uri,
    }
    return render_pdf("papers/guide.html", context)
