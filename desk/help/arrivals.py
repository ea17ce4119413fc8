"""Help for those who scan, receive and enter."""

from django.utils.translation import gettext_lazy as _

from desk.help.topic import Topic
from people.roles import Role

TOPICS = (
    Topic(
        "scanning",
        _("Scan anything"),
        (
            _(
                "Type a code, hold the camera over it, or use a USB scanner: the box takes"
                " labels, serial numbers, IMEI, shelves, and the number of any paper."
            ),
            _("A sound and a sentence say whether it was found. “No sound” silences this page."),
            _(
                "If nothing answers to the code, look for a mistyped sign. The label may also be"
                " unused: then you are asked which device to put it on."
            ),
        ),
        pages="scan find label shelf_label document_label photo_add",
        least=Role.VOLUNTEER,
    ),
    Topic(
        "batch",
        _("Do the same to many"),
        (
            _(
                "Choose one act (put on a shelf, label, send to the bench…), then scan device"
                " after device: each is done at once."
            ),
            _("Devices ticked in the register begin a batch too: “Begin a batch” under the list."),
            _("A device that cannot be done is refused in red, with the reason; the others go on."),
            _("A wrong scan? “Undo” beside its line takes it back."),
            _(
                "End the batch when you are through. You may continue it later, even on another"
                " phone."
            ),
        ),
        pages="run_list run_pick run_new run_detail",
        least=Role.VOLUNTEER,
    ),
    Topic(
        "donations",
        _("From promise to reception"),
        (
            _(
                "A donation is one lot of one donor. Enter what is announced, even roughly:"
                " “about 40 laptops”."
            ),
            _(
                "Plan its collection: day, address, who goes. It then stands in the calendar of"
                " everyone concerned."
            ),
            _(
                "On arrival, count first, then enter the devices. Announced, counted and scanned"
                " stand side by side, and differences are named."
            ),
            _("The papers for the donor are printed or mailed from the same page."),
        ),
        pages=(
            "donation_list donation_add donation_edit donation_detail donation_schedule "
            "collection_calendar agenda"
        ),
        least=Role.VOLUNTEER,
    ),
    Topic(
        "intake",
        _("Enter devices"),
        (
            _(
                "Several of one model? Give the model once and how many: all are made in one go,"
                " each with its own tag."
            ),
            _(
                "One at a time? Scan a free label, then the serial number: the label is put on"
                " the device."
            ),
            _(
                "Whatever holds data is “to erase” from the start. Nothing leaves before its"
                " erasure is proven."
            ),
        ),
        pages="donation_enter device_register device_attach code_attach",
        least=Role.VOLUNTEER,
    ),
    Topic(
        "imports",
        _("A donor’s list"),
        (
            _(
                "Send the spreadsheet as it is. Say which column is what: it is remembered for"
                " this donor."
            ),
            _(
                "Read what would happen, row by row, before anything is written. What is wrong"
                " can be kept as a sheet with the reasons."
            ),
            _("Applied by mistake? “Undo” works as long as nothing has happened to its devices."),
        ),
        pages="import_upload import_detail device_update device_export",
        least=Role.COORDINATOR,
    ),
    Topic(
        "donors",
        _("Donors and their papers"),
        (
            _("A donor’s page shows all its lots and what became of them."),
            _("Say whether it is a company, a public body or a person: papers and rules differ."),
            _("Give the e-mail of whoever should get the papers."),
        ),
        pages="donor_list donor_add donor_detail donor_edit",
        least=Role.COORDINATOR,
    ),
    Topic(
        "receipts",
        _("Values and tax receipts"),
        (
            _("A value is what the donor declares, with its basis. We never reckon one ourselves."),
            _(
                "A tax receipt takes the next number and is frozen. A mistake is cancelled by"
                " another paper, never corrected."
            ),
            _(
                "Receipts are switched on in “Our association”, by an admin, if you are entitled"
                " to issue them."
            ),
        ),
        pages=(
            "donation_values device_value receipt_issue receipt_list receipt_detail receipt_cancel"
        ),
        least=Role.COORDINATOR,
    ),
)
