"""Accounts: invitations, roles, managers of partner organisations, closing and anonymisation."""

from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from core.dates import is_over
from core.models import Event
from core.workflow import erasure_journal
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from people.accounts.account_mails import messages_of_account, post_to_account
from people.accounts.closed_accounts import CLOSED
from people.accounts.credentials import revoke_credentials
from people.base.lifecycle import OrganisationStatus
from people.base.models.user import NOWHERE, Access, UserQuerySet, former_email
from people.base.roles import Role
from people.models import Message, Organisation, Site, User
from people.outbox.posting import post

AT_A_TIME = 100
RETENTION = timedelta(days=30)  # maximum retention of a former e-mail that cannot be notified


@operation("people.invite_association")
def invite(
    *,
    by: User,
    email: str,
    name: str,
    role: Role = Role.ASSOCIATION,
    organisation: Organisation | None = None,
    is_manager: bool = False,
    sites: list[Site] | None = None,
    language: str = "fr",
) -> User:
    """Create an inactive user and mail them a single-use link to join.

    Only users who manage users may invite members of our team; the manager of an association
    invites only for that association.
    """
    user = User(
        email=email.lower(),
        name=name,
        role=role,
        organisation=organisation,
        is_manager=is_manager,
        language=language,
    )
    _check_decides(by, user)
    _check_is_reached(user)
    check_is_approved(organisation)
    user.set_unusable_password()
    save_valid(user)
    _set_sites(user, sites or [])
    _send_invitation(user, by)
    return user


@operation("people.invite_association")
def change_user(
    user: User,
    *,
    by: User,
    name: str,
    role: Role,
    email: str | None = None,
    organisation: Organisation | None = None,
    is_manager: bool = False,
    sites: list[Site] | None = None,
) -> User:
    """Set the name, e-mail, role and sites of `user`.

    A new role or e-mail ends their sessions, API tokens and calendar addresses. Only our team
    may change an e-mail, since the mailbox gives access to the account.
    """
    lock_beside_deciders(user)
    _check_decides(by, user)
    check_is_somebody(user)
    if user.role == Role.ADMIN and role != Role.ADMIN:
        _check_not_last_admin(user)
    if user.is_manager and not (is_manager and organisation == user.organisation):
        _check_not_last_manager(user)
    was_manager, was, session = user.is_manager, _invited_as(user), user.get_session_auth_hash()
    user.name, user.role, user.organisation, user.is_manager = name, role, organisation, is_manager
    _check_decides(by, user)
    if email and email.lower() != user.email:
        _change_email(user, email.lower(), by)
    is_invited_anew = user.access == Access.INVITED and _invited_as(user) != was
    if is_invited_anew:
        user.set_unusable_password()  # invalidates links sent before
    save_valid(user)
    _set_sites(user, sites or [])
    Event.objects.record("user.changed", user, by=by, role=role)
    if user.get_session_auth_hash() != session:
        revoke_credentials(user, by=by)
    if is_invited_anew:
        _send_invitation(user, by)
    if user.is_manager != was_manager:
        note_manager(user, by)
    return user


@operation("people.invite_association")
def disable_user(user: User, *, by: User) -> User:
    """Close the account of `user` at once, ending sessions, API tokens and calendar addresses.

    An open invitation is withdrawn.
    """
    lock_beside_deciders(user)
    _check_decides(by, user)
    if user == by:
        raise Refused(_("You cannot close your own access."))
    if user.role == Role.ADMIN:
        _check_not_last_admin(user)
    if user.is_manager:
        _check_not_last_manager(user)
    user.is_active, user.closed_at = False, user.closed_at or timezone.now()
    if user.joined_at is None:
        user.invited_at = None
    user.save(update_fields=["is_active", "closed_at", "invited_at"])
    Event.objects.record("user.disabled", user, by=by)
    erasure_journal.note(CLOSED, [user.pk])
    revoke_credentials(user, by=by)
    return user


@operation("people.invite_association", locks=True)
def enable_user(user: User, *, by: User) -> User:
    """Reopen the account of `user`; a user who never joined gets a new invitation instead."""
    _check_decides(by, user)
    check_is_somebody(user)
    erasure_journal.note(CLOSED, [user.pk])
    user.closed_at = None
    if user.joined_at is None:
        check_is_approved(user.organisation)
        user.set_unusable_password()  # invalidates links sent before
        user.invited_at = timezone.now()
        user.save(update_fields=["password", "invited_at", "closed_at"])
        _send_invitation(user, by)
        return user
    user.is_active = True
    user.save(update_fields=["is_active", "closed_at"])
    Event.objects.record("user.enabled", user, by=by)
    return user


@operation("people.manage_users", locks=True)
def reset_second_factor(user: User, *, by: User) -> User:
    """Remove every second factor of `user`, who lost theirs, and end all their sessions.

    The user signs in with the password, and sets up another factor if the role needs one.
    """
    _check_decides(by, user)
    check_is_somebody(user)
    if user == by:
        raise Refused(_("Change your own two-step sign-in in “My account”."))
    if not Authenticator.objects.filter(user=user).exists():
        raise Refused(_("%(name)s has no two-step sign-in.") % {"name": user})
    Authenticator.objects.filter(user=user).delete()
    user.second_factor_reset_at = timezone.now()
    user.save(update_fields=["second_factor_reset_at"])
    Event.objects.record("user.second_factor_reset", user, by=by)
    revoke_credentials(user, by=by)
    post_to_account("account.second_factor_reset", user)
    return user


def join(user: User, *, name: str, password: str | None) -> User:
    """Turn an invitation into an account; raise `Refused` if it was used or withdrawn meanwhile.

    No permission is required: the signed link proves who the user is. Users without a password
    sign in through their provider.
    """
    with transaction.atomic():
        user.lock()
        if user.access != Access.INVITED:
            raise Refused(_("This invitation has already been used: sign in."))
        user.name = name
        if password is not None:
            validate_password(password, user)
        user.is_active, user.joined_at = True, timezone.now()
        user.set_password(password)
        user.save()
        Event.objects.record("user.joined", user, by=user)
    return user


def first_admin(*, email: str, name: str, site: str) -> User | None:
    """Create the first site and invite an administrator; return None if there is one already.

    No permission is required, since there is no user yet: it runs from the command line.
    """
    with transaction.atomic():
        if User.objects.administrators().exists():
            return None
        place = Site.objects.first() or Site.objects.create(name=site)
        return invite(
            by=User.objects.system(), email=email, name=name, role=Role.ADMIN, sites=[place]
        )


def _change_email(user: User, email: str, by: User) -> None:
    """Set `email` as the only sign-in address of `user`, and notify the old address.

    While a letter about an earlier change is waiting, the address before that change is kept.
    """
    if by.organisation_id:
        raise Refused(_("Only our team can change an e-mail address."))
    if not messages_of_account("user.readdressed", user).on_their_way().exists():
        user.previous_email = user.email
    user.email = email
    _check_is_reached(user)
    EmailAddress.objects.filter(user=user).delete()  # allauth's record of the old address
    Event.objects.record("user.readdressed", user, by=by)
    post_to_account("user.readdressed", user)


def _check_is_reached(user: User) -> None:
    """Raise `Refused` for an address in the domain of anonymised accounts."""
    if user.email.endswith(NOWHERE):
        raise Refused(_("No e-mail can be delivered to this address."))


def _invited_as(user: User) -> tuple:
    """Return what an invitation depends on: the address, role and organisation."""
    return user.email, user.role, user.organisation_id


def _send_invitation(user: User, by: User) -> None:
    Event.objects.record("user.invited", user, by=by, role=user.role)
    turn = Event.objects.about(user).filter(kind="user.invited").count()
    post("user.invited", user, to=user, turn=turn, is_urgent=True)


def _check_decides(by: User, user: User) -> None:
    """Raise `Refused` unless `by` may manage `user` with their current role."""
    if by.has_perm("people.manage_users"):
        return
    if user.role != Role.ASSOCIATION:
        raise Refused(_("Only an administrator can manage users of our team."))
    if not by.organisation_id:
        return
    if user.organisation_id != by.organisation_id:
        raise Refused(_("You can only manage users of your own organisation."))
    if user.is_manager:
        raise Refused(_("Only our team can decide who manages an organisation’s users."))


def check_is_approved(organisation: Organisation | None) -> None:
    """Raise `Refused` for an association that is not approved: its users cannot sign in."""
    if organisation and organisation.status != OrganisationStatus.APPROVED:
        raise Refused(
            _("%(organisation)s is “%(status)s”: nobody can be invited for it for now.")
            % {"organisation": organisation, "status": organisation.status_label}
        )


def lock_beside_deciders(user: User) -> None:
    """Lock `user`, every administrator and the managers of their association, in the order of ids.

    Two users who close each other's account are serialised.
    """
    deciders = Q(pk=user.pk) | Q(role=Role.ADMIN)
    if user.organisation_id:
        deciders |= Q(organisation=user.organisation_id, is_manager=True)
    rows = User.objects.filter(deciders).order_by("pk")
    list(rows.select_for_update(of=("self",), no_key=True))
    user.refresh_from_db()


def _check_not_last_admin(user: User) -> None:
    """Raise `Refused` if nobody else could manage users; locks every administrator."""
    admins = list(User.objects.filter(role=Role.ADMIN, is_active=True))
    if admins == [user]:
        raise Refused(_("This is the last administrator: appoint another first."))


def _check_not_last_manager(user: User) -> None:
    """Raise `Refused` if an association would have users and no manager."""
    people = User.objects.filter(organisation=user.organisation_id, is_active=True)
    others = list(people.exclude(pk=user.pk))
    if others and not any(other.is_manager for other in others):
        raise Refused(
            _("Nobody else manages the users of %(organisation)s: appoint someone first.")
            % {"organisation": user.organisation}
        )


def note_manager(user: User, by: User) -> None:
    """Record that a user became, or no longer is, a manager of their association."""
    kind = "user.manages" if user.is_manager else "user.manages_no_more"
    Event.objects.record(kind, user, by=by)


def _set_sites(user: User, sites: list[Site]) -> None:
    user.sites.set(sites)
    if user.site not in sites:
        user.site = sites[0] if sites else None
        user.save(update_fields=["site"])


# --- Managers of an association: named by our team, or by another manager. ---


@operation("people.invite_association")
def name_manager(user: User, *, by: User, in_my_place: bool = False) -> User:
    """Make a user a manager of their association, in addition to `by` or `in_my_place`.

    Raise `Refused` if the user cannot sign in or is a manager already.

    A manager may name another or hand over, but only our team may remove another manager or leave
    the association without one.
    """
    lock_beside_deciders(user)
    by.refresh_from_db(fields=["is_manager"])
    _check_is_beside(by, user)
    if user.role != Role.ASSOCIATION or user.access != Access.OPEN:
        raise Refused(_("Only someone at the organisation who can sign in can manage its users."))
    if user.is_manager:
        raise Refused(
            _("%(name)s already manages the users of this organisation.") % {"name": user}
        )
    _turn(user, by, is_manager=True)
    if in_my_place and by.is_manager:
        _turn(by, by, is_manager=False)
    return user


@operation("people.invite_association")
def stop_managing(user: User, *, by: User) -> User:
    """Remove a manager except the last; managers may remove themselves, our team any manager."""
    lock_beside_deciders(user)
    _check_is_beside(by, user)
    if by.organisation_id and user != by:
        raise Refused(_("Only our team can decide who manages an organisation’s users."))
    beside = User.objects.filter(organisation=user.organisation_id, is_manager=True, is_active=True)
    if not beside.exclude(pk=user.pk).exists():
        raise Refused(
            _("Nobody else manages the users of %(organisation)s: appoint someone first.")
            % {"organisation": user.organisation}
        )
    if user.is_manager:
        _turn(user, by, is_manager=False)
    return user


def _check_is_beside(by: User, user: User) -> None:
    """Raise `PermissionDenied` unless `by` is in our team or still manages the association."""
    if by.organisation_id and not (by.is_manager and by.organisation_id == user.organisation_id):
        raise PermissionDenied("people.invite_association")


def _turn(user: User, by: User, *, is_manager: bool) -> None:
    user.is_manager = is_manager
    user.save(update_fields=["is_manager"])
    revoke_credentials(user, by=by)
    note_manager(user, by)


# --- Anonymisation of accounts closed long ago; their events remain. ---


@operation("people.manage_users", locks=True)
def forget_user(user: User, *, by: User) -> User:
    """Anonymise a closed account at once."""
    check_is_somebody(user)
    if user.access != Access.CLOSED:
        raise Refused(_("Close the access first."))
    return forget_users([user], by=by)[0]


@operation("people.manage_users")
def forget_closed_users(*, by: User, until: date) -> int:
    """Anonymise accounts closed by that day, and invitations unanswered since then."""
    count = 0
    while some := list(_over(until).order_by("pk")[:AT_A_TIME].select_for_update(no_key=True)):
        count += len(forget_users(some, by=by))
    return count


def _over(until: date) -> UserQuerySet:
    closed = Q(closed_at__date__lte=until)
    unanswered = Q(joined_at=None, invited_at__date__lte=until)
    return User.objects.people().filter(closed | unanswered, is_active=False)


def forget_users(users: list[User], *, by: User) -> list[User]:
    """Anonymise these accounts in any state; return the reread accounts.

    An account that was closed long ago keeps its id and loses its name: the row remains, since
    events refer to it, and is shown as “a former user”. An unanswered invitation is treated in the
    same way. Proofs given to others (agreements, certificates of erasure, receipts) keep the
    printed name until the end of their own retention; a reprint shows a number.
    """
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
        revoke_credentials(user, by=by)
    Event.objects.record_many("user.anonymised", [(user, {}) for user in users], by=by)
    erasure_journal.note("people.User", [user.pk for user in users])
    return users


def forget_users_again(users: list[User]) -> None:
    """Repeat the anonymisation of restored accounts, even if they are open in the backup."""
    forget_users(users, by=User.objects.system())


def check_is_somebody(user: User) -> None:
    """Raise `Refused` for an anonymised account, which is never reopened."""
    if user.anonymised_at:
        raise Refused(_("This account has been anonymised: invite the person again."))


# --- Former addresses, kept until their owner has been notified. ---


@operation("people.manage_users")
def forget_previous_emails(*, by: User, now: datetime) -> int:
    """Delete former addresses that have been notified or cannot be; return their number."""
    is_old = is_over("posted_at", RETENTION, now=now)
    pending = Message.objects.filter(~is_old, kind="user.readdressed")
    pending = pending.filter(status__in=[*Message.OPEN, Message.Status.SENDING])
    users = User.objects.exclude(previous_email="").exclude(pk__in=pending.values("user"))
    return users.update(previous_email="")
