"""Accounts that were closed long ago: what names who had them goes, what they did stays."""

from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core import erasure_journal
from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from people.models import User
from people.models.user import Access, UserQuerySet, former_email

AT_A_TIME = 100


@operation("people.manage_users")
def forget_user(user: User, *, by: User) -> User:
    """Take out at once the name and e-mail of somebody whose access is closed."""
    user.lock()
    check_is_somebody(user)
    if user.access != Access.CLOSED:
        raise Refused(_("Close the access first."))
    return forget_users([user], by=by)[0]


@operation("people.manage_users")
def forget_closed_users(*, by: User, until: date) -> int:
    """Do so for each access closed by that day, and each invitation nobody answered since it."""
    count = 0
    while some := list(_over(until).order_by("pk")[:AT_A_TIME].select_for_update(no_key=True)):
        count += len(forget_users(some, by=by))
    return count


def _over(until: date) -> UserQuerySet:
    closed = Q(closed_at__date__lte=until)
    unanswered = Q(joined_at=None, invited_at__date__lte=until)
    return User.objects.people().filter(closed | unanswered, is_active=False)


def forget_users(users: list[User], *, by: User) -> list[User]:
    """Anonymise these users, whatever their state; return them."""
    now = timezone.now()
    EmailAddress.objects.filter(user__in=users).delete()
    Authenticator.objects.filter(user__in=users).delete()
    for user in users:
        user.name, user.email, user.previous_email = "", former_email(user), ""
        user.is_active = user.is_manager = False
        user.invited_at = user.site = None
        user.closed_at, user.anonymised_at = user.closed_at or now, now
        user.set_unusable_password()
        user.sites.clear()
        user.save()
    Event.objects.record_many("user.anonymised", [(user, {}) for user in users], by=by)
    erasure_journal.note("people.User", [user.pk for user in users])
    return users


def forget_users_again(users: list[User]) -> None:
    """Forget again whom a restored backup brought back, be their access open there."""
    forget_users(users, by=User.objects.system())


def check_is_somebody(user: User) -> None:
    """Raise `Refused` for an account that was anonymised: nobody comes back to it."""
    if user.anonymised_at:
        raise Refused(_("This account was anonymised: invite the person anew."))
