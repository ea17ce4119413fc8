from allauth.account.forms import LoginForm
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from core.forms.actions import finder, flash_errors, redirect_saying
from core.forms.base import ActForm, attempt
from core.http.access import allowed
from core.http.secret_fields import secret_fields
from core.lists.tables import render_table
from core.models import Event
from core.operating.installation import links_lead_nowhere
from core.qr import qr_picture
from core.text_input import number_of
from core.workflow.lifecycle import Refused
from people.accounts import kiosk, operations
from people.accounts.account_mails import messages_of_account
from people.accounts.credentials import credentials_in_use
from people.accounts.forms import InviteForm, JoinForm, ProfileForm, UserForm
from people.accounts.links import invitation_url, invited_user
from people.accounts.operations import join
from people.accounts.reauthentication import confirmed
from people.accounts.tables import UserFilter, UserTable
from people.base.models.user import Access
from people.base.roles import Role
from people.models import User
from people.outbox.channels import flash_mailed

NO_MAIL = gettext_lazy("No e-mail can be sent from here: give the person the link on this page.")
INVITED = gettext_lazy(
    "The invitation will be sent in a moment. You can also give the person the link on this page."
)
_find = finder(User.objects.visible_to, "organisation")


@allowed("people.invite_association")
def user_list(request):
    users = User.objects.visible_to(request.user).select_related("organisation")
    filters = UserFilter(request.GET, queryset=users.prefetch_related("sites"), request=request)
    table = UserTable(filters.qs)
    return render_table(request, "people/accounts/user_list.html", table, filters=filters)


@allowed(operations.invite.permission)
def user_invite(request):
    chosen = number_of(request.GET.get("organisation"))
    form = InviteForm(request.POST or None, by=request.user, initial={"organisation": chosen})
    if attempt(form, operations.invite, by=request.user):
        flash_mailed(request, INVITED, NO_MAIL)
        return redirect(form.result or "user_list")
    return render(request, "people/accounts/user_invite.html", {"form": form})


@allowed(operations.change_user.permission)
def user_edit(request, pk):
    user = _find(request, pk)
    form = UserForm(request.POST or None, user=user, by=request.user)
    if attempt(form, operations.change_user, user, by=request.user):
        if user == request.user:
            update_session_auth_hash(request, User.objects.get(pk=pk))
        return redirect_saying(request, _("The changes are saved."), "user_list")
    own_tokens = Event.objects.filter(by=user, kind__startswith="token.")
    events = (Event.objects.about(user) | own_tokens).select_related("by").order_by("-pk")[:50]
    context = {"person": _find(request, pk), "form": form, "events": events}
    context |= _managing(request.user, user) | _signing_in(request.user, user)
    invited = context["person"]  # the stored user, since a refused form may have changed `user`
    if invited.access == Access.INVITED and not context["is_beyond"]:
        link, letters = invitation_url(invited), messages_of_account("user.invited", invited)
        context |= {"link": link, "code": qr_picture(link), "letter": letters.last()}
        context["only_here"] = links_lead_nowhere()
    return render(request, "people/accounts/user_edit.html", context)


def _managing(by, user):
    """Context for the section about managers on a user's page, as shown to `by`."""
    return {
        "is_beyond": bool(by.organisation_id) and user.is_manager,
        "may_manage": user.role == Role.ASSOCIATION
        and user.access == Access.OPEN
        and not user.is_manager,
    }


def _signing_in(by, user):
    """Context about how a user signs in, for users who manage users."""
    if not by.has_perm(operations.reset_second_factor.permission):
        return {}
    return {"has_second_factor": is_mfa_enabled(user), "credentials": credentials_in_use(user)}


@allowed(operations.name_manager.permission).by_post
def user_manages(request, pk):
    """Name a manager of an association, additionally or as a replacement."""
    user, form = _find(request, pk), ActForm(request.POST)
    in_my_place = "in_my_place" in request.POST

    def name(user, *, by):
        return operations.name_manager(user, by=by, in_my_place=in_my_place)

    done = _("%(name)s now manages the users of %(organisation)s.")
    return _managed(request, form, name, user, done)


@allowed(operations.stop_managing.permission).by_post
def user_manages_no_more(request, pk):
    user, form = _find(request, pk), ActForm(request.POST)
    done = _("%(name)s no longer manages the users of %(organisation)s.")
    return _managed(request, form, operations.stop_managing, user, done)


def _managed(request, form, operation, user, done):
    """Run the operation, flash the result and keep the current user signed in.

    Redirect to the page of `user`, or home if the current user is no longer a manager.
    """
    if attempt(form, operation, user, by=request.user):
        messages.success(request, done % {"name": user, "organisation": user.organisation})
        me = User.objects.get(pk=request.user.pk)
        update_session_auth_hash(request, me)
        return redirect(user if me.has_perm("people.invite_association") else "home")
    flash_errors(request, form)
    return redirect(user)


@allowed(operations.disable_user.permission).by_post
def user_disable(request, pk):
    return _act(request, pk, operations.disable_user, _("The access is closed."))


@allowed(operations.enable_user.permission).by_post
def user_enable(request, pk):
    """Reopen an account, or invite again a user who never joined."""
    user = _find(request, pk)
    done = _("The access is open again.") if user.joined_at else INVITED
    return _act(request, pk, operations.enable_user, done, None if user.joined_at else NO_MAIL)


@allowed(operations.reset_second_factor.permission).by_post
@confirmed
def user_reset_second_factor(request, pk):
    done = _("The two-step sign-in has been reset. The person is notified by e-mail.")
    otherwise = _(
        "The two-step sign-in has been reset. Tell the person, because no e-mail can be "
        "sent from here."
    )
    return _act(request, pk, operations.reset_second_factor, done, otherwise)


@allowed(operations.forget_user.permission).by_post
def user_forget(request, pk):
    """Erase a name and an e-mail before the end of their retention.

    The page of the user then no longer exists.
    """
    user, form = _find(request, pk), ActForm(request.POST)
    if attempt(form, operations.forget_user, user, by=request.user):
        messages.success(request, _("Erased: this person is no longer named anywhere."))
        return redirect("user_list")
    flash_errors(request, form)
    return redirect(user)


def _act(request, pk, operation, done, otherwise=None):
    """Run the operation; `otherwise` replaces `done` if no e-mail leaves from here."""
    user = _find(request, pk)
    form = ActForm(request.POST)
    if attempt(form, operation, user, by=request.user):
        flash_mailed(request, done, otherwise) if otherwise else messages.success(request, done)
    else:
        flash_errors(request, form)
    return redirect(user)


# --- The user's own account, and how to get one ---


@login_not_required
@require_POST
def language(request):
    """Save the chosen language in the user, or in a cookie before sign-in; redirect back."""
    chosen = request.POST.get("language")
    back = request.POST.get("next") or "/"
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    if not (is_ours and back.startswith("/")):
        back = "/"
    response = HttpResponseRedirect(back)
    if chosen in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            request.user.language = chosen
            request.user.save(update_fields=["language"])
        _remember_language(response, chosen)
    return response


def _remember_language(response, chosen):
    """Store the language in a cookie, for the sign-in page."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        chosen,
        max_age=31_536_000,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
    )


def to_profile(request, key=None):
    """Redirect allauth's e-mail page, since users do not change their own address."""
    return redirect("profile")


def profile(request):
    form = ProfileForm(request.POST or None, instance=request.user)
    if attempt(form, form.save, by=request.user):
        user = form.result
        with override(user.language):
            messages.success(request, _("Your account is up to date."))
        response = redirect("profile")
        _remember_language(response, user.language)
        return response
    return render(request, "people/accounts/profile.html", {"form": form})


@login_not_required
@never_cache
@secret_fields("password", "again")
def invitation_accept(request, token):
    """Accept an invitation by its link: choose a name and a password, then sign in."""
    try:
        user = invited_user(token)
    except Refused as refusal:
        return render(
            request, "people/accounts/invitation_closed.html", {"refusal": refusal}, status=410
        )
    form = JoinForm(request.POST or None, user=user)
    if form.is_valid() and _joined(form):
        return _signed_in(request, form)
    return render(
        request, "people/accounts/invitation_accept.html", {"form": form, "invited": user}
    )


def _joined(form):
    try:
        join(form.user, name=form.cleaned_data["name"], password=form.cleaned_data["password"])
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
    return form.is_valid()


def _signed_in(request, form):
    """Sign in with the new password as usual, including the second factor; return the response."""
    credentials = {"login": form.user.email, "password": form.cleaned_data["password"]}
    login = LoginForm(credentials, request=request)
    if not login.is_valid():
        return redirect("account_login")
    return login.login(request, redirect_url=reverse("home"))


@secret_fields("secret")
def unlock(request):
    """Page on which the device is given back, where the PIN or the password ends kiosk mode."""
    if not kiosk.is_turned(request):
        return redirect("home")
    if request.method == "POST" and not kiosk.may_try(request):
        logout(request)
        messages.error(request, _("Too many wrong attempts: you are signed out."))
        return redirect("account_login")
    form = kiosk.UnlockForm(request.POST or None, request=request)
    if form.is_valid():
        return redirect(kiosk.unlock(request))
    context = {"form": form, "lock": request.session[kiosk.LOCK]}
    return render(request, "people/accounts/unlock.html", context)
