"""One's own account, and how one comes to have it."""

from allauth.account.forms import LoginForm
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from core.forms import attempt
from core.workflow.lifecycle import Refused
from people.forms.account import JoinForm, ProfileForm
from people.mails import invited_user
from people.operations.users import join


@login_not_required
@require_POST
def language(request):
    """Keep the chosen language on the user, or in a cookie before sign-in; back to the page."""
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
    """Redirect allauth's e-mail page: users do not change their own address."""
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
    return render(request, "people/profile.html", {"form": form})


@login_not_required
@never_cache
@sensitive_post_parameters("password", "again")
def invitation_accept(request, token):
    """Accept an invitation by its link: choose a name and a password, then sign in."""
    try:
        user = invited_user(token)
    except Refused as refusal:
        return render(request, "people/invitation_closed.html", {"refusal": refusal}, status=410)
    form = JoinForm(request.POST or None, user=user)
    if form.is_valid() and _joined(form):
        return _signed_in(request, form)
    return render(request, "people/invitation_accept.html", {"form": form, "invited": user})


def _joined(form):
    try:
        join(form.user, name=form.cleaned_data["name"], password=form.cleaned_data["password"])
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
    return form.is_valid()


def _signed_in(request, form):
    """The answer of an ordinary sign-in with the new password, second factor included."""
    credentials = {"login": form.user.email, "password": form.cleaned_data["password"]}
    login = LoginForm(credentials, request=request)
    if not login.is_valid():
        return redirect("account_login")
    return login.login(request, redirect_url=reverse("home"))
