"""Managers of an association's users: named by the house, or by another manager."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from core.workflow.lifecycle import Refused
from core.workflow.operations import operation
from people.models import User
from people.models.user import Access
from people.operations.users import lock_beside_deciders, note_manager
from people.roles import Role


@operation("people.invite_association")
def name_manager(user: User, *, by: User, in_my_place: bool = False) -> User:
    """Make a user manager of their association, beside its managers or `in_my_place`.

    Raises `Refused` for who cannot sign in, or manages them already.
    """
    lock_beside_deciders(user)
    by.refresh_from_db(fields=["is_manager"])
    _check_is_beside(by, user)
    if user.role != Role.ASSOCIATION or user.access != Access.OPEN:
        raise Refused(_("Only somebody of the association who can sign in manages its users."))
    if user.is_manager:
        raise Refused(_("%(name)s manages them already.") % {"name": user})
    _turn(user, by, is_manager=True)
    if in_my_place and by.is_manager:
        _turn(by, by, is_manager=False)
    return user


@operation("people.invite_association")
def stop_managing(user: User, *, by: User) -> User:
    """Remove a manager: themselves, or anybody by the house; never the last one."""
    lock_beside_deciders(user)
    _check_is_beside(by, user)
    if by.organisation_id and user != by:
        raise Refused(_("Only the house decides who manages an association's users."))
    beside = User.objects.filter(organisation=user.organisation_id, is_manager=True, is_active=True)
    if not beside.exclude(pk=user.pk).exists():
        raise Refused(
            _("Nobody else manages the users of %(organisation)s: name another first.")
            % {"organisation": user.organisation}
        )
    if user.is_manager:
        _turn(user, by, is_manager=False)
    return user


def _check_is_beside(by: User, user: User) -> None:
    """Raise unless `by` is of the house, or manages the association of `user` still."""
    if by.organisation_id and not (by.is_manager and by.organisation_id == user.organisation_id):
        raise PermissionDenied("people.invite_association")


def _turn(user: User, by: User, *, is_manager: bool) -> None:
    user.is_manager = is_manager
    user.save(update_fields=["is_manager"])
    note_manager(user, by)
