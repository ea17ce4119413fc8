"""Letter that asks a household to confirm, once a year."""

from django.utils import timezone
from django.utils.translation import gettext_lazy, gettext_noop

from loans.base.own_page import PAGE, URL_OF_PAGE, own_url, page_values
from modules.household_check.models import due
from people.outbox import letter_kinds
from people.outbox.letter_kinds import WITH_PHONE, Kind
from people.outbox.lifecycle import Channel

YEARLY = "household_check.yearly"


def _is_moot(message):
    is_due = due(timezone.localdate()).filter(pk=message.about_id).exists()
    return not is_due or not own_url(message.recipient)


LETTERS_OF_CHECKS = [
    Kind(
        YEARLY,
        gettext_lazy("Household to confirm, once a year"),
        gettext_lazy("the person, or their representative"),
        subject=gettext_noop("{association}: please check your household’s details"),
        body=gettext_noop(
            "Once a year we check with you how many people, pupils and devices there "
            "are at home. It takes one minute, and does not change your loan.\n\n{page}"
        ),
        sms=gettext_noop(
            "{association}: how many people, pupils and devices are there at home? One minute, once"
            " a year: {url}"
        ),
        closing=WITH_PHONE,
        blanks=PAGE | URL_OF_PAGE,
        fill=page_values,
        is_moot=_is_moot,
        first=Channel.SMS,
    )
]

letter_kinds.register(*LETTERS_OF_CHECKS)
