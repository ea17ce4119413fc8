"""Secrets that act for a user without a sign-in: API tokens, calendar addresses.

Each app registers its own kinds. The secrets are revoked together with the sessions of their user:
when the password, e-mail, role or association changes, when the second factor is reset, and when
the account is closed. They never work again; the user has to create new ones.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.utils.translation import gettext as _

from people.models import User


class Credential(NamedTuple):
    """A kind of secret: its plural name, how many a user has in use, and how to revoke them."""

    label: str
    count: Callable[[User], int]
    revoke: Callable[..., object]  # called with (user, by=)


KINDS: list[Credential] = []


def register(kind: Credential) -> None:
    """Add an app's kind of secret; called from its module `credentials`."""
    KINDS.append(kind)


def revoke_credentials(user: User, *, by: User) -> None:
    """Revoke every secret of `user`, in the transaction that ends their sessions."""
    for kind in KINDS:
        kind.revoke(user, by=by)


def credentials_in_use(user: User) -> list[tuple[str, int]]:
    """The number of secrets of each kind that `user` has in use."""
    return [(kind.label, kind.count(user)) for kind in KINDS]


class RevokeOnPasswordChange:
    """Password validator without a rule, which Django notifies of each saved password.

    So a password changed on any page, or by `manage.py changepassword`, revokes the secrets.
    """

    def validate(self, password, user=None):
        pass

    def get_help_text(self):
        return _(
            "After you choose a new password, your other sessions end, and your API tokens "
            "and calendar addresses stop working."
        )

    def password_changed(self, password, user=None):
        revoke_credentials(user, by=user)
