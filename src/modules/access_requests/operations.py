"""Requests for access: store and confirm a request, then approve or delete it."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.models import Event
from core.workflow.lifecycle import Refused
from core.workflow.operations import operation, save_valid
from modules.access_requests.lifecycle import AccessStatus
from modules.access_requests.models import AccessRequest
from people.accounts.operations import invite
from people.base.lifecycle import OrganisationStatus
from people.base.roles import Role
from people.models import Organisation, User
from people.organisations.operations import decide_organisation, enter_organisation
from people.outbox.posting import post


def ask_access(access: AccessRequest) -> AccessRequest:
    """Store an access request, and mail the link that confirms its e-mail address.

    Needs no permission: the form is public. Our team does not see it before the link is used.
    """
    with transaction.atomic():
        save_valid(access)
        post("confirm.address", access, to=access, is_urgent=True)
    return access


def confirm_access(access: AccessRequest) -> AccessRequest:
    """Confirm the e-mail address of a request and notify the coordinators, once.

    Needs no permission: the link is the proof.
    """
    with transaction.atomic():
        access.lock()
        if access.status != AccessStatus.UNCONFIRMED:
            return access
        access.transition_to(AccessStatus.WAITING, confirmed_at=timezone.now())
        Event.objects.record("access.confirmed", access, by=User.objects.system())
        for user in User.objects.filter(role=Role.COORDINATOR, is_active=True):
            post("access.confirmed", access, to=user)
    return access


@operation("people.change_organisation", locks=True)
def grant_access(
    access: AccessRequest, *, by: User, organisation: Organisation | None = None
) -> Organisation:
    """Approve a request for access: invite its sender into `organisation`, or into a new one.

    In an organisation without a manager, the sender is invited as its manager.
    """
    if access.status != AccessStatus.WAITING:
        raise Refused(_("This request has already been answered."))
    if organisation is None:
        organisation = enter_organisation(_organisation_of(access), by=by)
    elif organisation.status != OrganisationStatus.APPROVED:
        decide_organisation(organisation, by=by, status=OrganisationStatus.APPROVED)
    is_first = not organisation.users.filter(is_manager=True, is_active=True).exists()
    invite(
        by=by,
        email=access.email,
        name=access.contact,
        organisation=organisation,
        is_manager=is_first,
        language=access.language,
    )
    access.transition_to(AccessStatus.GRANTED, organisation=organisation)
    Event.objects.record("access.granted", access, by=by)
    return organisation


def _organisation_of(access: AccessRequest) -> Organisation:
    """The unsaved organisation described by an access request."""
    return Organisation(
        name=access.name,
        kind=access.kind,
        siret=access.siret,
        rna=access.rna,
        town=access.town,
        phone=access.phone,
        email=access.email,
    )


@operation("people.change_organisation", locks=True)
def refuse_access(access: AccessRequest, *, by: User, reason: str) -> AccessRequest:
    if not reason.strip():
        raise Refused(_("Give the reason for refusing the access."))
    access.transition_to(AccessStatus.REFUSED, refusal=reason.strip())
    Event.objects.record("access.refused", access, by=by)
    post("access.refused", access, to=access, is_urgent=True)
    return access


@operation("people.change_organisation")
def forget_access(*, by: User, now: datetime) -> int:
    """Delete requests unconfirmed for three days, or answered a year ago; return their number."""
    late = AccessRequest.objects.filter(
        status=AccessStatus.UNCONFIRMED, created_at__lt=now - AccessRequest.CONFIRM_WITHIN
    )
    answered = AccessRequest.objects.filter(
        status__in=[AccessStatus.GRANTED, AccessStatus.REFUSED],
        status_since__lt=now - AccessRequest.RETENTION,
    )
    return late.delete()[0] + answered.delete()[0]
