"""Pages of the users: invite, change, close."""

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core.actions import flash_errors
from core.forms import ActForm, attempt
from core.lists.tables import render_table
from core.models import Event
from core.text_input import number_of
from people.filters import UserFilter
from people.forms.users import InviteForm, UserForm
from people.models import User
from people.models.user import Access
from people.operations import account_erasure as account_erasure_operations
from people.operations import managers as manager_operations
from people.operations import users as user_operations
from people.roles import Role
from people.tables import UserTable


@permission_required("people.invite_association", raise_exception=True)
def user_list(request):
    users = User.objects.visible_to(request.user).select_related("organisation")
    filters = UserFilter(request.GET, queryset=users.prefetch_related("sites"), request=request)
    table = UserTable(filters.qs)
    return render_table(request, "people/user_list.html", table, filters=filters)


@permission_required(user_operations.invite.permission, raise_exception=True)
def user_invite(request):
    chosen = number_of(request.GET.get("organisation"))
    form = InviteForm(request.POST or None, by=request.user, initial={"organisation": chosen})
    if attempt(form, user_operations.invite, by=request.user):
        messages.success(request, _("The invitation is on its way."))
        return redirect("user_list")
    return render(request, "people/user_invite.html", {"form": form})


@permission_required(user_operations.change_user.permission, raise_exception=True)
def user_edit(request, pk):
    user = _find(request, pk)
    form = UserForm(request.POST or None, user=user, by=request.user)
    if attempt(form, user_operations.change_user, user, by=request.user):
        messages.success(request, _("The changes are saved."))
        return redirect("user_list")
    events = Event.objects.about(user).select_related("by")[:50]
    context = {"person": _find(request, pk), "form": form, "events": events}
    context |= _managing(request.user, user)
    return render(request, "people/user_edit.html", context)


def _managing(by, user):
    """The context of the managers part of a user's page, as `by` may use it."""
    return {
        "is_beyond": bool(by.organisation_id) and user.is_manager,
        "may_manage": user.role == Role.ASSOCIATION
        and user.access == Access.OPEN
        and not user.is_manager,
    }


@require_POST
@permission_required(manager_operations.name_manager.permission, raise_exception=True)
def user_manages(request, pk):
    """Name a manager, beside oneself or in one's place."""
    user, form = _find(request, pk), ActForm(request.POST)
    in_my_place = "in_my_place" in request.POST

    def name(user, *, by):
        return manager_operations.name_manager(user, by=by, in_my_place=in_my_place)

    done = _("%(name)s now manages the users of %(organisation)s.")
    return _managed(request, form, name, user, done)


@require_POST
@permission_required(manager_operations.stop_managing.permission, raise_exception=True)
def user_manages_no_more(request, pk):
    user, form = _find(request, pk), ActForm(request.POST)
    done = _("%(name)s manages the users of %(organisation)s no more.")
    return _managed(request, form, manager_operations.stop_managing, user, done)


def _managed(request, form, operation, user, done):
    """Do it, say so, and keep who did it signed in; their page if they manage nobody any more."""
    if attempt(form, operation, user, by=request.user):
        messages.success(request, done % {"name": user, "organisation": user.organisation})
        me = User.objects.get(pk=request.user.pk)
        update_session_auth_hash(request, me)
        return redirect(user if me.has_perm("people.invite_association") else "home")
    flash_errors(request, form)
    return redirect(user)


@require_POST
@permission_required(user_operations.disable_user.permission, raise_exception=True)
def user_disable(request, pk):
    return _act(request, pk, user_operations.disable_user, _("The access is closed."))


@require_POST
@permission_required(user_operations.enable_user.permission, raise_exception=True)
def user_enable(request, pk):
    """Open an access again, or send the invitation again to who never came."""
    user = _find(request, pk)
    done = _("The access is open again.") if user.joined_at else _("The invitation is on its way.")
    return _act(request, pk, user_operations.enable_user, done)


@require_POST
@permission_required(account_erasure_operations.forget_user.permission, raise_exception=True)
def user_forget(request, pk):
    """Erase a name and an e-mail before their term; there is then no page of theirs any more."""
    user, form = _find(request, pk), ActForm(request.POST)
    if attempt(form, account_erasure_operations.forget_user, user, by=request.user):
        messages.success(request, _("Erased: nothing names this person any more."))
        return redirect("user_list")
    flash_errors(request, form)
    return redirect(user)


def _find(request, pk):
    users = User.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(users, pk=pk)


def _act(request, pk, operation, done):
    user = _find(request, pk)
    form = ActForm(request.POST)
    if attempt(form, operation, user, by=request.user):
        messages.success(request, done)
    else:
        flash_errors(request, form)
    return redirect(user)
