"""The letters about access: invitations, links that confirm an address, answers.

A key is made as the letter leaves: no row holds one, and the send log shows none.
"""

from django.conf import settings
from django.utils.translation import gettext_lazy, gettext_noop

from people.letter_kinds import Blank, Kind
from people.lifecycle import AccessStatus
from people.mails import VALID_FOR, access_url, invitation_url, password_reset_url
from people.models.user import Access

SAMPLE = f"{settings.SITE_URL}/invitation/…/"
RESET = f"{settings.SITE_URL}/accounts/password/reset/"


def _waiting(message):
    """The values of the blanks of a request for access."""
    access = message.about
    return {"organisation": str(access), "url": settings.SITE_URL + access.get_absolute_url()}


def _is_answered(message):
    return message.about.status != message.about.Status.WAITING


ACCESS_WAITS = Kind(
    "access.confirmed",
    gettext_lazy("An organisation asks for access"),
    gettext_lazy("the coordinators"),
    subject=gettext_noop("{organisation} asks for access"),
    body=gettext_noop(
        "Hello {name},\n\n"
        "{organisation} asks for access and has confirmed its address. Read the request, and say"
        " yes or no:\n\n"
        "{url}\n\n"
        "{association}"
    ),
    blanks={
        "organisation": Blank(gettext_lazy("the name of the organisation"), "Les Genêts"),
        "url": Blank(gettext_lazy("the address of its page"), f"{settings.SITE_URL}/access/42/"),
    },
    fill=_waiting,
    is_moot=_is_answered,
)


def _invited(message):
    return {"url": invitation_url(message.user), "days": str(VALID_FOR.days)}


def _has_come(message):
    """They came in, or the invitation was withdrawn."""
    return message.user.access != Access.INVITED


INVITED = Kind(
    "user.invited",
    gettext_lazy("Invitation to the register"),
    gettext_lazy("who is invited"),
    subject=gettext_noop("Your access to {association}'s equipment register"),
    body=gettext_noop(
        "Hello {name},\n\n"
        "{association} invites you to its equipment register. To choose your password and come"
        " in, open this link:\n\n"
        "{url}\n\n"
        "It works once, for {days} days. If it is too old, ask the person who invited you for a"
        " new one.\n\n"
        "If you expected no such invitation, you may leave this mail unanswered: nothing happens"
        " without you."
    ),
    blanks={
        "url": Blank(gettext_lazy("the link that lets them in"), SAMPLE),
        "days": Blank(gettext_lazy("how many days it works"), str(VALID_FOR.days)),
    },
    fill=_invited,
    is_moot=_has_come,
    is_secret=True,
)


def _fill_access(message):
    access = message.about
    return {
        "name": access.contact,
        "organisation": str(access),
        "url": access_url(access),
        "reason": access.refusal,
    }


WRONG_PASSWORDS = Kind(
    "user.wrong_passwords",
    gettext_lazy("Wrong passwords were tried"),
    gettext_lazy("whose account it is"),
    subject=gettext_noop("{association}: wrong passwords were tried on your account"),
    body=gettext_noop(
        "Hello {name},\n\n"
        "Several wrong passwords were typed with your e-mail. Your account is not locked: you can"
        " sign in as usual. Where they came from, one must wait some minutes.\n\n"
        "If it was you, there is nothing to do; a forgotten password is chosen anew here:\n\n"
        "{url}\n\n"
        "If it was not you, tell us: {association_phone}\n\n"
        "{association}"
    ),
    blanks={"url": Blank(gettext_lazy("where one chooses a new password"), RESET)},
    fill=lambda message: {"url": RESET},
    is_moot=lambda message: not message.user.is_active,
)

ASKER = gettext_lazy("who asked for access")
ACCESS_BLANKS = {"organisation": Blank(gettext_lazy("the name of the organisation"), "Les Genêts")}

ACCESS_CONFIRMATION = Kind(
    "confirm.address",
    gettext_lazy("Confirm the e-mail of who asks for access"),
    ASKER,
    subject=gettext_noop("{association}: confirm your e-mail"),
    body=gettext_noop(
        "Hello {name},\n\n"
        "You asked {association} for access to its equipment register, for {organisation}. To"
        " confirm that this address is yours, open this link:\n\n"
        "{url}\n\n"
        "Then a coordinator reads your request and answers by mail. The link works for three"
        " days.\n\n"
        "If you asked for nothing, you may leave this mail unanswered: what was written is"
        " deleted."
    ),
    blanks=ACCESS_BLANKS
    | {"url": Blank(gettext_lazy("the link that confirms the address"), SAMPLE)},
    fill=_fill_access,
    is_moot=lambda message: message.about.status != AccessStatus.UNCONFIRMED,
    is_secret=True,
)

ACCESS_REFUSED = Kind(
    "access.refused",
    gettext_lazy("Access refused"),
    ASKER,
    subject=gettext_noop("{association}: your request for access"),
    body=gettext_noop(
        "Hello {name},\n\n"
        "We cannot open an access for {organisation}:\n\n"
        "{reason}\n\n"
        "{association} {association_phone}"
    ),
    blanks=ACCESS_BLANKS
    | {"reason": Blank(gettext_lazy("the reason, as it was written"), "Hors de notre territoire.")},
    fill=_fill_access,
    is_moot=lambda message: message.about.status != AccessStatus.REFUSED,
)

WHO_SIGNS_IN = gettext_lazy("who signs in")


def _may_not_sign_in(message):
    return message.user.access != Access.OPEN


PASSWORD_RESET = Kind(
    "password.reset",
    gettext_lazy("Link to choose a new password"),
    WHO_SIGNS_IN,
    subject=gettext_noop("{association}: your new password"),
    body=gettext_noop(
        "Hello {name},\n\n"
        "Somebody, you we hope, asked for a new password for your account. To choose it, open this"
        " link:\n\n"
        "{url}\n\n"
        "It works once, for three days. If it was not you, leave this mail: your password stays as"
        " it is."
    ),
    blanks={
        "url": Blank(
            gettext_lazy("the link to choose a password"),
            f"{settings.SITE_URL}/accounts/password/reset/key/…/",
        )
    },
    fill=lambda message: {"url": password_reset_url(message.user)},
    is_moot=_may_not_sign_in,
    is_secret=True,
)

PASSWORD_CHANGED = Kind(
    "account.password",
    gettext_lazy("A password was changed"),
    WHO_SIGNS_IN,
    subject=gettext_noop("{association}: your password was changed"),
    body=gettext_noop(
        "Hello {name},\n\n"
        "The password of your account was changed. If it was not you, call us at once.\n\n"
        "{association} {association_phone}"
    ),
    is_moot=_may_not_sign_in,
)

SECOND_FACTOR_CHANGED = Kind(
    "account.second_factor",
    gettext_lazy("A second step of sign-in was changed"),
    WHO_SIGNS_IN,
    subject=gettext_noop("{association}: the second step of your sign-in was changed"),
    body=gettext_noop(
        "Hello {name},\n\n"
        "The second step of your sign-in was changed: a code app or a security key was added or"
        " removed, or new recovery codes were made. If it was not you, call us at once.\n\n"
        "{association} {association_phone}"
    ),
    is_moot=_may_not_sign_in,
)

READDRESSED = Kind(
    "user.readdressed",
    gettext_lazy("An e-mail was changed"),
    gettext_lazy("the former address of who signs in"),
    subject=gettext_noop("{association}: your e-mail was changed"),
    body=gettext_noop(
        "Hello {name},\n\n"
        "From now on, another address opens your account in the equipment register of"
        " {association}. This one no longer does. If nobody told you so, call us at once.\n\n"
        "{association} {association_phone}"
    ),
    is_moot=lambda message: not message.user.previous_email,
    addresses=lambda message: [message.user.previous_email],
)

LETTERS = (
    WRONG_PASSWORDS,
    INVITED,
    ACCESS_CONFIRMATION,
    ACCESS_REFUSED,
    ACCESS_WAITS,
    PASSWORD_RESET,
    PASSWORD_CHANGED,
    SECOND_FACTOR_CHANGED,
    READDRESSED,
)
