"""Letters about accounts.

The keys of their links are generated when a letter is sent, and stored in no table and no log.
"""

from functools import partial

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy, gettext_noop

from people.accounts.links import VALID_FOR, invitation_url, password_reset_url
from people.base.models.user import Access
from people.outbox import letter_kinds
from people.outbox.letter_kinds import WITH_PHONE, Blank, Kind

SAMPLE = f"{settings.SITE_URL}/invitation/…/"
SIGN_IN = f"{settings.SITE_URL}/accounts/login/"
RESET = f"{settings.SITE_URL}/accounts/password/reset/"
CHOOSE_PASSWORD = {
    "blanks": {"url": Blank(gettext_lazy("the page to choose a new password"), RESET)},
    "fill": lambda message: {"url": RESET},
}


def _invited(message):
    return {"url": invitation_url(message.user), "days": str(VALID_FOR.days)}


def _has_come(message):
    """Whether the user has joined, or the invitation was withdrawn."""
    return message.user.access != Access.INVITED


INVITED = Kind(
    "user.invited",
    gettext_lazy("Invitation to the register"),
    gettext_lazy("the invited person"),
    subject=gettext_noop("Your access to {association}'s equipment register"),
    body=gettext_noop(
        "{association} invites you to its equipment register. To choose your password "
        "and sign in, open this link:\n\n{url}\n\nIt works once, for {days} days. If it "
        "has expired, ask the person who invited you for a new one.\n\nIf you did not "
        "expect this invitation, ignore this e-mail."
    ),
    closing="",
    blanks={
        "url": Blank(gettext_lazy("the invitation link"), SAMPLE),
        "days": Blank(gettext_lazy("number of days the link works"), str(VALID_FOR.days)),
    },
    fill=_invited,
    is_moot=_has_come,
    is_secret=True,
)


WRONG_PASSWORDS = Kind(
    "user.wrong_passwords",
    gettext_lazy("Wrong passwords were tried"),
    gettext_lazy("the owner of the account"),
    subject=gettext_noop("{association}: wrong passwords were tried on your account"),
    body=gettext_noop(
        "Several wrong passwords were entered with your e-mail address. Your account "
        "is not locked.\n\nWas it you? If you have forgotten your password, choose a "
        "new one:\n\n{url}\n\nIf it was not you, call us: {association_phone}"
    ),
    **CHOOSE_PASSWORD,
    is_moot=lambda message: not message.user.is_active,
)

WHO_SIGNS_IN = gettext_lazy("the person who signs in")


def _may_not_sign_in(message):
    return message.user.access != Access.OPEN


about_sign_in = partial(Kind, whom=WHO_SIGNS_IN, closing=WITH_PHONE, is_moot=_may_not_sign_in)

PASSWORD_RESET = Kind(
    "password.reset",
    gettext_lazy("Link to choose a new password"),
    WHO_SIGNS_IN,
    subject=gettext_noop("{association}: choose a new password"),
    body=gettext_noop(
        "A new password was requested for your account. To choose it, open this link:\n"
        "\n{url}\n\nIt works once, for three days. If you did not request it, ignore "
        "this e-mail: your password will not change."
    ),
    closing="",
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

PASSWORD_CHANGED = about_sign_in(
    "account.password",
    gettext_lazy("A password was changed"),
    subject=gettext_noop("{association}: your password was changed"),
    body=gettext_noop(
        "The password of your account was changed. Other sessions, API tokens and calendar"
        " addresses of your account have ended: create new ones if you still need them.\n\n"
        "If it was not you, choose a new password now:\n\n{url}\n\nThen call us."
    ),
    **CHOOSE_PASSWORD,
)

SECOND_FACTOR_CHANGED = about_sign_in(
    "account.second_factor",
    gettext_lazy("The two-step sign-in of an account was changed"),
    subject=gettext_noop("{association}: your two-step sign-in was changed"),
    body=gettext_noop(
        "Your two-step sign-in was changed: a code app or a security key was added or removed, or"
        " new recovery codes were created.\n\nIf it was not you, choose a new password now:\n\n"
        "{url}\n\nThen call us."
    ),
    **CHOOSE_PASSWORD,
)

SECOND_FACTOR_RESET = about_sign_in(
    "account.second_factor_reset",
    gettext_lazy("The two-step sign-in of an account was reset"),
    subject=gettext_noop("{association}: your two-step sign-in was reset"),
    body=gettext_noop(
        "An administrator reset your two-step sign-in: your code app, passkeys and recovery codes "
        "no longer work. Your sessions have ended, and your API tokens and calendar addresses no "
        "longer work.\n\nSign in with your password, then set up two-step sign-in again in “My "
        "account”:\n\n{url}\n\nIf you did not ask for this, call us at once."
    ),
    blanks={"url": Blank(gettext_lazy("the sign-in page"), SIGN_IN)},
    fill=lambda message: {"url": SIGN_IN},
)

WRONG_CODES = Kind(
    "user.wrong_codes",
    gettext_lazy("Wrong codes were tried"),
    gettext_lazy("the owner of the account"),
    subject=gettext_noop("{association}: wrong codes were tried on your account"),
    body=gettext_noop(
        "Several wrong codes were entered at the second step of your sign-in. Your "
        "account is not locked.\n\nIf it was not you, someone knows your password. "
        "Choose a new one now:\n\n{url}\n\nThen call us."
    ),
    closing=WITH_PHONE,
    **CHOOSE_PASSWORD,
    is_moot=lambda message: not message.user.is_active,
)


def _codes_left(message):
    codes = Authenticator.objects.filter(
        user=message.user, type=Authenticator.Type.RECOVERY_CODES
    ).first()
    return {
        "left": str(len(codes.wrap().get_unused_codes()) if codes else 0),
        "url": settings.SITE_URL + reverse("mfa_index"),
    }


RECOVERY_CODE_USED = about_sign_in(
    "account.recovery_code",
    gettext_lazy("A recovery code was used"),
    subject=gettext_noop("{association}: one of your recovery codes was used"),
    body=gettext_noop(
        "A recovery code was used at the second step of your sign-in. Recovery codes left: {left}."
        " You can create new ones here:\n\n{url}\n\nIf it was not you, call us at once."
    ),
    blanks={
        "left": Blank(gettext_lazy("number of recovery codes left"), "9"),
        "url": Blank(
            gettext_lazy("the page for two-step sign-in"), f"{settings.SITE_URL}/accounts/2fa/"
        ),
    },
    fill=_codes_left,
)

READDRESSED = Kind(
    "user.readdressed",
    gettext_lazy("An e-mail address was changed"),
    gettext_lazy("the former address of the person who signs in"),
    subject=gettext_noop("{association}: your e-mail address was changed"),
    body=gettext_noop(
        "You now sign in to the equipment register of {association} with a different e-mail"
        " address. This one no longer works. If you did not know about this, call us at once."
    ),
    closing=WITH_PHONE,
    is_moot=lambda message: not message.user.previous_email,
    addresses=lambda message: [message.user.previous_email],
)

letter_kinds.register(
    WRONG_PASSWORDS,
    INVITED,
    PASSWORD_RESET,
    PASSWORD_CHANGED,
    SECOND_FACTOR_CHANGED,
    SECOND_FACTOR_RESET,
    WRONG_CODES,
    RECOVERY_CODE_USED,
    READDRESSED,
)
