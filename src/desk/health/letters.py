from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy, gettext_noop

from people.models import Message, User
from people.outbox import letter_kinds
from people.outbox.letter_kinds import Blank, Kind
from people.outbox.posting import post


def _about(message):
    return {
        "time": date_format(timezone.localtime(message.posted_at), "DATETIME_FORMAT"),
        "url": f"{settings.SITE_URL}/",
    }


CLOCK_LETTER = Kind(
    "clock.held",
    gettext_lazy("Server time to check"),
    gettext_lazy("administrators"),
    subject=gettext_noop("{association}: check the server’s time"),
    body=gettext_noop(
        "The server’s time is {time}, and Rebond is not sure that this is right: the server"
        " was stopped for days, or its clock has changed. Until you confirm it, nothing expires,"
        " nothing set aside is released, no personal data is erased and no reminder is sent.\n\nThe"
        " home page gives the reason. If the time is right, confirm it there:\n\n{url}"
    ),
    blanks={
        "time": Blank(gettext_lazy("the time of the server"), gettext_lazy("3 March 2026 10:30")),
        "url": Blank(gettext_lazy("the address of the home page"), f"{settings.SITE_URL}/"),
    },
    fill=_about,
    is_moot=lambda message: not message.about.fault,
)
DAMAGE_LETTER = Kind(
    "database.damaged",
    gettext_lazy("The database is damaged"),
    gettext_lazy("administrators"),
    subject=gettext_noop("{association}: the database is damaged"),
    body=gettext_noop(
        "The daily check found damage in the database of Rebond: {damage}\n\nStop the site, keep a"
        " copy of the database as it is, and restore the last valid backup. The disk of the server"
        " may be failing. The documentation (docs/operations.md) explains how to restore.\n\n{url}"
    ),
    blanks={
        "damage": Blank(
            gettext_lazy("the damage that was found"), "database disk image is malformed"
        ),
        "url": Blank(gettext_lazy("the address of the home page"), f"{settings.SITE_URL}/"),
    },
    fill=lambda message: {"damage": message.about.damage, "url": f"{settings.SITE_URL}/"},
    is_moot=lambda message: not message.about.damage,
)
letter_kinds.register(CLOCK_LETTER, DAMAGE_LETTER)


def notify_of_damage(deployment):
    """Write to the administrators that the database is damaged."""
    for admin in User.objects.administrators():
        post(DAMAGE_LETTER.code, deployment, to=admin, is_urgent=True)


def notify_of_clock(clock):
    """Notify the administrators once, when the clock stops being trusted.

    The letter may be sent from the last trusted time on, so that a wrong clock does not delay
    it.
    """
    earlier = Message.objects.about(clock)
    turn = (earlier.values_list("turn", flat=True).first() or 0) + 1
    now = timezone.now()
    for admin in User.objects.administrators():
        post(
            CLOCK_LETTER.code,
            clock,
            to=admin,
            turn=turn,
            not_before=min(now, clock.agreed_at or now),
            is_urgent=True,
        )
