"""API tokens, among the credentials of a user."""

from django.utils.translation import gettext_lazy as _

from api.models import Token
from api.operations import revoke_tokens_of
from people.accounts.credentials import Credential, register

register(
    Credential(
        _("API tokens"),
        lambda user: Token.objects.filter(user=user).in_use().count(),
        revoke_tokens_of,
    )
)
