"""Help for the bench."""

from django.utils.translation import gettext_lazy as _

from desk.help.topic import Topic
from people.roles import Role

TOPICS = (
    Topic(
        "bench",
        _("At the bench"),
        (
            _(
                "Scan a device: its page opens at the next thing to do, and lists what is left"
                " before it is ready."
            ),
            _("Several alike on the bench? Scan them together and answer once for all."),
            _(
                "The machine can tell of itself: send the file of hwinfo, lshw or dmidecode, read"
                " what it says, then accept."
            ),
            _("“Ready” opens once everything is answered and every disk proven erased."),
        ),
        pages="bench together device_bench device_specify machine_read machine_report",
        least=Role.TECHNICIAN,
    ),
    Topic(
        "checklists",
        _("What is checked"),
        (
            _(
                "Each category has its list, in order. An item may ask for a number, a choice, a"
                " photo or a file."
            ),
            _("A change makes a new version. Devices keep the one they were checked with."),
        ),
        pages="checklist_list checklist_version checklist_edit checklist_shipped",
        least=Role.TECHNICIAN,
    ),
    Topic(
        "erasure",
        _("Prove an erasure"),
        (
            _(
                "Every disk of a machine has its own line. Note its serial number, or say that it"
                " has none."
            ),
            _("Attach the report of your tool: Blancco and nwipe are read, and fill the form."),
            _(
                "A failed or unknown result keeps the device in the house. A disk that cannot be"
                " erased is destroyed, and that is recorded too."
            ),
        ),
        pages=(
            "medium_add medium_identify medium_erase medium_destroy report_attach erasure_report"
        ),
        least=Role.TECHNICIAN,
    ),
    Topic(
        "certificates",
        _("Erasure certificates"),
        (
            _(
                "A certificate tells for which devices every disk was proven erased, by which"
                " standard and when."
            ),
            _(
                "Whoever scans its code reads here whether it is genuine, without seeing a full"
                " serial number."
            ),
        ),
        pages="certificate certificate_revoke",
        least=Role.VOLUNTEER,
    ),
    Topic(
        "repairs",
        _("Repair"),
        (
            _(
                "Open a repair with the fault you see. While it is open the device is neither"
                " ready nor out."
            ),
            _("Parts come from the stock, or from another device, which then shows what it lacks."),
            _("End it as fixed, as repairable later, or as the end of its life, with the reason."),
        ),
        pages=(
            "repair_list repairpart_list repair_open repair_detail repair_note repair_wait "
            "repair_fit repair_take repair_end repair_cancel repair_accept"
        ),
        least=Role.TECHNICIAN,
    ),
    Topic(
        "workshopfigures",
        _("What to refurbish next"),
        (
            _(
                "The queue puts first what requests wait for. The formula stands at its head, and"
                " each line shows its terms."
            ),
            _("Figures tell how long each stage takes and which models fail after the hand-over."),
        ),
        pages="workshop_queue workshop_figures workshop_devices",
        least=Role.TECHNICIAN,
    ),
)
