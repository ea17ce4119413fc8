"""Accounts and modules that a visitor of the demo may choose."""

from typing import NamedTuple

from django.conf import settings

from core.models import Event, Identity
from core.modules.registry import keys, switchable
from core.settings_page.switches import proposed
from people.base.models.user import DEMO_DOMAIN
from people.base.roles import LADDER, SUMMARIES, Role
from people.models import User


class Choice(NamedTuple):
    role: Role
    summary: str


def accounts():
    """The demo's account of each role; empty without DEBUG or without the demo."""
    if not settings.DEBUG:
        return {}
    emails = [f"{role}{DEMO_DOMAIN}" for role in Role]
    users = User.objects.filter(email__in=emails, is_active=True)
    found = {Role(user.role): user for user in users if user.email == f"{user.role}{DEMO_DOMAIN}"}
    return found if Role.ADMIN in found else {}


def roles_to_try(_user, _subject):
    """Context of the panel on the sign-in page; None if this is no demo."""
    found = accounts()
    if not found:
        return None
    roles = [*LADDER, Role.ASSOCIATION]
    on = Identity.cached().module_keys
    return {
        "choices": [Choice(role, SUMMARIES[role]) for role in roles if role in found],
        "is_everything_on": wanted(everything=True) <= on,
        "on": _labels(on),
        "off": _labels(set(keys()) - on),
    }


def _labels(some):
    return [module.label for module in switchable() if module.key in some]


def wanted(*, everything):
    """The modules to switch on: all that lack nothing, or those with work to finish."""
    if everything:
        on = set(keys())
        return {m.key for m in switchable() if not any(need(on) for need in m.needs)}
    small = proposed("small", Event.objects.none())
    return {key for key, is_on in small.items() if is_on}
