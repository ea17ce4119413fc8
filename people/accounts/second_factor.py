"""Forms of the second step of sign-in, with limits that strangers cannot use to lock users out.

django-allauth counts wrong codes per account, so a stranger with the password could lock the owner
out. Here wrong codes are counted per account and network, like wrong passwords. Since codes are
short, there is also a limit for all networks together: low for the six digits of an app, higher for
the eight of a recovery code. Passkeys have no limit, since they cannot be guessed. A new password
lifts the limit. The owner is notified by mail from the fifth wrong code in an hour.
"""

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.forms import AuthenticateWebAuthnForm, ReauthenticateWebAuthnForm
from allauth.mfa.webauthn.internal import auth
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from people.accounts.account_mails import post_to_account
from people.accounts.networks import network_of
from people.models import User
from people.outbox.posting import post

RATE_PER_NETWORK = "5/5m/key"  # wrong codes for an account from one network
# Wrong codes for an account from all networks, before it accepts no more codes of this type: the
# probability of guessing a code within an hour is at most 1 in 30,000.
CEILINGS = {Authenticator.Type.TOTP: "30/h/key", Authenticator.Type.RECOVERY_CODES: "300/h/key"}
UNNOTIFIED_RATE = "4/h/key"  # wrong codes before the owner is notified


class Limit:
    """Rate limit of wrong codes, which a correct code does not use up."""

    def __init__(self, name, rate, key):
        self.request, self.key = context.request, key
        self.config = {"app": "people", "action": name, "config": {name: rate}}

    def has_room(self):
        return self._consume(dry_run=True)

    def count(self):
        """Count a wrong code; return whether it is within the limit."""
        return self._consume(dry_run=False)

    def clear(self):
        ratelimit.clear(self.request, key=self.key, **self.config)

    def _consume(self, *, dry_run):
        usage = ratelimit.consume(self.request, key=self.key, dry_run=dry_run, **self.config)
        return usage is not None


def ceilings(user):
    """Limits of wrong codes for `user` from all networks, by type of authenticator."""
    return {type_: Limit(f"codes_{type_}", rate, str(user.pk)) for type_, rate in CEILINGS.items()}


class OwnLimits:
    """Mixin for forms with a code: limits per network, and letters to the owner."""

    def clean_code(self):
        code, limits = self.cleaned_data["code"], ceilings(self.user)
        address = get_account_adapter().get_client_ip(context.request)
        here = Limit("codes", RATE_PER_NETWORK, f"{self.user.pk}:{network_of(address)}")
        # counted before the code is compared, so that concurrent attempts cannot exceed the limit
        if not here.count():
            raise get_account_adapter().validation_error("too_many_login_attempts")
        types = [type_ for type_, limit in limits.items() if limit.has_room()]
        for authenticator in Authenticator.objects.filter(user=self.user, type__in=types):
            if authenticator.wrap().validate_code(code):
                authenticator.user = self.user
                self.authenticator = authenticator
                here.clear()
                return code
        for limit in limits.values():
            limit.count()
        self._notify_owner()
        if len(types) < len(limits):
            raise ValidationError(
                _(
                    "Too many wrong codes were tried on this account. For an hour, use a recovery"
                    " code or a passkey; or choose a new password, then try again."
                ),
                code="too_many_codes",
            )
        raise get_adapter().validation_error("incorrect_code")

    def _notify_owner(self):
        if not Limit("codes_unnotified", UNNOTIFIED_RATE, str(self.user.pk)).count():
            user = User.objects.get(pk=self.user.pk)  # `self.user` may be the lazy request.user
            post("user.wrong_codes", user, to=user, is_urgent=True)  # at most once a day

    def save(self):
        super().save()
        if self.authenticator.type == Authenticator.Type.RECOVERY_CODES:
            post_to_account("account.recovery_code", User.objects.get(pk=self.user.pk))


class CodeForm(OwnLimits, AuthenticateForm):
    """Form for the code at sign-in."""


class CodeAgainForm(OwnLimits, ReauthenticateForm):
    """Form for the code before a sensitive action."""


class WithoutLimit:
    """Mixin for forms with a passkey, without limits, since its proof cannot be guessed."""

    def clean_credential(self):
        credential = self.cleaned_data["credential"]
        auth.parse_authentication_response(credential)
        return auth.complete_authentication(self.user, credential)


class PasskeyProofForm(WithoutLimit, AuthenticateWebAuthnForm):
    """Form for the passkey at sign-in."""


class PasskeyProofAgainForm(WithoutLimit, ReauthenticateWebAuthnForm):
    """Form for the passkey before a sensitive action."""
