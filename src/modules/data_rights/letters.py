"""Letters to a person about their own request; they leave although the data is frozen."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from modules.data_rights.lifecycle import RequestStatus
from people.outbox import letter_kinds
from people.outbox.letter_kinds import WITH_PHONE, Blank, Kind

EXTENDED, ANSWERED = "data_rights.extended", "data_rights.answered"
PERSON = gettext_lazy("the person, or their representative")
BLANKS = {
    "right": Blank(gettext_lazy("what the person requests"), gettext_lazy("access to the data"))
}


def _fill(message):
    request = message.about
    return {
        "right": request.get_right_display(),
        "day": date_format(request.due_on, "DATE_FORMAT"),
        "reason": request.get_extension_display(),
        "answer": _answer(request),
    }


def _answer(request):
    if request.status == RequestStatus.REFUSED:
        text = _(
            "We cannot do this: %(reason)s. You may complain to the CNIL (cnil.fr), or go to court."
        )
        return text % {"reason": request.get_refusal_display()}
    return _("This has been done. If something is missing, let us know.")


LETTERS_ABOUT_DATA = (
    Kind(
        EXTENDED,
        gettext_lazy("Request about personal data: more time needed"),
        PERSON,
        subject=gettext_noop("{association}: your request about your data"),
        body=gettext_noop(
            "You made this request: {right}. We need more time, because {reason}. You will receive"
            " our answer by {day}.\n\nYou may complain to the CNIL (cnil.fr), or go to court."
        ),
        sms=gettext_noop(
            "{association}: your request about your data needs more time, because "
            "{reason}. We will answer by {day}. Complaints: cnil.fr"
        ),
        closing=WITH_PHONE,
        blanks=BLANKS
        | {
            "reason": Blank(gettext_lazy("the reason"), gettext_lazy("the request is complex")),
            "day": Blank(gettext_lazy("the date of the answer"), "31/12/2026"),
        },
        fill=_fill,
        is_moot=lambda message: message.about.status != RequestStatus.OPEN,
    ),
    Kind(
        ANSWERED,
        gettext_lazy("Request about personal data: our answer"),
        PERSON,
        subject=gettext_noop("{association}: our answer about your data"),
        body=gettext_noop("You made this request: {right}.\n\n{answer}"),
        sms=gettext_noop("{association}: our answer to your request about your data. {answer}"),
        closing=WITH_PHONE,
        blanks=BLANKS
        | {
            "answer": Blank(
                gettext_lazy("our answer"),
                gettext_lazy("This has been done. If something is missing, let us know."),
            )
        },
        fill=_fill,
    ),
)

letter_kinds.register(*LETTERS_ABOUT_DATA)
