"""Help for those who ask, and for those who answer."""

from django.utils.translation import gettext_lazy as _

from desk.help.topic import Topic
from people.roles import Role

TOPICS = (
    Topic(
        "requests",
        _("Ask, and follow a request"),
        (
            _("Say for whom, what is needed, and for what. The name may wait until the hand-over."),
            _(
                "You may change a request until it is answered, and write a message on it at any"
                " time."
            ),
            _("The page shows how far it is: sent, accepted, ready, collected."),
        ),
        pages="request_list request_new request_detail request_edit",
        least=Role.VOLUNTEER,
        for_associations=True,
    ),
    Topic(
        "families",
        _("Several families at once"),
        (
            _(
                "Fill the table, or send a file made from the example. Each line becomes a"
                " request of its own."
            ),
            _("What is wrong is named line by line, and what you typed stays."),
        ),
        pages="families_new requestgroup_detail",
        least=Role.COORDINATOR,
        for_associations=True,
    ),
    Topic(
        "referrals",
        _("Referral slips"),
        (
            _(
                "A slip says what a person may have, and until when. Print it: they bring it to"
                " the counter."
            ),
            _("Its code is scanned at the hand-over, and it is used up."),
        ),
        pages="referral_list referral_new referral_detail",
        least=Role.COUNTER,
        for_associations=True,
    ),
    Topic(
        "allocation",
        _("Answer requests"),
        (
            _(
                "The queue puts first what weighs most; every term of the sum stands beside the"
                " request."
            ),
            _(
                "See what the stock can serve now and what is missing, then accept in full, in"
                " part, or refuse with a reason."
            ),
            _("What cannot be served yet waits in its place on the list."),
        ),
        pages=(
            "answer_queue request_accept request_refuse waiting_list total_need availability "
            "weights_edit"
        ),
        least=Role.COUNTER,
    ),
    Topic(
        "reservations",
        _("Set aside"),
        (
            _("Scan the devices for a request: each is checked against what was asked for."),
            _(
                "The pick list gives them in the order of the shelves. A reservation ends by"
                " itself on its day."
            ),
        ),
        pages="request_reserve reservation_list",
        least=Role.VOLUNTEER,
    ),
    Topic(
        "staff",
        _("Equip staff from a list"),
        (
            _(
                "Send the list of people: each is dealt a device of the stock, and what is short"
                " is named."
            ),
            _(
                "Agreements and labels print in the order of the list. Scanning ties each machine"
                " to its person."
            ),
        ),
        pages="staff_list staff_detail",
        least=Role.COORDINATOR,
    ),
)
