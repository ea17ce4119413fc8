"""Help for those who label, put away, count and send."""

from django.utils.translation import gettext_lazy as _

from desk.help.topic import Topic
from people.roles import Role

TOPICS = (
    Topic(
        "devices",
        _("Find and follow a device"),
        (
            _(
                "Filter the list, or scan the label: one page says what the device is, where it"
                " is, and what to do next."
            ),
            _("Its story at the foot of the page keeps every step, with who and when."),
            _(
                "A device is never deleted. Retire it, with the reason; what was entered in error"
                " is withdrawn."
            ),
        ),
        pages="device_list device_detail device_edit device_story device_move device_retire",
        least=Role.VOLUNTEER,
    ),
    Topic(
        "labels",
        _("Print and replace labels"),
        (
            _("Choose the sheet in your printer, then click the first free label on the drawing."),
            _("Print at 100 %, never “fit to page”, or the codes shrink."),
            _(
                "Preprinted labels stick first and are scanned later: the first scan says on"
                " which device each one is."
            ),
            _("A damaged label is replaced by a new tag. The old one still leads to the device."),
        ),
        pages="label_print device_relabel tag_list tagbatch_add tagbatch_detail",
        least=Role.VOLUNTEER,
    ),
    Topic(
        "labelformats",
        _("Sheets, rolls and printers"),
        (
            _(
                "Most sheets of shops are here already. Add yours by its measures in millimetres:"
                " the form says if a code would be too small."
            ),
            _(
                "Print the calibration page on plain paper, hold it against a sheet, and enter"
                " the offset you see."
            ),
        ),
        pages=(
            "labelformat_list labelformat_add labelformat_edit printer_list printer_add "
            "printer_edit printer_calibrate"
        ),
        least=Role.COORDINATOR,
    ),
    Topic(
        "places",
        _("Shelves and their labels"),
        (
            _(
                "A place is a shelf, a crate or a table with a code of its own. Print its label"
                " and stick it on."
            ),
            _("Scan a device, then the shelf: it is put away."),
            _("The list says which shelves have not been counted for too long."),
        ),
        pages="place_list place_add place_edit",
        least=Role.VOLUNTEER,
    ),
    Topic(
        "transfers",
        _("Between two sites"),
        (
            _("Open a transfer, scan what goes into the van, print its slip, then send it."),
            _("At the other end, scan what comes out. What is missing is named."),
        ),
        pages="transfer_list transfer_add transfer_detail",
        least=Role.VOLUNTEER,
    ),
    Topic(
        "outings",
        _("Outside workshops"),
        (
            _("What leaves for a refurbisher is scanned out, with a slip, and scanned back in."),
            _(
                "Their audit file tells what they found and erased; it is compared with our"
                " register before anything is written."
            ),
        ),
        pages=(
            "outing_list outing_add outing_audit refurbisher_list refurbisher_add refurbisher_edit"
        ),
        least=Role.VOLUNTEER,
    ),
    Topic(
        "exits",
        _("Leave for good"),
        (
            _("Gather what goes to recycling in an exit batch: carrier, date, weight by category."),
            _(
                "Scan each device into it. Once sent, the list is frozen and no device of it"
                " comes back."
            ),
            _("Devices ticked in the register are put in a batch too, or begin a new one."),
            _("Attach the certificate of the eco-organisation when it arrives."),
        ),
        pages="exit_list exit_add exit_detail exit_edit",
        least=Role.VOLUNTEER,
    ),
    Topic(
        "counts",
        _("Count the stock"),
        (
            _(
                "Open a count of one shelf or of a whole site, then scan all that you see, in any"
                " order. Several people may scan at once."
            ),
            _("The page says what is found, what is missing and what should be elsewhere."),
            _(
                "When you are through, somebody else reads the differences and finalises. Only"
                " then does the register change."
            ),
        ),
        pages="count_list count_open count_detail count_line count_finalise",
        least=Role.VOLUNTEER,
    ),
    Topic(
        "accessories",
        _("Chargers, bags, parts"),
        (
            _(
                "Accessories carry no label: a site has so many of each. Enter what comes in, and"
                " correct by counting."
            ),
            _("Give a minimum: below it, the home page says so."),
            _("Hand-overs and repairs take from the stock by themselves."),
        ),
        pages="accessory_list accessory_receive accessory_count accessory_stock",
        least=Role.VOLUNTEER,
    ),
)
